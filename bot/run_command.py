"""What `janji run` does: listens, says what is on and how, and serves until it is stopped."""

from __future__ import annotations

import errno
import gc
import resource
import socket
import sys

from bot.app import App
from bot.config import Settings
from bot.visits_report import unopened_in_words
from bot.web import Server, Web
from bot.what_is_on import what_is_on


def run(app: App, door: socket.socket) -> int:
    settings, web = app.settings, Web(app)
    if app.made_keys:
        print(f"Made new keys in {settings.keys.file}. Save a copy elsewhere: without them nothing can be read.")
    if unopened := unopened_in_words(app):
        print(unopened)
    for line in what_is_on(settings):
        print(line, flush=True)
    server = Server(web, settings)
    leave_the_program_alone()
    open_as_many_files_as_allowed()
    server.run(sockets=[door])
    return 0 if server.started else 1


def leave_the_program_alone() -> None:
    """What was loaded until now stays until the end, so it is not looked through for garbage again and again; and what a
    turn makes, some thousands of objects, is looked through every few turns: 7% of all CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


FILES = 65_536


def open_as_many_files_as_allowed() -> None:
    """Each connection is one, and a chat page that is open keeps one; most systems begin with 1,024, and let a program take
    more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def open_door(settings: Settings) -> socket.socket | None:
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
