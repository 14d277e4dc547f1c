"""Being heard at Telegram, whatever else of it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.api import Api
from bot.channels.telegram.connecting import PATH, Connecting, webhook_address
from bot.config import TelegramSettings
from tests.fakes.telegram import TOKEN, BotApi


@asynccontextmanager
async def connecting(api: BotApi, webhook_url: str) -> AsyncIterator[asyncio.Queue[object]]:
    """What was taken, while it runs."""
    taken: asyncio.Queue[object] = asyncio.Queue()
    settings = TelegramSettings.model_validate({"token": TOKEN, "api_base_url": api.url, "webhook_url": webhook_url})
    at_work = Connecting(Api(TOKEN, api.url), settings, ("id", "en"), "a-secret", taken.put)
    at_work.start()
    yield taken
    await at_work.stop()


def test_updates_come_though_the_menu_is_refused(api: BotApi) -> None:
    """Telegram lets nobody set it very often."""
    api.fail("setMyCommands", 429, times=100, retry_after=3000)
    update = api.update(message={})
    api.deliver(update)

    async def first() -> object:
        async with connecting(api, "") as taken:
            return await asyncio.wait_for(taken.get(), 30)

    assert asyncio.run(first()) == update


@pytest.mark.parametrize("url", ["https://janji.example", "https://janji.example/", f"https://janji.example{PATH}",
                                 f"https://janji.example{PATH}/"])
def test_updates_go_where_they_are_taken_however_the_address_is_written(url: str) -> None:
    assert webhook_address(url) == f"https://janji.example{PATH}"


@pytest.mark.parametrize("url", ["", "https://janji.example/telegram/office-7"])
def test_an_address_that_a_proxy_leads_here_stays_as_it_is(url: str) -> None:
    assert webhook_address(url) == url
