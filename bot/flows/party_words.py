"""Who is in a party, in words; and who of them does not come after all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.conversation.prompts import OneOf, Option
from bot.conversation.text import Showable, Text, _, counted, lines, said
from bot.desk.applicants import Applicant
from bot.desk.desk import Desk

FEWER: tuple[Option[Literal["fewer"]], ...] = (
    Option("fewer", _("Leave somebody out"), also=(
        "kurangi", "hapus", "hapus satu", "remove", "remove someone", "drop someone")),)


def applicant_of(desk: Desk, member: int) -> Applicant:
    kept = desk.parties.member(member).applicant
    assert kept is not None
    return desk.applicants.get(kept)


def name_of(applicant: Applicant) -> str:
    return applicant.name if applicant.relation != "self" else ""


def party_in_words(desk: Desk, members: Sequence[int]) -> Showable:
    """Who is in the party, and for what."""
    count: Text = counted("{n} applicant so far:", "{n} applicants so far:", n=len(members))
    return lines((count, *(
        _("• {name}: {service}", name=said(applicant_of(desk, member.id).full_name),
          service=desk.settings.services[member.service or ""].name) for member in map(desk.parties.member, members))))


def ask_who_is_out(desk: Desk, members: Sequence[int]) -> OneOf[int]:
    """Each of a party by name; 0 is nobody."""
    names = tuple(Option(member, said(applicant_of(desk, member).full_name),
                         detail=desk.settings.services[desk.parties.member(member).service or ""].name) for member in members)
    return OneOf(_("Who isn't coming after all? The other forms stay as they are."),
                 (*names, Option(0, _("Nobody: go on"), also=("@no", "tidak ada", "nobody"))))
