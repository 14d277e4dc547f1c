"""The templates of pages, each read once. What is put into them is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template, select_autoescape


@lru_cache(maxsize=16)
def template(path: Path) -> Template:
    """To read one takes some 50 ms."""
    loader = FileSystemLoader(path.parent)
    return Environment(loader=loader, autoescape=select_autoescape(), auto_reload=False).get_template(path.name)
