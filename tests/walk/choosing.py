"""How somebody answers the question that is open: rather as leads where nobody has been."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.conversation.events import Pressed, Sent, Typed, What
from bot.conversation.prompts import Files
from bot.conversation.shown import Choice
from bot.conversation.stack import Walked
from bot.flows.booking import Confirm
from bot.flows.by_code import AskBirthDate, AskCode
from bot.flows.changing import ConfirmChange
from bot.flows.correcting import NewValue, WhichLine
from bot.flows.eligibility import AskCounty, AskQuestion, AskState
from bot.flows.form import AskField
from bot.flows.menu import Menu
from bot.flows.my_visits import MyVisits
from bot.flows.officer import WithOfficer
from bot.flows.papers import SendPaper
from bot.flows.party import AnyoneElse, ChooseService, WhoIsNext
from bot.flows.reaching import AskAddress, TypeCode
from bot.flows.times import ChooseDay, ChooseTime, OtherDay
from bot.flows.visits import Visit
from storage.tables import appointments, cases
from tests.walk import typed
from tests.walk.coverage import Way, code_ways
from tests.walk.habits import INTENTS, LIKELY, NO_MATTER, OFTEN, SHARED, Mood
from tests.walk.offices import MARKS, TYPED
from tests.walk.world import Someone, World

UNMARKED = dict.fromkeys(map(ord, "".join(MARKS.values()) + TYPED))

Numbered = tuple[int, Choice]


class Choosing:
    """What was learnt of which answers lead where, and a choice among those that are shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.random = world.random
        self.humans = typed.humans(self.random, 14)
        self.mine: dict[str, list[typed.Human]] = {}
        self.led: dict[str, str] = {}
        """The step that was open after a word, or after an offer's button."""
        self.learnt: defaultdict[tuple[str, str], Counter[Way]] = defaultdict(Counter)

    def learn(self, walked: list[Walked]) -> None:
        """Where an answer has led."""
        first = walked[0]
        value = json.loads(json.dumps(first.value, default=lambda one: getattr(one, "model_dump", lambda: str(one))()))
        self.learnt[type(first.step).__name__, value_key(value)].update(code_ways(walked))

    def go_on(self, who: Someone, mood: Mood, renewed: bool) -> What:
        """An answer to the open question: typed, sent, or one of those that were shown."""
        step = who.top
        if isinstance(step, SendPaper) and self.random.random() < (0.8 if mood.intent == "send" else mood.stray(0.5)):
            return photos(self.world, who)
        text = self.words_for(who, mood) if self.random.random() < 0.88 or not who.shown.choices else None
        if text is not None:
            return Typed(text)
        if not who.shown.choices:
            return Typed(typed.anything(self.random))
        number, choice = self.chosen(who, mood, renewed)
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
            case NewValue(field="birth_date", applicant=applicant) if random.random() < 0.8:
                return self.nearly(who, applicant)
            case NewValue(field=field):
                return typed.field(random, field, random.choice(self.humans)) or None
            case AskField(field=field):
                if random.random() < mood.often(0.85):
                    human = self.mine[who.address][0 if mood.intent == "again" else step.member % 3]
                return typed.field(random, field, human) or None
            case AskState(question=question):
                return self.home(who, mood, step, question)
            case Menu() if random.random() < 0.15:
                return random.choice((*typed.SERVICES, *self.codes(who)))
            case AskCounty():
                return random.choice(typed.COUNTIES)
            case AskCode():
                return random.choice((self.some_code(), self.some_code(), *self.codes(who)))
            case AskBirthDate(code=code):
                return self.birth_date(who, code)
            case OtherDay() | ChooseDay() if random.random() < (
                    0.8 if who.held_too_many else 0.6 if isinstance(step, OtherDay) else 0.2):
                return random.choice(typed.HOURS if who.held_too_many else typed.DAYS + typed.HOURS)
            case WithOfficer() if random.random() < 0.5:
                return random.choice(("Apakah paspor saya sudah jadi?", "terima kasih", "menu", typed.anything(random)))
            case _:
                return self.another_hour(who, mood) or self.for_mails(who)

    def another_hour(self, who: Someone, mood: Mood) -> str | None:
        """Than those that are shown, or than the visit's own."""
        if isinstance(who.top, Visit) and self.random.random() < (0.4 if mood.intent in ("move", "late") else 0.02):
            return self.random.choice(typed.DAYS + typed.HOURS)
        shown = isinstance(who.top, ChooseTime | Confirm | ConfirmChange)
        return self.random.choice(typed.OTHER_HOURS) if shown and self.random.random() < 0.1 else None

    def for_mails(self, who: Someone) -> str | None:
        """An address, or a code: mostly not what stands in the newest mail."""
        if isinstance(who.top, AskAddress) and self.random.random() < 0.9:
            return self.random.choice(typed.MAILBOXES if who.top.way == "email" else typed.PHONES)
        if not isinstance(who.top, TypeCode) or self.random.random() < 0.05:
            return None
        with self.world.desk(who) as desk:
            known = desk.reaching.get(who.top.mailbox)
        return known.code if known is not None and known.code and self.random.random() < 0.3 else "000000"

    def home(self, who: Someone, mood: Mood, step: AskState, question: str) -> str:
        """Where they live; rather what leads on as nobody has gone yet."""
        random = self.random
        if random.random() < 0.4 and (left := self.unseen_homes(who, step, question)):
            return random.choice(left)
        return random.choice(typed.HOME if random.random() < mood.often(0.95) else typed.STATES)

    def unseen_homes(self, who: Someone, step: AskState, question: str) -> list[str]:
        """What leads on from this question as nobody has gone yet."""
        with self.world.desk(who) as desk:
            service = desk.parties.member(step.member).service
        left = {way[2] for way in self.unwalked() if way[:2] == (service, question)}
        homes = {"here": "Denver, CO", "elsewhere": "New York", "unsure": "Montana", "visiting": "Only visiting"}
        return [home for answer, home in homes.items() if answer in left]

    def unwalked(self) -> list[Way]:
        """What of the configuration nobody has gone yet."""
        return sorted(way for way in self.world.ways.config if way not in self.world.coverage.config)

    def codes(self, who: Someone) -> tuple[str, ...]:
        """Of this person's visits, one."""
        with self.world.desk(who) as desk:
            return tuple(visit.code for visit in desk.appointments.of_person(who.id)[:1])

    def some_code(self) -> str:
        with self.world.transaction() as tx:
            codes = [row.code for row in tx.execute(select(appointments.c.code).order_by(appointments.c.id.desc()).limit(20))]
        if codes and self.random.random() < 0.85:
            return str(self.random.choice(codes)).replace("-", self.random.choice(("", "-", " ")))
        return self.random.choice(("K7M-4TD", "c2c2c2", "12", "not a code"))

    def birth_date(self, who: Someone, code: str) -> str:
        with self.world.desk(who) as desk:
            appointment = desk.appointments.by_code(code)
            if appointment is None or self.random.random() < 0.4:
                return self.random.choice(self.humans).born
            found = desk.appointments.cases(appointment.id)
            return str(desk.applicants.get(self.random.choice(found).applicant).form.birth_date)

    def nearly(self, who: Someone, applicant: int) -> str:
        """Another day of the same month, as somebody types who mistook one."""
        with self.world.desk(who) as desk:
            born = date.fromisoformat(desk.applicants.get(applicant).form.birth_date)
        return born.replace(day=born.day % 28 + 1).isoformat()

    def chosen(self, who: Someone, mood: Mood, renewed: bool) -> Numbered:
        """One of the answers shown: what gets on, or what leads where few have been."""
        step, choices = who.top, list(enumerate(who.shown.choices))
        name = type(step).__name__
        likely = self.likely(who, mood, renewed)
        if likely and self.random.random() < mood.often(0.75 if name in OFTEN else 0.9):
            wanted = self.random.choice(likely)
            liked = [one for one in choices if one[1].word is None and one[1].value == wanted]
            if liked:
                return liked[0]
        if self.random.random() < mood.often(0.8):
            choices = [one for one in choices if one[1].value not in NO_MATTER] or choices
        if isinstance(step, WhoIsNext) and self.random.random() < mood.often(0.6):      # a form less; or the same one twice
            known = not (mood.intent == "again" and step.members)
            choices = [one for one in choices if isinstance(one[1].value, dict) is known] or choices
        if isinstance(step, AskQuestion):
            weights = list(self.by_way(who, step, choices, mood))
        else:
            weights = [self.worth(name, choice) for _number, choice in choices]
        [found] = self.random.choices(choices, weights)
        return found

    def likely(self, who: Someone, mood: Mood, renewed: bool) -> tuple[Any, ...]:
        """What leads on from here, for somebody of this mood."""
        step, often = who.top, self.random.random() < mood.often(0.6)
        match step:
            case AnyoneElse() if mood.intent == "fewer":
                return ("more",) if len(step.members) < 2 else ("enough", "enough", "enough", "fewer")
            case MyVisits() if mood.intent in SHARED:
                return tuple(self.shared_visits(who))
            case WhichLine() if often and mood.intent == "correct":
                return self.known_by(who, step)
            case ChooseService() if often:
                return self.known_services(who, step, mood)
            case Confirm() if renewed:
                return ()                                   # rather a form, which may be another one now
        name = type(step).__name__
        return INTENTS[mood.intent].get(name, LIKELY.get(name, ()))

    def shared_visits(self, who: Someone) -> list[int]:
        """This person's visits with several applicants."""
        with self.world.desk(who) as desk:
            return [visit.id for visit in desk.appointments.of_person(who.id)
                    if len({case.applicant for case in desk.appointments.cases(visit.id) if case.state == "active"}) > 1]

    def known_services(self, who: Someone, step: ChooseService, mood: Mood) -> tuple[str, ...]:
        """The service that was chosen here before; or one that this applicant has a visit for."""
        with self.world.desk(who) as desk:
            member = desk.parties.member(step.member)
            if member.service is not None:
                return (member.service,)
            booked = desk.tx.execute(select(cases.c.service).where(
                cases.c.applicant == member.applicant, cases.c.state == "active").order_by(cases.c.id)).scalars()
            return (*booked, "passport-renewal") if mood.intent in ("again", "others", "renewed") else ()

    def known_by(self, who: Someone, step: WhichLine) -> tuple[str, ...]:
        """The lines by which this applicant is known."""
        with self.world.desk(who) as desk:
            form = desk.applicants.get(step.applicant).form
        return tuple(field for field in ("nik", "passport_number") if getattr(form, field)) or ("full_name",)

    def seldom(self, said: str) -> float:
        """How few have been where this leads."""
        return 1 / (1 + self.world.coverage.steps[self.led[said]]) if said in self.led else 1.0

    def unseen(self, service: Choice) -> float:
        """A service is the more worth, the more of its questions' answers nobody has given yet."""
        left = [way for way in self.unwalked() if way[0] == service.value]
        return len(left) + (0.3 if service.value == "visa" else 1.0)

    def worth(self, step: str, choice: Choice) -> float:
        if choice.word is not None:
            return 0.05
        unseen = self.unseen(choice) if step == "ChooseService" else 1.0
        ways = self.learnt.get((step, value_key(choice.value)))
        if not ways:
            return unseen
        total = sum(ways.values())
        rare = [min(1.0, 8 * count / total) / (1 + self.world.coverage.code[way]) for way, count in ways.items()]
        return unseen * max(0.02, *rare)

    def by_way(self, who: Someone, step: AskQuestion, choices: list[Numbered], mood: Mood) -> Iterator[float]:
        """Rather where few have been; and whoever is keen, rather towards a booking."""
        catalogue = self.world.office.catalogue
        with self.world.desk(who) as desk:
            member = desk.parties.member(step.member)
        service = member.service or ""
        keen = self.random.random() < mood.often(0.88)
        answered = [{**member.answers, step.question: str(choice.value)} for _number, choice in choices]
        keen = keen and not all(catalogue.outcome(service, answers) for answers in answered)
        for (_number, choice), answers in zip(choices, answered, strict=True):
            outcome = catalogue.outcome(service, answers)
            onward = f"outcome:{outcome}" if outcome else catalogue.next_question(service, answers) or "booking"
            rare = 1 / (1 + self.world.coverage.config[service, step.question, str(choice.value), onward])
            yield rare * (1e-9 if keen and outcome else 1.0)


def photos(world: World, who: Someone) -> Sent:
    """One, or several at once; now and then one that the office does not have."""
    keys = [world.file(who) for _ in range(world.random.choice((1, 1, 1, 2, 5)))]
    if world.random.random() < 0.1:
        keys.append("no-such-file")
    return Sent(Files(keys=tuple(keys)), size=100_000 * len(keys))


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
