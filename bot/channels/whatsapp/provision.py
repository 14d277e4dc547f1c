"""Making at Twilio what has to be there before it is sent, and seeing what WhatsApp says of the templates. Run again it
changes only what changed here; a changed text is a new template, since a submitted one can't be edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bot.channels.http import Unreachable
from bot.channels.twilio.api import Api, ApiError
from bot.channels.whatsapp.contents import Content
from storage import contents
from storage.database import Database, Transaction
from storage.statement import Row

STATES: Mapping[str, str] = {"approved": "approved", "rejected": "rejected", "paused": "paused", "disabled": "paused"}
"""Of WhatsApp's words those that matter; all others mean that it waits for approval."""

ABOUT_ONE = (400, 409, 422)
"""HTTP statuses of what is wrong with one content, and not with the account."""


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
        return self.moved or self.state in ("rejected", "paused", "refused")


class Provision:
    """One account's contents."""

    def __init__(self, api: Api, database: Database, office: str, account: str, now: Callable[[], datetime]) -> None:
        self._api, self._database, self._office, self._account, self._now = api, database, office, account, now
        self._there: dict[tuple[str, str], str] | None = None

    async def run(self, wanted: Iterable[Content]) -> list[Standing]:
        """Make what is missing, ask about what was submitted. Raises ApiError, Unreachable; what was made is kept."""
        self._there = None
        with self._database.reading() as tx:
            kept = {(row.name, row.language): row for row in contents.all_of(tx, self._office, self._account)}
        found = [await self._tried(content, kept.pop((content.name, content.language), None)) for content in wanted]
        for row in kept.values():                            # nobody sends these any more
            await self._delete(row.reference)
            self._write(partial(contents.forget, office=self._office, account=self._account, name=row.name,
                                language=row.language))
        return found

    async def _tried(self, content: Content, row: Row | None) -> Standing:
        """One that is refused keeps none of the others from being made."""
        try:
            return await self._one(content, row)
        except ApiError as problem:
            if problem.status not in ABOUT_ONE:
                raise
            return Standing(content, "refused", content.category, f"{problem.why} (code {problem.code})", "")

    async def _one(self, content: Content, row: Row | None) -> Standing:
        if row is not None and row.digest == content.digest:
            standing = await self._looked_at(content, row.reference)
            if standing is not None:
                return standing
        sid = (await self._left_behind()).get((content.friendly_name, content.language))
        if sid is None or (row is not None and sid == row.reference):
            sid = await self._make(content)
        self._keep(content, sid, "made", content.category, "")   # before it is submitted: a run may be broken off here
        standing = await self._looked_at(content, sid) or Standing(content, "submitted", content.category, "", "")
        if row is not None and row.reference != sid:
            await self._delete(row.reference)
        return replace(standing, done="made" if row is None else "made anew")

    async def _make(self, content: Content) -> str:
        made = await self._api.content("POST", data={
            "friendly_name": content.friendly_name, "language": content.language, "variables": content.variables,
            "types": content.types})
        if not made.get("sid"):
            raise Unreachable("no answer of Twilio's")
        return str(made["sid"])

    async def _looked_at(self, content: Content, sid: str) -> Standing | None:
        """As it stands now; submitted, where it was not. None where it is no longer at Twilio."""
        try:
            if not content.category:
                await self._api.content("GET", f"/{sid}")
                return Standing(content, "made", "", "", "")
            said = (await self._api.content("GET", f"/{sid}/ApprovalRequests")).get("whatsapp")
            said = said if isinstance(said, dict) else {}
            if said.get("status") in (None, "", "unsubmitted"):
                said = await self._submit(content, sid)
        except ApiError as refused:
            if refused.status == 404:
                return None
            raise
        state, category, problem = _read(content, said)
        self._keep(content, sid, state, category, problem)
        return Standing(content, state, category, problem, "")

    async def _submit(self, content: Content, sid: str) -> Mapping[str, Any]:
        """Under a name of its own: WhatsApp doesn't take one again for weeks after its template was deleted."""
        return await self._api.content("POST", f"/{sid}/ApprovalRequests/whatsapp", {
            "name": f"{content.friendly_name}_{sid[-6:].lower()}", "category": content.category})

    async def _left_behind(self) -> Mapping[tuple[str, str], str]:
        """What lies at Twilio by name and language: a run that was broken off may have made it."""
        if self._there is None:
            self._there, query = {}, "?PageSize=500"
            while query:
                page = await self._api.content("GET", query)
                self._there |= {(one.get("friendly_name", ""), one.get("language", "")): str(one["sid"])
                                for one in page.get("contents") or () if one.get("sid")}
                query = _query((page.get("meta") or {}).get("next_page_url"))
        return self._there

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


def _query(url: str | None) -> str:
    """Of the next page, empty where there is none."""
    return f"?{urlsplit(url).query}" if url else ""


def _read(content: Content, said: Mapping[str, Any]) -> tuple[str, str, str]:
    """State, category and reason of a rejection, as WhatsApp has them."""
    return (STATES.get(str(said.get("status")), "submitted"), str(said.get("category") or content.category),
            str(said.get("rejection_reason") or ""))
