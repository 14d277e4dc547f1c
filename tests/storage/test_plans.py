"""What a turn reads and writes of one person is found by an index, however much others have booked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storage import bookings, outbox
from storage.statement import Statement
from tests.prepared import new_database


@pytest.mark.parametrize(("statement", "index"), [
    (bookings._OF_PERSON, "ix_appointments_person_state_starts_at (person=? AND state=? AND starts_at>?)"),
    (bookings._EXPECTED_AS, "ix_cases_applicant (applicant=?)"),
    (bookings._DEACTIVATE, "ix_active_cases_case (case=?)"),
    (outbox._DROP_SUBJECT, "ix_outbox_pushed (office=? AND kind=? AND subject=?)"),
    (outbox._DROP_KEYS, "uq_outbox_key (office=? AND person=? AND key>?)"),
    (outbox._DEPTH, "ix_outbox_unsent"),
    (outbox._STUCK, "ix_outbox_stuck (state=?)"),
    (outbox._STUCK_COUNT, "ix_outbox_stuck (state=?)"),
    (outbox._SENT, "ix_outbox_person (person=?)"),
    (outbox._HELD, "ix_outbox_waiting (account=? AND address=?)"),
])
def test_one_persons_rows_are_not_looked_for_among_everybodys(statement: Statement, index: str, tmp_path: Path) -> None:
    database = new_database(f"sqlite:///{tmp_path}/janji.db")
    with database.engine.connect() as connection:
        asked = re.sub(r":\w+|[?]", "1", statement.ready(connection.dialect).sql)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert f"USING INDEX {index}" in plan[0].detail
