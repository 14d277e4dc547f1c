"""For the directed tests: a test may change the configuration on the way."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config.source import read
from tests.journeys.driver import Journey
from tests.walk.offices import CONFIG

Change = Callable[[dict[str, Any]], None]
Renew = Callable[..., None]


@pytest.fixture
def renew(journey: Journey, tmp_path: Path) -> Renew:
    """`renew(change, …)`: the program starts anew with the example configuration changed so."""
    def start(*changes: Change) -> None:
        data = deepcopy(read(CONFIG, {}).data)
        for change in changes:
            change(data)
        path = tmp_path / "config.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True))
        journey.restart(path)

    return start
