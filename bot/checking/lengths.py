"""Whether every label and every text has room on each channel, with its longest values and in each language."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence

from bot.channels.capabilities import Capabilities
from bot.checking.composed import composed
from bot.checking.config import words_of
from bot.checking.report import CONFIG, Fault
from bot.checking.samples import Samples
from bot.checking.sources import Role, SourceLabel, Sources, SourceText
from bot.config import Settings, Words
from bot.conversation.graph import Flows
from bot.conversation.prompts import Say, YesNo
from bot.conversation.shown import LABELS, new_token
from bot.conversation.text import Catalogues, Showable, Speech, Text, Value

FROM_CONFIG = "Shorten it, or write a `short:` beside it"
MANY, FEW = 12, 1
"""Numbers that take the two forms of a text that counts."""


def too_long(sources: Sources, settings: Settings, flows: Flows, catalogues: Catalogues,
             channels: Sequence[Capabilities]) -> Iterator[Fault]:
    """What has no room on a channel, and labels that nobody can measure."""
    measure = _Measure(settings, catalogues, channels)
    for label in sources.labels:
        if label.role != "line":
            yield from measure.source_label(label)
    yield from measure.review_lines([one for one in sources.labels if one.role == "line"])
    yield from measure.config_labels()
    yield from measure.engine_labels(flows)
    for text in sources.texts:
        yield from measure.text(text)
    for where, words, asks in composed(settings):
        yield from measure.message(where, words, asks)


class _Measure:
    """Renders in each language, and compares with what each channel takes."""

    def __init__(self, settings: Settings, catalogues: Catalogues, channels: Sequence[Capabilities]) -> None:
        self.settings = settings
        self.samples = Samples(settings)
        self.paths = {words: where for where, words in words_of(settings)}
        self.catalogues = catalogues
        self.speeches = [Speech(language, catalogues) for language in settings.office.languages]
        self.channels = channels

    # --- labels

    def source_label(self, found: SourceLabel) -> Iterator[Fault]:
        if isinstance(found.label, SourceText):
            for speech in self.speeches:
                shown = self.longest(speech, found.label)
                yield from self.label(found.where, speech, shown, found.answers, found.role)
            return
        values = self.samples.of(found.label)
        if values is None:
            yield Fault(found.where, "nobody knows how long this label can get",
                        "Write it as a text, or name its longest values in bot/checking/samples.py")
        for speech in self.speeches:
            for value in dict.fromkeys(values or ()):
                where = self.paths.get(value, found.where) if isinstance(value, Words) else found.where
                yield from self.label(where, speech, speech.format_field(value, ""), found.answers, found.role, FROM_CONFIG)

    def review_lines(self, found: Sequence[SourceLabel]) -> Iterator[Fault]:
        """The buttons of a review: "Change: Place of birth"."""
        for line in found:
            if isinstance(line.label, SourceText):
                values: Sequence[Value] = (Text(line.label.msgid),)
            else:
                values = self.samples.of(line.label) or ()
            for speech in self.speeches:
                for value in values:
                    shown = speech.render(Text("Change: {label}", (("label", value),)))
                    yield from self.label(line.where, speech, shown, None)

    def config_labels(self) -> Iterator[Fault]:
        """The answers to the office's questions."""
        for key, question in self.settings.questions.items():
            for option, answer in question.options.items():
                for speech in self.speeches:
                    yield from self.label(f"{CONFIG}questions.{key}.options.{option}.label", speech,
                                          speech.render(answer.label), len(question.options), to_do="Shorten it")

    def engine_labels(self, flows: Flows) -> Iterator[Fault]:
        """The words that work everywhere, the defaults of prompts, and the buttons of offers."""
        for speech in self.speeches:
            for word, text in LABELS.items():
                yield from self.label("bot/conversation/shown.py LABELS", speech, speech.render(text), None)
                yield from self.ids(f"{new_token()}.{word}")
            for default in (Say.next, YesNo.yes, YesNo.no):
                yield from self.label("bot/conversation/prompts.py", speech, speech.render(default), 2)
            for name, offer in flows.offers.items():
                for text in offer.choices.values():
                    yield from self.label(f"the offer “{name}”", speech, speech.render(text), len(offer.choices))

    def label(self, where: str, speech: Speech, words: str, answers: int | None, role: Role = "label",
              to_do: str = "Shorten it there, or in its translation") -> Iterator[Fault]:
        for channel in self.channels:
            limit = channel.detail if role == "detail" else channel.label(answers)
            if limit is not None and len(words) > limit:
                yield Fault(where, f"the {role} “{words}” has {len(words)} characters in “{speech.language}”, "
                                   f"{channel.name} takes {limit}", to_do)

    def ids(self, made: str) -> Iterator[Fault]:
        for channel in self.channels:
            if channel.id_bytes is not None and len(made.encode()) > channel.id_bytes:
                yield Fault("bot/conversation/shown.py", f"the id {made} is too long for {channel.name}", "Shorten it")

    # --- messages

    def text(self, text: SourceText) -> Iterator[Fault]:
        for speech in self.speeches:
            yield from self.fits(text.where, speech, self.longest(speech, text), True)

    def message(self, where: str, words: Showable, asks: bool) -> Iterator[Fault]:
        for speech in self.speeches:
            yield from self.fits(where, speech, speech.render(words), asks)

    def fits(self, where: str, speech: Speech, words: str, asks: bool) -> Iterator[Fault]:
        for channel in self.channels:
            limit = channel.question if asks else channel.text
            if limit is not None and len(words) > limit:
                kind = "question" if asks else "message"
                yield Fault(where, f"the {kind} “{words[:40]}…” has {len(words)} characters in “{speech.language}”, "
                                   f"{channel.name} takes {limit}", "Say it in fewer words, or in two messages")

    # --- the longest that a text can get

    def longest(self, speech: Speech, text: SourceText) -> str:
        """The text with the values that make it longest in this language; empty if it can't be put together (that is
        a fault of its placeholders)."""
        values = self.samples.in_text(text.values)
        try:
            return max((self._filled(speech, text, number, values) for number in (FEW, MANY)), key=len)
        except (KeyError, ValueError, IndexError):
            return ""

    def _filled(self, speech: Speech, text: SourceText, number: int, values: Mapping[str, Sequence[Value]]) -> str:
        translations = self.catalogues[speech.language]
        words = (translations.ngettext(text.msgid, text.plural, number) if text.plural
                 else translations.gettext(text.msgid))
        chosen: dict[str, Value] = {"n": number}
        for _literal, name, shape, _conversion in string.Formatter().parse(words):
            if name is not None and name in values:
                chosen[name] = max(values[name], key=lambda value: len(speech.format_field(value, shape or "")))
        return speech.filled(words, chosen)
