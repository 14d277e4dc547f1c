"""Making at Twilio what has to be there before it is sent, and seeing what WhatsApp says of the templates. Run again it
changes only what changed here; a changed text is a new template, since a submitted one can't be edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.channels.whatsapp.api import Api, ApiError
from bot.channels.whatsapp.contents import Content
from storage import contents
from storage.database import Database, Transaction
from storage.statement import Row

STATES: Mapping[str, str] = {"approved": "approved", "rejected": "rejected", "paused": "paused", "disabled": "paused"}
"""Of WhatsApp's words those that matter; all others mean that it waits for approval."""


@dataclass(frozen=True)
class Standing:
    """What there is of a content now. `done`: what was done for it in this run."""

    content: Content
    state: str
    category: str
    problem: str
    done: str

    @property
    def moved(self) -> bool:
        """WhatsApp put it into another category than it was submitted for."""
        return bool(self.content.category) and self.category != self.content.category

    @property
    def needs_attention(self) -> bool:
        return self.moved or self.state in ("rejected", "paused")


class Provision:
    """One account's contents."""

    def __init__(self, api: Api, database: Database, office: str, account: str, now: Callable[[], datetime]) -> None:
        self._api, self._database, self._office, self._account, self._now = api, database, office, account, now

    async def run(self, wanted: Iterable[Content]) -> list[Standing]:
        """Make what is missing, ask about what was submitted. Raises ApiError, Unreachable; what was made is kept."""
        with self._database.reading() as tx:
            kept = {(row.name, row.language): row for row in contents.all_of(tx, self._office, self._account)}
        found = [await self._one(content, kept.pop((content.name, content.language), None)) for content in wanted]
        for row in kept.values():                            # nobody sends these any more
            await self._delete(row.reference)
            self._write(partial(contents.forget, office=self._office, account=self._account, name=row.name,
                                language=row.language))
        return found

    async def _one(self, content: Content, row: Row | None) -> Standing:
        if row is not None and row.digest == content.digest:
            standing = await self._looked_at(content, row)
            if standing is not None:
                return standing
        made = await self._api.content("POST", data={
            "friendly_name": content.friendly_name, "language": content.language, "variables": content.variables,
            "types": content.types})
        state, category, problem = "made", "", ""
        if content.category:
            state, category, problem = await self._submit(content, made["sid"])
        self._keep(content, made["sid"], state, category, problem)
        if row is not None:
            await self._delete(row.reference)
        return Standing(content, state, category, problem, "made" if row is None else "made anew")

    async def _looked_at(self, content: Content, row: Row) -> Standing | None:
        """None where it is no longer at Twilio."""
        try:
            if not content.category:
                await self._api.content("GET", f"/{row.reference}")
                return Standing(content, "made", "", "", "")
            said = (await self._api.content("GET", f"/{row.reference}/ApprovalRequests")).get("whatsapp") or {}
        except ApiError as refused:
            if refused.status == 404:
                return None
            raise
        if said.get("status") in (None, "", "unsubmitted"):
            state, category, problem = await self._submit(content, row.reference)
        else:
            state, category, problem = _read(content, said)
        self._keep(content, row.reference, state, category, problem)
        return Standing(content, state, category, problem, "")

    async def _submit(self, content: Content, sid: str) -> tuple[str, str, str]:
        said = await self._api.content("POST", f"/{sid}/ApprovalRequests/whatsapp", {
            "name": content.friendly_name, "category": content.category})
        return _read(content, said)

    async def _delete(self, sid: str) -> None:
        try:
            await self._api.content("DELETE", f"/{sid}")
        except ApiError as problem:
            if problem.status != 404:
                raise

    def _keep(self, content: Content, sid: str, state: str, category: str, problem: str) -> None:
        self._write(partial(
            contents.keep, office=self._office, account=self._account, name=content.name, language=content.language,
            reference=sid, digest=content.digest, category=category, state=state, problem=problem or None, at=self._now()))

    def _write(self, work: Callable[[Transaction], None]) -> None:
        with self._database.transaction() as tx:
            work(tx)


def _read(content: Content, said: Mapping[str, Any]) -> tuple[str, str, str]:
    """State, category and reason of a rejection, as WhatsApp has them."""
    return (STATES.get(str(said.get("status")), "submitted"), str(said.get("category") or content.category),
            str(said.get("rejection_reason") or ""))
