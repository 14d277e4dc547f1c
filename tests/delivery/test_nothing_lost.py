"""Whatever fails: nothing is lost, nothing comes twice, order is kept."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.channel import Later
from storage.outbox import OutboxRow
from storage.sealed import make_keys
from tests.delivery.desk import Desk

FAULTS = st.sampled_from(["fine", "fine", "fine", "later", "broken", "arrived, then broken"])
STEPS = st.lists(st.one_of(
    st.tuples(st.just("turn"), st.sampled_from(["ani", "budi"]), st.integers(1, 3)),
    st.tuples(st.just("turn, hurried late"), st.sampled_from(["ani", "budi"]), st.integers(1, 3)),
    st.tuples(st.just("push"), st.sampled_from(["ani", "budi"]), st.integers(0, 20)),
    st.tuples(st.just("wait"), st.just(""), st.integers(1, 50)),
    st.tuples(st.just("hurry at last"), st.just(""), st.just(0)),
    st.tuples(st.just("kill"), st.just(""), st.just(0)),
), max_size=25)


@settings(max_examples=100)
@given(STEPS, st.lists(FAULTS, max_size=40))
def test_whatever_fails_nothing_is_lost_nothing_overtakes_and_only_lost_marks_repeat(
        steps: list[tuple[str, str, int]], faults: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(f"sqlite:///{folder}/janji.db", make_keys(Path(folder) / "keys.json"))
        coming = iter(faults)
        arrived_but_failed: list[tuple[str, str]] = []

        def fail(address: str, text: str) -> Exception | None:
            fault = next(coming, "fine")
            if fault == "arrived, then broken":
                arrived_but_failed.append((address, text))
                desk.chats.got.append((address, text))
            return {"fine": None, "later": Later(3)}.get(fault, ConnectionError())

        desk.chats.fail = fail
        asyncio.run(play(desk, steps))
        desk.close()
    wanted, got = desk_put(desk), desk.chats.got
    for address in ("ani", "budi"):
        texts = [text for to, text in got if to == address]
        firsts = list(dict.fromkeys(texts))
        assert sorted(firsts) == sorted(wanted[address])                                          # nothing lost
        assert [t for t in firsts if t[0] == "a"] == [t for t in wanted[address] if t[0] == "a"]  # answers in order
        for text in firsts:
            assert texts.count(text) == 1 + arrived_but_failed.count((address, text))             # nothing twice


def desk_put(desk: Desk) -> dict[str, list[str]]:
    put: dict[str, list[str]] = desk.options["put"]
    return put


async def play(desk: Desk, steps: list[tuple[str, str, int]]) -> None:
    put: dict[str, list[str]] = {"ani": [], "budi": []}
    late: list[list[OutboxRow]] = []
    for number, (what, address, amount) in enumerate(steps):
        if what.startswith("turn"):
            texts = [f"a{number:02}.{part}" for part in range(amount)]
            put[address] += texts
            rows = desk.turn(*texts, address=address)
            if what == "turn":
                await desk.delivery.hurry(rows)
            else:
                late.append(rows)
        elif what == "push":
            put[address].append(f"p{number:02}")
            desk.push(f"p{number:02}", address, due_in=amount)
        elif what == "kill":
            late.clear()
            desk.restart()
        elif what == "hurry at last":
            await asyncio.gather(*(desk.delivery.hurry(rows) for rows in late))
            late.clear()
        else:
            for _ in range(amount // 5 + 1):
                desk.clock.advance(seconds=5)
                await desk.sweep()
    for _ in range(80):
        desk.clock.advance(seconds=30)
        await desk.sweep()
    assert set(desk.states()) <= {"sent"}
    desk.options["put"] = put
