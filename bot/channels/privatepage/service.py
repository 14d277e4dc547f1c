"""The private page's side of the application: whose link it is, what it asks for, and what was given to the chat."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.channels.uploads import DAY, NOT_TAKEN, NotStored, Rush, Stored, Uploads
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.given import Page, read
from bot.conversation.prompts import Ask, Files, Reading, Refusal
from bot.conversation.text import CATALOGUES, speech
from bot.conversation.words import word_lists
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.private_pages import Link, PrivatePages
from storage import papers, people
from storage.database import Transaction

Find = Callable[[Desk, str], Page | None]
"""What a page with this subject asks for; None: it is not needed any more."""

HANDED_A_DAY, RENEWED_A_DAY = 10, 5
"""By one link: each may bring a message into the chat."""


@dataclass(frozen=True)
class Seen:
    """A link as a browser sees it. `mine`: it is this browser's; `page`: what it asks for, for whom it is alone."""

    link: Link
    language: str
    live: bool
    mine: bool
    page: Page | None


@dataclass(frozen=True)
class Wrong:
    """Why words were refused, in words; and what may have been meant."""

    why: str
    meant: tuple[str, ...] = ()


class PrivatePage:
    """What the routes ask."""

    def __init__(self, app: Application, uploads: Uploads, find: Find) -> None:
        self._app, self._office, self.uploads, self._find = app, app.office, uploads, find
        self._handed, self._renewed = Rush(HANDED_A_DAY, DAY), Rush(RENEWED_A_DAY, DAY)

    async def see(self, token: str, cookie: str) -> Seen | None:
        return await asyncio.to_thread(self._see, token, cookie)

    def _see(self, token: str, cookie: str) -> Seen | None:
        with self._app.database.reading() as tx:
            return self._seen(tx, token, cookie)

    def _seen(self, tx: Transaction, token: str, cookie: str) -> Seen | None:
        """None: there is no such link, or its chat was ended."""
        pages = PrivatePages(tx, self._office.settings, self._office.keys, self._app.clock.now(), self._office.ways)
        link = pages.find(token)
        if link is None or people.find(tx, self._office.key, link.account, link.address) != link.person:
            return None
        desk = self._desk(tx, link)
        live = pages.is_live(link)
        mine = live and bool(cookie) and pages.is_of(link, cookie)
        return Seen(link, desk.person.language, live, mine, self._find(desk, link.subject) if mine else None)

    def _desk(self, tx: Transaction, link: Link) -> Desk:
        languages = self._office.settings.office.languages
        return Desk(self._office, tx, self._app.clock.now(), person_of(people.get(tx, link.person), languages))

    async def exchange(self, seen: Seen) -> str | None:
        """The cookie of the browser that has it from now on; None: another one has it."""
        cookie = secrets.token_urlsafe(32)
        exchanged = await self._app.write(partial(self._exchange, seen.link, cookie))
        return cookie if exchanged else None

    def _exchange(self, link: Link, cookie: str, tx: Transaction) -> bool:
        return self._desk(tx, link).private_pages.exchange(link, cookie)

    async def renew(self, seen: Seen) -> Literal["sent", "unneeded", "enough"]:
        """Send a new link into the chat, once a minute and a handful of times a day at most."""
        if not await asyncio.to_thread(self._is_needed, seen.link):
            return "unneeded"
        if self._renewed.is_too_much(seen.link.name):
            return "enough"
        minute = int(self._app.clock.now().timestamp() // 60)
        await self._take(seen.link, f"again-{minute}", events.LinkWanted(seen.link.subject))
        return "sent"

    def _is_needed(self, link: Link) -> bool:
        with self._app.database.reading() as tx:
            return self._find(self._desk(tx, link), link.subject) is not None

    # --- what is given ------------------------------------------------------------------------------------------------

    async def store(self, seen: Seen, id: str, network: str, chunks: AsyncIterator[bytes]) -> Stored | NotStored:  # noqa: A002
        link = seen.link
        return await self.uploads.store(link.account, link.address, link.name, id, network, chunks)

    async def hand_over(self, seen: Seen, id: str, keys: tuple[str, ...]) -> bool | NotStored:  # noqa: A002
        """Files that were stored are given now; those given before are not said again. False where one is not this
        person's."""
        if self._handed.is_too_much(seen.link.name):
            return NotStored(NOT_TAKEN["enough-today"])
        new = await asyncio.to_thread(self._new, seen.link, keys)
        if new:
            files = Files(keys=tuple(new))
            await self._take(seen.link, id, events.Given(seen.link.subject, files=files, size=sum(new.values())))
        return new is not None

    def _new(self, link: Link, keys: tuple[str, ...]) -> dict[str, int] | None:
        """The bytes of each of these files that no turn took yet; None where one is not this person's."""
        with self._app.database.reading() as tx:
            rows = [papers.file_of(tx, key, link.person) for key in keys]
        if any(row is None for row in rows):
            return None
        return {row.id: row.size for row in rows if row is not None and row.state == "quarantine"}

    def wrong(self, seen: Seen, ask: Ask[Any], text: str) -> Wrong | None:
        """What its reader has against these words: the same that the chat would say."""
        languages = self._office.settings.office.languages
        today = self._app.clock.now().astimezone(ZoneInfo(self._office.settings.office.timezone)).date()
        value = read(ask, text, Reading(seen.language, today, word_lists(CATALOGUES, languages)))
        if not isinstance(value, Refusal):
            return None
        say = speech(seen.language).render
        return Wrong(say(value.why or ask.expected), tuple(say(option.label) for option in value.options))

    async def give(self, seen: Seen, id: str, text: str) -> bool:  # noqa: A002
        """Words; whether this was done before."""
        return await self._take(seen.link, id, events.Given(seen.link.subject, text=text))

    async def _take(self, link: Link, id: str, what: events.What) -> bool:  # noqa: A002
        sender = events.Sender(link.account, link.address)
        result = await self._app.take(events.Event(f"page:{link.name}:{id}", sender, what))
        return result.repeated
