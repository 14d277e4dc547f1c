"""Files that were fetched, and came together, become one answer; of those that could not be had it is said what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.channels.uploads import NOT_TAKEN, NOTICE_FIRST
from bot.conversation import events
from bot.conversation.application import Application
from bot.conversation.message import Message
from bot.conversation.prompts import Files
from bot.conversation.text import Text, _, speech
from bot.conversation.turn import TurnResult
from bot.desk.people import person_of
from storage import fetches, outbox, people
from storage.database import Transaction
from storage.statement import Row

TOGETHER = timedelta(seconds=1.2)
"""An album is whole when nothing more of it came for so long: its pages are updates of their own."""

PATIENCE = timedelta(seconds=15)
"""So long the pages of an album, and what comes after them, wait for one that is hard to get."""

NOT_HAD = _("One of your files did not reach me. Please send it once more.")


def in_words(why: str, limit: int) -> Text:
    """What to do about a file that could not be taken; `limit` in bytes."""
    if why == "too-large":
        return _("That file is too large: I can take up to {n} MB. Please send a smaller photo, or one page at a time.",
                 n=limit // 1_000_000)
    return NOTICE_FIRST if why == "notice-first" else NOT_TAKEN.get(why, NOT_HAD)


def whole(chat: Sequence[Any], now: datetime) -> Iterator[list[Any]]:
    """The groups of a chat's rows that can be taken now, in order: nothing overtakes, unless it was waited for enough."""
    groups: dict[str, list[Any]] = {}
    for row in chat:
        groups.setdefault(row.album or row.event, []).append(row)
    for group in groups.values():
        newest = max(row.made_at for row in group)
        came = [row for row in group if row.state != "due"]
        may_grow = bool(group[0].album) and now < newest + TOGETHER
        if now >= newest + PATIENCE:
            if came:
                yield came
        elif may_grow or len(came) < len(group):
            return
        else:
            yield group


class Together:
    """One account's: each group is a turn."""

    def __init__(self, app: Application, account: str, limit: int) -> None:
        self._app, self._account, self._limit = app, account, limit
        self._office = app.office

    async def take(self, group: Sequence[Row]) -> None:
        """What came together, as one event; then what is to be said of those that did not come."""
        stored = [row for row in group if row.state == "stored"]
        failed = [row for row in group if row.state == "failed"]
        if stored:
            bodies = [self._office.keys.open_json(row.body, fetches.BODY) for row in stored]
            caption = next((body["caption"] for body in bodies if body["caption"]), "")
            sent = events.Sent(Files(keys=tuple(row.file for row in stored)), sum(row.size for row in stored), caption)
            sender = events.Sender(self._account, stored[0].address, bodies[0]["language"])
            await self._app.take(events.Event(f"files:{stored[0].event}", sender, sent), also=partial(self._taken, stored))
        if failed:
            await self._app.write(partial(self._sorry, failed))
        if any(row.problem == "notice-first" for row in failed):
            sender = events.Sender(self._account, failed[0].address)
            await self._app.take(events.Event(f"files:{failed[0].event}", sender, events.Opened()))

    def _taken(self, rows: Sequence[Row], tx: Transaction, result: TurnResult) -> None:
        for row in rows[:1] if result.repeated else rows:
            fetches.mark_taken(tx, row.id)

    def _sorry(self, rows: Sequence[Row], tx: Transaction) -> None:
        now, first = self._app.clock.now(), rows[0]
        left = [row for row in rows if fetches.mark_taken(tx, row.id)]
        words = speech(person_of(people.get(tx, first.person), self._office.settings.office.languages).language)
        said = [words.render(in_words(why, self._limit)) for why in dict.fromkeys(row.problem for row in left)]
        outbox.put_answers(
            tx, self._office.keys, office=self._office.key, person=first.person, account=self._account, address=first.address,
            bodies=[(Message(text).dump(), None) for text in said], now=now, at_once=False)
