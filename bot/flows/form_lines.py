"""The lines of a form: how each is asked, read, kept and shown, before booking and after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from typing import Literal

from bot.config import FormField
from bot.conversation import readers
from bot.conversation.prompts import Ask, OneOf, Option, Reader, Reading, Refusal
from bot.conversation.readers import introduced
from bot.conversation.text import Showable, Text, _, said
from bot.desk.applicants import Applicant, Form
from bot.desk.desk import Desk

ALIKE = 0.7
"""Share of letters that a corrected name has in common with the one that was booked (difflib's ratio)."""

SKIP = ""
"""The answer of whoever has none, or will not say."""


@dataclass(frozen=True)
class Field:
    """How one line of the form is asked, read and shown. `you`: how it is asked of whoever writes for themselves alone;
    `skip`: the label of the button for having none, and `also_skip` what people type for it; `names`: what the line is
    called, beside its label; `called`: a pattern of what an answer may begin with to say what it is ("nama saya …")."""

    label: Text
    body: Text
    reader: Reader[str]
    example: Text
    you: Text | None = None
    skip: Text | None = None
    also_skip: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    sensitive: bool = False
    kind: Literal["text", "date", "number"] = "text"
    called: str = field(kw_only=True)


UNKNOWN = ("gatau", "ga tau", "gak tau", "gk tau", "nggak tau", "ngga tau", "tidak tahu", "tdk tau", "ga tahu", "gak tahu",
           "kurang tau", "ga hapal", "gak hapal", "tidak hapal", "dont know", "do not know", "can't remember", "no idea")
"""What people type who don't know a number by heart."""

NAME = r"nama(?: lengkap)?|(?:full )?name"
MINE_AT = r"(?: saya| sy)?(?: adalah)? di"
NUMBER = r"(?:nomor|nomer|no\.?|number)"

FIELDS: dict[FormField, Field] = {
    "full_name": Field(
        _("Full name"),
        _("What is the full name, as in the passport or birth certificate? A single name is fine; leave out titles."),
        readers.a_name, _("Please type the full name, such as Dewi Lestari."), called=NAME,
        you=_("What is your full name, as in the passport or birth certificate? A single name is fine; leave out titles."),
        names=("namanya", "nama saya", "nama lengkapnya", "my name")),
    "other_name": Field(
        _("Name in the US"),
        _("A single name is often written differently on US papers, such as “FNU Suharto”. How is it written there?"),
        readers.a_name, _("Please type the name as US papers show it, or choose below."), called=NAME,
        skip=_("The same, or none"), also_skip=(
            "sama", "sama aja", "sama saja", "sama kok", "sama persis", "ya sama", "iya sama", "sama semua", "same", "the same",
            "same name", "its the same", "it is the same", "same as above")),
    "birth_place": Field(
        _("Place of birth"), _("What is the place of birth? A town or regency."),
        readers.a_birth_place, _("Please type the place of birth, such as Surabaya."),
        you=_("What is your place of birth? A town or regency."),
        called=rf"(?:tempat|tmpt|kota) (?:ke)?lahir(?:an|nya)?(?:{MINE_AT}| di)?"
        r"|(?:(?:ter)?lahir(?:nya)?|lhr) di|place of birth|birth ?place|born in",
        names=("tempat lahir", "kota lahir", "place of birth", "birth place", "birthplace")),
    "birth_date": Field(
        _("Date of birth"), _("What is the date of birth? Day, month, year."),
        readers.a_birth_date, _("Please type the date of birth, such as 17 August 1990."),
        you=_("What is your date of birth? Day, month, year."),
        called=r"(?:tanggal|tgl) (?:lahir|lhr)|(?:lahir|lhr)(?: pada)?(?: tanggal| tgl)?"
        r"|date of birth|birth ?da(?:te|y)|born(?: on)?",
        kind="date", names=("tanggal lahir", "tgl lahir", "tgl lhr", "date of birth", "birth date", "birthdate", "birthday")),
    "nik": Field(
        _("NIK"), _("What is the NIK? Its 16 digits are on the KTP (identity card), and in the Kartu Keluarga (family card) "
                    "beside the name."),
        readers.a_nik, _("Please type the 16 digits of the NIK, or choose below."),
        you=_("What is your NIK? Its 16 digits are on the KTP (identity card), and in the Kartu Keluarga (family card) beside "
              "your name."),
        called=rf"(?:{NUMBER} )?(?:nik|ktp)(?: number)?", skip=_("No NIK at hand"), also_skip=(
            *UNKNOWN, "tidak punya nik", "ga punya nik", "gak punya nik", "belum punya nik", "tidak punya ktp", "ga punya ktp",
            "gak punya ktp", "belum punya ktp", "belum ada nik", "blm ada nik", "blm punya nik", "lupa", "lupa nik",
            "tidak hafal", "ga hafal", "gak hafal", "no nik", "don't have a nik", "no ktp", "don't have a ktp"),
        names=("niknya", "nomor ktp", "no ktp"), sensitive=True, kind="number"),
    "passport_number": Field(
        _("Passport number"), _("What is the number of the present passport, or of the last one?"),
        readers.a_passport_number, _("Please type the passport number, or choose below."),
        you=_("What is the number of your present passport, or of the last one?"),
        called=rf"(?:{NUMBER} )?(?:(?:old|last|present|current) )?(?:paspor|passpor|pasport|passport)(?: (?:yang )?lama)?"
        rf"(?: (?:saya )?{NUMBER})?|number of (?:my|the) (?:(?:old|last|present|current) )?passport|{NUMBER}",
        skip=_("No passport at hand"), also_skip=(
            *UNKNOWN, "tidak punya paspor", "ga punya paspor", "gak punya paspor", "belum punya paspor", "lupa",
            "lupa nomornya", "tidak hafal", "ga hafal", "gak hafal", "no passport", "don't have a passport"),
        names=("nomor paspornya", "no paspor", "paspornya"), sensitive=True),
    "address": Field(
        _("Address"), _("What is the home address in the United States? Street, city and ZIP code."),
        readers.an_address, _("Please type street, city and ZIP code."),
        you=_("What is your home address in the United States? Street, city and ZIP code."),
        called=rf"alamat(?: rumah| lengkap)?(?:{MINE_AT})?|(?:ber)?tinggal di|(?:home )?address|live (?:at|in)",
        names=("alamatnya", "alamat rumah", "home address"), sensitive=False),
    "phone": Field(
        _("Phone"), _("May we have a phone number, in case the office must reach you quickly? You may leave it out."),
        readers.a_phone, _("Please type a phone number with its area code, or choose below."),
        called=rf"(?:{NUMBER} )?(?:telepon|telpon|telp|tlp|hp|handphone|ponsel|wa|whatsapp|phone|cell(?: ?phone)?|mobile)"
        rf"(?: {NUMBER})?|{NUMBER}",
        names=("teleponnya", "nomor telepon", "nomor hp", "no hp", "phone number"), skip=_("Leave it out")),
}

CHILD_NIK = _("What is the child's NIK? Its 16 digits are in the Kartu Keluarga (family card) beside the name, and on the "
              "KIA (child's identity card) if there is one.")
"""Children under 17 have no KTP."""

STORED: dict[FormField, str] = {"address": "street"}
"""Where a field's value is kept, when not under its own name."""


def value_of(form: Form, field: FormField) -> str:
    value = getattr(form, STORED.get(field, field))
    assert isinstance(value, str)
    return value


def is_filled(form: Form, field: FormField) -> bool:
    return bool(value_of(form, field)) or field in form.skipped


def county_called(county: str) -> str:
    """“Orange County”: by its name alone it might be a city. (Carson City is one, and belongs to no county.)"""
    return f"{county} County" if county and not county.endswith(" City") else county


def home_called(desk: Desk, state: str, county: str) -> str:
    """“Orange County, California”, in every language; empty where it is not known."""
    known = desk.settings.jurisdiction.states.get(state)
    return "" if known is None else ", ".join(filter(None, (county_called(county), known.name)))


def shown(form: Form, field: FormField) -> Showable:
    """A line as it is said back: numbers masked but for their end."""
    value = value_of(form, field)
    if not value:
        return _("not given")
    if field == "birth_date":
        return _("{day:plain}", day=date.fromisoformat(value))
    if field in ("nik", "passport_number"):
        return said("•" * (len(value) - 3) + value[-3:])
    if field == "address" and form.state:
        return said(f"{value} ({', '.join(filter(None, (county_called(form.county), form.state)))})")
    return said(value)


def lines_of(fields: tuple[FormField, ...], form: Form) -> tuple[FormField, ...]:
    """The office's lines, with the second shape of a name after a single one."""
    if " " in form.full_name or not form.full_name:
        return fields
    return tuple(line for field in fields for line in ((field, "other_name") if field == "full_name" else (field,)))


def read_line(name: FormField, text: str, reading: Reading) -> str | Refusal:
    """An answer to the question for a line; that there is none, too ("NIK-nya belum ada")."""
    field = FIELDS[name]
    said = introduced(text, field.called)
    if field.skip is not None and _says_none(text, said, field, reading):
        return SKIP
    return field.reader(said, reading)


def _says_none(text: str, said: str, field: Field, reading: Reading) -> bool:
    """Whether it is a no after the line's name, or before it: "ga ada niknya"."""
    if said != text:
        return reading.words.means(said, "no")
    parts = reading.words.without_polite(text).split()
    return any(reading.words.means(" ".join(parts[:number]), "no") and re.fullmatch(
        rf"(?:{field.called})(?: ?nya)?(?: (?:saya|sy))?", " ".join(parts[number:])) for number in range(1, len(parts)))


def read_named(line: object, text: str, reading: Reading) -> str | Refusal | None:
    """The new value of a line that is named together with it; None where it is no line."""
    return read_line(line, text, reading) if line in FIELDS else None


def private_subject(applicant: int, field: FormField) -> str:
    """What the private page for this line is about."""
    return f"field:{applicant}:{field}"


def ask_line(desk: Desk, applicant: Applicant, name: FormField, *, about: str, you: bool,
             options: Sequence[Option[str]] = (), progress: tuple[int, int] | None = None) -> Ask[str]:
    """The question for a line; `you`: whoever writes is the only applicant; `options` stand before the button for having
    none."""
    field = FIELDS[name]
    skip = () if field.skip is None else (Option(SKIP, field.skip, also=("@no", "skip", "lewati", *field.also_skip)),)
    body = CHILD_NIK if name == "nik" and applicant.relation == "child" else (field.you if you else None) or field.body
    identity = name in desk.settings.fields and desk.settings.fields[name].identity
    return Ask(body, partial(read_line, name), field.example, (*options, *skip), sensitive=field.sensitive, kind=field.kind,
               contact=name == "phone", about=about, progress=progress, identity=identity,
               private=private_subject(applicant.id, name) if identity else "")


def keep_line(desk: Desk, applicant: int, field: FormField, value: str) -> Applicant:
    """Write down the answer, or that there is none."""
    if value == SKIP and FIELDS[field].skip is not None:
        desk.applicants.skip(applicant, field)
        return desk.applicants.get(applicant)
    return desk.applicants.fill(applicant, **{STORED.get(field, field): value})


def nik_birth(nik: str) -> str:
    """Day and month that a NIK carries as `MM-DD`; a woman's day is 40 higher (PP 37/2007, article 37)."""
    day = int(nik[6:8])
    return f"{nik[8:10]}-{day - 40 if day > 40 else day:02}"


def nik_disagrees(form: Form) -> bool:
    """A NIK outlives corrections of a birth date, so this is worth a question, never a refusal."""
    return bool(form.nik and form.birth_date) and (
        nik_birth(form.nik) != form.birth_date[5:] or form.nik[10:12] != form.birth_date[2:4])


def ask_about_nik(form: Form, about: str) -> OneOf[Literal["right", "nik", "birth_date"]]:
    return OneOf(
        _("This NIK points to another birth date than {day:plain}. That happens when a date was corrected later, and is fine. "
          "Are both typed correctly?", day=date.fromisoformat(form.birth_date)),
        (Option("right", _("Both are correct"), also=("@yes",)),
         Option("nik", _("Change the NIK")),
         Option("birth_date", _("Change birth date"))),
        about=about)


def would_pass_on(desk: Desk, applicant: int, field: FormField, value: str) -> bool:
    """Whether with that change a visit to come would be somebody else's than it was booked for: known by none of the same,
    or with another name or birth date than a slip of the pen explains (a number that nobody looked at proves nothing)."""
    if not desk.appointments.is_expected(applicant):
        return False
    return is_another(desk.applicants.get(applicant).form, field, value) or desk.appointments.expects_another(
        applicant, desk.applicants.known_by(applicant, **{STORED.get(field, field): value}))


def is_another(form: Form, field: FormField, value: str) -> bool:
    """Whether a corrected name or birth date is more than a correction: few letters alike, or two of day, month and year."""
    before = value_of(form, field)
    if field == "full_name" and before and value:
        return SequenceMatcher(None, before.casefold(), value.casefold()).ratio() < ALIKE
    if field == "birth_date" and before and value:
        return sum(one != other for one, other in zip(before.split("-"), value.split("-"), strict=True)) > 1
    return False
