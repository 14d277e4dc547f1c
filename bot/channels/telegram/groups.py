"""Groups: the officers' own, where the office has one, is told who waits; any other is told once that we talk in private."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from bot.channels.marks import to_html
from bot.channels.telegram.api import Api, ApiError, Unreachable
from bot.channels.telegram.updates import Group
from bot.conversation.application import Application
from bot.conversation.text import Text, _, speech
from bot.desk.threads import answers_from
from storage import events as taken
from storage import outbox
from storage.database import Transaction

log = structlog.get_logger("telegram")

Call = Callable[[str, dict[str, Any]], None]
"""Makes a call of the Bot API in the background, once."""


class Groups:
    """What is said in groups. `moved` is where a chat has gone since."""

    def __init__(self, app: Application, account: str, call: Call, moved: dict[str, str]) -> None:
        settings = app.office.settings.telegram
        self._app, self._account, self._call, self._moved = app, account, call, moved
        self._bot = settings.token.get_secret_value().partition(":")[0]
        self.officers = str(settings.officers_group or "")

    async def look(self, api: Api) -> None:
        """Whether the group that is set became a supergroup while nobody listened, or before the program was started anew."""
        if not self.officers or not self._bot.isdecimal():
            return
        try:
            await api.call("getChatMember", {"chat_id": int(self.officers), "user_id": int(self._bot)})
        except ApiError as problem:
            if problem.moved_to is not None:
                self.follows(self.officers, str(problem.moved_to))
        except Unreachable:
            pass                                             # the next notice that goes there finds it out

    async def take(self, came: Group) -> None:
        """Something in a group; what it says about itself, or to us."""
        if came.came == "in":
            log.info("put_into_a_group", group=came.chat)    # so that whoever sets `officers_group` finds its id
        if came.query:
            self._call("answerCallbackQuery", {"callback_query_id": came.query})
        elif self._is_officers(came.chat):
            await self._officers(came)
        elif came.moved_to:
            await self._app.write(partial(self._knows_still, came))
        elif came.came != "out" and await self._app.write(partial(self._is_new, told(came.chat))):
            languages = self._app.office.settings.office.languages
            self._say(came.chat, came.language if came.language in languages else languages[0], _(
                "I only talk in private chats, because this is about your own papers. Please write to me directly."))

    def is_quiet(self, address: str) -> bool:
        """Whether this address is the officers' group at an hour when they are not at their desks."""
        return self.is_ours(address) and answers_from(self._app.office.settings, self._app.clock.now()) is not None

    def is_ours(self, address: str) -> bool:
        return bool(self.officers) and address == self.officers

    # --- the officers' own --------------------------------------------------------------------------------------------

    def _is_officers(self, chat: str) -> bool:
        return bool(self.officers) and chat in (self.officers, self._moved.get(self.officers))

    async def _officers(self, came: Group) -> None:
        first = self._app.office.settings.office.languages[0]
        if came.moved_to:
            self.follows(self.officers, came.moved_to)
        elif came.came == "out":
            log.warning("out_of_the_officers_group")
        elif came.came == "in":
            await self._app.write(self._wake)
            if await self._app.write(partial(self._is_new, f"officers-group:{self.officers}")):
                self._say(came.chat, first, _(
                    "I tell this group when somebody is waiting for an officer. Nothing written here reaches anybody: please "
                    "answer with *janji threads*."))
        elif str(came.replied_to) == self._bot and await self._app.write(partial(self._is_new, f"update:{came.update}")):
            self._say(came.chat, first, _(
                "This was not sent to anybody: what is written in this group stays here. Please answer with *janji threads "
                "reply* and the thread's number."), to=came.message)

    def follows(self, address: str, chat: str) -> None:
        """A group became a supergroup, which has another id; the setting is for the office to change."""
        if self.is_ours(address) and self._moved.get(address) != chat:
            log.warning("officers_group_moved", group=chat)
        self._moved[address] = chat

    def _wake(self, tx: Transaction) -> None:
        """What waited until we are in the group goes now."""
        outbox.wake(tx, self._account, self.officers)

    # --- saying -------------------------------------------------------------------------------------------------------

    def _say(self, chat: str, language: str, text: Text, to: int = 0) -> None:
        reply = {"reply_parameters": {"message_id": to, "allow_sending_without_reply": True}} if to else {}
        words = to_html(speech(language).render(text))
        self._call("sendMessage", {"chat_id": int(chat), "text": words, "parse_mode": "HTML", **reply})

    def _knows_still(self, came: Group, tx: Transaction) -> None:
        """A group that was told is told no second time where it has another id now."""
        if not self._is_new(told(came.chat), tx):
            self._is_new(told(came.moved_to), tx)

    def _is_new(self, name: str, tx: Transaction) -> bool:
        """Whether this happens for the first time."""
        now = self._app.clock.now()
        return taken.add(tx, self._app.office.key, self._account, name, 0, "group", now) is not None


def told(chat: str) -> str:
    """Names that a group was told."""
    return f"group:{chat}"
