"""Structured logs: one JSON object a line, with ids and never a name, a number, a text or a token."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(quiet: bool = False) -> None:
    """Log to standard error; `quiet`: only what failed."""
    level = logging.ERROR if quiet else logging.INFO
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
