"""Offices to walk in: the example configuration as it is, and what an office might make of it; with marks around all
words, so that a word in the wrong language is seen whatever it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.config.source import read
from bot.conversation import text

CONFIG = Path(__file__).parents[2] / "config.yaml"

MARKS = {"id": "⟦⟧", "en": "⟪⟫", "xx": "⟬⟭"}
"""What stands around each text of a language. No letters, since some texts are patterns of dates."""

TYPED = "‹›"
"""What stands around what a person typed, where it is said back."""


@dataclass(frozen=True)
class Plan:
    """How one walk goes: which office, and what its releases change on the way."""

    name: str
    seed: int
    languages: tuple[str, ...]
    releases: tuple[Settings, ...]
    """The first is the usual one, and the only one that the seats are counted by; the others come and go."""


def plans() -> Mapping[str, Plan]:
    """The walks of `make test`, by name."""
    usual = example(("id", "en"))
    small = example(("id", "en"), small_office)
    pseudo = example(("id", "en", "xx"), short_form, few_holds)
    crowded = example(("id", "en", "xx"), small_office)
    made = (
        Plan("example", 1, ("id", "en"), (usual, example(("id", "en"), new_rules))),
        Plan("small", 2, ("id", "en"), (small, example(("id", "en"), small_office, one_place_less))),
        Plan("pseudo", 3, ("id", "en", "xx"), (pseudo, example(("id", "en", "xx"), few_holds, one_service_less))),
        Plan("crowded", 4, ("id", "en", "xx"), (crowded, example(("id", "en", "xx"), small_office, new_rules))),
    )
    return {plan.name: plan for plan in made}


def example(languages: tuple[str, ...], *changes: Any) -> Settings:
    """The example configuration with these changes, its words marked."""
    data = deepcopy(read(CONFIG, {}).data)
    data["office"]["languages"] = list(languages)
    data["smtp"] = {"host": "127.0.0.1", "sender": "desk@example.org", "address_codes_a_day": 100, "person_codes_a_day": 100}
    data["twilio"] = {"account_sid": "AC" + "0" * 32, "auth_token": "of nobody"}
    data["sms"] = {"sender": "+12135550100", "prefixes": ["+1", "+62"], "address_codes_a_day": 100, "person_codes_a_day": 100}
    for change in changes:
        change(data)
    return Settings.model_validate(marked_words(data, languages))


def small_office(data: dict[str, Any]) -> None:
    """Visas at the counter too, few seats, a second place at weekends: times run out here."""
    counter, visa = data["places"]["counter"], data["services"]["visa"]
    visa["bookable"] = True
    counter["groups"]["passport"]["capacity"] = 1
    counter["groups"]["visa"]["capacity"] = 1
    counter["crowd"] = 6
    counter["week"] = {"tuesday": ["09:00-11:00"], "thursday": ["09:00-11:00"]}
    counter["horizon_days"] = 20
    counter["notice_hours"] = 2
    data["places"]["denver"] = {
        "name": {"id": "Layanan akhir pekan di Denver", "en": "Weekend service in Denver"},
        "address": "1 Civic Center Plaza, Denver, CO 80202", "timezone": "America/Denver",
        "week": {"saturday": ["10:00-12:00"], "sunday": ["10:00-12:00"]},
        "groups": {"all": {"services": ["passport-renewal", "passport-child", "passport-lost", "visa"], "capacity": 2}},
        "horizon_days": 20,
    }
    short_form(data)
    more_services(data)
    data["booking"] = {"party": 3}
    data["limits"] = {"pages_a_day": 16, "messages_a_minute": 25, "address_newcomer_holds": 2,
                      "address_newcomer_holds_a_day": 4}


def short_form(data: dict[str, Any]) -> None:
    """It does not ask where somebody was born, as the next release does."""
    data["services"]["passport-renewal"]["form"] = ["full_name", "birth_date", "nik", "passport_number", "address", "phone"]


def few_holds(data: dict[str, Any]) -> None:
    """Newcomers of one network soon hold too many."""
    data["limits"] = {"address_newcomer_holds": 2, "address_newcomer_holds_a_day": 12}


def more_services(data: dict[str, Any]) -> None:
    """One that asks nothing, and one that asks twice where somebody lives."""
    data["questions"]["home-before"] = {"kind": "residence", "text": {
        "id": "Di mana Anda tinggal sebelumnya?", "en": "Where did you live before?"}}
    for key, name, asked in (("legalisation", "Legalisasi", ()), ("letter", "Surat", ("residence", "home-before"))):
        data["services"][key] = {
            "name": {"id": name, "en": f"{name} (en)"}, "also": [name.lower()], "form": ["full_name", "birth_date"],
            "ask": [{"question": question} for question in asked]}
        for place in data["places"].values():
            [*place["groups"].values()][-1]["services"].append(key)


def new_rules(data: dict[str, Any]) -> None:
    """Another notice, a paper and a question fewer, another fee, a longer form."""
    data["notice"]["version"] = "2027-01-01"
    for service in data["services"].values():
        service["requirements"] = [one for one in service.get("requirements", ()) if one["requirement"] != "ktp"]
        service["ask"] = [one for one in service["ask"] if one["question"] != "lost-copy"]
    for needed in data["services"]["passport-lost"]["requirements"]:
        needed.pop("when", None)
    del data["requirements"]["ktp"], data["questions"]["lost-copy"]
    data["services"]["passport-renewal"].pop("form", None)
    data["services"]["passport-child"]["fees"][0]["amount"]["amount"] = 700_000


def one_place_less(data: dict[str, Any]) -> None:
    """The weekend service is over, and the counter takes smaller parties."""
    del data["places"]["denver"]
    data["booking"]["party"] = 1


def one_service_less(data: dict[str, Any]) -> None:
    """Lost passports are not taken here any more."""
    del data["services"]["passport-lost"], data["outcomes"]["lost-service"]["service"]
    data["places"]["counter"]["groups"]["passport"]["services"].remove("passport-lost")


# --- marks ------------------------------------------------------------------------------------------------------------

def marked(words: str, language: str) -> str:
    return f"{MARKS[language][0]}{words}{MARKS[language][1]}"


def marked_words(data: Any, languages: tuple[str, ...]) -> Any:
    """The configuration with marks around its words; a language that it lacks says the English ones."""
    match data:
        case {"id": str(), "en": str()}:
            return {language: marked(data.get(language, data["en"]), language) for language in languages}
        case dict():
            return {key: marked_words(value, languages) for key, value in data.items()}
        case list():
            return [marked_words(value, languages) for value in data]
        case _:
            return data


class Marked(NullTranslations):
    """A language's catalogue with marks around each text."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._real = text.Catalogues()[language]

    def gettext(self, message: str) -> str:
        return marked(self._real.gettext(message), self._language)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(self._real.ngettext(msgid1, msgid2, n), self._language)


@contextmanager
def marked_catalogues() -> Iterator[None]:
    """Everything is rendered with marks meanwhile."""
    before, said = text.DEFAULT_CATALOGUES._read, text.SAID
    text.DEFAULT_CATALOGUES._read = {language: Marked(language) for language in MARKS}
    text.SAID = f"{TYPED[0]}{said}{TYPED[1]}"
    text.speech.cache_clear()
    try:
        yield
    finally:
        text.DEFAULT_CATALOGUES._read, text.SAID = before, said
        text.speech.cache_clear()


def foreign(rendered: str, language: str) -> str:
    """What of a rendered text does not belong there: another language's marks, letters outside all marks."""
    others = "".join(pair for other, pair in MARKS.items() if other != language)
    if any(mark in rendered for mark in others):
        return f"another language's words: {rendered}"
    opens, closes = MARKS[language][0] + TYPED[0], MARKS[language][1] + TYPED[1]
    depth, outside = 0, ""
    for sign in rendered:
        depth += (sign in opens) - (sign in closes)
        if depth == 0 and sign.isalpha():
            outside += sign
    return f"“{outside}” is in no catalogue: {rendered}" if outside or depth else ""
