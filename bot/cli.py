"""The commands of `janji`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import arguments, config_file
from bot.config import Settings
from bot.config.settings import KeySettings
from bot.loopback import is_loopback

if TYPE_CHECKING:
    from bot.app import App

DEFAULT_FILE = Path("config.yaml")


def main(given: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    os.umask(0o077)                                      # what Janji writes is for its own user
    options = parser().parse_args(given)
    try:
        settings = config_file.load(config_path(), os.environ)
    except config_file.ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    if options.run in (do_run, do_config, do_doctor):
        for line in config_file.unknown_variables(settings, os.environ):
            print(line, file=sys.stderr)
    try:
        done: int = options.run(settings, options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return done


def config_path() -> Path:
    """`config.yaml` here, or where JANJI_CONFIG says."""
    return Path(os.environ.get("JANJI_CONFIG", DEFAULT_FILE))


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        prog="janji", description="A chat assistant for a consulate's passport and visa desk.",
        epilog="All commands read config.yaml in this folder, or the file that the variable JANJI_CONFIG names.")
    add = whole.add_subparsers(title="commands", required=True, metavar="COMMAND").add_parser
    add("run", help="serve the chat page, send what is due").set_defaults(run=do_run)
    arguments.of_chat(add("chat", help="the same conversation in the terminal"), do_chat)
    arguments.of_threads(add("threads", help="chats that asked for an officer"), do_threads)
    arguments.of_case(add("case", help="move cases on, and tell people"), do_case)
    arguments.of_whatsapp(add("whatsapp", help="what WhatsApp wants to have before it is sent"), do_whatsapp)
    arguments.of_outbox(add("outbox", help="messages that could not be sent, or wait for their person to write"), do_outbox)
    add("doctor", help="what is well, what isn't, and what to do; exit code 1 when something is wrong").set_defaults(
        run=do_doctor)
    arguments.of_flows(add("flows", help="the conversation's graph"), do_flows)
    arguments.of_config(add("config", help="all settings, with their values and where they come from"), do_config)
    return whole


# --- run --------------------------------------------------------------------------------------------------------------

def do_run(settings: Settings, options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from bot import run_command
    from bot.logs import set_up_logs
    from storage.migrations.apart import bring_up_apart
    set_up_logs()
    door = run_command.open_door(settings)
    if door is not None and not _key_lies_open(settings):
        bring_up_apart(settings.database.url)
    app = _app(settings) if door is not None else None
    return 2 if door is None or app is None else run_command.run(app, door)


def _app(settings: Settings, now: datetime | None = None) -> App | None:
    """The application, or a sentence on what stands in its way."""
    from bot.app import App
    from bot.clock import ShiftedClock
    if _key_lies_open(settings):
        print(f"The key file still lies in its default place, {settings.keys.file}, and public_url is on the internet. "
              "Whoever copies this folder would take the key along with the data: move it out of this folder, and name "
              "its new place in keys.file.", file=sys.stderr)
        return None
    try:
        return App(settings, ShiftedClock(now) if now is not None else None)
    except Exception as problem:
        if (why := _in_the_way(problem)) is None:
            raise
        print(why, file=sys.stderr)
        return None


def _in_the_way(problem: Exception) -> str | None:
    """What has to be done before the application can be made; None for what nobody foresaw."""
    from bot.app import KeysMissing, KeysOfAnother, KeysUnreadable
    from storage.database import Unreachable
    from storage.migrations import FromNewerRelease
    match problem:
        case KeysMissing():
            return (f"The database holds encrypted data, but there is no key file at {problem}. Put the saved copy back, or "
                    "name its place in keys.file.")
        case KeysUnreadable():
            return f"{problem} is not a key file that can be read. Put the saved copy there, or name its place in keys.file."
        case KeysOfAnother():
            return (f"The key file {problem} belongs to another installation: it opens nothing of what this database holds. "
                    "Put the right copy there, or name its place in keys.file.")
        case Unreachable():
            return f"The database can't be opened: {str(problem.orig).splitlines()[0]}. Look at database.url."
        case FromNewerRelease():
            return "A newer release of Janji has changed this database. Please start that release."
    return None


def _key_lies_open(settings: Settings) -> bool:
    """Whether the office is on the internet while its key is still where every installation has it."""
    public = urlsplit(settings.public_url)
    return (public.scheme == "https" and not is_loopback(public.hostname or "")
            and Path(settings.keys.file).resolve() == _default_keys())


def _default_keys() -> Path:
    """Where every installation's key file is until it is moved."""
    return config_path().resolve().parent / KeySettings().file


# --- what needs the database ------------------------------------------------------------------------------------------

def do_chat(settings: Settings, options: argparse.Namespace) -> int:
    """Talk on standard input and output."""
    from bot import chat_command
    return _with_app(settings, partial(chat_command.run, options=options), options.now)


def do_threads(settings: Settings, options: argparse.Namespace) -> int:
    """What officers do until there is a console."""
    from bot import threads_command
    return _with_app(settings, partial(threads_command.run, options=options))


def do_case(settings: Settings, options: argparse.Namespace) -> int:
    """What officers do with cases until there is a console."""
    from bot import case_command
    return _with_app(settings, partial(case_command.run, options=options))


def do_outbox(settings: Settings, options: argparse.Namespace) -> int:
    """What was not sent."""
    from bot import outbox_command
    return _with_app(settings, partial(outbox_command.run, options=options))


def do_whatsapp(settings: Settings, options: argparse.Namespace) -> int:
    """Make, at Twilio, what has to be there."""
    from bot.channels.all import BY_ACCOUNT
    standing = BY_ACCOUNT["whatsapp"].standing(settings)
    if not standing.is_on:
        print(f"WhatsApp is {standing}", file=sys.stderr)
        return 2
    from bot import whatsapp_command
    return _with_app(settings, whatsapp_command.run)


def _with_app(settings: Settings, run: Callable[[App], int], now: datetime | None = None) -> int:
    """The exit code; 2 where something stands in the application's way. What is printed is the command's alone."""
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    app = _app(settings, now)
    return 2 if app is None else run(app)


# --- how it is ----------------------------------------------------------------------------------------------------------

def do_doctor(settings: Settings, options: argparse.Namespace) -> int:
    """Look at everything, change nothing."""
    from bot import doctor_command
    from bot.clock import SystemClock
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    return doctor_command.run(settings, SystemClock(), _default_keys())


# --- flows and config -------------------------------------------------------------------------------------------------

def do_flows(settings: Settings, options: argparse.Namespace) -> int:
    from bot import checking
    if options.what == "diagram":
        checking.run_diagram()
        return 0
    return checking.run_check(settings, config_file.places(config_path(), os.environ))


def do_config(settings: Settings, options: argparse.Namespace) -> int:
    from bot import config_command
    return config_command.run(settings, config_path(), options.what, options.language)


if __name__ == "__main__":
    sys.exit(main())
