"""Which of the templates that were submitted can be sent."""

from __future__ import annotations

from storage.statement import Row

NO_MARKETING = ("whatsapp:+1", "whatsapp:US.")
"""Meta delivers none to numbers of the United States (Twilio, error 63049); Canada's begin alike."""


def can_be_sent(row: Row | None, address: str) -> bool:
    """Only what is approved, and reaches this address: anything else would come back."""
    return (row is not None and row.state == "approved"
            and not (row.category == "MARKETING" and address.startswith(NO_MARKETING)))
