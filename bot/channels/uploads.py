"""Files that a browser sends to a page of ours, one a request: taken in here, whichever page it is."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.channels.places import NoPlace, Places
from bot.conversation.application import Application
from bot.conversation.text import Text, _
from bot.desk import intake
from storage import papers, people
from storage.database import Transaction

RUSH = _("There is a lot going on just now. Please try again in a minute.")
CHAT_GONE = _("This conversation is no longer open on this device.")
FAILED = _("We could not take this just now. Please send it again in a minute.")
NOT_TAKEN: Mapping[str, Text] = {
    "empty": _("That file is empty. Please choose it once more."),
    "too-large": _("That file is too large. Please send a smaller photo, or one page at a time."),
    "enough-today": _("Today's limit for files is reached, so I did not keep this one. What you sent before is kept; please "
                      "send the rest tomorrow."),
    "unknown-kind": _("I can't read that file: its content is not a photo (JPEG, PNG, WebP, HEIC) or a PDF. Please take a "
                      "photo of the paper and send that."),
    "broken": _("That file is damaged or incomplete, so nobody can open it. Please take the photo again, or choose the file "
                "once more."),
    "too-small": _("That picture is so small that nothing on it can be read. Please take a photo of the whole paper."),
}

NOTICE_FIRST = _("Before I can take photos or papers, please read the notice on personal data in the chat and say whether you "
                 "agree. I have kept nothing of this; please send it again after that.")
NETWORK_ENOUGH = _("Very many files came from your network today. Please send the rest tomorrow, or bring the papers to your "
                   "visit.")

UPLOADS, UPLOADS_EACH = 8, 2
"""Files that are read at the same time, each of which may stand in memory whole; and of one network address, or one chat."""

PATIENCE = 20
"""Seconds that a place is waited for: fewer than the page waits without any progress."""

COME_AGAIN = 10
"""Seconds until the page tries again by itself."""

UPLOAD_SECONDS = 180
"""For one file, on a slow line too."""

SLOWEST_BYTES, SLOWEST_SECONDS = 64_000, 30
"""So many must come in so many seconds, or the file is given up: its place is for others."""

HURRY_BYTES, HURRY_SECONDS = 16_000, 5
"""So many in so many seconds while somebody waits for a place: what stands still gives its own up."""

DAY = 86_400


class Rush:
    """Counts what comes from one network address in so many seconds, events or bytes, in memory: nothing of it is kept."""

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit, self._seconds = limit, seconds
        self._span = 0
        self._seen: Counter[str] = Counter()

    def is_too_much(self, network: str, more: int = 1) -> bool:
        """Whether this is over the limit; it is counted."""
        span = int(time.monotonic() // self._seconds)
        if span != self._span:
            self._span, self._seen = span, Counter()
        self._seen[network] += more
        return bool(network) and self._seen[network] > self._limit


async def read(chunks: AsyncIterator[bytes], is_wanted: Callable[[], bool]) -> bytes:
    """All of it. Raises TimeoutError where it comes too slowly; `is_wanted`: whether somebody waits for its place."""
    parts: list[bytes] = []
    new, loop = 0, asyncio.get_running_loop()
    async with (asyncio.timeout(UPLOAD_SECONDS), asyncio.timeout(SLOWEST_SECONDS) as pace, asyncio.timeout(None) as place,
                _beside(_hurry(place, parts, is_wanted))):
        async for chunk in chunks:
            parts.append(chunk)
            new += len(chunk)
            if new >= SLOWEST_BYTES:
                new = 0
                pace.reschedule(loop.time() + SLOWEST_SECONDS)
    return b"".join(parts)


async def _hurry(place: asyncio.Timeout, parts: list[bytes], is_wanted: Callable[[], bool]) -> None:
    """End the reading of what hardly comes on while somebody waits."""
    had, has = 0, HURRY_BYTES
    while has - had >= HURRY_BYTES or not is_wanted():
        had = sum(map(len, parts))
        await asyncio.sleep(HURRY_SECONDS)
        has = sum(map(len, parts))
    place.reschedule(0)


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


@dataclass(frozen=True)
class Stored:
    """A file kept encrypted, not yet part of a turn; those that never become part of one are destroyed in time."""

    key: str
    size: int


@dataclass(frozen=True)
class NotStored:
    """Why nothing was kept. `again`: the same may work later; `after`: it will, in so many seconds."""

    why: Text
    again: bool = False
    after: int = 0


class Uploads:
    """All pages share the room for what is read at once, and the limits."""

    def __init__(self, app: Application) -> None:
        self._app, self._office = app, app.office
        limits = app.office.settings.limits
        self._places = Places(UPLOADS, UPLOADS_EACH, PATIENCE)
        self._bytes = Rush(limits.address_megabytes_a_day * 1_000_000, DAY)
        self.rush = Rush(limits.address_messages_a_minute, 60)

    async def store(self, account: str, address: str, within: str, id: str, network: str,  # noqa: A002
                    chunks: AsyncIterator[bytes]) -> Stored | NotStored:
        """Keep one file of whom this chat is with. The same id `within` the same page is the same file. An exception out of
        `chunks` leaves nothing behind, and is raised on."""
        if self.rush.is_too_much(network):
            return NotStored(RUSH, again=True)
        refused = await asyncio.to_thread(self._refused, account, address, network)
        if refused is not None:
            return refused
        try:
            async with self._places.one(*([f"network {network}"] if network else []), f"chat {account} {address}"):
                return await self._take(account, address, within, id, network, chunks)
        except NoPlace:
            return NotStored(RUSH, again=True, after=COME_AGAIN)

    def _refused(self, account: str, address: str, network: str) -> NotStored | None:
        """Why nothing is even read."""
        with self._app.database.reading() as tx:
            person = people.find(tx, self._office.key, account, address)
            if person is None:
                return NotStored(CHAT_GONE)
            if not intake.may_send(tx, person):
                return NotStored(NOTICE_FIRST)
        return NotStored(NETWORK_ENOUGH) if self._bytes.is_too_much(network, more=0) else None

    async def _take(self, account: str, address: str, within: str, id: str, network: str,  # noqa: A002
                    chunks: AsyncIterator[bytes]) -> Stored | NotStored:
        try:
            content = await read(self._counted(network, chunks), self._places.is_wanted)
        except TimeoutError:
            return NotStored(FAILED, again=True)
        if self._bytes.is_too_much(network, more=0):
            return NotStored(NETWORK_ENOUGH)
        return await self._keep(account, address, within, id, content)

    async def _counted(self, network: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Whatever becomes of the file, what came of it is of the network's day."""
        async for chunk in chunks:
            self._bytes.is_too_much(network, len(chunk))
            yield chunk

    async def _keep(self, account: str, address: str, within: str, id: str, content: bytes,  # noqa: A002
                    ) -> Stored | NotStored:
        taken = await asyncio.to_thread(intake.judge, self._office, within, id, content)
        if isinstance(taken, intake.Taken):              # its row comes first: what a kill leaves behind is then swept
            taken = await self._app.write(partial(self._record, account, address, taken))
        if taken is None:
            return NotStored(CHAT_GONE)
        if isinstance(taken, intake.NotTaken):
            return NotStored(NOT_TAKEN[taken.why])
        await asyncio.to_thread(self._app.store.write_once, taken.key, content)
        return Stored(taken.key, taken.size)

    def _record(self, account: str, address: str, taken: intake.Taken, tx: Transaction,
                ) -> intake.Taken | intake.NotTaken | None:
        """None: the chat was ended meanwhile."""
        person = people.find(tx, self._office.key, account, address)
        return None if person is None else intake.record(tx, self._office, person, taken, self._app.clock.now())

    def size_of(self, tx: Transaction, person: int, keys: tuple[str, ...]) -> int | None:
        """Bytes of these files together; None where one is not this person's."""
        rows = [papers.file_of(tx, key, person) for key in keys]
        return None if any(row is None for row in rows) else sum(row.size for row in rows if row is not None)
