"""What the operator watches, for Prometheus: counts and seconds, nothing of what was said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("janji_turns", "Events taken", registry=self.registry)
        self.failed_turns = Counter("janji_failed_turns", "Events that failed on our side", registry=self.registry)
        self.turn_seconds = Histogram(
            "janji_turn_seconds", "Seconds from an event to its commit", registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5))
        self.sends = Counter("janji_sends", "Messages handed to a channel", ["account", "result"], registry=self.registry)
        self.send_seconds = Histogram(
            "janji_send_seconds", "Seconds that a channel took for a message", ["account"], registry=self.registry)
        self.outbox_depth = Gauge("janji_outbox_depth", "Messages that should have gone", registry=self.registry)
        self.outbox_age = Gauge("janji_outbox_oldest_seconds", "Age of the oldest of them", registry=self.registry)
        self.stuck = Gauge("janji_outbox_stuck", "Messages that wait for their person to write, or are parked",
                           ["account", "state"], registry=self.registry)
        self.came_back = Gauge("janji_came_back", "Messages that a channel took and could not deliver, as far as kept",
                               ["account", "code"], registry=self.registry)

        self._sends = lru_cache(maxsize=256)(self.sends.labels)                # looked up for each message
        self._send_seconds = lru_cache(maxsize=256)(self.send_seconds.labels)

    def sent(self, account: str, result: str, seconds: float) -> None:
        self._sends(account, result).inc()
        self._send_seconds(account).observe(seconds)

    def text(self, depth: int, oldest: datetime | None, now: datetime, stuck: Iterable[tuple[str, str, int]] = (),
             came_back: Iterable[tuple[str, str, int]] = ()) -> bytes:
        """The page that Prometheus reads. `stuck`: account, state and count; `came_back`: account, code and count."""
        self.outbox_depth.set(depth)
        self.outbox_age.set((now - oldest).total_seconds() if oldest is not None else 0)
        for gauge, rows in ((self.stuck, stuck), (self.came_back, came_back)):
            gauge.clear()
            for account, what, count in rows:
                gauge.labels(account, what).inc(count)
        return generate_latest(self.registry)
