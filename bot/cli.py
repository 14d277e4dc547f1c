"""The commands of `janji`."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import case_arguments, config_file
from bot.config import Settings
from bot.config.settings import KeySettings
from bot.loopback import is_loopback

if TYPE_CHECKING:
    from bot.app import App

DEFAULT_FILE = Path("config.yaml")

JSON_LINES = """With --json, each line in is one of
  {"text": "words"}            what a person types
  {"choice": "ID"}             a button, by the id of its option
  {"file": "PATH"}             a photo or a document
and after each there is one line out:
  {"messages": [{"text": "...", "options": [{"id": "...", "label": "..."}]}], "step": "NAME"}
Its messages are all that the line caused; "step" is the question that is open now, and "error" is there when the line
could not be read. Nothing is said before the first line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    os.umask(0o077)                                      # what Janji writes is for its own user
    options = parser().parse_args(arguments)
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
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve the chat page, send what is due")
    run.set_defaults(run=do_run)

    chat = commands.add_parser("chat", help="the same conversation in the terminal", epilog=JSON_LINES,
                               formatter_class=argparse.RawDescriptionHelpFormatter)
    chat.add_argument("--json", action="store_true", help="one JSON object a line in, one out")
    chat.add_argument("--person", default="me", help="keeps people apart (default: me)")
    chat.add_argument("--now", type=_instant, help="start the clock there, such as 2026-11-24T09:00:00-08:00")
    chat.add_argument("--language", default="", help="the guess for somebody new")
    chat.set_defaults(run=do_chat)

    threads = commands.add_parser("threads", help="chats that asked for an officer")
    each = threads.add_subparsers(required=True, metavar="WHAT")
    listed = each.add_parser("list", help="open threads, who waits longest first")
    listed.add_argument("--closed", action="store_true")
    listed.set_defaults(run=do_threads, what="list")
    for name, help_text in (("show", "what was said"), ("close", "the assistant takes over again")):
        one = each.add_parser(name, help=help_text)
        one.add_argument("thread", type=int)
        one.set_defaults(run=do_threads, what=name)
    reply = each.add_parser("reply", help="answer the person")
    reply.add_argument("thread", type=int)
    reply.add_argument("text", nargs="?", help="the answer; from standard input when left out")
    reply.set_defaults(run=do_threads, what="reply")
    write = each.add_parser("write", help="write to whoever booked a visit, by its code")
    write.add_argument("code", metavar="CODE")
    write.add_argument("text", nargs="?", help="the words; from standard input when left out")
    write.set_defaults(run=do_threads, what="write")
    save = each.add_parser("save", help="write a file that was sent into the thread to disk")
    save.add_argument("thread", type=int)
    save.add_argument("line", type=int)
    save.add_argument("path", type=Path)
    save.set_defaults(run=do_threads, what="save")

    case_arguments.add_to(commands.add_parser("case", help="move cases on, and tell people"), do_case)

    whatsapp = commands.add_parser("whatsapp", help="what WhatsApp wants to have before it is sent")
    provision = whatsapp.add_subparsers(required=True, metavar="WHAT").add_parser(
        "provision", help="make buttons, lists and templates, submit them, show how they stand; safe to run again")
    provision.set_defaults(run=do_whatsapp)

    messages = commands.add_parser("outbox", help="messages that could not be sent, or wait for their person to write")
    kinds = messages.add_subparsers(required=True, metavar="WHAT")
    kinds.add_parser("list", help="ids, kinds and reasons; no words").set_defaults(run=do_outbox, what="list")
    again = kinds.add_parser("retry", help="make due again")
    again.add_argument("rows", type=int, nargs="+", metavar="ID")
    again.set_defaults(run=do_outbox, what="retry")
    drop = kinds.add_parser("drop", help="never send it")
    drop.add_argument("row", type=int, metavar="ID")
    drop.add_argument("reason", help="it stays with the message; no names")
    drop.set_defaults(run=do_outbox, what="drop")

    doctor = commands.add_parser("doctor", help="what is well, what isn't, and what to do; exit code 1 when something is wrong")
    doctor.set_defaults(run=do_doctor)

    flows = commands.add_parser("flows", help="the conversation's graph")
    graph = flows.add_subparsers(required=True, metavar="WHAT")
    for name, help_text in (("check", "find dead ends, contradictions, missing and too long texts"),
                            ("diagram", "write it as Mermaid")):
        graph.add_parser(name, help=help_text).set_defaults(run=do_flows, what=name)

    config = commands.add_parser("config", help="all settings, with their values and where they come from",
                                 epilog="To try a changed copy: JANJI_CONFIG=new.yaml janji config")
    config.add_argument("what", nargs="?", choices=("show", "facts", "schema"), default="show",
                        help="facts: what is sure, what is not; schema: JSON Schema for editors")
    config.add_argument("--language", default="en", help="of services' names and of the facts (default: en)")
    config.set_defaults(run=do_config)
    return whole


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("give the offset too, such as 2026-11-24T09:00:00-08:00")
    return instant


# --- run --------------------------------------------------------------------------------------------------------------

def do_run(settings: Settings, options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from bot.logs import set_up_logs
    set_up_logs()
    door = _door(settings)
    app = _app(settings) if door is not None else None
    if door is None or app is None:
        return 2
    from bot.visits_report import unopened_in_words
    from bot.web import Server, Web
    web = Web(app)
    if app.made_keys:
        print(f"Made new keys in {settings.keys.file}. Save a copy elsewhere: without them nothing can be read.")
    if unopened := unopened_in_words(app):
        print(unopened)
    print(f"Chat page: {_address(settings)}/chat", flush=True)
    print(f"Private page: {_private_page(settings)}", flush=True)
    print(f"Telegram: {_telegram(settings)}", flush=True)
    print(f"WhatsApp: {_whatsapp(settings)}", flush=True)
    print(f"E-mail: {_email(settings)}", flush=True)
    print(f"SMS: {_sms(settings)}", flush=True)
    server = Server(web, settings)
    server.run(sockets=[door])
    return 0 if server.started else 1


def _telegram(settings: Settings) -> str:
    """Whether it is on, and how it hears."""
    if not settings.telegram.token.get_secret_value():
        return "off, for want of a token (docs/telegram.md says how to get one)."
    return "on, by webhook." if settings.telegram.webhook_url else "on, by asking for what is new."


def _whatsapp(settings: Settings) -> str:
    """Whether it is on, and what it lacks."""
    if not settings.twilio.is_on:
        return "off, for want of an account, a token and a sender (docs/whatsapp.md says how to get them)."
    if not settings.public_url:
        return "on, but Twilio can't reach it: set public_url."
    return "on."


def _email(settings: Settings) -> str:
    """Whether notices go by e-mail."""
    if not settings.smtp.is_on:
        return "off, for want of a mail server and a sender (docs/office.md, “Notices by e-mail”)."
    return f"on, by {settings.smtp.host}."


def _sms(settings: Settings) -> str:
    """Whether notices go by SMS."""
    if "sms" not in settings.notices:
        return "off, for want of a Twilio account and a number (docs/office.md, “Notices by SMS”)."
    return f"on, from {settings.sms.sender}."


def _private_page(settings: Settings) -> str:
    """Whether people can be sent there."""
    if not settings.has_private_pages:
        return "off, for want of a public https address (public_url): papers and numbers are taken in the chat."
    return "on."


def _address(settings: Settings) -> str:
    """Where a browser finds the chat page."""
    host = "127.0.0.1" if settings.web.host in ("0.0.0.0", "::", "") else settings.web.host  # noqa: S104 - compared only
    here = f"[{host}]" if ":" in host else host
    return settings.public_url.rstrip("/") or f"http://{here}:{settings.web.port}"


def _door(settings: Settings) -> socket.socket | None:
    """The socket that the server will listen on, or a sentence on why there is none."""
    host, port = settings.web.host, settings.web.port
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(socket.SOMAXCONN)        # bound alone, the port could be shared with a program that starts now
    except OSError as problem:
        door.close()
        if problem.errno == errno.EADDRINUSE:
            print(f"Port {port} is in use by another program, perhaps another Janji. Stop that one, or choose another "
                  f"port: JANJI_WEB__PORT={port + 1 if port < 65535 else 8001}", file=sys.stderr)
        else:
            print(f"The chat page can't be served at {host}, port {port}: {problem.strerror or problem}. Change "
                  "web.host or web.port.", file=sys.stderr)
        return None
    return door


def _app(settings: Settings, now: datetime | None = None) -> App | None:
    """The application, or a sentence on what stands in its way."""
    from bot.app import App, KeysMissing, KeysOfAnother, KeysUnreadable
    from bot.clock import ShiftedClock
    from storage.database import Unreachable
    from storage.migrations import FromNewerRelease
    if _key_lies_open(settings):
        print(f"The key file still lies in its default place, {settings.keys.file}, and public_url is on the internet. "
              "Whoever copies this folder would take the key along with the data: move it out of this folder, and name "
              "its new place in keys.file.", file=sys.stderr)
        return None
    try:
        return App(settings, ShiftedClock(now) if now is not None else None)
    except KeysMissing as missing:
        print(f"The database holds encrypted data, but there is no key file at {missing}. Put the saved copy back, or "
              "name its place in keys.file.", file=sys.stderr)
    except KeysUnreadable as unreadable:
        print(f"{unreadable} is not a key file that can be read. Put the saved copy there, or name its place in "
              "keys.file.", file=sys.stderr)
    except KeysOfAnother as other:
        print(f"The key file {other} belongs to another installation: it opens nothing of what this database holds. Put the "
              "right copy there, or name its place in keys.file.", file=sys.stderr)
    except Unreachable as unreachable:
        print(f"The database can't be opened: {str(unreachable.orig).splitlines()[0]}. Look at database.url.",
              file=sys.stderr)
    except FromNewerRelease:
        print("A newer release of Janji has changed this database. Please start that release.", file=sys.stderr)
    return None


def _key_lies_open(settings: Settings) -> bool:
    """Whether the office is on the internet while its key is still where every installation has it."""
    public = urlsplit(settings.public_url)
    return (public.scheme == "https" and not is_loopback(public.hostname or "")
            and Path(settings.keys.file).resolve() == _default_keys())


def _default_keys() -> Path:
    """Where every installation's key file is until it is moved."""
    return config_path().resolve().parent / KeySettings().file


# --- chat -------------------------------------------------------------------------------------------------------------

def do_chat(settings: Settings, options: argparse.Namespace) -> int:
    """Talk on standard input and output."""
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    app = _app(settings, options.now)
    return 2 if app is None else asyncio.run(_chat(app, options))


async def _chat(app: App, options: argparse.Namespace) -> int:
    from bot.channels.terminal import ACCOUNT, Terminal
    language = options.language or app.settings.office.languages[0]
    terminal = Terminal(app, options.person, language, sys.stdout)
    app.start({ACCOUNT: terminal}, lease=f"terminal:{options.person}", only={options.person})
    lines = _lines()
    try:
        if options.json:
            async for line in lines:
                if line.strip():
                    print(await terminal.json(line), flush=True)
        else:
            polling = asyncio.create_task(terminal.poll())
            await terminal.talk(lines)
            polling.cancel()
    finally:
        await app.stop()
    return 0


async def _lines() -> AsyncIterator[str]:
    """Lines of standard input, read off the loop."""
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sys.stdin.close)
    while True:
        line = await asyncio.to_thread(sys.stdin.buffer.readline)
        if not line:
            return
        yield line.decode("utf-8", errors="replace").rstrip("\n")


# --- threads ----------------------------------------------------------------------------------------------------------

def do_threads(settings: Settings, options: argparse.Namespace) -> int:
    """What officers do until there is a console."""
    from bot import threads_command
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    app = _app(settings)
    return 2 if app is None else threads_command.run(app, options)


# --- WhatsApp -----------------------------------------------------------------------------------------------------------

def do_whatsapp(settings: Settings, options: argparse.Namespace) -> int:
    """Make, at Twilio, what has to be there."""
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    if not settings.twilio.is_on:
        print(f"WhatsApp is {_whatsapp(settings)}", file=sys.stderr)
        return 2
    app = _app(settings)
    if app is None:
        return 2
    from bot import whatsapp_command
    return whatsapp_command.run(app)


# --- cases --------------------------------------------------------------------------------------------------------------

def do_case(settings: Settings, options: argparse.Namespace) -> int:
    """What officers do with cases until there is a console."""
    from bot import case_command
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    app = _app(settings)
    return 2 if app is None else case_command.run(app, options)


# --- messages -----------------------------------------------------------------------------------------------------------

def do_outbox(settings: Settings, options: argparse.Namespace) -> int:
    """What was not sent."""
    from bot import outbox_command
    from bot.logs import set_up_logs
    set_up_logs(quiet=True)
    app = _app(settings)
    return 2 if app is None else outbox_command.run(app, options)


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
    return checking.run_check(settings)


def do_config(settings: Settings, options: argparse.Namespace) -> int:
    from bot import config_command
    return config_command.run(settings, config_path(), options.what, options.language)


if __name__ == "__main__":
    sys.exit(main())
