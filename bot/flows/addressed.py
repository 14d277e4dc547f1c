"""Whoever writes for themselves, and comes alone, is spoken to; all others are named."""

from __future__ import annotations

from bot.desk.desk import Desk
from bot.desk.parties import Member


def is_you(desk: Desk, applicant: int, alone: bool) -> bool:
    """Whether the applicant is the one who writes, and nobody else comes."""
    return alone and desk.applicants.get(applicant).relation == "self"


def about(desk: Desk, applicant: int, alone: bool) -> str:
    """The applicant's name, where there are several to tell apart, or it is somebody else."""
    return "" if is_you(desk, applicant, alone) else desk.applicants.get(applicant).name


def member_is_you(desk: Desk, member: Member) -> bool:
    """The same of one in a party."""
    return is_you(desk, applicant_of(member), _is_alone(desk, member))


def about_member(desk: Desk, member: Member) -> str:
    """The same of one in a party."""
    return about(desk, applicant_of(member), _is_alone(desk, member))


def applicant_of(member: Member) -> int:
    """Of one in a party whose applicant is known."""
    assert member.applicant is not None
    return member.applicant


def _is_alone(desk: Desk, member: Member) -> bool:
    return len(desk.parties.members(member.party)) == 1
