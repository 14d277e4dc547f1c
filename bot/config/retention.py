"""How long things are kept, table by table, and what holds where the office says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from bot.config.values import Frozen

Days = Annotated[int, Field(ge=1)]
Rule = Days | Literal["forever", "with-parent"]

DEFAULTS: Mapping[str, Rule] = {
    "people": 730, "addresses": "with-parent", "mailboxes": "with-parent", "conversations": 90, "chat_lines": 90,
    "events": 400, "outbox": 90, "receipts": 90, "contents": "forever", "clearings": 30, "links": 7, "offers": 90,
    "applicants": 365, "identities": "with-parent", "consents": 1825, "parties": 365, "members": "with-parent", "holds": 2,
    "seats": "with-parent", "appointments": 365, "cases": 365, "stages": "with-parent", "active_cases": "with-parent",
    "files": 180, "fetches": 90, "papers": "with-parent", "threads": 365, "thread_lines": "with-parent", "tries": 30,
    "leases": "forever", "holiday_dates": "forever",
}
"""Of every table of the database. Nobody may be told that their data is destroyed, and it stays because a line was left out."""


class Retention(Frozen):
    """Days that things are kept; after that they are destroyed."""

    tables: Mapping[str, Rule] = Field(
        default={}, description="Days, forever, or with-parent: as long as what it belongs to. What is left out is kept as "
                                "long as the example says.")

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Of every table: the office's own, or the default."""
        return {**DEFAULTS, **self.tables}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The tables of which the office says nothing."""
        return tuple(table for table in DEFAULTS if table not in self.tables)
