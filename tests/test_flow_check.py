"""That `janji flows check` finds what would leave a person stranded: each kind of fault is put in, and seen."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Translation

from bot.channels.all import LIMITS
from bot.channels.capabilities import TELEGRAM, WHATSAPP, Capabilities, misfits
from bot.checking import Fault, check, run_check
from bot.checking.catalogues import read_catalogues
from bot.checking.diagram import chart
from bot.checking.sources import read_sources
from bot.config import Settings
from bot.config_file import load, places
from bot.conversation.graph import Flows
from bot.conversation.message import Button, Message
from bot.conversation.prompts import OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import _
from bot.desk.desk import Desk
from bot.flows.all import FLOWS
from bot.flows.photos import WhichPaper

ROOT = Path(__file__).parents[1]
EXAMPLE = load(ROOT / "config.yaml", {})


def english() -> dict[str, Catalog]:
    """Translations that say everything in English."""
    made = {language: Catalog(locale=language) for language in ("id", "en")}
    for text in read_sources().texts:
        for catalogue in made.values():
            if text.plural:
                catalogue.add((text.msgid, text.plural), (text.msgid, text.plural)[-catalogue.num_plurals:])
            else:
                catalogue.add(text.msgid, text.msgid)
    return made


ENGLISH = english()


def in_indonesian(msgid: str, translation: str) -> dict[str, Catalog]:
    """Translations of which one, the Indonesian of `msgid`, is another."""
    catalogues = english()
    entry(catalogues["id"], msgid).string = translation
    return catalogues


def entry(catalogue: Catalog, msgid: str) -> Translation:
    found = catalogue.get(msgid)
    assert found is not None
    return found


@cache
def known() -> frozenset[Fault]:
    """What is found in the tree as it is, with English everywhere: not this test's business."""
    return frozenset(check(FLOWS, EXAMPLE, ENGLISH).faults)


def new_faults(flows: Flows = FLOWS, settings: Settings = EXAMPLE, catalogues: Mapping[str, Catalog] | None = None,
               channels: tuple[Capabilities, ...] = LIMITS) -> list[Fault]:
    """The faults that a change brings in."""
    return [fault for fault in check(flows, settings, catalogues or ENGLISH, channels).faults if fault not in known()]


def changed(**parts: Any) -> Settings:
    """The example with more entries: `changed(outcomes={...})`; a service's lists are added to."""
    raw = copy.deepcopy(EXAMPLE.model_dump(mode="json", by_alias=True))
    for key, entries in parts.items():
        for name, entry in entries.items():
            if key == "services":
                for part, items in entry.items():
                    raw[key][name][part] = [*raw[key][name][part], *items]
            else:
                raw[key][name] = entry
    return Settings.model_validate(raw)


def words(text: str) -> dict[str, str]:
    return {"id": text, "en": text}


class Stuck(Step[Literal["again"], None]):
    """Nothing but itself."""

    def ask(self, desk: Desk, /) -> OneOf[Literal["again"]]:
        return OneOf(_("Which one?"), (Option("again", _("Again")),))

    def answer(self, desk: Desk, value: Literal["again"], /) -> Stuck:
        return self


class Round(Step[Literal["on"], None]):
    """One half of a circle."""

    def ask(self, desk: Desk, /) -> OneOf[Literal["on"]]:
        return OneOf(_("Which one?"), (Option("on", _("On")),))

    def answer(self, desk: Desk, value: Literal["on"], /) -> AndRound:
        return AndRound()


class AndRound(Step[None, None]):
    """The other half: what it opens never ends, so its own end is never reached."""

    def ask(self, desk: Desk, /) -> Stuck:
        return Stuck()

    def answer(self, desk: Desk, value: None, /) -> Round | Done[None]:
        return Round()


# --- the tree as it is ------------------------------------------------------------------------------------------------

def test_nothing_here_leads_nowhere_lacks_a_language_or_is_too_long(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_check(EXAMPLE, places(ROOT / "config.yaml", {})) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.endswith("No faults.\n")


def test_english_is_shown_as_it_is_written_in_the_code() -> None:
    english = [message for message in read_catalogues(["en"])["en"] if message.id]
    assert [message.string for message in english if message.string != message.id] == []


def test_the_report_says_how_much_was_looked_at() -> None:
    report = check(FLOWS, EXAMPLE, ENGLISH)
    assert report.steps == len(FLOWS.steps()) > 50
    assert report.code_edges == len(FLOWS.edges()) > 150
    assert min(report.config_edges, report.questions, report.texts, report.labels) > 0
    assert "channels: web, terminal, telegram, whatsapp" in str(report)


def test_the_chart_draws_each_step_and_each_way() -> None:
    drawn = chart(FLOWS)
    for step in FLOWS.steps():
        assert f" {step.__name__}" in drawn
    arrows = sum(" --> " in line or (" -.-> " in line and "offer_" not in line) for line in drawn.splitlines())
    assert arrows == sum(edge.kind != "ends" for edge in FLOWS.edges())


# --- ten faults, and each is seen -------------------------------------------------------------------------------------

def test_a_step_that_no_path_reaches() -> None:
    flows = replace(FLOWS, aside_steps=tuple(step for step in FLOWS.aside_steps if step is not WhichPaper))
    found = new_faults(flows)
    assert [fault.what for fault in found] == ["no path reaches the step WhichPaper",
                                               "“a photo” opens WhichPaper, which is not among the steps"]
    assert found[0].where.startswith("bot/flows/photos.py:")


def test_a_step_with_no_way_out() -> None:
    [found] = new_faults(replace(FLOWS, aside_steps=(*FLOWS.aside_steps, Stuck)))
    assert found.what == "the step Stuck has no way out: no answer leads to a step or an end"


def test_a_circle_that_reaches_neither_the_menu_nor_an_end() -> None:
    found = new_faults(replace(FLOWS, aside_steps=(*FLOWS.aside_steps, Round)))
    assert {fault.what.split(":")[0] for fault in found} == {
        "the step Stuck has no way out",
        "from Round neither the menu nor the end of its flow can be reached",
        "from AndRound neither the menu nor the end of its flow can be reached"}


def config_faults() -> Iterator[Any]:
    child = {"ask": [{"question": "purpose", "when": {"residence": "elsewhere"}}]}
    yield pytest.param({"services": {"passport-child": child}}, "no answers lead to the question “purpose”",
                       id="question out of reach")
    yield pytest.param({"outcomes": {"nowhere": {"text": words("No.")}}}, "no service ends with this outcome",
                       id="outcome out of reach")
    other = {"rules": [{"when": {"residence": "elsewhere"}, "outcome": "area-unsure"}]}
    yield pytest.param({"services": {"passport-lost": other}}, "this contradicts rule 0", id="rules contradict")
    never = {"all": [{"adult": "yes"}, {"adult": "no"}]}
    yield pytest.param({"services": {"passport-renewal": {"rules": [{"when": never, "outcome": "child-service"}]}}},
                       "this rule never decides", id="rule can't hold")
    yield pytest.param({"requirements": {"stamp": {"name": words("Stamp")}}}, "no service needs this",
                       id="requirement never used")


@pytest.mark.parametrize(("change", "what"), list(config_faults()))
def test_what_can_never_happen_in_the_configuration(change: dict[str, Any], what: str) -> None:
    found = new_faults(settings=changed(**change))
    assert len(found) == 1
    assert found[0].where.startswith("config.yaml ")
    assert found[0].what.startswith(what)
    assert found[0].to_do


def test_a_text_that_is_missing_in_a_language() -> None:
    catalogues = english()
    catalogues["id"].delete("Who is the service for?")
    entry(catalogues["id"], "What is the visit for?").flags.add("fuzzy")
    found = new_faults(catalogues=catalogues)
    assert {fault.where for fault in found} == {"locales/id/LC_MESSAGES/janji.po"}
    assert sorted(fault.what.split(" (")[0] for fault in found) == [
        "the text “What is the visit for?”", "the text “Who is the service for?”"]
    assert [fault.what.split(") ")[1] for fault in sorted(found, key=lambda one: one.what)] == [
        "is marked fuzzy", "is missing in “id”"]


@pytest.mark.parametrize(("translation", "what"), [
    ("Untuk {nama}", "the placeholders of “For {name}”"),
    ("Untuk semua", "the placeholders of “For {name}”"),
    ("Untuk {name:panjang}", "texts don't know the placeholder {name:panjang}"),
    ("Untuk {name", "the braces in “Untuk {name” can't be read"),
])
def test_placeholders_that_differ_between_languages(translation: str, what: str) -> None:
    found = new_faults(catalogues=in_indonesian("For {name}", translation))
    assert found[-1].where == "locales/id/LC_MESSAGES/janji.po"
    assert any(fault.what.startswith(what) for fault in found)


def test_a_form_for_one_may_do_without_the_number_but_not_the_one_for_many() -> None:
    catalogues = english()
    message = entry(catalogues["en"], "✅ {n} page received")
    message.string = ("✅ One page received", "✅ {n} pages received")
    assert not new_faults(catalogues=catalogues)
    message.string = ("✅ One page received", "✅ Some pages received")
    [found] = new_faults(catalogues=catalogues)
    assert "none instead of {n}" in found.what


@pytest.mark.parametrize(("msgid", "translation", "words_shown"), [
    ("Book it", "Ya, tolong pesankan waktu ini", "“Ya, tolong pesankan waktu ini” has 29 characters"),
    ("{day:day}", "Pada hari {day:day}", "“Pada hari Minggu 20 September” has 29 characters"),
    ("Try again", "Coba sekali lagi, ya!", "“Coba sekali lagi, ya!” has 21 characters"),      # of two buttons
])
def test_a_label_that_is_too_long_for_a_channel_with_its_longest_value(msgid: str, translation: str, words_shown: str,
                                                                       ) -> None:
    found = new_faults(catalogues=in_indonesian(msgid, translation))
    assert found
    assert all(words_shown in fault.what and "in “id”, whatsapp takes 2" in fault.what for fault in found)


def test_an_answer_of_the_office_that_is_too_long_for_a_channel() -> None:
    born = copy.deepcopy(EXAMPLE.questions["born"].model_dump(mode="json", by_alias=True))
    born["options"]["abroad"]["label"]["en"] = "Anywhere but in Indonesia"
    [found] = new_faults(settings=changed(questions={"born": born}))
    assert found.where == "config.yaml questions.born.options.abroad.label"
    assert "has 25 characters in “en”, whatsapp takes 20" in found.what


def test_a_name_of_the_office_that_is_too_long_for_a_button_is_told_once_with_its_place() -> None:
    ktp = EXAMPLE.model_dump(mode="json", by_alias=True)["requirements"]["ktp"]
    found = new_faults(settings=changed(requirements={"ktp": {**ktp, "name": {"id": "KTP" * 10, "en": "KTP"}, "short": None}}),
                       channels=(WHATSAPP,))
    labels = [fault for fault in found if "KTPKTP" in fault.what]
    assert [fault.where for fault in labels] == ["config.yaml requirements.ktp.name"]
    assert labels[0].to_do == "Shorten it, or write a `short:` beside it"


def test_a_text_that_is_too_long_for_a_channel() -> None:
    [found] = new_faults(catalogues=in_indonesian("Who is the service for?", "Siapa? " * 150))
    assert "characters in “id”, whatsapp takes 1024" in found.what


# --- the rest ---------------------------------------------------------------------------------------------------------

def test_a_fault_of_the_program_itself_is_seen(tmp_path: Path) -> None:
    source = tmp_path / "flows" / "made_up.py"
    source.parent.mkdir()
    source.write_text('_("Hello {name}", nmae=1)\n_(greeting)\nOption(1, mystery())\n')
    found = {fault.where: fault.what for fault in check(FLOWS, EXAMPLE, ENGLISH, folders=(tmp_path,)).faults}
    assert found["made_up.py:1"] == ("the placeholders of “Hello {name}” are not the values given to it: name has no "
                                     "value, nmae has no placeholder")
    assert found["made_up.py:2"] == "the msgid is not written out, so nobody can translate it"
    assert found["made_up.py:3"] == "nobody knows how long this label can get"


def test_faults_are_told_one_a_line_with_the_line_that_is_wrong_and_the_command_fails(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = len(check(FLOWS, EXAMPLE).faults)
    file = tmp_path / "config.yaml"
    file.write_text((ROOT / "config.yaml").read_text().replace(
        "\noutcomes:\n", "\noutcomes:\n  nowhere: {text: {id: Tidak., en: No.}}\n"))
    number = file.read_text().splitlines().index("outcomes:") + 2
    assert run_check(load(file, {}), places(file, {})) == 1
    told = capsys.readouterr().out.splitlines()
    assert (f"{file}:{number}:12 outcomes.nowhere: no service ends with this outcome. Let a rule of a service end with it, or "
            "take it out.") in told
    assert len(told) == before + 3


def test_what_of_a_message_a_channel_has_no_room_for() -> None:
    three = tuple(Button(f"a.{number}", "Twenty characters ok") for number in range(3))
    assert not list(misfits(Message("Which?", options=three), WHATSAPP))
    longer = (replace(three[0], label="Twenty-two characters!"), *three[1:])
    assert list(misfits(Message("Which?", options=longer), WHATSAPP)) == [
        "the label “Twenty-two characters!” has 22 characters; whatsapp takes 20"]
    assert not list(misfits(Message("Which?", options=(*longer, *three)), WHATSAPP))
    assert list(misfits(Message("Which?", options=three * 4), WHATSAPP)) == ["12 answers; whatsapp takes 10"]
    assert list(misfits(Message("x" * 1025, options=three), WHATSAPP))
    assert not list(misfits(Message("x" * 1600), WHATSAPP))
    assert not list(misfits(Message("x" * 4096, options=longer), TELEGRAM))
    assert list(misfits(Message("Which?", options=(Button("é" * 33, "Yes"),)), TELEGRAM)) == [
        f"the id {'é' * 33} takes more than 64 bytes"]
