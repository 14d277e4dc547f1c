"""Each journey that is kept, over each channel, reads as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.channels.all import CHANNELS
from bot.channels.terminal import ACCOUNT as TERMINAL
from tests.journeys import (
    test_collected,
    test_mails,
    test_moving_about,
    test_not_here,
    test_officer,
    test_papers,
    test_party_visits,
    test_reminders_off,
    test_services,
    test_status,
    test_times,
)
from tests.journeys.driver import TRANSCRIPTS, Journey
from tests.journeys.outside import Outside
from tests.journeys.over_channels import JourneyOver

MODULES = (test_collected, test_mails, test_moving_about, test_not_here, test_officer, test_papers, test_party_visits,
           test_reminders_off, test_services, test_status, test_times)
OVER = tuple(one.account for one in CHANNELS if one.limits is not None and one.account != TERMINAL)
"""The terminal shows what the journeys are kept as."""

Told = Callable[[Journey], None]


def kept() -> Iterator[tuple[Told, tuple[str, str]]]:
    """Each journey with its channels; the languages take turns, so that each is told in both. Only a chat page, which is
    closed some day, asks for another address. Numbers are for the services; one that answers a reminder by its number is
    asked which list it means, so it is another journey."""
    journeys = [(module, told) for module in MODULES for name, told in vars(module).items()
                if name.startswith("test_") and "compare" in told.__code__.co_names]
    for number, (module, told) in enumerate(journeys):
        channels = ("web",) if module is test_mails else OVER
        numbers = ("numbers",) if module is test_services and told is not test_services.test_passport_renewal else ()
        for place, channel in enumerate((*channels, *numbers)):
            yield told, (channel, ("id", "en")[(number + place) % 2])


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    made = Outside(tmp_path_factory.mktemp("outside"))
    yield made
    made.stop()


@pytest.fixture
def journey(request: pytest.FixtureRequest, outside: Outside, tmp_path: Path) -> Iterator[Journey]:
    channel, language = request.param
    made = JourneyOver(tmp_path, language, channel, outside)
    yield made
    made.close()


@pytest.mark.parametrize(("told", "journey"), [
    pytest.param(told, over, id="-".join((told.__name__, *over))) for told, over in kept()], indirect=["journey"])
def test_it_reads_the_same(told: Told, journey: Journey) -> None:
    told(journey)


def test_no_journey_that_is_kept_is_left_out() -> None:
    said = {word for told, _over in kept() for word in told.__code__.co_consts}
    assert {path.name.partition(".")[0] for path in TRANSCRIPTS.glob("*.txt")} <= said
