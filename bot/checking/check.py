"""`janji flows check`: that every step, question and text leads somewhere, in each language and on each channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog

from bot.channels.all import LIMITS
from bot.channels.capabilities import Capabilities
from bot.checking.catalogues import Written, read_catalogues, wrong_texts
from bot.checking.config import words_of, wrong_config
from bot.checking.days import odd_days
from bot.checking.lengths import too_long
from bot.checking.report import Fault, Report
from bot.checking.sources import PROGRAM, read_sources
from bot.checking.steps import wrong_steps
from bot.checking.templates import wrong_templates
from bot.config import Settings
from bot.conversation.graph import Flows
from bot.desk import catalogue_check


def check(flows: Flows, settings: Settings, catalogues: Mapping[str, Catalog] | None = None,
          channels: Sequence[Capabilities] = LIMITS, folders: tuple[Path, ...] = (PROGRAM / "bot",)) -> Report:
    """Look at everything. `catalogues` are the translations by language (those in `locales/` by default), `folders` the
    sources whose texts and labels are read."""
    languages = settings.office.languages
    files = read_catalogues(languages) if catalogues is None else catalogues
    sources, written = read_sources(folders), Written(files)
    unread = [Fault(where, "the msgid is not written out, so nobody can translate it", "Write it as a plain string")
              for where in sources.unread]
    faults = [*wrong_steps(flows), *wrong_config(settings), *unread, *wrong_texts(sources.texts, files),
              *too_long(sources, settings, flows, written, channels), *wrong_templates(flows.templates, languages, written)]
    return Report(
        faults=tuple(dict.fromkeys(faults)),
        steps=len(flows.steps()),
        code_edges=len(flows.edges()),
        config_edges=len(catalogue_check.edges(settings)),
        questions=len(settings.questions),
        texts=len({(text.msgid, text.plural) for text in sources.texts}) + sum(1 for _ in words_of(settings)),
        labels=len(sources.labels) + sum(len(question.options) for question in settings.questions.values()),
        languages=languages,
        channels=[channel.name for channel in channels],
    )


def run_check(settings: Settings, place: Callable[[str], str]) -> int:
    """Print the report; 1 if there are faults. `place` tells where a setting is written."""
    from bot.flows.all import FLOWS

    today = datetime.now(ZoneInfo(settings.office.timezone)).date()
    report = check(FLOWS, settings)
    report = replace(report, faults=[fault.written(place) for fault in report.faults],
                     notes=[note.written(place) for note in odd_days(settings, today)])
    print(report)  # noqa: T201  (what the command is for)
    return 1 if report.faults else 0
