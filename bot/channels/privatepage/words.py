"""What the private page says itself; what it asks for comes from the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.channels.webchat.words import page_words
from bot.conversation.text import Text, _, speech

SCRIPT = ("remove", "stop", "try_again", "uploading", "uploaded", "stopped", "broken_off", "file_too_large", "file_empty",
          "too_many_files", "send_files", "add_more", "failed", "handing_over")
"""What its script says."""

_TEXTS: Mapping[str, Text] = {
    "private_page": _("Your private page"),
    "door": _("Only you have this link. Open the page in the browser in which you go on: it then opens in no other one."),
    "open_page": _("Open the page"),
    "framed": _("In Telegram on the web it opens in a tab of its own."),
    "open_tab": _("Open in a new tab"),
    "handing_over": _("Sending…"),
    "arrived": _("✅ It has arrived."),
    "back_to_chat": _("You can close this page. The chat goes on by itself."),
    "no_script_files": _("Sending files here needs JavaScript, which is switched off in your browser. Please send the photo in "
                         "the chat."),
    "old": _("This link can't be opened here any more"),
    "old_text": _("It works for two days, and only in the browser that opened it first. We can send a new one into your chat."),
    "new_link": _("Send a new link into the chat"),
    "sent": _("A new link is on its way"),
    "sent_text": _("It comes in your chat in a moment. You can close this page."),
    "enough": _("No more new links today"),
    "enough_text": _("Please open the newest link in the chat, or ask for another one tomorrow."),
    "unneeded": _("This is not needed any more"),
    "unneeded_text": _("The chat has gone on meanwhile. If it is asked for again there, a new link comes with it."),
    "unknown": _("This link leads nowhere"),
    "unknown_text": _("Perhaps a part of it is missing. Please open it from the chat once more."),
    "rush": _("There is a lot going on just now. Please try again in a minute."),
    "reopen": _("Please open this page again by its link in the chat."),
}


@lru_cache(maxsize=8)
def words(language: str) -> Mapping[str, str]:
    """Its own words, and those that it has in common with the chat page."""
    spoken = speech(language)
    return {**page_words(language), **{key: spoken.render(text) for key, text in _TEXTS.items()}}
