"""Which numbers the office's texts go to: none that earn somebody money."""

from __future__ import annotations

import pytest

from bot.config.sms import SmsSettings

KINGSTON, GEORGETOWN = "+18765550101", "+13455550101"


@pytest.mark.parametrize("number", ["+19005550101", "+19765550101", "+12139760101"])
def test_no_premium_number_is_written_to_whatever_the_office_names(number: str) -> None:
    for prefixes in (("+1",), (number[:5],)):
        assert not SmsSettings(prefixes=prefixes).takes(number)


@pytest.mark.parametrize("number", [KINGSTON, GEORGETOWN])
def test_the_caribbean_is_written_to_where_the_office_names_it(number: str) -> None:
    assert not SmsSettings().takes(number)
    assert not SmsSettings(prefixes=("+1", "+62")).takes(number)
    assert SmsSettings(prefixes=("+1", number[:5])).takes(number)


@pytest.mark.parametrize("number", ["+12135550101", "+14165550101", "+17875550101"])
def test_the_united_states_and_canada_are_written_to(number: str) -> None:
    assert SmsSettings().takes(number)
