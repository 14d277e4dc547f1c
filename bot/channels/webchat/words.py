"""The page's own words, in one place. What the conversation says comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.conversation.text import Showable, _, speech


@lru_cache(maxsize=8)
def page_words(language: str) -> Mapping[str, str]:
    """Key to words in this language. Values that only the page knows stay in braces, for the page to put in."""
    spoken = speech(language)
    return {key: spoken.render(text) for key, text in _texts().items()}


def _texts() -> dict[str, Showable]:
    return _conversation() | _answering() | _files() | _menu() | _troubles()


def _conversation() -> dict[str, Showable]:
    return {
        "desk_line": _("Passport and visa assistant"),
        "log": _("Conversation"),
        "you": _("You"),
        "loading": _("Fetching your conversation…"),
        "writing": _("writing…"),
        "notice": _("Reminders appear here only while this page is open. Keep it open, or add your appointment to your own "
                    "calendar."),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "new_messages": _("New messages"),
        "sending": _("sending…"),
        "waiting": _("goes when you are back online"),
        "unsent": _("Not sent."),
        "send_again": _("Send again"),
        "chosen": _("your answer"),
        "qr": _("QR code of your appointment"),
        "ics": _("Put it in your calendar, with reminders"),
        "new_tab": _("opens in a new tab"),
    }


def _answering() -> dict[str, Showable]:
    return {
        "answers": _("Answers"),
        "ways": _("Other ways"),
        "write": _("Write a message"),
        "write_choice": _("Or write your answer"),
        "write_date": _("e.g. 30 Nov 1990"),
        "write_number": _("Write a number"),
        "write_files": _("Or write a message"),
        "calendar": _("Choose from a calendar"),
        "send": _("Send"),
    }


def _files() -> dict[str, Showable]:
    return {
        "attach": _("Add a photo or a file"),
        "photo": _("Take a photo"),
        "choose": _("Choose from your files"),
        "specimens": _("Try it with a specimen paper"),
        "specimens_note": _("Papers of a person who does not exist, only for trying this out."),
        "specimen_passport": _("Passport page"),
        "specimen_residence-card": _("Residence card"),
        "specimen_ktp": _("KTP (identity card)"),
        "specimen_police-report": _("Police report"),
        "specimen_birth-certificate": _("Child's birth certificate"),
        "close": _("Close"),
        "chosen_files": _("Your files"),
        "send_files": _("Send ({count})", count="{count}"),
        "add_more": _("Add another"),
        "remove": _("Remove {name}", name="{name}"),
        "stop": _("Stop {name}", name="{name}"),
        "try_again": _("Try again: {name}", name="{name}"),
        "uploading": _("Sent: {percent}%", percent="{percent}"),
        "uploaded": _("Arrived"),
        "stopped": _("Stopped"),
        "broken_off": _("The connection broke off. Sending goes on when you are back online."),
        "file_too_large": _("This file is too large. A photo in ordinary quality is enough."),
        "file_empty": _("This file is empty. Please choose another one."),
        "too_many_files": _("At most {count} files at a time. Please send the others after these.", count="{count}"),
        "drop": _("Drop the files here to add them"),
    }


def _menu() -> dict[str, Showable]:
    return {
        "language": _("Language"),
        "menu": _("Menu"),
        "restart": _("Main menu"),
        "help": _("Help"),
        "officer": _("Talk to an officer"),
        "end": _("End this chat on this device"),
        "end_question": _("End this chat on this device?"),
        "end_text": _("This device will no longer show the conversation, and it can't be opened again here. "
                      "An appointment that you booked stays booked. With its code you can still look it up; "
                      "to change or cancel it, you then need an officer."),
        "end_yes": _("End the chat"),
        "end_no": _("Go back"),
        "ended": _("This chat has ended on this device."),
        "new_chat": _("Begin a new chat"),
    }


def _troubles() -> dict[str, Showable]:
    return {
        "offline": _("No connection just now. Your messages will go when you are back online."),
        "failed": _("We could not take this just now. Please send it again in a minute."),
        "chat_gone": _("This conversation is no longer open on this device."),
        "not_from_here": _("Please open the chat page itself and write there."),
        "too_large": _("That is too long to be read at once. Please send it in shorter pieces."),
        "not_understood": _("That message did not arrive whole. Please send it again."),
        "ics_gone": _("This visit is no longer booked here, so there is nothing to put in a calendar. If it is in yours, "
                      "please remove it."),
        "to_chat": _("Back to the chat"),
        "no_script": _("This page needs JavaScript, which is switched off in your browser."),
        "call": _("You can also call us: {phone}", phone="{phone}"),
    }
