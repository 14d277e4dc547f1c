"""What an office can set: `config.yaml`, and the environment over it (`JANJI_WEB__PORT=8001`).

Everything is checked once, when the program starts (`bot.config_file.load`); inside, the values are trusted.
"""

from bot.config.conditions import All, AnyOf, Condition, Not
from bot.config.notices import NoticeLimits
from bot.config.office import (
    Holidays,
    Jurisdiction,
    Mission,
    Notice,
    OfficeInfo,
    Phone,
    Place,
    Release,
    ServiceGroup,
    State,
)
from bot.config.retention import Retention
from bot.config.services import (
    Answer,
    Asked,
    Attend,
    Charge,
    Duration,
    Fee,
    FieldSettings,
    FormField,
    Needed,
    Outcome,
    Question,
    Requirement,
    Rule,
    Service,
    VisitStep,
    in_force,
)
from bot.config.settings import (
    BookingSettings,
    ConversationSettings,
    DatabaseSettings,
    FileSettings,
    KeySettings,
    Limits,
    MetricsSettings,
    ReminderSettings,
    Settings,
    TelegramSettings,
    Way,
    WebSettings,
)
from bot.config.sms import SmsSettings
from bot.config.smtp import SmtpSettings
from bot.config.twilio import TwilioSettings
from bot.config.values import (
    ONE_DAY,
    WEEKDAYS,
    Fact,
    Frozen,
    Hours,
    Key,
    Language,
    Missing,
    Money,
    Span,
    Week,
    Weekday,
    Words,
    ZoneName,
    is_loopback,
)

__all__ = [
    "ONE_DAY", "WEEKDAYS", "All", "Answer", "AnyOf", "Asked", "Attend", "BookingSettings", "Charge", "Condition",
    "ConversationSettings", "DatabaseSettings", "Duration", "Fact", "Fee", "FieldSettings", "FileSettings",
    "FormField", "Frozen", "Holidays", "Hours", "Jurisdiction", "Key", "KeySettings", "Language", "Limits",
    "MetricsSettings", "Missing", "Mission", "Money", "Needed", "Not", "Notice", "NoticeLimits", "OfficeInfo", "Outcome",
    "Phone", "Place", "Question", "Release", "ReminderSettings", "Requirement", "Retention", "Rule",
    "Service", "ServiceGroup", "Settings", "SmsSettings", "SmtpSettings", "Span", "State", "TelegramSettings",
    "TwilioSettings", "VisitStep", "Way", "WebSettings", "Week", "Weekday", "Words", "ZoneName", "in_force",
    "is_loopback",
]
