"""What every test may use: real servers (tests/servers.py) and steady property tests."""

import pytest
from hypothesis import settings

pytest_plugins = ["tests.servers"]

# The same examples on every run: a red run is red again when it is looked at. No deadline: the machine is shared.
settings.register_profile("janji", deadline=None, derandomize=True, database=None)
settings.load_profile("janji")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the figures that tests have told, each in a line."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, figure in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(str(figure))
