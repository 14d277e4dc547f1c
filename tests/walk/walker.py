"""Who walks: each turn somebody does something, rather what leads where nobody has been."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.conversation.events import Opened, Other, Pressed, Sent, Typed, What
from bot.conversation.prompts import Files
from bot.conversation.shown import Choice
from bot.conversation.step import Done
from bot.conversation.turn import TurnResult
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.flows.booking import Confirm
from bot.flows.eligibility import AskCounty, AskQuestion, AskState
from bot.flows.form import AskField
from bot.flows.officer import WithOfficer
from bot.flows.papers import SendPaper
from bot.flows.party import ChooseService, WhoIsNext
from bot.flows.visits import AskBirthDate, AskCode, NewValue
from storage import people
from storage.tables import appointments, cases
from tests.walk import typed
from tests.walk.coverage import Way, code_ways
from tests.walk.offices import MARKS, TYPED, Plan
from tests.walk.world import Someone, World

UNMARKED = dict.fromkeys(map(ord, "".join(MARKS.values()) + TYPED))
PEOPLE = 9
"""Who are about at a time."""

LIKELY: dict[str, tuple[Any, ...]] = {
    "Notice": ("agree",), "ShowRequirements": ("on",), "Confirm": ("book",), "ReviewForm": ("submit",),
    "AnyoneElse": ("enough", "enough", "more"), "CheckNik": ("right",), "AgreeFor": (True,), "ConfirmChange": (True,),
    "Refused": ("again",), "NotHere": ("answers", "service", "answers"), "OfficeInfo": ("on",), "WithOfficer": ("assistant",),
    "HasOne": ("leave", "leave", "leave", "form", "stop"),
    "SendPaper": ("done",), "TooManyHolds": ("again", "again", "day"), "CantCome": ("time", "time", "cancel"), "SomebodyElse": ("cancel", "cancel", "keep"),
    "WhichLine": ("nik", "passport_number", "nik", "passport_number", "full_name", "done"),
}
"""What somebody chooses who wants to get on."""

OFTEN = ("Notice", "AgreeFor", "Confirm", "AnyoneElse", "ReviewForm")
"""Where even somebody keen often does something else."""

NO_MATTER = ("done", "code", "later", "", "back", "none")
"""Answers that leave a list without choosing from it."""

INTENTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "book": {"Menu": ("book",)},
    "again": {"Menu": ("book",), "AnyoneElse": ("more", "enough"), "TwiceHere": ("leave", "form")},
    "visit": {"Menu": ("visits",)},
    "move": {"Menu": ("visits",), "Visit": ("time",)},
    "cancel": {"Menu": ("visits",), "Visit": ("cancel",), "CancelVisit": (True, False)},
    "correct": {"Menu": ("visits",), "Visit": ("form",), "FreePlace": (True, False)},
    "send": {"Menu": ("papers",)},
}
"""What somebody came for, and what they choose then."""

GOALS = {"again": "TwiceHere", "move": "ConfirmChange", "cancel": "CancelVisit", "correct": "FreePlace", "visit": "Visit",
         "send": "PapersComplete"}
"""Where these lead in the end."""

RENEWED = {"ChoosePlace": 0.15, "WhoIsNext": 0.1, "ChoosePaper": 0.1, "Confirm": 0.15}
"""How often the program is renewed while somebody is asked this (elsewhere more seldom)."""

AT_TIMES = ("ChooseTime", "ChooseNearest", "TooManyHolds", "Confirm", "ConfirmChange", "HasOne")
"""Where somebody else may be faster, or a hold lapses."""

AT_VISITS = ("MyVisits", "Visit", "ConfirmChange", "CancelVisit", "CantCome", "WhoseForm", "WhichLine", "FreePlace", "PapersOfVisit")
"""Where the office may just have cancelled the visit."""

AT_CHOICES = ("ChoosePlace", "ChooseDay", "ChooseService", "ChoosePaper", "SendPaper", "WhoIsNext", "AnyoneElse",
              "ShowRequirements", "AgreeFor", "Confirm", "AskQuestion")
"""Where the program may just have been renewed, with other settings."""


@dataclass
class Mood:
    """How somebody goes about it for a while. `keen`: how often they do what leads on; `intent`: what they came for."""

    keen: float
    intent: str = "book"


class Walker:
    """Walks about in a world."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.world = World(plan, folder)
        self.random = self.world.random
        self.humans = typed.humans(self.random, 14)
        self.learnt: defaultdict[tuple[str, str], Counter[Way]] = defaultdict(Counter)
        self.mine: dict[str, list[typed.Human]] = {}
        self.present: list[Someone] = [self.newcomer() for _ in range(PEOPLE)]
        self.who = self.present[0]
        self.away = 0
        """Turns until the usual release comes back."""

    def walk(self, turns: int) -> World:
        """So many turns, then a last look around."""
        while self.world.coverage.turns < turns:
            self.session()
        self.world.look_around()
        self.world.database.close()
        return self.world

    def newcomer(self) -> Someone:
        guess = self.random.choice((*self.world.plan.languages, "fr", ""))
        who = Someone(f"p{len(self.world.everyone)}", guess)
        self.world.everyone.append(who)
        self.mine[who.address] = self.random.sample(self.humans, 3)
        return who

    # --- time -----------------------------------------------------------------------------------------------------------

    def session(self) -> None:
        """Somebody talks for a while, others in between; then time passes."""
        if self.random.random() < 0.1:
            self.present[self.random.randrange(PEOPLE)] = self.newcomer()
        if self.random.random() < 0.6:
            self.who = self.random.choice(self.present)
        who = self.who
        has_visit = bool(who.id) and self.has_visit(who)
        mood = Mood(self.random.choice((0.99, 0.99, 0.97, 0.94, 0.5)),
                    self.intent(("book", *GOALS) if has_visit else ("book", "book", "again")))
        quick = self.random.random() < 0.03
        if who.entries and self.random.random() < (0.5 if mood.intent != "book" else 0.1):
            self.take(who, Typed("menu"))
            self.take(who, Typed("ya"))
        for _turn in range(self.random.randint(10, 70)):
            other = self.random.random() < 0.12
            self.act(self.random.choice(self.present) if other else who, mood)
            self.between()
            if not quick:
                self.world.clock.advance(seconds=self.pause())
            self.world.deliver()
        self.later()

    def intent(self, among: tuple[str, ...]) -> str:
        """Rather one whose end few have seen."""
        seen = self.world.coverage.steps
        [found] = self.random.choices(among, [1 / (3 + seen[GOALS.get(one, "")]) if one in GOALS else 0.1 for one in among])
        return found

    def has_visit(self, who: Someone) -> bool:
        with self.desk(who) as desk:
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
        if self.random.random() < 0.7:
            self.who = who
            self.take(who, self.answer_offer(who) if who.offers else Typed("ok"))
            for _turn in range(self.random.randint(0, 4)):
                self.act(who, Mood(0.95))

    def near_a_visit(self) -> Any:
        now = self.world.clock.now()
        with self.world.database.reading() as tx:
            visits = tx.execute(select(appointments.c.starts_at, appointments.c.person).where(
                appointments.c.state == "booked", appointments.c.starts_at > now,
                appointments.c.person.in_([one.id for one in self.world.everyone])).order_by(appointments.c.starts_at).limit(3)).all()
        if not visits:
            return now
        visit = self.random.choice(visits)
        self.who = next(one for one in self.world.everyone if one.id == visit.person)
        return max(now, visit.starts_at + timedelta(hours=self.random.uniform(-11, 2)))

    def between(self) -> None:
        """What happens beside the turns."""
        if self.random.random() < 0.02:
            self.world.officer()
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
            self.world.rival(who)
        if step == "Confirm" and random.random() < 0.2:
            self.world.double(who)
        if step in AT_VISITS and random.random() < 0.04:
            self.world.cancel_one(who)
        if step in AT_CHOICES and random.random() < RENEWED.get(step, 0.03):
            self.renew()
        if step == "ShowRequirements" and random.random() < 0.06:
            for _time in range(9):
                if type(who.top).__name__ != "ChooseService":
                    self.take(who, Typed("back"))

    # --- a turn -----------------------------------------------------------------------------------------------------------

    def act(self, who: Someone, mood: Mood) -> None:
        if not who.entries:
            self.take(who, self.random.choice((Opened(), Typed("halo"), Typed("/start"), Typed(typed.anything(self.random)))))
            return
        kind = self.random.random()
        self.meanwhile(who)
        if who.offers and kind < 0.06:
            self.take(who, self.answer_offer(who))
        elif kind < 0.06 + 0.92 * mood.keen:
            self.take(who, self.go_on(who, mood))
        else:
            self.stray(who)

    def take(self, who: Someone, what: What, id: str = "") -> TurnResult | None:  # noqa: A002
        result = self.world.take(who, what, id)
        if result is not None and result.walked:
            who.booked |= any(isinstance(one.step, Confirm) and isinstance(one.result, Done) for one in result.walked)
            first = result.walked[0]
            key = value_key(json.loads(json.dumps(first.value, default=lambda one: getattr(one, "model_dump", str(one).__str__)())))
            self.learnt[type(first.step).__name__, key].update(code_ways(result.walked))
        return result

    def answer_offer(self, who: Someone) -> What:
        if self.random.random() < 0.2:
            return Typed(str(self.random.randint(1, 3)))
        button = self.random.choice(who.offers if self.random.random() < 0.4 else list(who.offers)[-2:])
        if self.random.random() < 0.8:
            who.offers.remove(button)
        return Pressed(button.id)

    def stray(self, who: Someone) -> None:
        """Something that leads nowhere, or elsewhere."""
        kind = self.random.random()
        if kind < 0.16:
            self.take(who, Typed(typed.anything(self.random)))
        elif kind < 0.34:
            self.take(who, Typed(self.random.choice(typed.RESERVED)))
        elif kind < 0.4:
            for _time in range(self.random.randint(2, 9)):
                self.take(who, Typed("back"))
        elif kind < 0.56 and who.shown.words:
            self.take(who, Pressed(f"{who.shown.question}.{self.random.choice(who.shown.words)}"))
        elif kind < 0.64 and who.buttons:
            self.take(who, Pressed(self.random.choice(who.buttons).id))
        elif kind < 0.68:
            other = self.random.choice(self.present)
            self.take(who, Pressed(self.random.choice(other.buttons).id if other.buttons else "nonsense"))
        elif kind < 0.73 and who.shown.pressed:
            self.take(who, Pressed(who.shown.pressed))
        elif kind < 0.78 and who.last is not None:
            self.take(who, who.last.what, who.last.id)
        elif kind < 0.9:
            self.take(who, self.photos(who))
        elif kind < 0.94:
            self.take(who, Other(self.random.choice(("location", "contact", "voice", "sticker", "broken-file", "unknown"))))
        elif kind < 0.96:
            self.take(who, Opened())
        else:
            self.take(who, Pressed(self.random.choice(("", ".", "x.y", f"{who.shown.question}.99", f"{who.shown.question}.cancel-surely",
                                                       f"{who.shown.question}.-1", "⁴.²"))))

    def photos(self, who: Someone) -> Sent:
        keys = [self.world.file(who) for _ in range(self.random.choice((1, 1, 1, 2, 5)))]
        if self.random.random() < 0.1:
            keys.append("no-such-file")
        return Sent(Files(keys=tuple(keys)), size=100_000 * len(keys))

    # --- towards somewhere ----------------------------------------------------------------------------------------------

    def go_on(self, who: Someone, mood: Mood) -> What:
        """An answer to the open question: typed, sent, or one of those that were shown."""
        step = who.top
        if isinstance(step, SendPaper) and self.random.random() < 0.5:
            return self.photos(who)
        text = self.words_for(who, mood) if self.random.random() < 0.88 or not who.shown.choices else None
        if text is not None:
            return Typed(text)
        if not who.shown.choices:
            return Typed(typed.anything(self.random))
        number, choice = self.chosen(who, mood)
        kind = self.random.random()
        if kind < 0.8:
            return Pressed(f"{who.shown.question}.{number}")
        if kind < 0.88:
            return Typed(str(number + 1))
        return Typed(choice.label.translate(UNMARKED) if kind < 0.97 or not choice.also else self.random.choice(choice.also))

    def words_for(self, who: Someone, mood: Mood) -> str | None:
        """What they type where the question takes words; None where it doesn't."""
        random, step = self.random, who.top
        human = random.choice(self.mine[who.address])
        match step:
            case AskField(field=field) | NewValue(field=field):
                if isinstance(step, AskField) and random.random() < 0.85:
                    human = self.mine[who.address][0 if mood.intent == "again" else step.member % 3]
                return typed.field(random, field, human) or None
            case AskState(question=question) if random.random() < 0.4 and (left := self.unseen_homes(who, step, question)):
                return random.choice(left)
            case AskState():
                return random.choice(typed.HOME if random.random() < mood.keen * 0.95 else typed.STATES)
            case AskCounty():
                return random.choice(typed.COUNTIES)
            case AskCode():
                return self.some_code()
            case AskBirthDate(code=code):
                return self.birth_date(who, code)
            case WithOfficer() if random.random() < 0.5:
                return random.choice(("Apakah paspor saya sudah jadi?", "terima kasih", "menu", typed.anything(random)))
            case _:
                return None

    def unseen_homes(self, who: Someone, step: AskState, question: str) -> list[str]:
        """What leads on from this question as nobody has gone yet."""
        with self.desk(who) as desk:
            service = desk.parties.member(step.member).service
        left = {way[2] for way in self.world.ways.config if way[:2] == (service, question) and way not in self.world.coverage.config}
        return [home for home, answer in (("Denver, CO", "here"), ("New York", "elsewhere"), ("Montana", "unsure")) if answer in left]

    def some_code(self) -> str:
        with self.world.database.reading() as tx:
            codes = [row.code for row in tx.execute(select(appointments.c.code).order_by(appointments.c.id.desc()).limit(20))]
        if codes and self.random.random() < 0.85:
            return str(self.random.choice(codes)).replace("-", self.random.choice(("", "-", " ")))
        return self.random.choice(("K7M-4TD", "c2c2c2", "12", "not a code"))

    def birth_date(self, who: Someone, code: str) -> str:
        with self.desk(who) as desk:
            appointment = desk.appointments.by_code(code)
            if appointment is None or self.random.random() < 0.4:
                return self.random.choice(self.humans).born
            found = desk.appointments.cases(appointment.id)
            return str(desk.applicants.get(self.random.choice(found).applicant).form.birth_date)

    def chosen(self, who: Someone, mood: Mood) -> tuple[int, Choice]:
        """One of the answers shown: what gets on, or what leads where few have been."""
        step, choices = who.top, list(enumerate(who.shown.choices))
        name = type(step).__name__
        likely = INTENTS[mood.intent].get(name, LIKELY.get(name))
        if isinstance(step, Confirm) and self.away > 0:
            likely = None                                       # rather a form, which may be another one now
        if isinstance(step, ChooseService) and self.random.random() < 0.5:
            likely = self.known_services(who, step, mood)
        if likely and self.random.random() < mood.keen * (0.75 if name in OFTEN else 0.9):
            wanted = self.random.choice(likely)
            liked = [one for one in choices if one[1].word is None and one[1].value == wanted]
            if liked:
                return liked[0]
        if self.random.random() < mood.keen * 0.8:
            choices = [one for one in choices if one[1].value not in NO_MATTER] or choices
        if isinstance(step, WhoIsNext) and self.random.random() < 0.6:      # a form less to fill in
            choices = [one for one in choices if isinstance(one[1].value, dict)] or choices
        if isinstance(step, AskQuestion):
            weights = list(self.by_way(who, step, choices, mood))
        else:
            weights = [self.worth(name, choice) for _number, choice in choices]
            if isinstance(step, ChooseService):
                weights = [weight * self.unseen(choice) for weight, (_number, choice) in zip(weights, choices, strict=True)]
        [found] = self.random.choices(choices, weights)
        return found

    def known_services(self, who: Someone, step: ChooseService, mood: Mood) -> tuple[str, ...]:
        """The service that was chosen here before; or one that this applicant has a visit for."""
        with self.desk(who) as desk:
            member = desk.parties.member(step.member)
            if member.service is not None:
                return (member.service,)
            rows = desk.tx.execute(select(cases.c.service).where(cases.c.applicant == member.applicant, cases.c.state == "active"))
            return (*rows.scalars(), "passport-renewal") if mood.intent == "again" else ()

    def unseen(self, service: Choice) -> float:
        """A service is the more worth, the more of its questions' answers nobody has given yet."""
        left = sum(way[0] == service.value and way not in self.world.coverage.config for way in self.world.ways.config)
        return float(left) + (0.3 if service.value == "visa" else 1.0)

    def worth(self, step: str, choice: Choice) -> float:
        if choice.word is not None:
            return 0.05
        ways = self.learnt.get((step, value_key(choice.value)))
        if not ways:
            return 1.0
        total = sum(ways.values())
        return max(0.02, *(min(1.0, 8 * count / total) / (1 + self.world.coverage.code[way]) for way, count in ways.items()))

    def by_way(self, who: Someone, step: AskQuestion, choices: list[tuple[int, Choice]], mood: Mood) -> Iterator[float]:
        """Rather where few have been; and whoever is keen, rather towards a booking."""
        catalogue = self.world.office.catalogue
        with self.desk(who) as desk:
            member = desk.parties.member(step.member)
        service = member.service or ""
        keen = self.random.random() < mood.keen * 0.88
        answered = [{**member.answers, step.question: str(choice.value)} for _number, choice in choices]
        keen = keen and not all(catalogue.outcome(service, answers) for answers in answered)
        for (_number, choice), answers in zip(choices, answered, strict=True):
            outcome = catalogue.outcome(service, answers)
            onward = f"outcome:{outcome}" if outcome else catalogue.next_question(service, answers) or "booking"
            rare = 1 / (1 + self.world.coverage.config[service, step.question, str(choice.value), onward])
            yield rare * (1e-9 if keen and outcome else 1.0)

    def desk(self, who: Someone) -> Any:
        return _reading(self.world, who)


class _reading:  # noqa: N801
    """The office as this person sees it, to look things up."""

    def __init__(self, world: World, who: Someone) -> None:
        self._world, self._who = world, who
        self._opened = world.database.reading()

    def __enter__(self) -> Desk:
        tx = self._opened.__enter__()
        settings = self._world.office.settings
        return Desk(self._world.office, tx, self._world.clock.now(), person_of(people.get(tx, self._who.id), settings.office.languages))

    def __exit__(self, *problem: Any) -> None:
        self._opened.__exit__(*problem)


def value_key(value: Any) -> str:
    """An answer without what differs from person to person."""
    match value:
        case str() if value and not value[0].isdigit() and len(value) < 24:
            return value
        case bool():
            return str(value)
        case dict():
            return " ".join(sorted(value))
        case _:
            return type(value).__name__
