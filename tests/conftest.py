"""What every test may use: real servers (tests/servers.py) and steady property tests."""

from hypothesis import settings

pytest_plugins = ["tests.servers"]

# The same examples on every run: a red run is red again when it is looked at. No deadline: the machine is shared.
settings.register_profile("janji", deadline=None, derandomize=True, database=None)
settings.load_profile("janji")
