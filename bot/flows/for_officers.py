"""What the officers' group reads, in the office's first language: that somebody waits, and nothing of whoever it is."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.graph import Push
from bot.conversation.text import Text, _, said, speech
from bot.desk import officers_group
from bot.desk.desk import Desk


def thread_waits(desk: Desk, subject: str) -> Push | None:
    """Somebody began to wait."""
    if _since(desk, subject) is None:
        return None
    return _push(desk, _("💬 Somebody is waiting for an officer: thread {thread}. Read it with *janji threads show {thread}*, "
                         "answer with *janji threads reply {thread}*.", thread=subject))


def thread_still_waits(desk: Desk, subject: str) -> Push | None:
    """It has been too long."""
    since = _since(desk, subject)
    if since is None:
        return None
    here = since.astimezone(ZoneInfo(desk.settings.office.timezone))
    return _push(desk, _("⏳ Thread {thread} is still waiting for an officer, since {day:short}, {hour}. Read it with *janji "
                         "threads show {thread}*, answer with *janji threads reply {thread}*.",
                         thread=subject, day=here.date(), hour=here.time()))


def _since(desk: Desk, subject: str) -> datetime | None:
    """Since when somebody waits in this thread; None where it was answered or closed."""
    thread = desk.threads.get(int(subject))
    return desk.threads.waits_since(thread.id) if thread is not None and thread.open else None


def _push(desk: Desk, text: Text) -> Push:
    return Push(said(speech(desk.settings.office.languages[0]).render(text)))


FOR_OFFICERS = {officers_group.WAITS: thread_waits, officers_group.STILL: thread_still_waits}
