"""What a turn remembers of what it read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Missing
from bot.desk.applicants import Applicants
from bot.desk.catalogue import Catalogue
from bot.desk.parties import Parties
from tests.desk.small import KEYS, NOW, at, office
from tests.prepared import new_database


def test_a_form_that_was_filled_in_and_undone_is_read_as_it_was(tmp_path: Path) -> None:
    with at(new_database(f"sqlite:///{tmp_path}/janji.db"), office()) as desk:
        applicants = Applicants(desk.tx, "la", KEYS, NOW)
        applicant = applicants.add(desk.person(), "self")
        applicants.fill(applicant, full_name="Dewi")
        with pytest.raises(Missing), desk.tx.savepoint():
            applicants.fill(applicant, full_name="Sari")
            assert applicants.get(applicant).full_name == "Sari"
            raise Missing("half way")
        assert applicants.get(applicant).full_name == "Dewi"


def test_who_was_left_out_is_not_remembered(tmp_path: Path) -> None:
    with at(new_database(f"sqlite:///{tmp_path}/janji.db"), office()) as desk:
        parties = Parties(desk.tx, "la", KEYS, Catalogue(office()), NOW)
        party = parties.begin(desk.person())
        first, second = parties.add_member(party), parties.add_member(party)
        assert [member.id for member in parties.members(party)] == [first, second]
        parties.set_applicant(first, 7)
        assert [member.applicant for member in parties.members(party)] == [7, None]
        parties.drop(second)
        assert [member.id for member in parties.members(party)] == [first]
        with pytest.raises(Missing):
            parties.member(second)
