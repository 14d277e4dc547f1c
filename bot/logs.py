"""Structured logs: one JSON object a line, with ids and never a name, a number, a text or a token."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog


def set_up_logs(quiet: bool = False) -> None:
    """Log to standard error; `quiet`: only what failed."""
    level = logging.ERROR if quiet else logging.INFO
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[Libraries()], force=True)


class Libraries(logging.Handler):
    """What libraries log, in the same form: their message's first line before any value is put in, and of an exception
    its name and where it happened. Its text may hold what a person said, so it is left out."""

    def emit(self, record: logging.LogRecord) -> None:
        problem = record.exc_info[1] if record.exc_info else None
        about = {} if problem is None else {"problem": type(problem).__name__, "at": places(problem)}
        structlog.get_logger().log(record.levelno, str(record.msg).partition("\n")[0], logger=record.name, **about)


def places(problem: BaseException) -> list[str]:
    """Where it happened, without any value."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
