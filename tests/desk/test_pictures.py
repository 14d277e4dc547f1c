"""What a header claims is read in little time, whatever stands in it."""

from __future__ import annotations

import time

import pytest

from bot.desk.pictures import is_whole_pdf, size_of
from tests.pictures import heic, jpeg, pdf

LARGE = 6_000_000
BEFORE_SIZE = 2
"""Bytes of a JPEG before its first segment."""


def with_filler(many: int) -> bytes:
    """A picture with so many needless 0xFF before the segment that says its size."""
    whole = jpeg()
    size = whole.index(b"\xff\xc0")
    return whole[:size] + b"\xff" * many + whole[size:]


def with_segments(many: int) -> bytes:
    whole = jpeg()
    return whole[:BEFORE_SIZE] + b"\xff\xe1\x00\x02" * many + whole[BEFORE_SIZE:]


@pytest.mark.parametrize(("content", "kind"), [
    (b"\xff\xd8" + b"\xff" * LARGE, "image/jpeg"),
    (b"\xff\xd8" + b"\xff\x01" * (LARGE // 2), "image/jpeg"),
    (b"\xff\xd8" + b"\xff\xe1\x00\x00" * (LARGE // 4), "image/jpeg"),
    (b"\xff\xd8" + b"\xff\xe1\x00\x02" * (LARGE // 4), "image/jpeg"),
    (b"\x00\x00\x00\x18ftypheic" + b"ispe" * (LARGE // 4), "image/heic"),
    (b"%PDF-" + b"1" * LARGE + b"%%EOF", "application/pdf"),
    (b"%PDF-" + b"1 " * (LARGE // 2) + b"%%EOF", "application/pdf"),
    (b"%PDF-1" + b" " * LARGE + b"%%EOF", "application/pdf"),
], ids=["filler", "bare markers", "no length", "short segments", "boxes", "digits", "numbers", "spaces"])
def test_file_made_to_be_read_for_long_is_read_in_a_moment(content: bytes, kind: str) -> None:
    began = time.thread_time()
    if kind == "application/pdf":
        is_whole_pdf(content)
    else:
        size_of(content, kind)
    assert time.thread_time() - began < 0.1


def test_some_filler_and_many_segments_are_read_and_endless_ones_are_broken() -> None:
    assert size_of(with_filler(63), "image/jpeg") == (1200, 900)
    assert size_of(with_filler(64), "image/jpeg") is None
    assert size_of(with_segments(900), "image/jpeg") == (1200, 900)
    assert size_of(with_segments(1_100), "image/jpeg") is None


def test_segment_shorter_than_its_own_length_is_broken() -> None:
    whole = jpeg()
    assert size_of(whole[:2] + b"\xff\xe1\x00\x01" + whole[2:], "image/jpeg") is None


def test_the_largest_picture_is_looked_for_at_the_beginning_of_a_heic() -> None:
    whole = heic()
    assert size_of(whole + bytes(LARGE), "image/heic") == (1200, 900)
    assert size_of(whole[:12] + bytes(2_000_000) + whole[12:], "image/heic") is None


def test_the_first_object_of_a_pdf_is_looked_for_at_its_beginning() -> None:
    whole = pdf()
    assert is_whole_pdf(whole)
    assert not is_whole_pdf(whole[:9] + b" " * 2_000_000 + whole[9:])
