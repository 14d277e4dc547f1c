"""Where a case is, in words: as news when an officer moves it on, in the status, and how what is ready is collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.config import Fact
from bot.config.stages import BOOKED, Pickup, Stage
from bot.conversation.graph import Push
from bot.conversation.text import Showable, Text, _, counted, lines, paragraphs, said
from bot.desk.cases import Move, OnTheWay
from bot.desk.desk import Desk
from bot.flows import shorts, templates
from bot.flows.office import as_sure, footnoted, week_in_words

# --- news ---------------------------------------------------------------------------------------------------------------


def stage_moved(desk: Desk, subject: str) -> Push | None:
    """A case came to a stage; dropped when it went further since, was cancelled, or the office has no such stage now."""
    number, _colon, row = subject.partition(":")
    case = desk.cases.get(int(number))
    if case is None or not case.active or str(case.row) != row:
        return None
    stage = desk.cases.stage_of(case)
    return None if stage is None else news(desk, _as_read(desk, case, stage))


def _as_read(desk: Desk, case: OnTheWay, stage: Stage) -> Move:
    corrects = desk.cases.corrects(case, stage, desk.cases.last_read(case, before=case.row))
    return Move(case, stage, back=corrects, corrects=corrects)


def news(desk: Desk, move: Move) -> Push:
    """What is said of a move, as it will be said when it is sent."""
    case, stage = move.case, move.to
    parts: list[Showable] = [lines((stage.says, who_in_words(desk, case)))]
    if move.corrects:
        parts.insert(0, _("A correction: this is where it stands now."))
    title = _("Code {code}: {stage}", stage=stage.name, code=case.name)
    pickup = pickup_of(desk, case, stage)
    if pickup is None:
        parts += _onward(desk, case, stage)
        return Push(paragraphs(parts), approved=templates.stage_moved(case.name, stage.name), title=title,
                    short=shorts.stage_moved(case.name, stage.name))
    since = case.since if case.stage == stage.key else desk.now              # it may be only about to come there
    day = since.astimezone(ZoneInfo(case.timezone)).date()
    parts.append(pickup_in_words(desk, pickup, day))
    until = None if pickup.within is None else day + timedelta(days=pickup.within)
    return Push(paragraphs(parts), approved=templates.passport_ready(case.name, desk.settings.places[pickup.place].name),
                title=title, short=shorts.document_ready(case.name, shorts.place(desk, pickup.place), until))


def who_in_words(desk: Desk, case: OnTheWay) -> Text:
    """Whose case it is, and for what."""
    service = desk.settings.services.get(case.service)
    return _("*{name}*: {service}, code {code}", name=said(desk.applicants.get(case.applicant).full_name),
             service=said(case.service) if service is None else service.name, code=case.name)


def _onward(desk: Desk, case: OnTheWay, stage: Stage) -> list[Showable]:
    """How long it usually takes, and what comes next."""
    after = desk.cases.stages_of(case.service).after(stage.key)
    found: list[Showable] = []
    if stage.usual is not None:
        found.append(as_sure(_("This usually takes {days}.", days=days_in_words(stage.usual)), stage.usual_fact))
    if after is not None:
        found.append(_("Next: {stage}.", stage=after.name))
    return [lines(found)] if found else []


def days_in_words(usual: tuple[int, int]) -> Text:
    least, most = usual
    if least == most:
        return counted("about {n} working day", "about {n} working days", n=most)
    return _("{least}–{most} working days", least=least, most=most)


# --- collecting ---------------------------------------------------------------------------------------------------------


def pickup_of(desk: Desk, case: OnTheWay, stage: Stage | None) -> Pickup | None:
    """How it is collected, at the stage at which it can be."""
    pickup = desk.cases.stages_of(case.service).pickup
    return pickup if stage is not None and stage.kind == "ready" else None


def pickup_in_words(desk: Desk, pickup: Pickup, since: date) -> Showable:
    """Where, when, with what and by when."""
    place = desk.settings.places[pickup.place]
    week, fact = (place.week, place.week_fact) if pickup.hours is None else (pickup.hours, pickup.hours_fact)
    said_of: list[tuple[Showable, Fact]] = [
        (_("📍 {name}: {address}", name=place.name, address=place.address), place.address_fact),
        (_("When it can be collected:"), fact),
        (pickup.bring, pickup.bring_fact)]
    if pickup.within is not None:
        said_of.append((_("Please collect it by {day}.", day=since + timedelta(days=pickup.within)), pickup.within_fact))
    if pickup.late is not None:
        said_of.append((pickup.late, pickup.late_fact))
    where, when, bring, *rest = footnoted(said_of)
    return paragraphs((lines((where, when, week_in_words(week))), bring, *([lines(rest)] if rest else [])))


# --- the status -------------------------------------------------------------------------------------------------------


def stage_in_words(desk: Desk, case: OnTheWay) -> Showable | None:
    """Which stage, since when, how long it usually takes, and what comes next; None before the visit."""
    if case.stage == BOOKED:
        return None
    stage, day = desk.cases.stage_of(case), _day_of(case)
    if stage is None:
        return _("It has been in progress since {day}. An officer can tell you more.", day=day)
    onward = [] if stage.kind == "ready" else _onward(desk, case, stage)
    return lines((_("Stage: *{stage}*, since {day}.", stage=stage.name, day=day), *onward))


def pickups_in_words(desk: Desk, cases: Sequence[OnTheWay]) -> list[Showable]:
    """How those that are ready are collected; once for all that are collected in the same way."""
    found: list[tuple[Pickup, date]] = []
    for case in sorted(cases, key=_day_of):
        pickup = pickup_of(desk, case, desk.cases.stage_of(case))
        if pickup is not None and all(pickup != other for other, _day in found):
            found.append((pickup, _day_of(case)))
    return [pickup_in_words(desk, pickup, since) for pickup, since in found]


def _day_of(case: OnTheWay) -> date:
    """The day on which it came to its stage, by the place's clock."""
    return case.since.astimezone(ZoneInfo(case.timezone)).date()
