"""Texts: dates, times, money and numbers as each language writes them; what people typed stays what they typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Money, Words
from bot.conversation.text import Catalogues, Speech, _, counted, lines, listed, paragraphs, said, speech

ID, EN = speech("id"), speech("en")
DAY = date(2026, 11, 30)


def test_dates_carry_their_weekday_in_the_order_of_the_language() -> None:
    assert EN.render(_("{day}", day=DAY)) == "Monday 30 November 2026"
    assert ID.render(_("{day}", day=DAY)) == "Senin, 30 November 2026"
    assert EN.render(_("{day:short}", day=DAY)) == "Mon 30 Nov"
    assert ID.render(_("{day:day}", day=DAY)) == "Senin, 30 November"
    assert ID.render(_("{day:plain}", day=date(1990, 8, 17))) == "17 Agustus 1990"
    assert EN.render(_("{day:weekday}", day=DAY)) == "Monday"


def test_times_are_written_with_a_dot_or_with_am_and_pm() -> None:
    assert ID.render(_("{hour}", hour=time(9, 30))) == "09.30"
    assert ID.render(_("{hour}", hour=time(13))) == "13.00"
    assert EN.render(_("{hour}", hour=time(9, 30))).replace("\u202f", " ") == "9:30 am"
    assert EN.render(_("{hour}", hour=time(12))).replace("\u202f", " ") == "12:00 pm"


def test_an_instant_is_never_shown() -> None:
    with pytest.raises(TypeError):
        EN.render(_("{at}", at=datetime(2026, 11, 30, tzinfo=UTC)))


def test_money_has_decimals_only_where_there_are_any() -> None:
    rupiah, dollars = Money(amount=Decimal(1_000_000), currency="IDR"), Money(amount=Decimal("12.50"), currency="USD")
    assert ID.render(_("{fee}", fee=rupiah)).replace("\u00a0", " ") == "Rp 1.000.000"
    assert EN.render(_("{fee}", fee=rupiah)).replace("\u00a0", " ") == "IDR 1,000,000"
    assert EN.render(_("{fee}", fee=dollars)) == "$12.50"
    assert EN.render(_("{fee}", fee=Money(amount=Decimal(20), currency="USD"))) == "$20"
    assert ID.render(_("{fee}", fee=Money(amount=Decimal(20), currency="USD"))) == "US$20"


def test_numbers_are_grouped() -> None:
    assert ID.render(_("{n}", n=12345)) == "12.345"
    assert EN.render(_("{n}", n=12345)) == "12,345"


def test_plurals_follow_the_language() -> None:
    text = [counted("{n} paper still missing", "{n} papers still missing", n=n) for n in (1, 2)]
    assert [EN.render(one) for one in text] == ["1 paper still missing", "2 papers still missing"]
    assert len({ID.render(one).lstrip("12 ") for one in text}) == 1, "Indonesian has one form"


def test_lists_read_as_sentences() -> None:
    names = [said("Ani"), said("Budi"), said("Citra")]
    assert EN.render(listed(names)) == "Ani, Budi, and Citra"
    assert ID.render(listed(names)) == "Ani, Budi, dan Citra"
    assert EN.render(lines(names)) == "Ani\nBudi\nCitra"
    assert EN.render(paragraphs(names[:2])) == "Ani\n\nBudi"


def test_an_offices_words_are_chosen_by_language_and_may_stand_inside_a_text() -> None:
    words = Words(root={"id": "Paspor", "en": "Passport"})
    assert ID.render(words) == "Paspor"
    assert EN.render(_("Papers for {service}", service=words)) == "Papers for Passport"


@given(st.text(max_size=60))
def test_what_was_typed_is_never_read_as_a_format(typed: str) -> None:
    assert EN.render(_("for {name}!", name=typed)) == f"for {typed}!"
    assert EN.render(said(typed)) == typed
    assert EN.render(_("• {label}: {value}", label=_("Name"), value=said(typed))) == f"• Name: {typed}"


@pytest.mark.parametrize("typed", ["{0}", "{name}", "{", "}", "{name.__class__}", "%s", "%(name)s", "{{x}}", "{said}"])
def test_braces_and_per_cents_in_names_are_inert(typed: str) -> None:
    assert EN.render(_("for {name}!", name=typed)) == f"for {typed}!"
    assert ID.render(said(typed)) == typed


def test_a_language_that_nobody_knows_borrows_the_formats_of_english(tmp_path: Path) -> None:
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = read_po([b'msgid ""\n', b'msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n', b"\n",
                         b'msgid "Back"\n', b'msgstr "<<Back>>"\n'], locale=None)
    with (folder / "janji.mo").open("wb") as file:
        write_mo(file, catalogue)
    other = Speech("xx", Catalogues(tmp_path))
    assert other.render(_("Back")) == "<<Back>>"
    assert other.render(_("{day}", day=DAY)) == "Monday 30 November 2026"
    assert other.render(_("not translated")) == "not translated"
