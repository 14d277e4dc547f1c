"""`janji threads`: officers read and answer chats from the terminal, until there is a console."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from zoneinfo import ZoneInfo

from bot.app import App
from bot.conversation.events import Event, Happened, Sender
from bot.conversation.words import clean
from bot.desk.threads import Thread, Threads
from storage import outbox
from storage.database import Transaction


def run(app: App, options: argparse.Namespace) -> int:
    """List, show, reply, save or close. Exit code 1 where there is no such thread."""
    with app.database.reading() as tx:
        threads = Threads(tx, app.settings, app.office.keys, app.clock.now())
        if options.what == "list":
            return _list(app, threads, options.closed)
        thread = threads.get(options.thread)
        if thread is not None and options.what == "show":
            return _show(app, threads, thread)
    if thread is None:
        print(f"There is no thread {options.thread}.", file=sys.stderr)
        return 1
    match options.what:
        case "reply":
            return _reply(app, thread, options.text if options.text is not None else sys.stdin.read())
        case "save":
            return _save(app, thread, options)
        case _:
            return asyncio.run(_close(app, thread))


def _when(app: App, thread: Thread) -> str:
    return f"{thread.made_at.astimezone(ZoneInfo(app.settings.office.timezone)):%Y-%m-%d %H:%M}"


def _list(app: App, threads: Threads, closed: bool) -> int:
    rows = threads.listed(closed)
    if not rows:
        print("No closed threads." if closed else "No open threads.")
    for thread, lines in rows:
        state = "answered" if thread.answered_at is not None else "waiting"
        print(f"{thread.id:>5}  since {_when(app, thread)}  {state:<8}  {lines} lines  {thread.topic}")
    return 0


def _show(app: App, threads: Threads, thread: Thread) -> int:
    zone = ZoneInfo(app.settings.office.timezone)
    print(f"Thread {thread.id}, since {_when(app, thread)}, {'open' if thread.open else 'closed'}")
    for line in threads.lines(thread.id):
        said = line.said if line.file is None else f"[file: janji threads save {thread.id} {line.id} PATH]"
        print(f"{line.at.astimezone(zone):%d %b %H:%M}  {line.by:<8}  {_harmless(said)}")
    return 0


def _harmless(said: str) -> str:
    """What a person wrote, for a terminal: it moves no cursor, and its second line can't pass for another's first."""
    return clean(said).replace("\n", "\n" + " " * 24)


def _reply(app: App, thread: Thread, text: str) -> int:
    if not text.strip():
        print("There is nothing to send.", file=sys.stderr)
        return 1

    def write(tx: Transaction) -> bool:
        threads = Threads(tx, app.settings, app.office.keys, app.clock.now())
        line = threads.say(thread.id, "officer", text.strip())
        return _push(app, tx, thread.person, "officer-line", str(line))

    if not app.writer.submit(write).result():
        print("Kept, but this person ended the chat: there is no address to send it to.", file=sys.stderr)
        return 1
    print("On its way.")
    return 0


def _push(app: App, tx: Transaction, person: int, kind: str, subject: str) -> bool:
    """Put a push for whoever runs that person's channel; False where nothing reaches them."""
    reached = outbox.reaches(tx, app.office.key, person)
    if reached is None:
        return False
    account, address = reached
    now = app.clock.now()
    outbox.put_push(tx, office=app.office.key, person=person, account=account, address=address, kind=kind,
                    subject=subject, due_at=now, now=now)
    return True


async def _close(app: App, thread: Thread) -> int:
    if not thread.open:
        print("It is closed already.", file=sys.stderr)
        return 1

    def close(tx: Transaction) -> tuple[str, str] | None:
        Threads(tx, app.settings, app.office.keys, app.clock.now()).close(thread.id)
        _push(app, tx, thread.person, "thread-closed", str(thread.id))
        return outbox.reaches(tx, app.office.key, thread.person)

    reached = await app.write(close)
    if reached is not None:
        happened = Happened("thread-closed", str(thread.id))
        await app.take(Event(f"thread-closed:{thread.id}", Sender(*reached), happened))
    print("Closed; the assistant is back.")
    return 0


def _save(app: App, thread: Thread, options: argparse.Namespace) -> int:
    with app.database.reading() as tx:
        line = Threads(tx, app.settings, app.office.keys, app.clock.now()).line(options.line)
    if line is None or line.file is None or line.thread != thread.id:
        print("That line has no file.", file=sys.stderr)
        return 1
    try:
        content = app.store.read(line.file)
    except FileNotFoundError:
        print("That file was destroyed: it was kept as long as the rules allow.", file=sys.stderr)
        return 1
    try:
        with os.fdopen(os.open(options.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as problem:
        print(f"{options.path} can't be written: {problem.strerror}.", file=sys.stderr)
        return 1
    print(f"Written to {options.path}. Delete it when it is no longer needed.")
    return 0
