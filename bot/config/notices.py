"""What bounds notices, whichever way they go: each costs, and each code goes to somebody who may not have asked."""

from __future__ import annotations

from pydantic import Field

from bot.config.values import Frozen


class NoticeLimits(Frozen):
    person_messages_a_day: int = Field(default=20, ge=1, description="To one person.")
    address_codes_a_day: int = Field(default=3, ge=1, description="Codes that prove an address or a number, to one of them.")
    person_codes_a_day: int = Field(default=5, ge=1, description="The same, asked for by one person.")
    network_codes_a_day: int = Field(default=20, ge=1, description="The same, asked for from one network address.")
    codes_a_day: int = Field(default=500, ge=1, description="The same, everybody together.")
