"""How many streams one browser, and one network, hold open, however quickly they ask."""

from __future__ import annotations

import asyncio

from starlette.types import Message

from bot.channels.webchat.identity import new_browser
from bot.channels.webchat.stream import MOST_A_BROWSER, MOST_A_NETWORK, Streams
from tests.channels.chat_page.fake_chat import FakeChat

HERE = "203.0.113.9"


async def gone() -> Message:
    return {"type": "http.disconnect"}


async def nobody(_message: Message) -> None:
    """Reads it."""


def test_streams_asked_for_at_once_are_counted_when_they_are_accepted_and_until_they_end() -> None:
    async def asks() -> None:
        streams, browser = Streams(FakeChat(), 1), new_browser()
        asked = [streams.response(browser, HERE, 0) for _time in range(MOST_A_BROWSER + 2)]
        assert [one.status_code for one in asked] == [200] * MOST_A_BROWSER + [204, 204]
        await asked[0]({"type": "http"}, gone, nobody)
        assert [streams.response(browser, HERE, 0).status_code for _time in range(2)] == [200, 204]
        assert streams.response(new_browser(), HERE, 0).status_code == 200

    asyncio.run(asks())


def test_one_network_leaves_streams_to_others_however_many_browsers_it_has() -> None:
    async def asks() -> None:
        streams = Streams(FakeChat(), 1)
        asked = [streams.response(new_browser(), HERE, 0) for _time in range(MOST_A_NETWORK + 1)]
        assert [one.status_code for one in asked[-2:]] == [200, 204]
        assert streams.response(new_browser(), "203.0.113.10", 0).status_code == 200
        assert streams.response(new_browser(), "", 0).status_code == 200
        await asked[0]({"type": "http"}, gone, nobody)
        assert [streams.response(new_browser(), HERE, 0).status_code for _time in range(2)] == [200, 204]

    asyncio.run(asks())
