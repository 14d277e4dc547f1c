"""Which questions a case is asked, how it ends, what it needs; and that every way through them makes sense."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Condition, Settings, Words
from bot.config_file import load
from bot.desk.catalogue import Catalogue
from bot.desk.catalogue_check import BOOKING, check, edges

EXAMPLE = load(Path(__file__).parents[2] / "config.yaml", {})
CATALOGUE = Catalogue(EXAMPLE)
TODAY = date(2026, 11, 24)

RENEWAL = {"residence": "here", "citizenship": "wni", "adult": "yes", "old-book": "expiring", "last-book": "recent",
           "stay": "yes"}
CHILD = {"residence": "here", "child-book": "first", "born": "abroad", "birth-reported": "yes", "dual": "no",
         "parents": "both"}
LOST = {"residence": "here", "travel-soon": "no", "citizenship": "wni", "adult": "yes", "stay": "yes",
        "how-lost": "reported", "lost-copy": "no"}


def changed(**parts: Any) -> Settings:
    """The example with other parts, as the file would give them."""
    raw = EXAMPLE.model_dump(mode="json", by_alias=True)
    return Settings.model_validate({**raw, **parts})


def with_service(key: str, **parts: Any) -> Settings:
    raw = EXAMPLE.model_dump(mode="json", by_alias=True)["services"]
    return changed(services={**raw, key: {**raw[key], **parts}})


# --- questions and ends -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("service", "answers"), [
    ("passport-renewal", RENEWAL), ("passport-child", CHILD), ("passport-lost", LOST)])
def test_questions_come_one_by_one_until_the_way_to_a_booking_is_free(service: str, answers: dict[str, str]) -> None:
    given_: dict[str, str] = {}
    for question, answer in answers.items():
        assert CATALOGUE.next_question(service, given_) == question
        assert CATALOGUE.outcome(service, given_) is None
        given_[question] = answer
    assert CATALOGUE.next_question(service, given_) is None
    assert CATALOGUE.outcome(service, given_) is None
    assert len(answers) <= 7


@pytest.mark.parametrize(("service", "answers", "outcome"), [
    ("passport-renewal", {"residence": "elsewhere"}, "other-mission"),
    ("passport-renewal", {"residence": "unsure"}, "area-unsure"),
    ("passport-lost", {"residence": "visiting"}, "visitor"),
    ("passport-renewal", {"residence": "here", "citizenship": "taking"}, "other-citizenship"),
    ("passport-renewal", {"residence": "here", "citizenship": "former"}, "not-wni"),
    ("passport-renewal", {**RENEWAL, "adult": "no"}, "child-service"),
    ("passport-renewal", {**RENEWAL, "old-book": "lost"}, "lost-service"),
    ("passport-renewal", {**RENEWAL, "old-book": "damaged"}, "damaged-book"),
    ("passport-renewal", {**RENEWAL, "old-book": "data"}, "data-change"),
    ("passport-renewal", {**RENEWAL, "stay": "visiting"}, "visitor"),
    ("passport-renewal", {**RENEWAL, "stay": "none"}, "no-stay-proof"),
    ("passport-child", {**CHILD, "child-book": "lost"}, "child-lost"),
    ("passport-child", {**CHILD, "birth-reported": "no"}, "report-birth-first"),
    ("passport-child", {**CHILD, "dual": "yes", "dual-registered": "no"}, "dual-not-registered"),
    ("passport-child", {**CHILD, "parents": "dispute"}, "custody-dispute"),
    ("passport-lost", {"residence": "here", "travel-soon": "yes"}, "emergency-travel"),
    ("visa", {"citizenship": "wni"}, "no-visa"),
    ("visa", {"citizenship": "foreigner", "passport-kind": "official"}, "official-visa"),
    ("visa", {"citizenship": "former", "passport-kind": "ordinary", "purpose": "return"}, "global-citizen"),
])
def test_some_answers_end_it_with_a_reason(service: str, answers: Mapping[str, str], outcome: str) -> None:
    assert CATALOGUE.outcome(service, answers) == outcome
    assert CATALOGUE.next_question(service, answers) is None


def test_whoever_stops_at_an_officer_is_handed_over() -> None:
    stop = {"other-citizenship", "custody-dispute", "emergency-travel", "no-stay-proof", "area-unsure", "damaged-book",
            "data-change", "official-visa", "child-lost", "dual-not-registered", "visitor"}
    assert {key for key, outcome in EXAMPLE.outcomes.items() if outcome.officer} == stop


def test_a_visa_ends_at_the_portal_and_a_switch_makes_it_bookable() -> None:
    answers = {"citizenship": "foreigner", "passport-kind": "ordinary", "purpose": "visit", "residence": "here"}
    assert CATALOGUE.outcome("visa", answers) == "visa-portal"
    assert EXAMPLE.outcomes["visa-portal"].link == "https://evisa.imigrasi.go.id"
    switched = load(Path(__file__).parents[2] / "config.yaml", {"JANJI_SERVICES__VISA__BOOKABLE": "true"})
    assert Catalogue(switched).outcome("visa", answers) is None
    needed = Catalogue(switched).requirements("visa", answers)
    assert list(needed) == ["foreign-passport", "photograph", "onward-ticket"]
    assert check(switched) == []


def test_a_question_is_asked_only_where_it_matters() -> None:
    known = {"residence": "here", "child-book": "first", "born": "indonesia"}
    assert CATALOGUE.next_question("passport-child", known) == "dual"
    assert CATALOGUE.next_question("passport-child", {**known, "born": "abroad"}) == "birth-reported"
    assert CATALOGUE.next_question("passport-child", {**known, "dual": "yes"}) == "dual-registered"


def test_an_answer_that_no_longer_applies_does_not_count() -> None:
    """They went back and said that the child was born in Indonesia after all."""
    answers = {**CHILD, "birth-reported": "no", "born": "indonesia"}
    assert CATALOGUE.outcome("passport-child", answers) is None
    assert "birth-reported" not in CATALOGUE.given("passport-child", answers)


def test_a_rule_with_not_waits_for_the_answer_that_it_looks_at() -> None:
    settings = with_service("passport-renewal", rules=[{"when": {"not": {"stay": "yes"}}, "outcome": "visitor"}])
    catalogue = Catalogue(settings)
    assert catalogue.next_question("passport-renewal", {}) == "residence"
    assert catalogue.outcome("passport-renewal", {**RENEWAL, "stay": "visiting"}) == "visitor"
    assert catalogue.outcome("passport-renewal", RENEWAL) is None


def test_a_rule_with_not_holds_at_once_when_its_question_will_not_be_asked() -> None:
    raw = EXAMPLE.model_dump(mode="json", by_alias=True)["services"]["passport-child"]
    settings = with_service("passport-child", ask=raw["ask"], rules=[
        {"when": {"not": {"birth-reported": "yes"}}, "outcome": "report-birth-first"}])
    answers = {"residence": "here", "child-book": "replace"}
    assert Catalogue(settings).outcome("passport-child", {"residence": "here"}) is None
    assert Catalogue(settings).outcome("passport-child", answers) == "report-birth-first"


words = st.text("abcdefgh-", max_size=8)
stored = st.dictionaries(st.sampled_from([*EXAMPLE.questions, "gone"]) | words,
                         st.sampled_from(["yes", "no", "here", "wni", "first", "gone"]) | words)


@given(service=st.sampled_from([*EXAMPLE.services, "gone"]), answers=stored)
def test_answers_from_before_a_change_of_the_configuration_never_crash(service: str, answers: dict[str, str]) -> None:
    CATALOGUE.next_question(service, answers)
    CATALOGUE.outcome(service, answers)
    CATALOGUE.requirements(service, answers)
    CATALOGUE.attend(service, answers)
    CATALOGUE.visit(service)
    CATALOGUE.fees(service, answers, TODAY)
    CATALOGUE.people([(service, answers)])
    CATALOGUE.minutes([service])
    CATALOGUE.told(service, answers, TODAY)


# --- what follows from the answers ------------------------------------------------------------------------------------

def test_only_what_this_case_needs_is_asked_for() -> None:
    assert list(CATALOGUE.requirements("passport-renewal", RENEWAL)) == ["old-passport", "stay-proof", "ktp"]
    older = CATALOGUE.requirements("passport-renewal", {**RENEWAL, "last-book": "older"})
    assert {"civil-record", "family-card"} <= set(older)


def test_a_child_born_abroad_with_two_citizenships_needs_the_letter_and_the_proof() -> None:
    answers = {**CHILD, "dual": "yes", "dual-registered": "yes", "parents": "one"}
    assert list(CATALOGUE.requirements("passport-child", answers)) == [
        "birth-letter", "parents-passports", "parents-marriage", "authority-letter", "dual-proof", "parents-statement"]


def test_a_service_may_need_a_shared_paper_for_a_reason_of_its_own() -> None:
    needed = [{"requirement": "old-passport", "why": {"id": "Lain", "en": "Another reason"}}, {"requirement": "ktp"}]
    catalogue = Catalogue(with_service("passport-renewal", requirements=needed))
    passport, ktp = catalogue.requirements("passport-renewal", RENEWAL).values()
    shared = EXAMPLE.requirements
    assert passport.why == Words({"id": "Lain", "en": "Another reason"})
    assert (passport.name, passport.detail, ktp) == (shared["old-passport"].name, shared["old-passport"].detail, shared["ktp"])
    elsewhere = catalogue.requirements("passport-child", {**CHILD, "child-book": "replace"})
    assert elsewhere["old-passport"] == shared["old-passport"]


def fees(service: str, answers: Mapping[str, str], on: date) -> list[tuple[int | None, str]]:
    charged = CATALOGUE.fees(service, answers, on)
    return [(int(fee.amount.amount), fee.amount.currency) if fee.amount else (None, "") for fee in charged]


def test_the_fee_follows_the_case_and_the_day() -> None:
    assert fees("passport-renewal", RENEWAL, TODAY) == [(950_000, "IDR"), (None, "")]
    assert fees("passport-child", CHILD, TODAY) == [(650_000, "IDR"), (None, "")]
    assert fees("passport-lost", LOST, TODAY) == [(950_000, "IDR"), (1_000_000, "IDR"), (None, "")]
    assert (0, "IDR") in fees("passport-lost", {**LOST, "how-lost": "disaster"}, TODAY)
    assert fees("passport-renewal", RENEWAL, date(2024, 12, 16)) == []


def test_a_new_price_is_in_force_from_its_day() -> None:
    old, new = ({"name": {"id": "x", "en": "x"}, "amount": {"amount": amount, "currency": "IDR"}, "since": since}
                for amount, since in ((1, "2026-01-01"), (2, "2027-01-01")))
    catalogue = Catalogue(with_service("passport-renewal", fees=[new, old]))
    for day, amount in ((date(2026, 12, 31), 1), (date(2027, 1, 1), 2)):
        (fee,) = catalogue.fees("passport-renewal", RENEWAL, day)
        assert fee.amount is not None
        assert fee.amount.amount == amount


def test_people_count_parents_once_and_not_again_when_they_need_a_service_too() -> None:
    child, renewal = ("passport-child", CHILD), ("passport-renewal", RENEWAL)
    assert CATALOGUE.people([renewal]) == 1
    assert CATALOGUE.people([child]) == 3
    assert CATALOGUE.people([child, child]) == 4
    assert CATALOGUE.people([child, renewal]) == 3
    assert CATALOGUE.people([child, renewal, renewal]) == 3
    assert CATALOGUE.people([("passport-child", {**CHILD, "parents": "one"})]) == 2
    assert CATALOGUE.people([]) == 0


def test_a_party_takes_the_longest_first_and_a_little_more_for_each_other() -> None:
    assert CATALOGUE.minutes(["passport-renewal"]) == 20
    assert CATALOGUE.minutes(["passport-renewal", "passport-renewal"]) == 30
    assert CATALOGUE.minutes(["passport-renewal", "passport-lost"]) == CATALOGUE.minutes(
        ["passport-lost", "passport-renewal"]) == 50
    assert CATALOGUE.minutes([]) == 0


def test_each_fingerprint_changes_with_what_applicants_are_told_and_with_nothing_else() -> None:
    papers, fees = CATALOGUE.told("passport-renewal", RENEWAL, TODAY)
    raw = EXAMPLE.model_dump(mode="json", by_alias=True)

    def after(*path: str | int, value: Any) -> tuple[bool, bool]:
        """Whether the papers, and whether the fees, are told otherwise."""
        edited = copy.deepcopy(raw)
        block: Any = edited
        for part in path[:-1]:
            block = block[part]
        block[path[-1]] = value
        now = Catalogue(Settings.model_validate(edited)).told("passport-renewal", RENEWAL, TODAY)
        return now[0] != papers, now[1] != fees

    renewal = ("services", "passport-renewal")
    assert after(*renewal, "fees", 0, "amount", "amount", value="990000") == (False, True)
    assert after(*renewal, "fees", 0, "since", value="2099-01-01") == (False, True)
    assert after(*renewal, "pay", "id", value="Lain") == (False, True)
    assert after("requirements", "ktp", "kind", value="original") == (True, False)
    assert after(*renewal, "attend", value=[]) == (True, False)
    assert after(*renewal, "requirements", 0, "why", value={"id": "Lain", "en": "Other"}) == (True, False)
    others: list[tuple[tuple[str, ...], Any]] = [
        (("outcomes", "visitor", "text", "id"), "Lain"), (("questions", "stay", "text", "en"), "Other"),
        ((*renewal, "also"), ["other"]), ((*renewal, "duration", "first"), 25),
        (("requirements", "police-report", "kind"), "copy"), (("requirements", "ktp", "short", "en"), "K")]
    for path, value in others:
        assert after(*path, value=value) == (False, False), path
    again = Catalogue(load(Path(__file__).parents[2] / "config.yaml", {}))
    assert again.told("passport-renewal", RENEWAL, TODAY) == (papers, fees)


# --- who serves where people live -------------------------------------------------------------------------------------

@pytest.mark.parametrize(("typed", "state", "county"), [
    ("California", "CA", None), ("ca", "CA", None), ("Calif.", "CA", None), ("  UTAH ", "UT", None),
    ("Los Angeles, California", "CA", "Los Angeles"), ("LA", "CA", "Los Angeles"), ("Baton Rouge, LA", "LA", None),
    ("Irvine", "CA", "Orange"), ("orange county", "CA", "Orange"), ("San Diego, CA 92101", "CA", "San Diego"),
    ("Las Vegas", "NV", "Clark"), ("Honolulu", "HI", None), ("Washington DC", "DC", None), ("D.C.", "DC", None),
    ("Washington", "WA", None), ("New York, NY 10021-1234", "NY", None), ("HI", "HI", None),
    ("hi", None, None), ("ok", None, None), ("me", None, None), ("Jakarta", None, None), ("", None, None),
    ("phoenix arizona", "AZ", None), ("arizona phoenix", "AZ", None), ("maricopa az", "AZ", None), ("AZ phoenix", "AZ", None),
    ("los angeles, ca", "CA", "Los Angeles"), ("los angeles ca", "CA", "Los Angeles"), ("LA county", "CA", "Los Angeles"),
    ("county of los angeles", "CA", "Los Angeles"), ("california san diego", "CA", "San Diego"), ("ca irvine", "CA", "Orange"),
    ("los angeles california 90010", "CA", "Los Angeles"), ("California, San Diego", "CA", "San Diego"),
    ("saya tinggal di irvine", "CA", "Orange"), ("i live in las vegas nevada", "NV", "Clark"), ("di LA", "CA", "Los Angeles"),
    ("las vegas new mexico", "NM", None), ("kansas city missouri", "MO", None), ("seattle washington", "WA", None),
    ("honolulu hi", "HI", None), ("portland or", "OR", None), ("lake forest california", "CA", None),
    ("irvine usa", "CA", "Orange"), ("riverside aja", "CA", "Riverside"),
    ("di irvine, california ya kak", "CA", "Orange"), ("los angeles county, california, USA", "CA", "Los Angeles"),
    ("ga", None, None), ("GA", "GA", None), ("saya ga tau ga", None, None), ("saya belum pasti", None, None),
    ("sy di irvine", "CA", "Orange"), ("anak sy tgl di anaheim", "CA", "Orange"), ("gue di LA", "CA", "Los Angeles"),
    ("kita tinggal di reno", "NV", "Washoe"), ("1234 main st irvine ca 92602", "CA", "Orange"),
    ("12 elm st apt 4 long beach california", "CA", "Los Angeles"), ("12 Irvine Ave Somewhere CA", "CA", None),
    ("rumah sy di anaheim", "CA", "Orange"), ("my house is in irvine", "CA", "Orange"), ("skrg di las vegas", "NV", "Clark"),
    ("orang tua saya di anaheim", "CA", "Orange"), ("lagi di LA nih", "CA", "Los Angeles"), ("anaheim sih", "CA", "Orange"),
    ("kota anaheim california ya min", "CA", "Orange"), ("tinggalnya di garden grove", "CA", "Orange"),
    ("irvine in california", "CA", None), ("saya tidak tinggal di california", None, None),
    ("i don't live in texas", None, None), ("dulu di texas", None, None),
    ("dia lg visit aja, tinggalnya di surabaya", None, None), ("ga di LA", None, None),
    ("tulsa OK", "OK", None), ("toronto canada", None, None), ("nevada city", None, None),
    (",,,", None, None), ("Humboldt", None, None), ("x" * 100_000, None, None),
])
def test_states_and_counties_are_known_by_what_people_type(typed: str, state: str | None, county: str | None) -> None:
    assert CATALOGUE.homes.find_state(typed) == state
    assert CATALOGUE.homes.find_county(state or "", typed) == county


@pytest.mark.parametrize(("state", "county", "served"), [
    ("AZ", None, ("here", None)), ("HI", None, ("here", None)), ("GU", None, ("here", None)),
    ("CA", "San Diego", ("here", None)), ("CA", "San Francisco", ("elsewhere", "san-francisco")),
    ("CA", "Fresno", ("unsure", None)), ("CA", None, ("unsure", None)), ("CA", "Nowhere", ("unsure", None)),
    ("NV", "Clark", ("here", None)), ("NV", "Washoe", ("unsure", None)), ("MT", None, ("unsure", None)),
    ("WY", None, ("unsure", None)), ("TX", None, ("elsewhere", "houston")), ("ZZ", None, ("unsure", None)),
    (None, None, ("unsure", None)),
])
def test_who_serves_a_place(state: str | None, county: str | None, served: tuple[str, str | None]) -> None:
    assert CATALOGUE.homes.residence(state, county) == served


def test_every_state_the_district_and_the_territories_are_there() -> None:
    states = EXAMPLE.jurisdiction.states
    assert len(states) == 50 + 1 + 5
    assert len(states["CA"].counties) == 58
    assert len(states["NV"].counties) == 17
    assert [code for code in states if CATALOGUE.homes.asks_county(code)] == ["CA", "NV"]


# --- every way through the questions ----------------------------------------------------------------------------------

def test_the_example_has_no_fault() -> None:
    assert check(EXAMPLE) == []


def ways(service: str) -> set[tuple[str, str, str, str]]:
    """The edges, found the slow way: all answers to all questions."""
    asked = [asked.question for asked in EXAMPLE.services[service].ask]
    found = set()
    for combination in product(*(CATALOGUE.possible(service, {}, question) for question in asked)):
        will, answers = dict(zip(asked, combination, strict=True)), dict[str, str]()
        while question := CATALOGUE.next_question(service, answers):
            answers[question] = will[question]
            outcome = CATALOGUE.outcome(service, answers)
            onward = f"outcome:{outcome}" if outcome else CATALOGUE.next_question(service, answers) or BOOKING
            found.add((service, question, will[question], onward))
    return found


def test_the_walk_finds_the_same_ways_as_trying_all_answers() -> None:
    assert edges(EXAMPLE) == {edge for service in EXAMPLE.services for edge in ways(service)}


def faults(settings: Settings) -> set[str]:
    return {fault.path for fault in check(settings)}


RAW = EXAMPLE.model_dump(mode="json", by_alias=True)
A_QUESTION = RAW["questions"]["dual"]
AN_OUTCOME = RAW["outcomes"]["visitor"]
A_PAPER = RAW["requirements"]["ktp"]
RULES = RAW["services"]["passport-child"]["rules"]
ASK = RAW["services"]["passport-child"]["ask"]


def test_a_question_that_no_answers_lead_to_is_found() -> None:
    ask = [*ASK, {"question": "stay", "when": {"all": [{"dual": "yes"}, {"dual": "no"}]}}]
    assert faults(with_service("passport-child", ask=ask)) == {"services.passport-child.ask.7"}


def test_a_question_that_nobody_asks_is_found() -> None:
    assert faults(changed(questions={**RAW["questions"], "spare": A_QUESTION})) == {"questions.spare"}


def test_a_question_without_options_is_found() -> None:
    settings = changed(questions={**RAW["questions"], "dual": {**A_QUESTION, "options": {}}})
    assert "questions.dual" in faults(settings)


def test_an_outcome_that_nothing_ends_with_is_found() -> None:
    assert faults(changed(outcomes={**RAW["outcomes"], "spare": AN_OUTCOME})) == {"outcomes.spare"}


def test_rules_that_contradict_are_found() -> None:
    rules = [*RULES, {"when": {"parents": "dispute", "born": "abroad"}, "outcome": "visitor"}]
    (fault,) = check(with_service("passport-child", rules=rules))
    assert fault.path == "services.passport-child.rules.7"
    assert "custody-dispute" in fault.message
    assert "visitor" in fault.message
    assert "parents: dispute" in fault.message


def test_rules_with_the_same_outcome_do_not_contradict() -> None:
    rules = [*RULES, {"when": {"parents": "dispute", "born": "abroad"}, "outcome": "custody-dispute"}]
    assert check(with_service("passport-child", rules=rules)) == []


def test_a_rule_that_cannot_hold_is_found() -> None:
    rules = [*RULES, {"when": {"child-book": "replace", "birth-reported": "yes"}, "outcome": "visitor"}]
    assert faults(with_service("passport-child", rules=rules)) == {"services.passport-child.rules.7"}


def test_a_rule_that_comes_too_late_is_found() -> None:
    rules = [*RULES, {"when": {"residence": "elsewhere", "born": "abroad"}, "outcome": "visitor"}]
    assert faults(with_service("passport-child", rules=rules)) == {"services.passport-child.rules.7"}


def test_a_paper_that_no_service_needs_is_found() -> None:
    assert faults(changed(requirements={**RAW["requirements"], "spare": A_PAPER})) == {"requirements.spare"}


@pytest.mark.parametrize("part", ["requirements", "attend", "fees"])
def test_a_condition_that_no_case_fulfils_is_found(part: str) -> None:
    items = [*RAW["services"]["passport-child"][part]]
    items[0] = {**items[0], "when": {"parents": "dispute"}}
    assert faults(with_service("passport-child", **{part: items})) == {f"services.passport-child.{part}.0.when"}


def test_a_service_that_nobody_can_book_is_found() -> None:
    rules = [{"when": {"not": {"residence": "elsewhere"}}, "outcome": "other-mission"},
             {"when": {"residence": "elsewhere"}, "outcome": "other-mission"}]
    assert "services.passport-renewal" in faults(with_service("passport-renewal", rules=rules))


def test_a_bookable_service_without_a_place_is_found() -> None:
    places = copy.deepcopy(RAW["places"])
    places["counter"]["groups"]["passport"]["services"].remove("passport-lost")
    assert faults(changed(places=places)) == {"services.passport-lost"}


def test_a_service_that_every_place_has_no_room_for_is_found() -> None:
    places = copy.deepcopy(RAW["places"])
    places["counter"]["groups"]["passport"]["capacity"] = 0
    assert {"services.passport-renewal", "services.passport-child", "services.passport-lost"} == faults(changed(places=places))


def test_a_service_in_two_groups_of_a_place_is_found() -> None:
    places = copy.deepcopy(RAW["places"])
    places["counter"]["groups"]["visa"]["services"].append("passport-lost")
    (fault,) = check(changed(places=places))
    assert fault.path == "places.counter.groups.visa.services"
    assert "“passport-lost” is in the group “passport” already" in fault.message


def test_a_word_that_means_two_services_is_found() -> None:
    also = [*RAW["services"]["passport-lost"]["also"], "Renewal"]
    (fault,) = check(with_service("passport-lost", also=also))
    assert fault.path == "services.passport-lost.also"
    assert "“renewal” already means “passport-renewal”" in fault.message


def test_a_service_added_in_the_configuration_only_is_walked_like_the_others() -> None:
    places = copy.deepcopy(RAW["places"])
    places["counter"]["groups"]["passport"]["services"].append("legalisation")
    service = {"name": {"id": "Legalisasi", "en": "Legalisation"}, "ask": [{"question": "residence"}],
               "rules": [{"when": {"residence": "elsewhere"}, "outcome": "other-mission"}]}
    settings = changed(places=places, services={**RAW["services"], "legalisation": service})
    assert check(settings) == []
    assert {edge for edge in edges(settings) if edge[0] == "legalisation"} == {
        ("legalisation", "residence", "here", BOOKING), ("legalisation", "residence", "unsure", BOOKING),
        ("legalisation", "residence", "elsewhere", "outcome:other-mission")}


def test_many_questions_that_decide_nothing_are_walked_in_a_moment() -> None:
    """Twenty yes/no questions have a million combinations of answers; the ways that differ are few."""
    questions = {f"q{number}": A_QUESTION for number in range(20)}
    service = {**RAW["services"]["visa"], "ask": [{"question": key} for key in questions], "rules": [],
               "requirements": []}
    settings = changed(questions={**RAW["questions"], **questions}, services={**RAW["services"], "visa": service})
    assert len([edge for edge in edges(settings) if edge[0] == "visa"]) == 40


# --- conditions -------------------------------------------------------------------------------------------------------

conditions = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(["x", "y", ["x", "y"]]), min_size=1),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner)), max_leaves=8)


@given(raw=conditions, answers=st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")),
       pending=st.frozensets(st.sampled_from("abc")))
def test_what_is_decided_while_questions_are_open_stays_so(
        raw: Any, answers: dict[str, str], pending: frozenset[str]) -> None:
    condition = Condition.model_validate(raw)
    known = {key: value for key, value in answers.items() if key not in pending}
    early = condition.value(known, pending)
    if early is not None:
        assert condition.holds(answers) is early
    assert condition.value(answers) is condition.holds(answers)


@given(raw=conditions)
def test_a_condition_is_written_out_as_it_was_read(raw: Any) -> None:
    condition = Condition.model_validate(raw)
    assert Condition.model_validate(condition.model_dump(mode="json", by_alias=True)) == condition
