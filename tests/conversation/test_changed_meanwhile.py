"""The office changes papers or fees while somebody is in the middle: it is said at their next turn, once."""

from __future__ import annotations

from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import booked, choose_time, code_of, form, nobody_else, renewal, start

FEE = ("amount: 950000", "amount: 1150000")
PAPER = ("      en: KTP (Indonesian identity card)", "      en: KTP with its chip")


def changes(journey: Journey, *texts: tuple[str, str]) -> None:
    """The office writes other texts, and the program starts anew."""
    written = (ROOT / "config.yaml").read_text()
    for before, now in texts:
        assert before in written
        written = written.replace(before, now)
    path = journey.folder / "config.yaml"
    path.write_text(written)
    journey.restart(path)


def said(chat: Chat, text: str) -> list[str]:
    """What is said to what they type."""
    heard = len(chat.heard)
    chat.says(text)
    return [message.text for message in chat.since(heard)]


def at_the_form(journey: Journey) -> Chat:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    return dewi


def test_a_fee_that_changed_is_said_at_the_next_turn_and_what_was_typed_counts(journey: Journey) -> None:
    dewi = at_the_form(journey)
    changes(journey, FEE)
    news, question = said(dewi, "Dewi Lestari")
    assert "The office has changed the fees for *Passport replacement (renewal)*" in news
    assert "1,150,000" in news
    assert "Papers for" not in news, "the papers are as they were"
    assert "place of birth" in question
    assert len(said(dewi, "Surabaya")) == 1


def test_a_photo_is_taken_first_and_the_change_is_said_with_the_next_answer(journey: Journey) -> None:
    dewi = at_the_form(journey)
    changes(journey, FEE)
    heard = len(dewi.heard)
    dewi.sends()
    assert "changed the fees" not in "".join(message.text for message in dewi.since(heard))
    assert "changed the fees" in said(dewi, "later")[0]


def test_a_second_press_says_nothing_and_the_change_is_said_with_the_next_answer(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    renewal(dewi)
    form(dewi)
    heard = len(dewi.heard)
    changes(journey, FEE)
    dewi.presses_again()
    assert dewi.since(heard) == [], "there would be no way on under it"
    news, question = said(dewi, "1")
    assert "changed the fees" in news
    assert question


def test_who_asks_for_another_language_reads_the_change_in_it_with_the_next_answer(journey: Journey) -> None:
    dewi = at_the_form(journey)
    form(dewi)
    changes(journey, FEE)
    [question] = said(dewi, "bahasa indonesia")
    assert "The office has changed" not in question
    assert "kantor mengubah biaya" in said(dewi, "1")[0]


def test_a_paper_that_changed_is_said_and_the_fees_are_not_repeated(journey: Journey) -> None:
    dewi = at_the_form(journey)
    changes(journey, PAPER)
    news, _question = said(dewi, "Dewi Lestari")
    assert "KTP with its chip" in news
    assert "What it costs" not in news


def test_who_was_told_nothing_yet_reads_of_no_change(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    start(dewi)
    changes(journey, FEE, PAPER)
    [question] = said(dewi, "Los Angeles, California")
    assert "citizenship" in question
    dewi.picks("wni", "yes", "expiring", "recent", "yes")
    assert "1,150,000" in dewi.last().text
    assert len(said(dewi, "go on")) == 1


def test_what_changes_nothing_of_what_they_were_told_is_not_said(journey: Journey) -> None:
    dewi = at_the_form(journey)
    changes(journey, ("      en: Where was the child born?", "      en: Where is the child from?"))
    assert len(said(dewi, "Dewi Lestari")) == 1


def at_a_time_of_another_fee(journey: Journey) -> Chat:
    dewi = at_the_form(journey)
    form(dewi)
    nobody_else(dewi)
    choose_time(dewi)
    changes(journey, FEE)
    return dewi


def test_nothing_is_booked_before_it_was_said_that_the_fee_is_another(journey: Journey) -> None:
    dewi = at_a_time_of_another_fee(journey)
    dewi.picks("book")
    assert dewi.step == "Confirm"
    assert "1,150,000" in dewi.heard[-2].text
    assert "Shall I book it?" in dewi.last().text
    dewi.picks("book")
    assert code_of(dewi)


def test_help_is_given_to_whoever_asks_for_it_beside_the_news(journey: Journey) -> None:
    dewi = at_a_time_of_another_fee(journey)
    dewi.says("help")
    assert dewi.step == "Help"


def test_who_changes_the_time_of_a_visit_reads_it_too(journey: Journey) -> None:
    dewi = journey.person("Dewi")
    booked(dewi)
    dewi.picks("visits", "time")
    changes(journey, PAPER)
    heard = len(dewi.heard)
    dewi.picks_nth(4)
    assert "KTP with its chip" in dewi.since(heard)[0].text
