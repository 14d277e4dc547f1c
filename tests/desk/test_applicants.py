"""What is kept of an applicant."""

from __future__ import annotations

from pathlib import Path

from bot.desk.applicants import FIELDS, Applicants, Form, known_by
from storage import applicants
from tests.desk.small import KEYS, NOW, at, office
from tests.prepared import new_database


def test_a_form_that_a_newer_program_wrote_is_read_by_an_older_one(tmp_path: Path) -> None:
    with at(new_database(f"sqlite:///{tmp_path}/janji.db"), office()) as desk:
        kept = Applicants(desk.tx, "la", KEYS, NOW)
        applicant = kept.add(desk.person(), "self", Form(full_name="Dewi Lestari"))
        newer = KEYS.seal_json({"full_name": "Dewi Lestari", "maiden_name": "Sari"}, FIELDS)
        applicants.change(desk.tx, applicant, relation="self", fields=newer, state="", changed_at=NOW)
        assert kept.get(applicant).form == Form(full_name="Dewi Lestari")


def test_an_applicant_is_known_by_what_the_form_says_now(tmp_path: Path) -> None:
    with at(new_database(f"sqlite:///{tmp_path}/janji.db"), office()) as desk:
        kept = Applicants(desk.tx, "la", KEYS, NOW)
        applicant = kept.add(desk.person(), "self", Form(full_name="Dewi Lestari", birth_date="1990-08-17"))
        changes: list[dict[str, str]] = [
            {}, {"street": "1234 Wilshire Blvd"}, {"full_name": "Dewi Lestari Putri"}, {"birth_date": "1990-08-18"},
            {"passport_number": "C0000001"}, {"nik": "3578015708900001"}, {"passport_number": ""}, {"phone": "2135550100"}]
        for change in changes:
            form = kept.fill(applicant, **change).form
            assert set(kept.identities(applicant)) == set(known_by(form, KEYS).values()), change
