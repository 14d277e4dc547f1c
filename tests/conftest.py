"""What every test may use: real servers (tests/servers.py, tests/fakes/servers.py), an office (tests/offices.py) and steady
property tests."""

import gc

import pytest
from hypothesis import settings

pytest_plugins = ["tests.servers", "tests.fakes.servers", "tests.offices"]

# The same examples on every run: a red run is red again when it is looked at. No deadline: the machine is shared.
settings.register_profile("janji", deadline=None, derandomize=True, database=None)
settings.load_profile("janji")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the figures that tests have told, each in a line."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, figure in report.user_properties:
            if name == "figures":
                terminalreporter.write_line(str(figure))


UNMEASURED = ("tests/walk/", "tests/journeys/test_over_channels.py", "tests/test_bad_input.py",
              *(f"tests/conversation/test_{name}.py" for name in (
                  "sentences", "typed", "words", "buttons", "readers", "two_at_once", "photos")),
              *(f"tests/test_flow_check.py::test_{name}" for name in (
                  "what_can_never_happen", "placeholders_that_differ", "a_label_that_is_too_long")),
              "tests/channels/test_contract.py",
              "tests/channels/test_whatsapp_fuzz.py", "tests/channels/test_telegram_fuzz.py",
              "tests/channels/test_private_page.py::test_what_is_no_link",
              "tests/desk/test_any_order.py", "tests/desk/test_hoarding.py", "tests/delivery/test_nothing_lost.py",
              "tests/test_retention.py::test_many_rows", "tests/test_stages_config.py::test_the_flow_check")
"""Where coverage is not measured, which takes as long again: the longest, which go through what the rest goes through."""


LONGEST = "tests/walk/test_walk.py::test_random_walks"

WAITING = ("tests/channels/chat_page/", "tests/channels/test_private_page_browser.py", "tests/test_web.py")
"""Which mostly wait for a browser: begun with, so that others compute meanwhile."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the measurement what need not be in it, and begin with what takes longest."""
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker("no_cover")
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    _begin_with_what_takes_long(items, len(items) // workers if workers > 1 else 0)


def _begin_with_what_takes_long(items: list[pytest.Item], share: int) -> None:
    """The walks by one worker, the browsers by the next: `--dist worksteal` gives each a share of the list in one piece."""
    waiting = [one for one in items if one.nodeid.startswith(WAITING)]
    rest = [one for one in items if not one.nodeid.startswith(WAITING)]
    rest.sort(key=lambda one: one.nodeid != LONGEST)
    items[:] = [*rest[:share], *waiting, *rest[share:]]


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes run the tests, pytest-cov 7.1 begins to measure twice in each, first as if that were the one
    that hands out tests. The first would go on where a test is `no_cover`, which then takes twice as long."""
    plugin = config.pluginmanager.get_plugin("_cov")
    if hasattr(config, "workerinput") and plugin is not None and plugin.cov_controller is not None:
        plugin.cov_controller.cov.stop()


def pytest_collection_finish() -> None:
    """What was imported stays: nothing is gained by looking through it over and over."""
    gc.collect()
    gc.freeze()
