"""`janji threads`: officers read and answer chats from the terminal, until there is a console."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App
from bot.case_listed import no_case
from bot.case_preview import LANGUAGES
from bot.channels.all import called
from bot.channels.unreached import refused
from bot.conversation.events import Event, Happened, Sender
from bot.conversation.words import clean
from bot.desk import undelivered
from bot.desk.applicants import Applicants
from bot.desk.cases import Cases
from bot.desk.desk import Desk
from bot.desk.people import person_of
from bot.desk.threads import Thread, Threads
from bot.desk.undelivered import Undelivered
from bot.desk.whereto import reaches
from bot.flows import briefing
from bot.flows.all import FLOWS
from storage import outbox, papers, people
from storage.database import Transaction

WRITTEN = "written"
"""The topic of a thread that an officer began."""

BACK = "; janji outbox list shows it if it comes back."

ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/heic": ".heic"}
KINDS = {".pdf": "PDF", ".jpg": "JPEG", ".png": "PNG", ".webp": "WebP", ".heic": "HEIC"}


def run(app: App, options: argparse.Namespace) -> int:
    """List, show, reply, write, save or close. Exit code 1 where there is no such thread."""
    if options.what == "write":
        return _write(app, options.code, _text(options))
    with app.database.reading() as tx:
        threads = Threads(tx, app.settings, app.office.keys, app.clock.now())
        if options.what == "list":
            return _list(app, tx, threads, options.closed)
        thread = threads.get(options.thread)
        shown = list(_shown(app, tx, threads, thread)) if thread is not None and options.what == "show" else []
    if thread is None:
        print(f"There is no thread {options.thread}.", file=sys.stderr)
        return 1
    match options.what:
        case "show":
            print(*shown, sep="\n")
            return 0
        case "reply":
            return _reply(app, thread, _text(options))
        case "save":
            return _save(app, thread, options)
        case _:
            return asyncio.run(_close(app, thread))


def _text(options: argparse.Namespace) -> str:
    """What the officer wrote."""
    return str(options.text) if options.text is not None else sys.stdin.read()


def _when(app: App, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(app.settings.office.timezone)):%Y-%m-%d %H:%M}"


def _list(app: App, tx: Transaction, threads: Threads, closed: bool) -> int:
    rows = threads.listed(closed)
    if not rows:
        print("No closed threads." if closed else "No open threads.")
    lost = undelivered.who(tx, app.office.key)
    for thread, lines, waits_since in rows:
        state = _undelivered(app, tx, threads, thread) if thread.person in lost else ""
        state = state or _state(thread, waits_since)
        count = f"{lines} line" if lines == 1 else f"{lines} lines"
        print(f"{thread.id:>5}  since {_when(app, waits_since or thread.made_at)}  {state:<8}  {count:<8}  {thread.topic}")
    return 0


def _state(thread: Thread, waits_since: datetime | None) -> str:
    if not thread.open:
        return "closed"
    return "answered" if waits_since is None and thread.answered_at is not None else "waiting"


def _undelivered(app: App, tx: Transaction, threads: Threads, thread: Thread) -> str:
    """Of the last line, if it is an officer's; empty: it arrived."""
    last = threads.lines(thread.id)[-1]
    lost = undelivered.lines_of(tx, app.office.key, thread.person).get(last.id)
    return "" if lost is None else _why(app, tx, thread, lost)


def _why(app: App, tx: Transaction, thread: Thread, lost: Undelivered) -> str:
    """And where else they are reached."""
    applicants = Applicants(tx, app.office.key, app.office.keys, app.clock.now()).of_person(thread.person)
    phones = dict.fromkeys(clean(one.form.phone) for one in applicants if one.form.phone)
    return "; ".join((f"not delivered: {lost.why}", *(f"phone {phone}" for phone in phones)))


def _shown(app: App, tx: Transaction, threads: Threads, thread: Thread) -> Iterator[str]:
    """Who it is and what they are about, then what was said."""
    zone = ZoneInfo(app.settings.office.timezone)
    yield f"Thread {thread.id}, since {_when(app, thread.made_at)}, {'open' if thread.open else 'closed'}"
    person = person_of(people.get(tx, thread.person), app.settings.office.languages)
    account, _address = outbox.reaches(tx, app.office.key, thread.person) or ("none: the chat was ended", "")
    yield f"  Language: {person.language}; channel: {account}"
    yield f"  Promised: {_promised(app, tx, thread)}"
    first = app.settings.office.languages[0]
    yield f"  Notes: in {LANGUAGES.get(first, first)}, the office's first language"
    for known in briefing.of_person(Desk(app.office, tx, app.clock.now(), person), FLOWS):
        yield "  " + _harmless(known, 6)
    yield ""
    lost = undelivered.lines_of(tx, app.office.key, thread.person)
    for line in threads.lines(thread.id):
        said = line.said if line.file is None else _file(tx, thread, line.id, line.file)
        yield f"{line.at.astimezone(zone):%d %b %H:%M}  {line.by:<8}  {_harmless(said, 24)}"
        if line.id in lost:
            later = "; it goes when they write again" if lost[line.id].waits else ""
            yield f"{'':24}({_why(app, tx, thread, lost[line.id])}{later})"


def _file(tx: Transaction, thread: Thread, line: int, file: str) -> str:
    """What kind of file it is, and how it is saved."""
    ending = _ending(tx, thread, file)
    return f"[{KINDS.get(ending, 'file')}: janji threads save {thread.id} {line} PATH{ending}]"


def _ending(tx: Transaction, thread: Thread, file: str) -> str:
    """Of such a file's name; empty where the kind is not known any more."""
    row = papers.file_of(tx, file, thread.person)
    return "" if row is None else ENDINGS.get(row.media_type, "")


def _promised(app: App, tx: Transaction, thread: Thread) -> str:
    """By when whoever asked was told to expect an answer."""
    again = Threads(tx, app.settings, app.office.keys, thread.made_at).answers_from()
    return "an answer as soon as officers can" if again is None else f"an answer from {again:%a %d %b %Y %H:%M}"


def _harmless(said: str, indent: int) -> str:
    """What a person wrote, for a terminal: it moves no cursor, and its second line can't pass for another's first."""
    first, *rest = clean(said).split("\n")
    before = " " * (len(said) - len(said.lstrip(" ")))       # what is under something is further in
    return "\n".join((before + first, *(" " * indent + line for line in rest)))


def _reply(app: App, thread: Thread, text: str) -> int:
    if not text.strip():
        print("There is nothing to send.", file=sys.stderr)
        return 1

    def write(tx: Transaction) -> bool:
        threads = Threads(tx, app.settings, app.office.keys, app.clock.now())
        if not thread.open:
            threads.reopen(thread.id)
        line = threads.say(thread.id, "officer", text.strip())
        return _push(app, tx, thread.person, "officer-line", str(line))

    if not thread.open and (other := _open_of(app, thread.person)) is not None:
        print(f"Thread {thread.id} is closed, and this person wrote again in thread {other}: please reply there.",
              file=sys.stderr)
        return 1
    if not app.writer.submit(write).result():
        print("Kept, but this person ended the chat: there is no address to send it to.", file=sys.stderr)
        return 1
    print(f"Handed over{BACK}{'' if thread.open else ' The thread was closed; it is open again.'}")
    return 0


def _write(app: App, code: str, text: str) -> int:
    """To whoever booked that visit: in their open thread, else in a new one."""
    with app.database.reading() as tx:
        cases = Cases(tx, app.settings, app.clock.now()).named(code)
    if not cases:
        print(no_case(code), file=sys.stderr)
        return 1
    if not text.strip():
        print("There is nothing to send.", file=sys.stderr)
        return 1
    thread, reached = app.writer.submit(partial(_write_to, app, cases[0].person, text.strip())).result()
    if reached is None:
        print(f"Kept in thread {thread}, but this person is reached nowhere: please phone (janji case show {clean(code)}).",
              file=sys.stderr)
        return 1
    print(f"Handed over to {called(reached[0])}, in thread {thread}{BACK}{_last(app, cases[0].person, reached)}")
    return 0


def _last(app: App, person: int, reached: tuple[str, str]) -> str:
    """What became of the message before, where nobody was there."""
    with app.database.reading() as tx:
        was = refused(tx, app.office.key, person, *reached)
    return "" if was is None else f" The last message there was refused: {was.why}, {_when(app, was.at)[:10]}."


def _write_to(app: App, person: int, text: str, tx: Transaction) -> tuple[int, tuple[str, str] | None]:
    """The thread, and the account and address that are written to; none where they are reached nowhere."""
    threads = Threads(tx, app.settings, app.office.keys, app.clock.now())
    thread = threads.open(person, WRITTEN)
    line = threads.say(thread, "officer", text)
    reached = reaches(tx, app.settings, person)
    if reached is not None:
        _put(app, tx, person, reached, "officer-line", str(line))
    return thread, reached


def _open_of(app: App, person: int) -> int | None:
    with app.database.reading() as tx:
        return Threads(tx, app.settings, app.office.keys, app.clock.now()).open_of(person)


def _push(app: App, tx: Transaction, person: int, kind: str, subject: str) -> bool:
    """Put a push for whoever runs that person's channel; False where nothing reaches them."""
    reached = outbox.reaches(tx, app.office.key, person)
    if reached is None:
        return False
    _put(app, tx, person, reached, kind, subject)
    return True


def _put(app: App, tx: Transaction, person: int, reached: tuple[str, str], kind: str, subject: str) -> None:
    account, address = reached
    now = app.clock.now()
    outbox.put_push(tx, office=app.office.key, person=person, account=account, address=address, kind=kind,
                    subject=subject, due_at=now, now=now)


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
        await app.take(Event(f"thread-closed:{thread.id}:{app.clock.now().timestamp():.0f}", Sender(*reached), happened))
    print("Closed; the assistant is back.")
    return 0


def _save(app: App, thread: Thread, options: argparse.Namespace) -> int:
    with app.database.reading() as tx:
        line = Threads(tx, app.settings, app.office.keys, app.clock.now()).line(options.line)
        ending = "" if line is None or line.file is None else _ending(tx, thread, line.file)
    if line is None or line.file is None or line.thread != thread.id:
        print("That line has no file.", file=sys.stderr)
        return 1
    try:
        content = app.store.read(line.file)
    except FileNotFoundError:
        print("That file was destroyed: it was kept as long as the rules allow.", file=sys.stderr)
        return 1
    path: Path = options.path if options.path.suffix else options.path.with_name(options.path.name + ending)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as problem:
        print(f"{path} can't be written: {problem.strerror}.", file=sys.stderr)
        return 1
    print(f"Written to {path}. Delete it when it is no longer needed.")
    return 0
