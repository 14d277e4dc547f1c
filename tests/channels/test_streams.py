"""How many streams one browser holds open, however quickly it asks."""

from __future__ import annotations

import asyncio

from starlette.types import Message

from bot.channels.webchat.identity import new_browser
from bot.channels.webchat.stream import MOST_A_BROWSER, Streams
from tests.channels.chat_page.fake_chat import FakeChat


async def gone() -> Message:
    return {"type": "http.disconnect"}


async def nobody(_message: Message) -> None:
    """Reads it."""


def test_streams_asked_for_at_once_are_counted_when_they_are_accepted_and_until_they_end() -> None:
    async def asks() -> None:
        streams, browser = Streams(FakeChat(), 1), new_browser()
        asked = [streams.response(browser, 0) for _time in range(MOST_A_BROWSER + 2)]
        assert [one.status_code for one in asked] == [200] * MOST_A_BROWSER + [204, 204]
        await asked[0]({"type": "http"}, gone, nobody)
        assert [streams.response(browser, 0).status_code for _time in range(2)] == [200, 204]
        assert streams.response(new_browser(), 0).status_code == 200

    asyncio.run(asks())
