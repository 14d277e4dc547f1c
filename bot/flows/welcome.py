"""The first words: the language, the notice on personal data, and what to do for whoever does not agree."""

from __future__ import annotations

from datetime import time
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from pydantic import BaseModel, ConfigDict

from bot.conversation.prompts import Note, OneOf, Option
from bot.conversation.step import Done, Step
from bot.conversation.text import Showable, Text, _, paragraphs, said
from bot.desk.desk import Desk
from bot.flows.office import hours_in_words, phone_in_words, today_in_words


class Agreed(BaseModel):
    """They agreed to this version of the notice. `service` or `code`: what they had asked for before."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    service: str = ""
    code: str = ""


class Wanted(BaseModel):
    """A service that was asked for, in words ("mau perpanjang paspor") or by a link; or a visit, by its code."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    service: str = ""
    code: str = ""


class Speak(BaseModel):
    """They want this language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    language: str


def language_name(language: str) -> Text:
    """A language's own name for itself."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return said(language)
    name = locale.get_language_name(language) or language
    return said("Bahasa Indonesia" if language == "id" else name[:1].upper() + name[1:])


def greeting(desk: Desk) -> Text:
    """Good morning, by the office's clock."""
    now = desk.now.astimezone(ZoneInfo(desk.settings.office.timezone)).time()
    if time(4) <= now < time(11):
        return _("Good morning")
    if time(11) <= now < time(15):
        return _("Hello")
    if time(15) <= now < time(18):
        return _("Good afternoon")
    return _("Good evening")


def kept_days(desk: Desk) -> int:
    """After which what an applicant gave is destroyed."""
    days = desk.settings.retention.rules["applicants"]
    assert isinstance(days, int)                            # config.yaml says so, or is refused
    return days


def services_heard(desk: Desk) -> tuple[Option[Wanted], ...]:
    """Each service, by the words for it."""
    return tuple(Option(Wanted(service=key), service.short or service.name, also=(*service.also, key))
                 for key, service in desk.settings.services.items())


class Notice(Step[Literal["agree", "refuse"] | Speak | Wanted, Agreed]):
    """What is kept, how long, and who sees it. Nothing personal is asked before they agree. `service` or `code`: what they
    asked for meanwhile; it is gone on with then. `refused`: they had not agreed, and then asked for it."""

    one_place = True
    service: str = ""
    code: str = ""
    refused: bool = False

    def ask(self, desk: Desk, /) -> OneOf[Literal["agree", "refuse"] | Speak | Wanted]:
        office = desk.settings.office
        others = tuple(language for language in office.languages if language != desk.person.language)
        hello: Showable = _("{greeting}. I'm the assistant of the passport and visa desk at the {office}. I help you prepare "
                            "your visit; you can ask for an officer at any time.",
                            greeting=greeting(desk), office=office.name)
        if desk.person.notice_version is not None:
            hello = _("Our notice on personal data has changed, so I ask you once more.")
        if self.refused:
            hello = _("For that I need your agreement first, because it takes a form and papers. Here is the notice once more.")
        body = paragraphs((
            _("To prepare your visit we keep your answers, the form and the photos of your papers, encrypted. They are "
              "destroyed {days} days after the last change, unless the law makes us keep them.", days=kept_days(desk)),
            _("Reminders about your own visit come to this chat, until you type *STOP*."),
            _("Who sees them: {who}", who=desk.settings.notice.who_sees),
            *(() if desk.settings.notice.law is None else (desk.settings.notice.law,)),
            *self._heard(desk),
            _("Do you agree?")))
        options: tuple[Option[Literal["agree", "refuse"] | Speak | Wanted], ...] = (
            *(Option(Speak(language=language), language_name(language), also=(language,)) for language in others),
            Option("agree", _("I agree"), also=("@consent",), strict=True),
            Option("refuse", _("I do not agree"), also=("@no",)))
        return OneOf(body, options, heard=services_heard(desk), before=(Note(hello),))

    def _heard(self, desk: Desk) -> tuple[Text, ...]:
        service = desk.settings.services.get(self.service)
        if service is None:
            return (_("Then we'll look at the visit with code *{code}*.", code=self.code),) if self.code else ()
        return (_("Then we'll go on with: *{service}*.", service=service.name),)

    def answer(self, desk: Desk, value: Literal["agree", "refuse"] | Speak | Wanted, /) -> Notice | Refused | Done[Agreed]:
        if isinstance(value, Wanted):
            return Notice(service=value.service, code=value.code)
        if isinstance(value, Speak):
            desk.people.choose_language(desk.person, value.language)
            return Notice(service=self.service, code=self.code)
        if value == "refuse":
            return Refused(service=self.service, code=self.code)
        return agreeing(desk, self.service, self.code)


def agreeing(desk: Desk, service: str, code: str) -> Done[Agreed]:
    """They agree to the notice as it is now, in the language that it was read in."""
    if not desk.person.chose_language:
        desk.people.choose_language(desk.person, desk.person.language)
    version = desk.settings.notice.version
    desk.people.agree(desk.person, version)
    return Done(Agreed(version=version, service=service, code=code))


class Refused(Step[Literal["again", "agree"] | Wanted, Agreed]):
    """The way on for whoever does not agree: the phone and the counter. They may change their mind."""

    service: str = ""
    code: str = ""

    def ask(self, desk: Desk, /) -> OneOf[Literal["again", "agree"] | Wanted]:
        agree: Option[Literal["again", "agree"] | Wanted] = Option("agree", _("I agree"), also=("@agree",))
        return OneOf(paragraphs((
            _("That's all right. I won't ask for a form or papers, and I keep nothing but this chat itself. You can phone the "
              "office or come to the counter:"),
            phone_in_words(desk), hours_in_words(desk), *today_in_words(desk))),
            (Option("again", _("Read it again"), also=("@yes",)),), heard=(agree, *services_heard(desk)),
            words=("officer",))

    def answer(self, desk: Desk, value: Literal["again", "agree"] | Wanted, /) -> Notice | Done[Agreed]:
        if isinstance(value, Wanted):
            return Notice(service=value.service, code=value.code, refused=True)
        if value == "again":
            return Notice(service=self.service, code=self.code)
        return agreeing(desk, self.service, self.code)


class ChooseLanguage(Step[Speak, None]):
    """Change the language, from anywhere; remembered."""

    def ask(self, desk: Desk, /) -> OneOf[Speak]:
        return OneOf(_("Which language do you prefer?"), tuple(
            Option(Speak(language=language), language_name(language), also=(language,))
            for language in desk.settings.office.languages))

    def answer(self, desk: Desk, value: Speak, /) -> Done[None]:
        desk.people.choose_language(desk.person, value.language)
        return Done(None)
