"""Officers' lines that did not arrive: why, and whether they go by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage import outbox, undelivered
from storage.database import Transaction

LINE = "officer-line"
"""A push: what an officer wrote."""

NOT_YET = {outbox.KNOCKED: "they were told that it is here", outbox.TOLD: "they were told that it is here",
           outbox.OFF: "the channel is off"}


@dataclass(frozen=True)
class Undelivered:
    """Why a line did not arrive; `waits`: it goes when the person writes again."""

    why: str
    waits: bool


def lines_of(tx: Transaction, office: str, person: int) -> Mapping[int, Undelivered]:
    """A person's lines that did not arrive, by the line; what went another way is not among them."""
    newest = {int(row.subject): row for row in undelivered.of_kind(tx, office, person, LINE)}
    return {line: Undelivered(NOT_YET.get(row.problem, row.problem or ""), row.state == "waiting")
            for line, row in newest.items() if row.state in ("waiting", "parked", "dropped")}


def who(tx: Transaction, office: str) -> frozenset[int]:
    """Those whom some line may not have reached."""
    return frozenset(row.person for row in (*outbox.parked(tx, office), *outbox.held(tx, office)) if row.kind == LINE)
