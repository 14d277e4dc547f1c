"""Answers to the lines of a form that begin with what they are an answer to."""

from __future__ import annotations

from datetime import date

import pytest

from bot.config import FormField
from bot.conversation.prompts import Reading, Refusal
from bot.conversation.readers import introduced
from bot.conversation.text import CATALOGUES
from bot.conversation.words import word_lists
from bot.flows.form_lines import FIELDS, SKIP, read_line
from tests.conversation.places import at_a_line
from tests.journeys.driver import Chat

READING = Reading("en", date(2026, 11, 24), word_lists(CATALOGUES, ("id", "en")))


@pytest.mark.parametrize(("field", "typed", "read"), [
    ("full_name", "Nama saya Soemarno", "Soemarno"), ("full_name", "my name is Dewi Lestari", "Dewi Lestari"),
    ("full_name", "Nama: Soemarno", "Soemarno"), ("full_name", "nama lengkap saya adalah Dewi Lestari", "Dewi Lestari"),
    ("full_name", "nama anak saya Anak Agung Rai", "Anak Agung Rai"), ("full_name", "Namaku Dewi", "Dewi"),
    ("full_name", "The full name is: Dewi", "Dewi"), ("full_name", "nama suami saya itu Budi Santoso", "Budi Santoso"),
    ("full_name", "My daughter's name is Siti", "Siti"), ("full_name", "Nama I Gusti Ngurah Rai", "I Gusti Ngurah Rai"),
    ("birth_place", "Saya lahir di Purworejo", "Purworejo"), ("birth_place", "I was born in Solo", "Solo"),
    ("birth_place", "lhr di irvine", "Irvine"), ("birth_place", "tmpt lahirnya di Solo", "Solo"),
    ("nik", "nik nya 3578015708900002", "3578015708900002"), ("birth_date", "lhr tgl 17/8/1948", "1948-08-17"),
    ("birth_place", "lahir di Kab. Sleman", "Kab. Sleman"), ("birth_place", "tempat lahir saya Surabaya", "Surabaya"),
    ("birth_place", "my place of birth is Surabaya", "Surabaya"), ("birth_place", "anak saya lahir di Irvine", "Irvine"),
    ("birth_date", "saya lahir tanggal 17/8/1948", "1948-08-17"), ("birth_date", "tanggal lahir saya 17-08-1948", "1948-08-17"),
    ("birth_date", "I was born on 12/25/1990", "1990-12-25"), ("birth_date", "my date of birth is 1990-08-17", "1990-08-17"),
    ("nik", "NIK saya 3578015708900002", "3578015708900002"), ("nik", "nomor NIK: 3578 0157 0890 0002", "3578015708900002"),
    ("nik", "my NIK is 3578015708900002", "3578015708900002"), ("nik", "NIKnya 3578015708900002", "3578015708900002"),
    ("passport_number", "Nomor paspor lama saya A 1234567", "A1234567"),
    ("passport_number", "no. paspor: C1234567", "C1234567"),
    ("passport_number", "my passport number is X1234567", "X1234567"),
    ("passport_number", "paspor saya nomor C1234567", "C1234567"),
    ("passport_number", "the number of my old passport is X1234567", "X1234567"),
    ("phone", "Nomor telepon saya 909 555 0134", "+19095550134"),
    ("phone", "my cell phone number is 909 555 0134", "+19095550134"),
    ("phone", "nomor handphone suami saya +62 812 3456 7890", "+6281234567890"),
    ("phone", "WhatsApp: 909-555-0134", "+19095550134"),
    ("address", "Alamat saya 1234 Main St, Irvine, CA 92602", "1234 Main St, Irvine, CA 92602"),
    ("address", "saya tinggal di 1234 Main St, Irvine, CA 92602", "1234 Main St, Irvine, CA 92602"),
    ("address", "alamat rumah saya di Main St 12, Irvine", "Main St 12, Irvine"),
    ("birth_place", "tempat lahir saya di Solo", "Solo"),
    ("address", "my address is 1234 Main St, Irvine, CA 92602", "1234 Main St, Irvine, CA 92602")])
def test_an_answer_may_begin_with_what_it_is(field: FormField, typed: str, read: str) -> None:
    assert read_line(field, typed, READING) == read


@pytest.mark.parametrize(("field", "typed"), [
    ("full_name", "Namira Sayadi"), ("full_name", "Namesh Kumar"), ("full_name", "My Nguyen"), ("full_name", "Anak Agung Rai"),
    ("full_name", "Dewi Nama Lestari"), ("birth_place", "Lahirang"), ("birth_place", "Bornholm"), ("birth_place", "Tempat"),
    ("address", "Tinggal St 12, Irvine"), ("address", "Home Ave 12, Irvine"), ("phone", "+12135550100")])
def test_what_only_looks_like_an_introduction_is_kept(field: FormField, typed: str) -> None:
    assert introduced(typed, FIELDS[field].called) == typed


@pytest.mark.parametrize(("field", "typed"), [
    ("full_name", "nama saya"), ("full_name", "my name is"), ("nik", "NIK saya"), ("phone", "nomor telepon"),
    ("passport_number", "saya lupa nomor paspor 12345"), ("birth_place", "saya lahir di")])
def test_an_introduction_alone_is_no_answer(field: FormField, typed: str) -> None:
    assert isinstance(read_line(field, typed, READING), Refusal)


@pytest.mark.parametrize(("field", "typed"), [
    ("nik", "NIK nya blm ada"), ("nik", "niknya belum punya"), ("phone", "nomor hp ga ada"),
    ("passport_number", "paspor saya belum punya"), ("passport_number", "passport number: none"),
    ("nik", "ga ada niknya"), ("nik", "belum punya NIK kak"), ("phone", "gak ada no hp"),
    ("passport_number", "tidak ada nomor paspornya")])
def test_what_is_said_not_to_be_there_is_left_out(field: FormField, typed: str) -> None:
    assert read_line(field, typed, READING) == SKIP


def test_an_introduced_name_is_kept_without_its_introduction(dewi: Chat) -> None:
    at_a_line(dewi, "Nama saya Dewi Lestari", "Saya lahir di Purworejo", "17 August 1990")
    assert "NIK" in dewi.last().text
    dewi.says("NIK saya 3578015708900002")
    assert "present passport" in dewi.last().text
