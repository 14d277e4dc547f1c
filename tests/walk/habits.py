"""What people come for, what they mostly choose then, and what may happen meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LIKELY: dict[str, tuple[Any, ...]] = {
    "Notice": (*("agree",) * 9, "refuse"), "ShowRequirements": ("on",), "Confirm": ("book", "book", "book", "fewer"),
    "ReviewForm": (*("submit",) * 6, "change"), "Costs": ("go", "on"), "WhoStaysAway": ("none",),
    "AnyoneElse": ("enough", "more"), "CheckNik": ("right",), "CheckBookedNik": ("right",),
    "AgreeFor": (True, True, True, False),
    "ConfirmChange": (True,),
    "Refused": ("again",), "NotHere": ("answers", "service", "answers"), "OfficeInfo": ("on",), "WithOfficer": ("assistant",),
    "HasOne": ("leave", "leave", "leave", "form", "stop"),
    "SendPaper": ("done",), "TooManyHolds": ("again", "again", "day", "stop"),
    "CantCome": ("time", "time", "cancel", "done"),
    "SomebodyElse": ("cancel", "cancel", "cancel", "keep"),
    "WhichLine": ("nik", "passport_number", "nik", "passport_number", "full_name", "done"),
}
"""What somebody chooses who wants to get on."""

OFTEN = ("Notice", "AgreeFor", "Confirm", "AnyoneElse", "ReviewForm")
"""Where even somebody keen often does something else."""

NO_MATTER = ("done", "code", "later", "", "back", "none")
"""Answers that leave a list without choosing from it."""

INTENTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "book": {"Menu": ("book",)},
    "again": {"Menu": ("book",), "AnyoneElse": ("more", "more", "enough"), "TwiceHere": ("leave", "form")},
    "others": {"Menu": ("book",), "AnyoneElse": ("more", "enough"), "HasOne": ("leave",)},
    "renewed": {"Menu": ("book",)},
    "fewer": {"Menu": ("book",), "Confirm": ("fewer",)},
    "visit": {"Menu": ("visits",), "Visit": ("form", "papers", "done"), "WhoseForm": ("back",)},
    "move": {"Menu": ("visits",), "Visit": ("time",)},
    "cancel": {"Menu": ("visits",), "Visit": ("cancel",), "CancelVisit": (True, False)},
    "late": {"Menu": ("visits",), "Visit": ("time",)},
    "away": {"Menu": ("visits",), "Visit": ("cancel",), "WhoStaysAway": (), "CancelVisit": (True, False),
             "FreePlace": (True, True, False)},
    "correct": {"Menu": ("visits",), "Visit": ("form",), "FreePlace": (True, True, False)},
    "typo": {"Menu": ("visits",), "Visit": ("form",), "WhichLine": ("birth_date",),
             "CheckBookedNik": ("right", "nik", "birth_date")},
    "whose": {"Menu": ("visits",), "Visit": ("form",)},
    "look": {"Menu": ("visits",), "MyVisits": ("code",), "NotFound": ("again", "done")},
    "send": {"Menu": ("papers",)},
}
"""What somebody came for, and what they choose then."""

GOALS = {"again": "TwiceHere", "others": "HasOne", "renewed": "CorrectForm", "fewer": "LeaveOut",
         "move": "ConfirmChange", "cancel": "CancelVisit", "typo": "CheckBookedNik", "correct": "FreePlace", "visit": "Visit",
         "send": "PapersComplete", "look": "Found"}
"""Where these lead in the end."""

SEVERAL = ("again", "others", "fewer")
"""What takes several forms."""

NEAR = {"late": "TooLate"}
"""Where this does, short before a visit."""

SHARED = {"away": "WhoStaysAway", "whose": "WhoseForm"}
"""Where these do, of those who come together."""

RENEWED = {"ChoosePlace": 0.15, "WhoIsNext": 0.1, "ChoosePaper": 0.1, "Confirm": 0.15}
"""How often the program is renewed while somebody is asked this (elsewhere more seldom)."""

AT_TIMES = ("ChooseTime", "ChooseNearest", "TooManyHolds", "Confirm", "ConfirmChange", "HasOne")
"""Where somebody else may be faster, or a hold lapses."""

AT_VISITS = ("MyVisits", "Visit", "ConfirmChange", "CancelVisit", "CantCome", "WhoStaysAway", "WhoseForm", "WhichLine",
             "FreePlace", "PapersOfVisit")
"""Where the office may just have cancelled the visit."""

AT_CHOICES = ("ChoosePlace", "ChooseDay", "ChooseService", "ChoosePaper", "SendPaper", "WhoIsNext", "AnyoneElse",
              "ShowRequirements", "AgreeFor", "Confirm", "AskQuestion")
"""Where the program may just have been renewed, with other settings."""


@dataclass
class Mood:
    """How somebody goes about it for a while. `keen`: how often they do what leads on; `intent`: what they came for;
    `strict`: nothing holds them up."""

    keen: float
    intent: str = "book"
    strict: bool = False

    def often(self, share: float) -> float:
        """How often they do what leads on, where others do it so often."""
        return 1.0 if self.strict else self.keen * share

    def stray(self, share: float) -> float:
        """How often they do what holds up, where others do it so often."""
        return 0.0 if self.strict else share
