"""What can be written behind `janji case`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.config import Settings


class Intermixed(argparse.ArgumentParser):
    """Takes options between what stands without a name: `stage ready --yes K7M-4TD`."""

    _inside = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._inside:
            return super().parse_known_args(args, namespace)
        self._inside = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._inside = False


def add_to(case: argparse.ArgumentParser, run: Callable[[Settings, argparse.Namespace], int]) -> None:
    each = case.add_subparsers(required=True, metavar="WHAT", parser_class=Intermixed)
    listed = each.add_parser("list", help="cases under way, who waits longest first")
    listed.add_argument("--stage", default="", help="at this stage (booked: before the visit)")
    listed.add_argument("--service", default="")
    listed.add_argument("--since", type=_day, metavar="DATE", help="at their stage since then, or later")
    show = each.add_parser("show", help="all of one case, or of all applicants of a code")
    show.add_argument("case", metavar="CODE")
    stage = each.add_parser("stage", help="move cases to a stage; shows what people will read, and asks")
    stage.add_argument("stage", metavar="STAGE")
    where = each.add_parser("where", help="where the paper file is, for officers only")
    where.add_argument("text", metavar="TEXT")
    after = each.add_parser("next", help="what comes next; shows it, asks, and moves there")
    for command in (stage, where, after):
        command.add_argument("cases", nargs="*", metavar="CODE", help="K7M-4TD, or K7M-4TD-2 for the second applicant; "
                             "from standard input, one a line, when left out")
    for command in (stage, after):
        command.add_argument("--yes", action="store_true", help="don't ask")
        command.add_argument("--early", action="store_true",
                             help="past the first stage although the visit is still to come by the calendar")
    for name, command in (("list", listed), ("show", show), ("stage", stage), ("where", where), ("next", after)):
        command.set_defaults(run=run, what=name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write the day as 2026-11-30") from None
