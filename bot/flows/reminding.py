"""Reminders switched off and on again, by STOP and START."""

from __future__ import annotations

from bot.conversation.graph import Reminding
from bot.conversation.text import _, paragraphs
from bot.desk import cases, reminders

REMINDING = Reminding(
    kinds=frozenset({reminders.PAPERS, reminders.EVENING, reminders.HOURS, cases.FEEDBACK}),
    off=paragraphs((
        _("All right, no more reminders. I'll still answer what you write, and tell you how your documents are getting on, "
          "such as “your passport is ready”."),
        _("To have reminders again, type *START*. If you only wanted to leave the question, type *cancel*."))),
    on=_("All right: reminders about your own visit come to this chat again. To end them, type *STOP*."))
