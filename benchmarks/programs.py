"""The programs that are compared, each a process of its own on one core, with everything it keeps in a new folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.bot_api import TOKEN

ROOT = Path(__file__).parents[1]
SECRET = "benchmark-secret"
AIOGRAM_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
CORES = sorted(os.sched_getaffinity(0))
PROGRAM, LOAD = CORES[0], CORES[-1]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ROOMY = {
    # Places for a thousand within minutes, and Telegram's own pace put aside. A booking is 24 messages: no limit of what one
    # person may send (40 a minute) is met, and those of a network address don't count on Telegram.
    "JANJI_PLACES__COUNTER__WEEK": json.dumps({day: ["08:00-18:00"] for day in DAYS}),
    "JANJI_PLACES__COUNTER__HOLIDAYS": "{indonesia: false, joint_leave: false, host_country: false}",
    "JANJI_PLACES__COUNTER__GROUPS__PASSPORT__CAPACITY": "200",
    "JANJI_PLACES__COUNTER__CROWD": "2000",
    "JANJI_BOOKING__UNPROVEN_SHARE": "1",
    "JANJI_TELEGRAM__MESSAGES_A_SECOND": "1000000",
    "JANJI_TELEGRAM__CHAT_MESSAGES_A_SECOND": "1000000",
}


class Program:
    """A process that serves a webhook; `folder` is lost at the end."""

    def __init__(self, folder: Path, command: Sequence[str], ready: str, port: int, **settings: str) -> None:
        self.folder, self.port, self._ready = folder, port, ready
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("JANJI_", "BENCH_"))}
        self._log = folder / "log"
        self.began = time.perf_counter()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(["taskset", "-c", str(PROGRAM), *command], cwd=ROOT, env=environ | settings,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def until_ready(self) -> float:
        """Seconds since it was begun."""
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"it ended before it was ready:\n{self._log.read_text()}")
            try:
                with urlopen(f"http://127.0.0.1:{self.port}{self._ready}", timeout=5):
                    return time.perf_counter() - self.began
            except OSError as problem:
                if getattr(problem, "code", 503) != 503:   # it answers, though not to this
                    return time.perf_counter() - self.began
                time.sleep(0.005)

    def resident(self) -> float:
        """Megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of its core that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def a_folder() -> Iterator[Path]:
    """On the disk that Janji's own data lies on: /tmp may be memory, where nothing is ever synced."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "var"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def janji(folder: Path, port: int, **settings: str) -> Program:
    return Program(folder, [sys.executable, "-m", "bot.cli", "run"], "/readyz", port, **{
        "JANJI_CONFIG": str(ROOT / "config.yaml"), "JANJI_WEB__PORT": str(port),
        "JANJI_DATABASE__URL": f"sqlite:///{folder}/janji.db", "JANJI_KEYS__FILE": f"{folder}/keys.json",
        "JANJI_FILES__FOLDER": f"{folder}/files", **settings})


def ceiling(folder: Path, port: int, api: str) -> Program:
    return Program(folder, [sys.executable, "-m", "benchmarks.ceiling"], "/", port, **_beside(api, port),
                   BENCH_DATABASE=str(folder / "ceiling.db"))


def aiogram(folder: Path, port: int, api: str) -> Program:
    return Program(folder, [str(AIOGRAM_PYTHON), "benchmarks/aiogram_bot.py"], "/webhook", port, **_beside(api, port))


def _beside(api: str, port: int) -> Mapping[str, str]:
    return {"BENCH_API": api, "BENCH_PORT": str(port), "BENCH_TOKEN": TOKEN, "BENCH_SECRET": SECRET}


def on_telegram(api: str, port: int) -> Mapping[str, str]:
    return {"JANJI_TELEGRAM__TOKEN": TOKEN, "JANJI_TELEGRAM__API_BASE_URL": api,
            "JANJI_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}"}


def on_whatsapp(api: str) -> Mapping[str, str]:
    return {"JANJI_TWILIO__ACCOUNT_SID": "AC" + "0" * 32, "JANJI_TWILIO__AUTH_TOKEN": "0" * 32,
            "JANJI_TWILIO__SENDER": "whatsapp:+12135550100", "JANJI_TWILIO__API_BASE_URL": api}


def booked(folder: Path) -> int:
    """Appointments in Janji's database."""
    with sqlite3.connect(folder / "janji.db") as database:
        return int(database.execute("SELECT count(*) FROM appointments WHERE state = 'booked'").fetchone()[0])
