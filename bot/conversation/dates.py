"""Days, years and hours as people type them, Indonesian and English mixed. Each gives all that the text can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

from babel import Locale

from bot.conversation.words import WordLists, plain

LANGUAGES = ("id", "en")
BESIDE_A_YEAR = frozenset({
    "tahun", "thn", "th", "bulan", "pada", "in", "year", "month", "of", "terbit", "terbitan", "diterbitkan", "dikeluarkan",
    "keluar", "keluaran", "issued", "paspor", "paspornya", "passport", "saya", "sy", "my", "was", "it"})
"""What may stand beside a year or a month and leaves it what it is ("paspor saya diterbitkan pada tahun 2008")."""

GUESSED = frozenset({
    "i", "think", "guess", "maybe", "about", "around", "kayaknya", "kyknya", "sepertinya", "kira", "sekitar", "mungkin"})
"""What says that a year is not known for certain ("2019 i think")."""

BESIDE_AN_AGE = frozenset({
    "umur", "umurnya", "umurku", "usia", "usianya", "berumur", "berusia", "im", "i", "am", "he", "hes", "she", "shes", "is",
    "aged", "age", "saya", "sy", "aku", "dia", "anak", "anaknya", "baru", "tahun", "thn", "th", "taun", "year", "years", "old",
    "yrs", "yr", "yo", "y", "o"})
"""What may stand beside an age and leaves it what it is."""

HOURS = {word: number for names in (
    "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "one two three four five six seven eight nine ten eleven twelve") for number, word in enumerate(names.split(), 1)}


def _to_31(names: str, twenty: str, twenties: str, *thirties: str) -> list[str]:
    """The names of the numbers that a month's days have."""
    small = names.split()
    return [*small, twenty, *(f"{twenties} {one}" for one in small[:9]), *thirties]


DAYS = {word: number for names in (
    _to_31("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas duabelas tigabelas empatbelas limabelas "
           "enambelas tujuhbelas delapanbelas sembilanbelas", "dua puluh", "dua puluh", "tiga puluh", "tiga puluh satu"),
    _to_31("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
           "eighteen nineteen", "twenty", "twenty", "thirty", "thirty one"),
    _to_31("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
           "sixteenth seventeenth eighteenth nineteenth", "twentieth", "twenty", "thirtieth", "thirty first"),
) for number, word in enumerate(names, 1)}
IN_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(DAYS, key=len, reverse=True))})\b")


def days_meant(text: str, latest: date) -> tuple[date, ...]:
    """The whole dates of the past that a text can mean: two where it may be day first or month first. Of a year with two
    digits it is the last one whose day does not come after `latest`."""
    words, numbers = _parts(text)
    months = [month for word in words if (month := month_names().get(word))]
    if len(months) == 1 and len(numbers) == 2:
        day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
        return _dates([(year, months[0], day)], latest)
    if months or len(numbers) != 3 or len(words) > 2:
        return ()
    one, two, three = numbers
    if len(one) == 4:
        return _dates([(one, int(two), three)], latest)
    return _dates([(three, int(two), one), (three, int(one), two)], latest)


def days_to_come(text: str, today: date, words: WordLists) -> tuple[date, ...]:
    """The days that a text can mean, said as one says a day of the next weeks: "besok", "next monday", "3/12", "dec 3"."""
    rest = words.without_filler(text)
    for away, meaning in enumerate(("today", "tomorrow", "after-tomorrow")):
        if words.means(text, meaning) or words.means(rest, meaning):
            return (today + timedelta(days=away),)
    for weeks, meaning in enumerate(("this-week", "next-week")):
        weekday = weekday_meant(words.without(text, meaning), words) if words.has(text, meaning) else None
        if weekday is not None:
            return (today + timedelta(days=7 * weeks + weekday - today.weekday()),)
    kept, numbers = _parts(rest)
    if len(numbers) == 3 or any(len(number) > 2 for number in numbers):
        return days_meant(rest, today + timedelta(days=366))
    months = [month for word in kept if (month := month_names().get(word))]
    others = [word for word in kept if word not in month_names() and word not in weekday_names()]
    of_month = re.search(r"\b(?:tgl|tanggal) ?([0-9]{1,2})\b|\b([0-9]{1,2})(?:st|nd|rd|th)\b", plain(text))
    if of_month and len(numbers) == 1 and not months and others in ([], ["st"], ["nd"], ["rd"], ["th"]):
        return _next_of_month(numbers[0], today)
    if len(numbers) == 1 and len(months) == 1 and not others:
        return _next_of([(months[0], numbers[0])], today)
    if len(numbers) == 2 and not months and not others:
        return _next_of([(int(numbers[1]), numbers[0]), (int(numbers[0]), numbers[1])], today)
    return () if numbers or months else _weekday(kept, today, words)


def since_meant(text: str, today: date, words: WordLists) -> date | None:
    """The first day of a week or a month to come that a text names: "minggu depan", "december"."""
    rest = words.without_filler(text)
    if words.means(rest, "next-week") and "hari" not in plain(text).split():
        return today + timedelta(days=7 - today.weekday())
    if words.means(rest, "next-month"):
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    kept, numbers = _parts(rest)
    months = {month_names()[word] for word in kept if word in month_names()}
    if numbers or len(months) != 1 or any(word not in month_names() and word not in BESIDE_A_YEAR for word in kept):
        return None
    month = months.pop()
    return max(today, date(today.year + (month < today.month), month, 1))


def weekday_meant(text: str, words: WordLists) -> int | None:
    """The weekday that a text names and no more: "kamis", "hari kamis aja"; Monday is 0."""
    return weekday_names().get(words.without_filler(text))


def year_meant(text: str) -> str:
    """The year of a text that names nothing finer than a date: "2017", "tahun 2019", "maret 2018"; else nothing."""
    words, numbers = _parts(text)
    years = [number for number in numbers if len(number) == 4]
    known = all(word in BESIDE_A_YEAR or word in GUESSED or word in month_names() for word in words)
    return years[0] if known and len(years) == 1 and len(numbers) <= 3 else ""


def age_meant(text: str) -> str:
    """The age that a text names and no more, as an answer has it: "9 tahun" for "he's 9". A number alone is one from 10 on:
    below it may be a place in the list."""
    words, numbers = _parts(text)
    known = len(numbers) == 1 and len(numbers[0]) <= 2 and BESIDE_AN_AGE.issuperset(words)
    return f"{int(numbers[0])} tahun" if known and (words or int(numbers[0]) >= 10) else ""


def hours_meant(text: str, words: WordLists) -> tuple[time, ...]:
    """The times of day that a text can mean: two where nothing says morning or afternoon."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[.: ]([0-9]{2}))? ?(.*)", _hour_in_figures(words.without_filler(text)))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return ()
    hour, minute, part = int(found[1]), int(found[2] or 0), found[3].replace(".", "")
    if not part:
        return tuple(time(one, minute) for one in ((hour, hour + 12) if 0 < hour < 12 else (hour,)))
    if words.means(part, "morning"):
        return (time(hour % 12 if hour == 12 and part == "am" else hour, minute),)
    if words.means(part, "afternoon"):
        return (time(hour + 12 if hour < (11 if part == "siang" else 12) else hour, minute),)
    return ()


Part = Literal["before-noon", "after-noon"]


def part_meant(text: str, words: WordLists) -> Part | None:
    """The part of the day that is named: "yg siang aja", "after school"."""
    parts: tuple[Part, Part] = ("before-noon", "after-noon")
    found = [part for part in parts if words.has(text, part)]
    return found[0] if len(found) == 1 else None


def without_part(text: str, words: WordLists) -> str:
    """The text as it is compared, without parts of the day."""
    return words.without(words.without(text, "before-noon"), "after-noon")


def _hour_in_figures(text: str) -> str:
    """Hours that are said in words. "Setengah sepuluh" is half before ten, "half past nine" half after nine; "2an" is about
    two."""
    text = re.sub(r"(?<=[0-9])-?(?:an|ish)\b", "", text)
    text = re.sub(r"\bdua belas\b", "12", text)
    text = " ".join(str(HOURS.get(word, word)) for word in text.split())
    text = re.sub(r"^half past ([0-9]{1,2})\b", r"\1.30", text)
    return re.sub(r"^(?:setengah|stengah|stgh) ([0-9]{1,2})\b", lambda found: f"{(int(found[1]) - 2) % 12 + 1}.30", text)


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Words and numbers of a text. Beside a month a number that is said in words is one of its days."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+", plain(text))
    if not month_names().keys().isdisjoint(parts):
        said = " ".join(parts).replace(" belas", "belas")
        parts = IN_WORDS.sub(lambda found: str(DAYS[found[0]]), said).split()
    words: list[str] = []
    numbers: list[str] = []
    for part in parts:                                      # signs of some scripts are digits, yet no part of a number
        (numbers if part.isascii() and part.isdigit() else words).append(part)
    return words, numbers


def _dates(shapes: Iterable[tuple[str, int, str]], latest: date) -> tuple[date, ...]:
    """The dates that these years, months and days are, each once."""
    found = (_date(year, month, day, latest) for year, month, day in shapes)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _date(year: str, month: int, day: str, latest: date) -> date | None:
    century = latest.year // 100 * 100
    years = {4: [int(year)], 2: [century + int(year), century - 100 + int(year)]}.get(len(year), [])
    for one in years:
        made = _day(one, month, day)
        if made is not None and (len(year) == 4 or made <= latest):
            return made
    return None


def _day(year: int, month: int, day: str) -> date | None:
    try:
        return date(year, month, int(day))
    except (ValueError, OverflowError):
        return None


def _next_of(shapes: Iterable[tuple[int, str]], today: date) -> tuple[date, ...]:
    """The next such days of the year, each once."""
    found = []
    for month, day in shapes:
        this, next_ = _day(today.year, month, day), _day(today.year + 1, month, day)
        one = this if this is not None and this >= today else next_
        found += [one] if one is not None and one not in found else []
    return tuple(found)


def _next_of_month(day: str, today: date) -> tuple[date, ...]:
    """The next day with this number, of this month or a later one."""
    firsts = [date(today.year + (today.month + away - 1) // 12, (today.month + away - 1) % 12 + 1, 1) for away in range(3)]
    days = (_day(first.year, first.month, day) for first in firsts)
    return tuple(one for one in days if one is not None and one >= today)[:1]


def _weekday(kept: list[str], today: date, words: WordLists) -> tuple[date, ...]:
    """The next such weekday; with "depan" or "next" the one of the week to come."""
    named = [weekday_names()[word] for word in kept if word in weekday_names()]
    others = [word for word in kept if word not in weekday_names()]
    if len(named) != 1 or len(others) > 1:
        return ()
    if others:
        monday = today + timedelta(days=7 - today.weekday())
        return (monday + timedelta(days=named[0]),) if words.means(others[0], "next") else ()
    return (today + timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1),)


@lru_cache(maxsize=1)
def month_names() -> Mapping[str, int]:
    """Names of months, whole and short, in both languages."""
    return {**_names("months"), "agt": 8, "agus": 8, "ags": 8, "sept": 9, "pebruari": 2, "peb": 2, "nop": 11, "nopember": 11}


@lru_cache(maxsize=1)
def weekday_names() -> Mapping[str, int]:
    """Names of weekdays, whole and short, in both languages; Monday is 0. "Min" is whoever answers (an admin), not Sunday."""
    names = {name: number for name, number in _names("days").items() if name != "min"}
    return {**names, "ahad": 6, "jumaat": 4, "rebo": 2, "tues": 1, "thurs": 3, "thur": 3}


def _names(of: str) -> dict[str, int]:
    return {plain(name).rstrip("."): int(number) for language in LANGUAGES for width in ("wide", "abbreviated")
            for number, name in getattr(Locale.parse(language), of)["format"][width].items()}
