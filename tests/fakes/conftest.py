"""A Twilio on loopback whom Dewi has just written to, and Twilio's own client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.rest import Client

from tests.fakes.asking import DEWI, Hands, Here
from tests.fakes.twilio.server import Twilio
from tests.fakes.twilio.wire import ACCOUNT, AUTH_TOKEN


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def api(clock: Hands) -> Iterator[Twilio]:
    made = Twilio(clock.now).start()
    made.outbox.open_window(DEWI)
    yield made
    made.stop()


@pytest.fixture
def client(api: Twilio) -> Any:
    return Client(ACCOUNT, AUTH_TOKEN, http_client=Here(api))
