"""A Bot API server on loopback, version 10.1 as far as a bot like ours uses it."""

from tests.fakes.telegram.checks import parsed, rows_of
from tests.fakes.telegram.failures import Failing
from tests.fakes.telegram.person import Person
from tests.fakes.telegram.record import Call, Said
from tests.fakes.telegram.server import BotApi
from tests.fakes.telegram.wire import OURS, TOKEN

__all__ = ["OURS", "TOKEN", "BotApi", "Call", "Failing", "Person", "Said", "parsed", "rows_of"]
