"""How our texts mark what is bold, and the same as HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

BOLD = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
"""As on the chat page."""


@lru_cache(maxsize=1024)
def to_html(text: str) -> str:
    """`*bold*` as HTML; all else as it was typed. Most are the same questions again and again."""
    return BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
