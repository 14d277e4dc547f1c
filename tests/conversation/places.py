"""Where a conversation can stand, and how it comes there from its first hello."""

from __future__ import annotations

from tests.journeys.driver import Chat
from tests.journeys.parts import booked, choose_time, fill, form, greet, nobody_else, renewal, start


def at_the_notice(chat: Chat) -> None:
    chat.says("hello")


def at_the_menu(chat: Chat) -> None:
    greet(chat)


def at_a_question(chat: Chat) -> None:
    start(chat)
    chat.says("Irvine, CA")


def at_the_papers_to_bring(chat: Chat) -> None:
    start(chat)
    renewal(chat)
    chat.picks("back")


def at_a_line(chat: Chat, *typed: str) -> None:
    """Of the form, after these."""
    start(chat)
    renewal(chat)
    for line in typed:
        chat.says(line)


def at_a_sensitive_line(chat: Chat) -> None:
    at_a_line(chat, "Dewi Lestari", "Surabaya", "17 August 1990")


def at_anyone_else(chat: Chat) -> None:
    start(chat)
    renewal(chat)
    form(chat)


def at_the_review(chat: Chat) -> None:
    start(chat)
    renewal(chat)
    fill(chat)


def at_the_days(chat: Chat) -> None:
    at_anyone_else(chat)
    nobody_else(chat)


def at_the_times(chat: Chat) -> None:
    at_the_days(chat)
    chat.picks_nth(2)


def at_a_held_time(chat: Chat) -> None:
    at_the_days(chat)
    choose_time(chat, day=2)


def at_a_paper(chat: Chat) -> None:
    booked(chat)
    chat.picks("papers", "ktp")


def at_a_change_of_time(chat: Chat) -> None:
    booked(chat)
    chat.picks("visits")
    chat.picks("time")


def at_an_officer(chat: Chat) -> None:
    greet(chat)
    chat.picks("officer")


PLACES = (at_the_notice, at_the_menu, at_a_question, at_the_papers_to_bring, at_a_sensitive_line, at_the_review,
          at_a_held_time, at_a_paper, at_a_change_of_time)


def labels(chat: Chat) -> list[str]:
    """Of the last question's answers."""
    return [option.label for option in chat.last().options]
