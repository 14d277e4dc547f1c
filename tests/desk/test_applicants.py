"""What is kept of an applicant."""

from __future__ import annotations

from pathlib import Path

from bot.desk.applicants import FIELDS, Applicants, Form
from storage import applicants
from tests.desk.small import KEYS, NOW, at, new_database, office


def test_a_form_that_a_newer_program_wrote_is_read_by_an_older_one(tmp_path: Path) -> None:
    with at(new_database(f"sqlite:///{tmp_path}/janji.db"), office()) as desk:
        kept = Applicants(desk.tx, "la", KEYS, NOW)
        applicant = kept.add(desk.person(), "self", Form(full_name="Dewi Lestari"))
        newer = KEYS.seal_json({"full_name": "Dewi Lestari", "maiden_name": "Sari"}, FIELDS)
        applicants.change(desk.tx, applicant, relation="self", fields=newer, state="", changed_at=NOW)
        assert kept.get(applicant).form == Form(full_name="Dewi Lestari")
