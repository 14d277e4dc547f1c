"""`janji run` as a process of its own, in a folder of its own, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from storage.sealed import make_keys
from tests import in_process, prepared

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "config.yaml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 60, what: Callable[[], str] = lambda: "") -> None:
    """Wait until it is so; `what` says how it is instead."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"did not come true in time: {what()}"
        time.sleep(0.02)


class Janji:
    """Starts, stops, kills and starts again; the folder is what lasts."""

    module = "bot.cli"

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = folder / "janji.db"
        self.keys = folder / "keys.json"
        self.files = folder / "files"
        own = {name: value for name, value in os.environ.items() if not name.startswith("JANJI_")}
        self.environment = own | {
            "JANJI_CONFIG": str(CONFIG),
            "JANJI_DATABASE__URL": f"sqlite:///{self.database}",
            "JANJI_KEYS__FILE": str(self.keys),
            "JANJI_FILES__FOLDER": str(self.files),
            "JANJI_WEB__PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0

    def was_here(self) -> Janji:
        """As if it had been started once, and nobody had come."""
        settings = prepared.as_read(CONFIG, {})
        prepared.migrated(self.database, settings.office.country, datetime.now(UTC).date())
        if not self.keys.exists():
            make_keys(self.keys)
        return self

    def begin(self) -> None:
        """Start, and don't wait."""
        self.started += 1
        with self._log("out").open("wb") as out, self._log("err").open("wb") as err:
            self.process = subprocess.Popen([sys.executable, "-m", self.module, "run"], cwd=ROOT, env=self.environment,
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def start(self) -> float:
        """Start, and wait until it is ready; how many seconds that took."""
        began = time.monotonic()
        self.begin()
        until(self.is_ready, what=self.said)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        try:
            return self.get("/readyz") == (200, "ok\n")
        except (URLError, HTTPException, OSError):
            return False

    def get(self, path: str) -> tuple[int, str]:
        with urlopen(self.url + path, timeout=5) as answer:
            return answer.status, answer.read().decode()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(20)

    def kill(self) -> None:
        self.stop(signal.SIGKILL)

    def on_disk(self) -> int:
        """Files of applicants."""
        return sum(path.is_file() for path in self.files.rglob("*"))

    def said(self) -> str:
        """What this start printed, on both outputs."""
        return self.out() + self.err()

    def out(self) -> str:
        return self._log("out").read_text()

    def err(self) -> str:
        return self._log("err").read_text()

    def _log(self, name: str) -> Path:
        return self.folder / f"{self.started}.{name}"

    def does(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command with the same settings, in this process: `does("threads", "list")`."""
        return in_process.run(arguments, self.environment | more, ROOT)

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command with the same settings, in a process of its own."""
        return subprocess.run([sys.executable, "-m", "bot.cli", *arguments], cwd=ROOT, env=self.environment | more,
                              input="", capture_output=True, text=True, check=False, timeout=30)
