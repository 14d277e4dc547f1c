"""`janji case list` and `janji case show`: the cases under way, and all of one."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.app import App
from bot.case_preview import refused_on
from bot.channels.unreached import unreached
from bot.config.stages import BOOKED
from bot.conversation.words import clean
from bot.desk.applicants import Applicants
from bot.desk.cases import LONG_AGO, Cases, OnTheWay
from bot.desk.codes import read_code
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.searching import called, on_day
from bot.desk.unopened import why_unopened
from bot.flows.briefing import answered, for_officers
from storage import people
from storage.database import Transaction

MOST = 100
"""Cases that are listed for a name."""


def cases_of(app: App, tx: Transaction) -> Cases:
    return Cases(tx, app.settings, app.clock.now())


def desk_of(app: App, tx: Transaction, case: OnTheWay) -> Desk:
    """As the person of a case sees the office."""
    row = people.get(tx, case.person)
    return Desk(app.office, tx, app.clock.now(), person_of(row, app.settings.office.languages))


def _day(app: App, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(app.settings.office.timezone)):%Y-%m-%d}"


def _name(desk: Desk, case: OnTheWay) -> str:
    """Whose it is, for a terminal."""
    return " ".join(clean(desk.applicants.get(case.applicant).full_name).split()) or "(no name)"


def listed(app: App, options: argparse.Namespace) -> int:
    """Exit code 1 where there is no such stage."""
    with app.database.reading() as tx:
        found = _found(app, tx, options)
        for case in found[:MOST] if options.name else found:
            where = f"  [{clean(case.whereabouts)}]" if case.whereabouts else ""
            desk = desk_of(app, tx, case)
            print(f"{case.name:<10}  visit {case.visit_at}  {case.stage:<14} since {_day(app, case.since)}  "
                  f"{case.service:<18} {_name(desk, case)}{where}{_unopened(desk, case)}")
    if options.name and len(found) > MOST:
        print("There are more: write more of the name.", file=sys.stderr)
    return 0 if found else _none(app, options.stage)


def _found(app: App, tx: Transaction, options: argparse.Namespace) -> list[OnTheWay]:
    zone, name = ZoneInfo(app.settings.office.timezone), " ".join(options.name)
    begins = LONG_AGO if options.since is None else datetime.combine(options.since, time(), zone)
    found = cases_of(app, tx).under_way(options.stage, options.service, begins, collected=bool(name))
    if options.visit is not None:
        today = app.clock.now().astimezone(zone).date()
        days = {"today": today, "tomorrow": today + timedelta(days=1)}
        found = on_day(found, days.get(options.visit, options.visit))
    if not name:
        return found
    applicants = Applicants(tx, app.office.key, app.office.keys, app.clock.now())
    return list(islice(called(found, applicants, name), MOST + 1))


def _none(app: App, stage: str) -> int:
    stages = list(dict.fromkeys((BOOKED, *(one.key for listed in app.settings.stages.values() for one in listed.steps))))
    if stage and stage not in stages:
        print(f"There is no stage “{clean(stage)}”; there are: {', '.join(stages)}.", file=sys.stderr)
        return 1
    print("No such cases.")
    return 0


def shown(app: App, typed: str) -> int:
    """Exit code 1 where there is no such case."""
    with app.database.reading() as tx:
        cases = cases_of(app, tx)
        found = cases.named(typed)
        for case in found:
            _show_one(app, cases, desk_of(app, tx, case), case)
    if not found:
        print(no_case(typed), file=sys.stderr)
    return 0 if found else 1


def no_case(typed: str) -> str:
    """What is said of what was typed for a code; a name is no code."""
    said = clean(typed)
    if not said.replace(" ", "").isalpha() or read_code(typed) is not None:
        return f"There is no case {said}."
    return f"{said} is not a code; search with: janji case list {said}"


def _next(cases: Cases, case: OnTheWay) -> str:
    if not cases.has_service(case):
        return "no such service in config.yaml"
    after = cases.next_of(case)
    return "–" if after is None else after.key


def _unopened(desk: Desk, case: OnTheWay) -> str:
    """Marks a visit to come that the configuration no longer opens."""
    visit = desk.appointments.get(case.appointment) if case.active and case.starts_at > desk.now else None
    why = "" if visit is None else why_unopened(desk.tx, desk.settings, visit)
    return f"  ({why})" if why else ""


def _show_one(app: App, cases: Cases, desk: Desk, case: OnTheWay) -> None:
    phone, known = clean(desk.applicants.get(case.applicant).form.phone), desk.settings.services.get(case.service)
    service = case.service if known is None else for_officers(desk, known.name)
    print(f"{case.name}  {_name(desk, case)}, {service}{'' if case.active else ', cancelled'}")
    print(f"  visit  {case.visit_at}{_unopened(desk, case)}")
    for stage, at in cases.history(case.id):
        print(f"  {_day(app, at)}  {stage}")
    print(f"  next   {_next(cases, case)}")
    print(f"  file   {clean(case.whereabouts) if case.whereabouts else '–'}")
    print(f"  phone  {phone or '–'}")
    nobody = unreached(desk.tx, desk.settings, case.person)
    if nobody is not None:
        print(f"  reach  not {refused_on(desk, nobody)}")
    for answers in (one.answers for one in desk.appointments.cases(case.appointment) if one.id == case.id):
        for answer in answered(desk, case.applicant, case.service, answers):
            print(f"  {clean(answer)}")
