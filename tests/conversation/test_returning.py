"""Coming back: after days, with an older conversation, or one that a newer program wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.conversation import turn
from bot.conversation.stack import Stack
from bot.flows.all import FLOWS
from storage import people
from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import book, booked, choose_time, form, renewal, start, to_days


def rewrite(chat: Chat, release: int = turn.RELEASE, **renamed: str) -> None:
    """Let the stored conversation be one of another release: some steps had other names, or are unknown."""
    with chat.journey.app.database.transaction() as tx:
        kept = people.conversation(tx, chat.id(tx))
        assert kept is not None
        entries = [[renamed.get(name, name), *rest] for name, *rest in json.loads(kept.stack)]
        people.keep_conversation(tx, person=chat.id(tx), office=chat.journey.app.office.key, stack=json.dumps(entries),
                                 shown=kept.shown, release=release, misses=0, turned_at=kept.turned_at)


def stored(chat: Chat) -> Any:
    with chat.journey.app.database.reading() as tx:
        return people.conversation(tx, chat.id(tx))


# --- after days -----------------------------------------------------------------------------------------------------------

def test_within_two_days_the_conversation_goes_on_where_it_was(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    journey.clock.advance(hours=47)
    dewi.says("Irvine, CA")
    assert dewi.last().text.startswith("What is your citizenship")


def test_after_two_days_they_are_welcomed_and_asked_whether_to_go_on(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    journey.clock.advance(hours=49)
    dewi.says("Irvine, CA")
    assert "Welcome back" in dewi.last().text
    assert "Which city (or county) and state" in dewi.last().text
    dewi.says("ya")
    assert dewi.last().text.startswith("Which city (or county) and state")


def test_a_number_that_is_typed_after_days_is_masked_as_ever(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    for typed in ("Dewi Lestari", "Surabaya", "17/08/1990"):
        dewi.says(typed)
    journey.clock.advance(days=3)
    dewi.says("3578015708900002")
    assert "Welcome back" in dewi.last().text
    assert dewi.result is not None
    assert dewi.result.said == "•••••"


def test_at_the_menu_nobody_is_welcomed_back(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    journey.clock.advance(days=30)
    dewi.picks("visits")
    assert dewi.step == "MyVisits"


@pytest.mark.parametrize(("typed", "step"), [("officer", "WithOfficer"), ("jam buka", "OfficeInfo"),
                                             ("status", "MyVisits"), ("help", "Help")])
def test_words_that_work_everywhere_work_after_days_too(journey: Journey, dewi: Chat, typed: str, step: str) -> None:
    start(dewi)
    journey.clock.advance(days=4)
    dewi.says(typed)
    assert dewi.step == step


def test_what_is_written_to_an_officer_after_days_reaches_the_officer(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("taking", "officer")
    journey.clock.advance(days=4)
    dewi.says("I have the letter now")
    assert journey.threads()[0][1][-1] == "I have the letter now"


def test_a_held_time_that_lapsed_is_said_and_another_found(journey: Journey, dewi: Chat) -> None:
    booked(dewi)
    dewi.picks("visits")
    dewi.picks("time")
    choose_time(dewi, day=4)
    assert dewi.step == "ConfirmChange"
    journey.clock.advance(hours=49)
    heard = len(dewi.heard)
    dewi.says("ok")
    assert any("held for you" in message.text for message in dewi.since(heard)), "the lapsed hold is not said"


def test_changed_fees_are_said_once(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    changed = journey.folder / "config.yaml"
    changed.write_text((ROOT / "config.yaml").read_text().replace("amount: 950000", "amount: 1150000"))
    journey.restart(changed)
    journey.clock.advance(days=3)
    heard = len(dewi.heard)
    dewi.says("halo")
    assert any("1,150,000" in message.text for message in dewi.since(heard))
    journey.clock.advance(days=3)
    heard = len(dewi.heard)
    dewi.says("halo")
    assert len(dewi.since(heard)) == 1


# --- an older release ----------------------------------------------------------------------------------------------------

def test_a_step_that_was_renamed_is_found_by_its_older_name(dewi: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    start(dewi)
    step = FLOWS.by_name["AskState"]
    monkeypatch.setattr(step, "was", ("AskWhereTheyLive",))
    monkeypatch.delitem(vars(FLOWS), "by_name")
    rewrite(dewi, AskState="AskWhereTheyLive")
    dewi.says("Irvine, CA")
    assert dewi.last().text.startswith("What is your citizenship")


def test_a_step_that_no_longer_loads_falls_back_to_the_question_before_and_says_so(dewi: Chat) -> None:
    to_days(dewi)
    dewi.picks_nth(2)
    rewrite(dewi, ChooseTime="ChooseHour", ChooseDay="ChooseDate")
    heard = len(dewi.heard)
    dewi.says("09:00")
    said = [message.text for message in dewi.since(heard)]
    assert "ask this again" in said[0], said
    assert dewi.step == "ChooseDay"
    book_on(dewi)


def book_on(chat: Chat) -> None:
    choose_time(chat, day=2)
    chat.picks("book")
    assert "Booked" in chat.heard[-2].text


def test_a_whole_flow_that_no_longer_loads_falls_back_to_what_opened_it(dewi: Chat) -> None:
    start(dewi)
    renewal(dewi)
    dewi.says("Dewi Lestari")
    rewrite(dewi, AskField="AskLine", FillForm="FillIn")
    dewi.says("Surabaya")
    assert dewi.last().options or dewi.last().expects != "none"
    assert dewi.step in ("ShowRequirements", "AskField")


def test_nothing_that_loads_leads_to_the_menu(dewi: Chat) -> None:
    start(dewi)
    rewrite(dewi, Menu="Old", Busy="Older", BookVisit="Oldest", WhoIsNext="A", ChooseService="B", Questions="C", AskState="D")
    dewi.says("hello")
    assert dewi.step == "Menu"
    assert "ask this again" in dewi.heard[-2].text


def test_a_question_that_left_the_settings_is_passed_over(journey: Journey, dewi: Chat) -> None:
    start(dewi)
    dewi.says("Irvine, CA")
    dewi.picks("wni", "yes", "expiring")
    assert "When was the present passport issued" in dewi.last().text
    text = (ROOT / "config.yaml").read_text()
    begin = text.index("  last-book:\n")
    text = text[:begin] + text[text.index("  stay:\n", begin):]
    text = text.replace("      - question: last-book\n", "").replace("        when: {last-book: [older, unknown]}\n", "")
    changed = journey.folder / "config.yaml"
    changed.write_text(text)
    journey.restart(changed)
    dewi.says("After 2009")
    for _press in range(2):
        if dewi.step == "AskQuestion" and "residence card" in dewi.open_question().text:
            break
        dewi.press(dewi.open_question().options[0].id)
    assert "residence card" in dewi.open_question().text
    dewi.picks("yes", "on")
    form(dewi)
    book(dewi)


def test_a_conversation_that_a_newer_program_wrote_is_left_alone(dewi: Chat) -> None:
    start(dewi)
    rewrite(dewi, release=turn.RELEASE + 1)
    before, heard = stored(dewi), len(dewi.heard)
    with pytest.raises(turn.NewerRelease):
        dewi.says("Irvine, CA")
    assert stored(dewi) == before
    assert dewi.since(heard) == []


def test_every_step_that_a_release_stored_is_read_by_the_next(journey: Journey) -> None:
    """`release-1.json` holds a stored form of each step of release 1. Rename a step, and give it `was`; change its fields,
    and give them defaults."""
    kept = json.loads((ROOT / "tests/conversation/release-1.json").read_text())
    for name, data in kept.items():
        assert name in FLOWS.by_name, f"{name} can't be read any more: keep its name in `was`"
        FLOWS.by_name[name].model_validate_json(json.dumps(data))


def test_welcome_back_hours_are_a_setting(journey: Journey) -> None:
    journey.restart(JANJI_CONVERSATION__WELCOME_BACK_HOURS="1")
    dewi = journey.person("Dewi")
    start(dewi)
    journey.clock.advance(minutes=61)
    dewi.says("Irvine, CA")
    assert "Welcome back" in dewi.last().text


def test_a_stack_survives_being_written_and_read() -> None:
    entries = Stack.read('[["Menu",-1,"{}",false],["Help",0,"{}",true]]')
    assert [entry.name for entry in entries] == ["Menu", "Help"]
    assert entries[1].aside
