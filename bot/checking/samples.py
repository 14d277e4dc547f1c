"""The longest values that can stand in a text or on a button: the longest date of a year, the longest service."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache

from bot.config import Money, Settings
from bot.conversation.text import Value, said
from bot.flows.welcome import language_name

DAYS = tuple(date(2026, month, day) for month in range(1, 13) for day in range(20, 27))
"""Each weekday in each month, all with two digits."""
HOURS = tuple(time(hour, 30) for hour in range(24))
TYPED = "Raden Mas Bartholomeus Suryoad"
"""A full name of 30 characters."""
FIRST_NAME = "Bartholomeus"
"""A name on a button: a channel that has no room for a longer one shortens it, with "…"."""

CHECKED_ELSEWHERE: Sequence[Value] = ()

From = Callable[[Settings], Iterable[Value]]


def _counties(settings: Settings, shape: str) -> Iterable[Value]:
    """Where people live: a state, or a county in this shape."""
    for state in settings.jurisdiction.states.values():
        yield state.name
        yield from (shape.format(county=county, state=state.name) for county in state.counties)


EXPRESSIONS: Sequence[tuple[str, From]] = (
    (r"\bservices?(\[.*\])?\.short or .*\.name$", lambda s: (one.short or one.name for one in s.services.values())),
    (r"\bservices?(\[.*\])?\.name$", lambda s: (one.name for one in s.services.values())),
    (r"\bservice\.about$", lambda s: (one.about for one in s.services.values() if one.about)),
    (r"\brequirements?(\[.*\])?\.short or .*\.name$",
     lambda s: (getattr(one, "short", None) or one.name for one in s.requirements.values())),
    (r"\b(requirements?(\[.*\])?|one\.requirement)\.name$", lambda s: (one.name for one in s.requirements.values())),
    (r"\bplaces?(\[.*\])?\.short or .*\.name$",
     lambda s: (getattr(one, "short", None) or one.name for one in s.places.values())),
    (r"\bplaces?(\[.*\])?\.name$", lambda s: (one.name for one in s.places.values())),
    (r"\bplace\.address$", lambda s: (one.address for one in s.places.values())),
    (r"\bstates?(\[.*\])?\.name\)?$", lambda s: (said(one.name) for one in s.jurisdiction.states.values())),
    (r"\bmission\.name$", lambda s: (one.name for one in s.jurisdiction.missions.values())),
    (r"\boffice\.name$", lambda s: (s.office.name,)),
    (r"\bfee\.name$", lambda s: (fee.name for one in s.services.values() for fee in one.fees)),
    (r"\bhome\.county\) or\b", lambda s: _counties(s, "{county} County")),
    (r"\bhome\.county\b", lambda s: _counties(s, "{county} County, {state}")),
    (r"^said\(county\)$",
     lambda s: (said(county) for one in s.jurisdiction.states.values() for county in one.counties)),
    (r"^language_name\(", lambda s: (language_name(one) for one in s.office.languages)),
    (r"\.full_name\)?$|applicants\.get\(.*\)\.name$|^name$", lambda s: (FIRST_NAME,)),
    (r"^answer\.label$|^field\.skip$|^FIELDS\[field\]\.label$", lambda s: CHECKED_ELSEWHERE),
    (r"^shown\(form, field\)$", lambda s: CHECKED_ELSEWHERE),           # what was typed, said back
)
"""What an expression of the flows can be; read from its source, so that a label needs no database to be measured."""

NAMES: Mapping[str, Sequence[Value]] = {
    "day": DAYS, "weekday": DAYS,
    "hour": HOURS, "start": HOURS, "end": HOURS,
    **dict.fromkeys(("n", "number", "minutes", "days", "step", "steps"), (12,)),
    "code": ("K7M-4TD",),
    "amount": (Money(amount=Decimal(1_000_000), currency="IDR"),),
}
"""What a placeholder is, where the expression does not say it."""


def is_known(expression: ast.expr) -> bool:
    """Whether this expression need not be followed to where it comes from."""
    return _values(expression) is not None


@cache
def _values(expression: ast.expr) -> From | None:
    source = ast.unparse(expression)
    return next((values for pattern, values in EXPRESSIONS if re.search(pattern, source)), None)


class Samples:
    """The longest values of this office."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, expression: ast.expr, name: str = "") -> Sequence[Value] | None:
        """What this expression can be, put in for `{name}`; none if nobody knows."""
        values = _values(expression)
        return NAMES.get(name) if values is None else tuple(values(self._settings))

    def in_text(self, values: Mapping[str, ast.expr]) -> dict[str, Sequence[Value]]:
        """For every placeholder of a text; where nobody knows, a name of 30 characters."""
        return {name: self.of(expression, name) or (TYPED,) for name, expression in values.items()}
