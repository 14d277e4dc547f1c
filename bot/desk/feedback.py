"""How it was: stars and a few words, kept for the office as a closed thread of the topic “feedback”."""

from __future__ import annotations

from datetime import datetime

from bot.config import Settings
from bot.desk.threads import SAID
from storage import threads
from storage.database import Transaction
from storage.sealed import Keys

TOPIC = "feedback"
STARS = 5


class Feedback:
    """What people think of the desk. Nobody waits for an answer to it, so its thread is closed from the first line on."""

    def __init__(self, tx: Transaction, settings: Settings, keys: Keys, now: datetime) -> None:
        self._tx, self._office, self._keys, self._now = tx, settings.office.key, keys, now

    def stars(self, person: int, stars: int, code: str) -> int:
        """Keep them; the thread that more words go to."""
        thread = threads.add(self._tx, self._office, person, TOPIC, self._now)
        threads.close(self._tx, thread, self._now)
        self._say(thread, "janji", f"{'★' * stars}{'☆' * (STARS - stars)} {code}")
        return thread

    def words(self, thread: int, text: str) -> None:
        self._say(thread, "person", text)

    def _say(self, thread: int, by: str, text: str) -> None:
        threads.add_line(self._tx, self._office, thread, by, self._keys.seal(text.encode(), SAID), None, self._now)
