"""Who walks: each turn somebody does something; between the turns time passes, others are faster, programs start anew."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Row, func, select

from bot.conversation import saying
from bot.conversation.events import Opened, Other, Pressed, Started, Typed, What
from bot.conversation.message import Message
from bot.conversation.prompts import Prompt
from bot.conversation.shown import Shown, show
from bot.conversation.step import AnyStep, Done
from bot.conversation.turn import TurnResult
from bot.flows.booking import Confirm
from storage.tables import appointments, cases
from tests.walk import typed
from tests.walk.choosing import Choosing, photos
from tests.walk.coverage import Coverage
from tests.walk.habits import AT_CHOICES, AT_TIMES, AT_VISITS, GOALS, NEAR, RENEWED, SEVERAL, SHARED, Mood
from tests.walk.notices import Notices
from tests.walk.offices import Plan
from tests.walk.others import Others
from tests.walk.world import Someone, World

PEOPLE = 9
"""Who are about at a time."""

NETWORK = "192.0.2.1"
"""Through which they all come."""


@contextmanager
def drawn_by(random: Random) -> Iterator[None]:
    """What the program draws as secrets (codes, names of questions, seats) comes from there: a walk that is walked again
    with its seed is the same to the letter."""
    with pytest.MonkeyPatch.context() as patch:
        for name, drawing in {"_sysrand": random, "SystemRandom": lambda: random, "choice": random.choice,
                              "randbits": random.getrandbits}.items():
            patch.setattr(secrets, name, drawing)
        yield


@contextmanager
def told_what_is_asked(world: World) -> Iterator[None]:
    """What a turn asks is looked at as it is: to ask it once more takes a tenth of a walk."""
    def told(prompt: Prompt[Any], step: AnyStep, *others: Any) -> tuple[Shown, Message]:
        world.shown = prompt, step
        return show(prompt, step, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(saying, "show", told)
        yield


class Walker:
    """Walks about in a world."""

    def __init__(self, plan: Plan, folder: Path, coverage: Coverage) -> None:
        """`coverage` counts what others walk, too."""
        self.world = World(plan, folder, coverage)
        self.secrets = Random(plan.seed)
        self.random = self.world.random
        self.choosing = Choosing(self.world)
        self.others = Others(self.world)
        self.world.beside = Notices(self.world).deliver
        self.present: list[Someone] = [self.newcomer() for _ in range(PEOPLE)]
        self.who = self.present[0]
        self.away = 0
        """Turns until the usual release comes back."""
        self.near = False
        """It is short before a visit, or just after."""

    def walk(self, turns: int) -> None:
        """So many more."""
        until = self.world.coverage.turns + turns
        with drawn_by(self.secrets), told_what_is_asked(self.world):
            while self.world.coverage.turns < until:
                self.session()

    def end(self) -> World:
        """With a last look around."""
        self.world.look_around()
        self.world.close()
        return self.world

    def newcomer(self) -> Someone:
        guess = self.random.choice((*self.world.plan.languages, "fr", ""))
        who = Someone(f"p{len(self.world.everyone)}", guess, NETWORK, fleeting=self.random.random() < 0.4)
        self.world.everyone.append(who)
        self.choosing.mine[who.address] = self.random.sample(self.choosing.humans, 3)
        return who

    # --- time -----------------------------------------------------------------------------------------------------------

    def session(self) -> None:
        """Somebody talks for a while, others in between; then time passes."""
        if self.random.random() < 0.1:
            self.present[self.random.randrange(PEOPLE)] = self.newcomer()
        near, self.near = self.near, False
        if not near and self.random.random() < 0.6:
            self.who = self.somebody()
        who = self.who
        has_visit = bool(who.id) and self.has_visit(who)
        mood = Mood(self.random.choice((0.99, 0.99, 0.97, 0.94, 0.5)),
                    self.purpose(who, has_visit, near),
                    self.random.random() < 0.4)
        quick = self.random.random() < 0.03
        if who.entries and (mood.strict or self.random.random() < (0.8 if mood.intent != "book" else 0.1)):
            self.take(who, Typed("menu"))
            self.take(who, Typed("ya"))
        several = mood.strict and mood.intent in SEVERAL
        for _turn in range(self.random.randint(10, 70) + 40 * several):
            other = not mood.strict and self.random.random() < 0.12
            self.act(self.random.choice(self.present) if other else who, mood)
            self.between()
            if not quick:
                self.world.clock.advance(seconds=self.pause())
            self.world.deliver()
        self.later()

    def somebody(self) -> Someone:
        """Often one who has a visit, and rather one who comes with others: to get so far takes many turns."""
        visits = self.visits_to_come() if self.random.random() < 0.5 else []
        if not visits:
            return self.random.choice(self.present)
        [visit] = self.random.choices(visits, [visit.applicants ** 3 for visit in visits])
        return self.world.someone(visit.person)

    def visits_to_come(self) -> Sequence[Row[Any]]:
        """The next ones, each with who booked it and for how many."""
        with self.world.transaction() as tx:
            return tx.execute(
                select(appointments.c.person, appointments.c.starts_at, func.count(cases.c.id).label("applicants"))
                .join(cases, cases.c.appointment == appointments.c.id)
                .where(appointments.c.state == "booked", appointments.c.starts_at > self.world.clock.now(),
                       cases.c.state == "active", appointments.c.person.in_(self.world.ids()))
                .group_by(appointments.c.id).order_by(appointments.c.starts_at, appointments.c.id).limit(8)).all()

    def purpose(self, who: Someone, has_visit: bool, near: bool) -> str:
        """What they come for. Of those who come together, often one stays away or corrects a form."""
        if has_visit and near and self.random.random() < 0.5:
            return self.intent(("cancel", *NEAR))
        if has_visit and self.random.random() < 0.7 and self.choosing.shared_visits(who):
            return self.intent(tuple(SHARED))
        return self.intent(("book", *GOALS) if has_visit else ( "book", "book", "again", "look", "others", "renewed", "fewer"))

    def intent(self, among: tuple[str, ...]) -> str:
        """Rather one whose end few have seen."""
        seen, ends = self.world.coverage.steps, GOALS | SHARED | NEAR
        weights = [1 / (1 + seen[ends[one]]) ** 3 if one in ends else 0.05 for one in among]
        [found] = self.random.choices(among, weights)
        return found

    def has_visit(self, who: Someone) -> bool:
        with self.world.desk(who) as desk:
            return bool(desk.appointments.of_person(who.id))

    def pause(self) -> float:
        kind = self.random.random()
        if kind < 0.9:
            return self.random.uniform(0.5, 30)
        return self.random.uniform(30, 180) if kind < 0.96 else self.random.uniform(180, 900)

    def later(self) -> None:
        """Hours, days, or until a visit is near; those who are written to may answer."""
        kind, now = self.random.random(), self.world.clock.now()
        if kind < 0.45:
            until = now + timedelta(minutes=self.random.uniform(0, 30))
        elif kind < 0.7:
            until = now + timedelta(hours=self.random.uniform(1, 9))
        elif kind < 0.82:
            until = now + timedelta(days=self.random.uniform(1, 4))
        else:
            until = self.near_a_visit()
        self.world.pass_time(until, self.written_to)

    def written_to(self, who: Someone) -> None:
        """They may answer at once."""
        if self.random.random() < 0.9:
            self.who = who
            self.take(who, self.answer_offer(who) if who.offers else Typed("ok"))
            for _turn in range(self.random.randint(0, 4)):
                self.act(who, Mood(0.95))

    def near_a_visit(self) -> datetime:
        """Some hours before a visit, or just after; whoever booked it speaks next."""
        now, visits = self.world.clock.now(), self.visits_to_come()
        if not visits:
            return now
        visit = self.random.choice(visits[:3])
        self.near = True
        self.who = self.world.someone(visit.person)
        moment: datetime = visit.starts_at + timedelta(hours=self.random.uniform(-11, 2))
        return max(now, moment)

    def between(self) -> None:
        """What happens beside the turns."""
        if self.random.random() < 0.02:
            self.others.officer()
        if self.random.random() < 0.2:
            self.others.move_on()
        self.away -= 1
        if self.away == 0:
            self.world.start()
        elif self.random.random() < 0.02:
            self.world.start(self.world.release)

    def renew(self) -> None:
        """Another release, for a while."""
        if self.away <= 0:
            self.away = self.random.randint(2, 20)
            self.world.start(self.random.randrange(1, len(self.world.plan.releases)))

    def meanwhile(self, who: Someone) -> None:
        """What may have happened since this person was asked."""
        step, random = type(who.top).__name__, self.random
        if step in AT_TIMES and random.random() < (0.5 if step == "HasOne" or not who.booked else 0.3):
            self.others.rival(who)
        if step == "ChooseDay" and random.random() < 0.1:
            self.others.rival(who)
        if step == "Confirm" and random.random() < 0.2:
            self.others.double(who)
        if step in AT_VISITS and random.random() < (0.15 if step == "MyVisits" else 0.04):
            self.others.cancel_one(who)
        if step in AT_CHOICES and random.random() < RENEWED.get(step, 0.03):
            self.renew()
        if step == "ShowRequirements" and random.random() < 0.06:
            for _time in range(9):
                if type(who.top).__name__ != "ChooseService":
                    self.take(who, Typed("back"))

    def just_then(self, who: Someone, mood: Mood) -> None:
        """What the intent needs to have happened."""
        match mood.intent, type(who.top).__name__:
            case "others", "Confirm":
                self.others.double(who)
            case "others", "HasOne":
                self.others.rival(who)
            case "renewed", "Confirm":
                self.renew()
            case "move", "ConfirmChange" if self.random.random() < 0.4:
                self.others.rival(who)
            case "fewer", "LeaveOut" if self.random.random() < 0.3:
                self.world.clock.advance(minutes=13)        # no hold is that long
            case _, "ChooseTime" if self.random.random() < 0.1:
                self.others.rival(who)
            case ("move" | "cancel"), "MyVisits" if self.random.random() < 0.1:
                self.others.cancel_one(who)

    # --- a turn -----------------------------------------------------------------------------------------------------------

    def act(self, who: Someone, mood: Mood) -> None:
        if not who.entries:
            self.take(who, self.random.choice(
                (Opened(), Started(self.link(who)), Typed("halo"), Typed(typed.anything(self.random)))))
            return
        kind = self.random.random()
        if mood.strict:
            self.just_then(who, mood)
            self.take(who, self.choosing.go_on(who, mood, renewed=self.away > 0))
            return
        self.meanwhile(who)
        if who.offers and kind < 0.06:
            self.take(who, self.answer_offer(who))
        elif kind < 0.06 + 0.9 * mood.keen:
            self.take(who, self.choosing.go_on(who, mood, renewed=self.away > 0))
        else:
            self.stray(who)

    def take(self, who: Someone, what: What, id: str = "") -> TurnResult | None:  # noqa: A002
        result = self.world.take(who, what, id)
        if result is not None and result.walked:
            who.booked |= any(isinstance(one.step, Confirm) and isinstance(one.result, Done) for one in result.walked)
            self.choosing.learn(result.walked)
        if result is not None and isinstance(what, Typed | Pressed):
            self.choosing.led[self.said(who, what)] = type(who.top).__name__
        return result

    @staticmethod
    def said(who: Someone, what: Typed | Pressed) -> str:
        """A word, or what stands on an offer's button."""
        if isinstance(what, Typed):
            return what.text if what.text in typed.RESERVED else ""
        return next((one.label for one in who.buttons if one.id == what.button), "")

    def link(self, who: Someone) -> str:
        """What a link may say: a service, a code of theirs, of somebody's or nobody's, or nothing that is known."""
        with self.world.transaction() as tx:
            newest = tx.execute(select(appointments.c.code).order_by(appointments.c.id.desc()).limit(2))
            codes = [str(row.code) for row in newest]
        mine = self.choosing.codes(who) if who.id else ()
        if mine and self.random.random() < 0.3:
            return mine[0]
        return self.random.choice((*self.world.office.settings.services, *codes, *mine, "RNJ-M2J", "", "web"))

    def answer_offer(self, who: Someone) -> What:
        if self.random.random() < 0.2:
            return Typed(str(self.random.randint(1, 3)))
        offers = list(who.offers) if self.random.random() < 0.4 else list(who.offers)[-2:]
        [button] = self.random.choices(offers, [self.choosing.seldom(one.label) for one in offers])
        if self.random.random() < 0.8:
            who.offers.remove(button)
        return Pressed(button.id)

    def word(self) -> str:
        """One that works everywhere, rather one that leads where few have been."""
        [found] = self.random.choices(typed.RESERVED, list(map(self.choosing.seldom, typed.RESERVED)))
        return found

    def stray(self, who: Someone) -> None:
        """Something that leads nowhere, or elsewhere."""
        random, question = self.random, who.shown.question
        buttons = [button.id for button in who.buttons] or ["nonsense"]
        foreign = [button.id for button in random.choice(self.present).buttons] or ["nonsense"]
        wrong = ("", ".", "x.y", f"{question}.99", f"{question}.cancel-surely", f"{question}.-1", "⁴.²")
        kinds: dict[Callable[[], What | None], int] = {
            lambda: Typed(typed.anything(random)): 16,
            lambda: Typed(self.word()): 30,
            lambda: Pressed(f"{question}.{random.choice(who.shown.words)}") if who.shown.words else None: 16,
            lambda: Pressed(random.choice(buttons)): 8,
            lambda: Pressed(random.choice(foreign)): 4,
            lambda: Pressed(random.choice(wrong)): 4,
            lambda: Pressed(who.shown.pressed) if who.shown.pressed else None: 5,
            lambda: photos(self.world, who): 12,
            lambda: Other(random.choice(("location", "contact", "voice", "sticker", "broken-file", "unknown"))): 4,
            lambda: Started(self.link(who)): 4,
            Opened: 2,
        }
        kind = random.random()
        if kind < 0.05 and who.last is not None:
            self.take(who, who.last.what, who.last.id)
        elif kind < 0.11:
            for _time in range(random.randint(2, 9)):
                self.take(who, Typed("back"))
        else:
            [make] = random.choices(list(kinds), list(kinds.values()))
            self.take(who, make() or Typed("back"))
