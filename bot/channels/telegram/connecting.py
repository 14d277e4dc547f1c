"""Being heard: the webhook where there is a public address, long polling where there is none. Telegram may be away when
the program starts; it serves, and keeps trying."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from bot.channels.telegram.api import Api, ApiError, Unreachable
from bot.channels.telegram.updates import ALLOWED
from bot.channels.telegram.words import SHOWN
from bot.config import TelegramSettings
from bot.conversation.text import speech

if TYPE_CHECKING:
    from telegram import Bot

log = structlog.get_logger("telegram")

PATH = "/telegram/webhook"
POLL_SECONDS = 25
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds between tries to reach Telegram."""

TRIES = 5
"""An update that fails so often, while others are taken, is left behind."""

Take = Callable[[object], Awaitable[None]]


class Connecting:
    """Says to Telegram where updates are to go, or fetches them. `take` is back when one is committed."""

    def __init__(self, api: Api, settings: TelegramSettings, languages: Sequence[str], secret: str, take: Take) -> None:
        self._api, self._settings, self._languages, self._secret, self._take = api, settings, languages, secret, take
        self._task: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[Any] | None = None
        self._stopping = False
        self._failed: Counter[int] = Counter()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """The updates in hand are finished; nothing more is asked for."""
        self._stopping = True
        if self._asking is not None:
            self._asking.cancel()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=10)
            self._task.cancel()

    async def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            await self._until_it_works(self._prepare)
            if not self._settings.webhook_url:
                await self._poll()

    async def _until_it_works(self, work: Callable[[], Awaitable[None]]) -> None:
        tries = 0
        while not self._stopping:
            try:
                await self._waiting_for(work())
            except Exception as problem:  # noqa: BLE001 - whatever it is, the program serves and tries again
                log.warning("telegram_not_ready", problem=_name(problem), tries=tries + 1)
            else:
                return
            await self._pause(tries)
            tries += 1

    async def _waiting_for(self, work: Awaitable[Any]) -> Any:
        """Something that may be broken off when the program stops."""
        self._asking = asyncio.ensure_future(work)
        try:
            return await self._asking
        finally:
            self._asking = None

    async def _pause(self, tries: int) -> None:
        await self._waiting_for(asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)]))

    async def _prepare(self) -> None:
        """Through the library: where updates go, and what the menu shows."""
        bot = await asyncio.to_thread(lambda: self._api.bot)
        url = webhook_address(self._settings.webhook_url)
        if url:
            await bot.set_webhook(url, secret_token=self._secret, allowed_updates=list(ALLOWED), max_connections=40)
        else:
            await bot.delete_webhook()
        try:
            await self._show_menu(bot)
        except Exception as problem:  # noqa: BLE001 - nobody has to wait for it: it is set at the next start
            log.warning("menu_not_set", problem=type(problem).__name__)
        log.info("telegram_ready", by="webhook" if url else "polling")

    async def _show_menu(self, bot: Bot) -> None:
        for language in (None, *self._languages):
            words = speech(language or self._languages[0])
            commands = [(name, words.render(text)) for name, text in SHOWN.items()]
            await bot.set_my_commands(commands, language_code=language)

    # --- long polling -------------------------------------------------------------------------------------------------

    async def _poll(self) -> None:
        offset, tries = 0, 0
        while not self._stopping:
            try:
                came = await self._waiting_for(self._api.call("getUpdates", {
                    "offset": offset, "timeout": POLL_SECONDS, "limit": 100, "allowed_updates": list(ALLOWED),
                }, seconds=POLL_SECONDS + 10))
                next_offset = await self._take_all(came if isinstance(came, list) else [])
                offset = max(offset, next_offset or 0)
                tries = 0 if next_offset is not None else tries + 1
            except (ApiError, Unreachable) as problem:
                log.warning("not_polled", problem=_name(problem))
                tries += 1
            if tries:
                await self._pause(tries - 1)

    async def _take_all(self, came: Sequence[object]) -> int | None:
        """Take a batch, chats beside one another; the offset for the next, None where some must come again."""
        chats: dict[object, list[dict[str, Any]]] = {}
        newest = -1
        for update in came:
            if isinstance(update, dict) and isinstance(update.get("update_id"), int):
                newest = max(newest, update["update_id"])
                chats.setdefault(_chat(update), []).append(update)
        failed = [one for some in await asyncio.gather(*map(self._take_chat, chats.values())) for one in some]
        if not failed:
            self._failed.clear()
            return newest + 1
        self._failed.update(failed)
        others = len(failed) < sum(map(len, chats.values()))
        if others and all(self._failed[number] >= TRIES for number in failed):
            log.error("updates_left_behind", updates=failed)
            return newest + 1
        return None

    async def _take_chat(self, updates: Sequence[dict[str, Any]]) -> list[int]:
        """One after the other; the ids of those that could not be taken."""
        failed = []
        for update in updates:
            try:
                await self._take(update)
            except Exception as problem:  # noqa: BLE001 - it comes again; a database error's text may hold values
                log.error("update_not_taken", update=update["update_id"], problem=type(problem).__name__)
                failed.append(update["update_id"])
        return failed


def webhook_address(url: str) -> str:
    """The setting with our path, where it names only a host."""
    path = urlsplit(url).path.rstrip("/")
    return url.rstrip("/").removesuffix(PATH) + PATH if url and path in ("", PATH) else url


def _chat(update: dict[str, Any]) -> object:
    """What keeps updates in order: the person they come from."""
    for kind in ALLOWED:
        block = update.get(kind)
        sender = block.get("from") if isinstance(block, dict) else None
        if isinstance(sender, dict):
            return str(sender.get("id"))
    return None


def _name(problem: Exception) -> str:
    """All that may be logged: an error's text can hold an address, and that the token."""
    return f"http {problem.code}" if isinstance(problem, ApiError) else type(problem).__name__
