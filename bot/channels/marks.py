"""How our texts mark what is bold, and the same as HTML."""

from __future__ import annotations

import re
from html import escape

BOLD = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
"""As on the chat page."""


def to_html(text: str) -> str:
    """`*bold*` as HTML; all else as it was typed."""
    return BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
