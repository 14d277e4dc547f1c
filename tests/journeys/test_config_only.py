"""What an office changes in its configuration alone reaches whoever books."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documented import with_the_new_service
from tests.journeys.driver import ROOT, Chat, Journey
from tests.journeys.parts import SKIP, book, choose_time, greet, start, submit, to_days


@pytest.mark.parametrize(("language", "wanted", "free"), [
    ("id", "mau bikin surat kuasa", "tidak dipungut biaya"), ("en", "power of attorney", "free of charge")])
def test_a_service_added_in_the_configuration_alone_is_booked(
        tmp_path: Path, language: str, wanted: str, free: str) -> None:
    journey = Journey(tmp_path, language, config=with_the_new_service(tmp_path))
    dewi = journey.person("Dewi")
    greet(dewi)
    dewi.says(wanted)
    dewi.picks("self")
    dewi.says("Los Angeles, California")
    dewi.picks("yes")
    papers, visit, fee = (message.text for message in dewi.heard[-3:])
    name = journey.app.settings.requirements["unsigned-letter"].name.in_language(language)
    assert name in papers and free in fee
    assert {"id": "melihat siapa yang menandatangani", "en": "shows the officer who signs"}[language] in papers
    assert {"id": "Paspor baru menggantikannya", "en": "new passport replaces it"}[language] not in papers
    assert {"id": "Pembayaran: mohon tanyakan di loket", "en": "How to pay: please ask at the counter"}[language] in fee
    assert {"id": "Tanda tangan di hadapan petugas", "en": "Signing before an officer"}[language] in visit
    assert {"id": "diberitahukan petugas di loket", "en": "an officer tells you at the counter"}[language] in visit
    dewi.picks("on")
    dewi.says("Dewi Lestari")
    dewi.says("Surabaya")
    dewi.says("17/08/1990")
    dewi.says("C1234567")
    dewi.says("1234 Wilshire Blvd, Los Angeles, CA 90017")
    dewi.picks(SKIP)
    submit(dewi)
    code = book(dewi)
    dewi.says("status")
    assert code in dewi.last().text or any(code in button.detail for button in dewi.last().options)
    journey.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_rule_of_the_new_service_sends_whoever_it_is_for_elsewhere(tmp_path: Path, language: str) -> None:
    journey = Journey(tmp_path, language, config=with_the_new_service(tmp_path))
    dewi = journey.person("Dewi")
    start(dewi, service="power-of-attorney")
    dewi.says("Los Angeles, California")
    dewi.picks("no")
    assert dewi.step == "NotHere"
    assert "peduliwni.kemlu.go.id" in dewi.open_question().text
    journey.close()


NEW_FEE = """
      - name:
          id: Paspor elektronik, berlaku paling lama 10 tahun
          en: Electronic passport, valid for up to 10 years
        amount: {amount: 1150000, currency: IDR}
        since: 2026-12-01
        fact: {sure: stated, source: a new tariff}
      - &fee-in-dollars
"""


def new_tariff(folder: Path) -> Path:
    """From 1 December a passport costs more."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    made = folder / "config.yaml"
    made.write_text(text.replace("\n      - &fee-in-dollars\n", NEW_FEE, 1), encoding="utf-8")
    return made


def to_the_times(tmp_path: Path, language: str) -> tuple[Journey, Chat]:
    journey = Journey(tmp_path, language, config=new_tariff(tmp_path))
    dewi = journey.person("Dewi")
    to_days(dewi)
    return journey, dewi


NEW = {"id": "1.150.000", "en": "1,150,000"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_fee_that_changes_before_the_visit_is_told_before_booking_and_after(tmp_path: Path, language: str) -> None:
    journey, dewi = to_the_times(tmp_path, language)
    assert not any(NEW[language] in message.text for message in dewi.heard)
    days = dewi.open_question().options
    choose_time(dewi, day=next(n for n, button in enumerate(days) if "1 De" in button.label))
    assert NEW[language] in dewi.open_question().text
    before = len(dewi.heard)
    dewi.picks("book")
    assert any(NEW[language] in message.text for message in dewi.since(before))
    journey.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_fee_that_is_the_same_on_the_day_is_not_told_again(tmp_path: Path, language: str) -> None:
    journey, dewi = to_the_times(tmp_path, language)
    choose_time(dewi, day=0)
    before = len(dewi.heard) - 1
    dewi.picks("book")
    assert not any("950" in message.text or NEW[language] in message.text for message in dewi.since(before))
    journey.close()
