"""Bringing a database up in a process of its own, which takes all that Alembic loads with it: nine megabytes that a program
which stays would hold until its next start."""

from __future__ import annotations

import subprocess
import sys

from storage.database import Database, Unreachable
from storage.migrations import HEAD, bring_up, stored_revision


def bring_up_apart(url: str) -> None:
    """Bring it up to this release, if it is behind. What stands in the way is left for `bring_up` to say."""
    database = Database(url)
    try:
        if stored_revision(database) != HEAD:            # not as an argument, which all users of the machine can read
            subprocess.run([sys.executable, "-m", __name__], input=url, text=True,  # noqa: S603  # our own module
                           stderr=subprocess.DEVNULL, check=False)
    except Unreachable:
        pass
    finally:
        database.close()


if __name__ == "__main__":
    bring_up(Database(sys.stdin.read()))
