"""Our messages as WhatsApp takes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import WHATSAPP, misfits
from bot.channels.whatsapp.outgoing import Buttons, Words, parts
from bot.conversation.message import Attachment, Button, Message
from bot.conversation.text import speech

EN = speech("en")
ALL = frozenset({*(f"reply_{count}" for count in range(1, 4)), *(f"list_{count}" for count in range(1, 11))})
BACK, MENU = Button("q.back", "Back"), Button("q.start-over", "Main menu")


def answers(count: int, label: str = "Answer {n}") -> tuple[Button, ...]:
    return tuple(Button(f"q.{number}", label.format(n=number)) for number in range(count))


def asked(message: Message, above: str = "") -> Buttons:
    """What is sent with its answers; only these words go before."""
    *before, last = parts(message, EN, ALL)
    assert before == ([Words(above)] if above else [])
    assert isinstance(last, Buttons)
    return last


def test_up_to_three_short_answers_are_buttons() -> None:
    assert parts(Message("Which?", answers(2), (BACK,)), EN, ALL) == [Buttons(
        "reply_3", "en", ("Which?", "Answer 0", "q.0", "Answer 1", "q.1", "Back", "q.back"),
        (Words("Which?\n\n1. Answer 0\n2. Answer 1\nReply with the number.\nYou can also type: *Back*"),))]


def test_more_or_longer_ones_are_a_list() -> None:
    four = asked(Message("Which?", answers(2), (BACK, MENU)))
    assert (four.name, four.values[:4]) == ("list_4", ("Which?", "Choose", "Answer 0", "q.0"))
    assert asked(Message("Which?", answers(1, "A label of 21 signs {n}"))).name == "list_1"


def test_ways_out_that_have_no_room_in_the_list_are_typed() -> None:
    shown = asked(Message("Which?", answers(9), (BACK, MENU)))
    assert (shown.name, shown.values[0]) == ("list_9", "Which? You can also type: *Back*, *Main menu*")
    assert shown.instead[0].body.count("You can also type") == 1


def test_more_than_ten_answers_are_numbered() -> None:
    [words] = parts(Message("Which?", answers(12), (BACK,)), EN, ALL)
    assert isinstance(words, Words)
    assert words.body.startswith("Which?\n\n1. Answer 0\n")
    assert words.body.endswith("12. Answer 11\nReply with the number.\nYou can also type: *Back*")


def test_without_contents_all_are_numbered() -> None:
    [words] = parts(Message("Which?", answers(2)), EN, frozenset())
    assert words == Words("Which?\n\n1. Answer 0\n2. Answer 1\nReply with the number.")


def test_where_words_are_asked_for_nothing_is_numbered_since_a_number_would_be_the_answer() -> None:
    [words] = parts(Message("Which phone number?", (Button("q.0", "Leave it out"),), (BACK,), expects="text"), EN, frozenset())
    assert words == Words("Which phone number?\n\nYou can also type: *Leave it out*, *Back*")


def test_a_short_question_of_several_lines_stands_above_the_buttons_as_one() -> None:
    shown = asked(Message("Step 4 of 7\nWhat is the *NIK*?\n\nIt has 16 digits", answers(2)))
    assert shown.values[0] == "Step 4 of 7 · What is the *NIK*? It has 16 digits"


def test_of_a_long_one_the_last_line_stands_there() -> None:
    greeting = "Good morning." * 35 + "\n\nI am the assistant."
    assert asked(Message(f"{greeting}\nWhich?", answers(2)), above=greeting).values[0] == "Which?"


def test_of_many_lines_too() -> None:
    card = "K7M-4TD: Monday\nDewi: renewal\nBudi: renewal\nStage: printing"
    assert asked(Message(f"{card}\n\nWhat do you want to do?", answers(2)), above=card).values[0] == "What do you want to do?"


def test_a_list_and_its_notes_go_before() -> None:
    costs = "It costs:\n• Book: posted ²\n² Not confirmed yet."
    shown = asked(Message(f"{costs}\n\nNothing else.\n\nShall we go on?", answers(2)), above=costs)
    assert shown.values[0] == "Nothing else. Shall we go on?"


def test_what_an_answer_is_about_stands_in_the_text() -> None:
    shown = asked(Message("Which?", (Button("q.0", "Renewal", "A new book"),)), above="Which?\n\n• Renewal: A new book")
    assert shown.values[0] == "Please choose:"


def test_a_map_and_a_link_stand_in_the_text() -> None:
    [words] = parts(Message("Here.", attachments=(Attachment("map", "https://maps.example/1", "Map"),
                                                  Attachment("qr", "1", "QR"))), EN, ALL)
    assert words == Words("Here.\n\nhttps://maps.example/1")


def test_a_name_that_somebody_typed_is_shortened_on_a_button() -> None:
    shown = asked(Message("Who?", answers(1, "Raden Ajeng\nKartini Djojoadiningrat")))
    assert shown.values[2] == "Raden Ajeng Kartini Djo…"
    assert len(shown.values[2]) == 24


def test_names_that_would_look_alike_on_buttons_are_numbered_where_they_are_read_whole() -> None:
    """A family begins its names alike; WhatsApp takes no two buttons that say the same, either."""
    names = ("Muhammad Abdurrahman Al-Rasyid Ahmad", "Muhammad Abdurrahman Al-Rasyid Budi")
    [words] = parts(Message("Whose?", tuple(Button(f"q.{name}", name) for name in names), (BACK,)), EN, ALL)
    assert words == Words(f"Whose?\n\n1. {names[0]}\n2. {names[1]}\nReply with the number.\nYou can also type: *Back*")


TEXTS = st.text(alphabet=st.sampled_from("ab \n\t•😀*"), max_size=60).flatmap(
    lambda text: st.sampled_from([text, text * 40, "word " * 500 + text]))


@given(TEXTS, st.integers(0, 14), st.integers(0, 4), st.text(alphabet="ab \n😀", max_size=40))
def test_nothing_is_sent_that_twilio_would_refuse(text: str, options: int, words: int, label: str) -> None:
    message = Message(text, answers(options, label.replace("{", "") + "{n}"),
                      tuple(Button(f"q.w{number}", f"Way {number}") for number in range(words)))
    for part in parts(message, EN, ALL):
        if isinstance(part, Words):
            assert part.body.strip()
            assert len(part.body.encode("utf-16-le")) // 2 <= 1600
            continue
        room = 20 if part.name.startswith("reply") else 24
        first = 1 if part.name.startswith("reply") else 2
        assert len(part.values[0]) <= 1024
        assert not any("\n" in value or "\t" in value or "    " in value or not value.strip() for value in part.values)
        assert all(len(value) <= room for value in part.values[first::2])
        assert all(len(one.body.encode("utf-16-le")) // 2 <= 1600 for one in part.instead)


def test_ways_out_count_as_they_are_shown() -> None:
    long = Button("q.0", "Twenty-two characters!")
    three = misfits(Message("Which?", (long,), (BACK, MENU)), WHATSAPP)
    assert list(three) == ["the label “Twenty-two characters!” has 22 characters; whatsapp takes 20"]
    assert not list(misfits(Message("Which?", (long,), (BACK, MENU, Button("q.help", "Help"))), WHATSAPP))
    typed = Button("q.x", "A way out that is so long that it is only typed")
    assert not list(misfits(Message("Which?", answers(10), (typed,)), WHATSAPP))
    assert list(misfits(Message("Which?", answers(9), (typed,)), WHATSAPP))
