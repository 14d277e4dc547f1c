"""The configuration as rows: for `janji config`, what is set and by what; for `janji config facts`, how sure it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from pydantic import BaseModel

from bot.config import Fact, Settings, Words
from bot.config.references import walk
from bot.config.source import NESTING, PREFIX, Where, dotted

# What the office says to applicants is long, and read in the file itself.
_IN_THE_FILE = frozenset({"jurisdiction", "questions", "outcomes", "requirements", "services", "stages"})
_ORDER = {"example": 0, "dated": 1, "stated": 2}
_QUOTED = re.compile(r"[,{}\[\]\"#]|: |^$|^[-?!&*|>%@`' ]")
"""What YAML would read as something else inside a list or a block."""
_PASSWORD = re.compile(r"(://[^:/@]*):[^@]*@")


Origin = Literal["file", "environment", "default"]


class SettingRow(NamedTuple):
    """One setting. `default` is none where the office must set it."""

    path: str
    variable: str
    value: str
    default: str | None
    origin: Origin
    description: str


class FactRow(NamedTuple):
    """One fact: how sure it is, where it stands, what it says, where it comes from."""

    sure: Literal["stated", "dated", "example"]
    path: str
    says: str
    source: str
    as_of: str


def describe(settings: Settings, environ: Mapping[str, str]) -> tuple[SettingRow, ...]:
    """Every setting of how the program behaves, and of the office and its places; passwords are hidden."""
    return tuple(_rows(settings, (), environ, given=True))


def facts(settings: Settings, language: str = "") -> tuple[FactRow, ...]:
    """Every fact, in this language or else the first; examples first: those the office has to fill in."""
    rows = []
    for where, part in walk(settings):
        for name in type(part).model_fields:
            fact = getattr(part, name)
            if isinstance(fact, Fact):
                about = name.removesuffix("fact").rstrip("_")
                path = dotted((*where, about) if about else where)
                what = getattr(part, about) if about else part
                if what is not None or fact.source:
                    rows.append(FactRow(fact.sure, path, _says(what, language) or "(not given)", fact.source, fact.as_of))
    return tuple(sorted(rows, key=lambda row: _ORDER[row.sure]))


def _says(part: object, language: str) -> str:
    match part:
        case Words(root=words):
            return words.get(language) or next(iter(words.values()), "")
        case BaseModel():
            names = ("name", "text", "who", "number", "capacity", "first", "states")
            name = next((name for name in names if getattr(part, name, None) is not None), "")
            says = _says(getattr(part, name, ""), language)
            return f"{name}: {says}" if isinstance(getattr(part, name, None), int) else says
        case Mapping() if all(_is_block(item) for item in part.values()):
            return ", ".join(map(str, part))
        case _:
            return _text(part)


def _rows(block: BaseModel, where: Where, environ: Mapping[str, str], given: bool) -> Iterator[SettingRow]:
    """`given`: the file has this block; what is in one that it hasn't is a default."""
    for name, field in type(block).model_fields.items():
        value, path = getattr(block, name), (*where, name)
        if path[0] in _IN_THE_FILE or isinstance(value, Fact):
            continue
        in_file = given and name in block.model_fields_set
        if _is_block(value):
            yield from _rows(value, path, environ, in_file)
        elif isinstance(value, Mapping) and value and all(_is_block(item) for item in value.values()):
            for key, item in value.items():
                yield from _rows(item, (*path, str(key)), environ, in_file)
        else:
            default = None if field.is_required() else _text(field.get_default(call_default_factory=True))
            yield row(path, environ, _PASSWORD.sub(r"\1:•••@", _text(value)), default, in_file, field.description or "")


def row(path: Where, environ: Mapping[str, str], value: str, default: str | None, in_file: bool,
        description: str) -> SettingRow:
    """What is set there, and by what; `in_file`: by the file, unless the environment has it."""
    variable = PREFIX + NESTING.join(str(part).upper().replace("-", "_") for part in path)
    origin: Origin = "environment" if variable in environ else "file" if in_file else "default"
    return SettingRow(dotted(path), variable, value, default, origin, description)


def _is_block(value: object) -> bool:
    """Whether it has settings inside, each with a row of its own; hours such as 09:00-12:00 are one value."""
    return isinstance(value, BaseModel) and not isinstance(value, Words) and not hasattr(value, "end")


def _text(value: object) -> str:
    """As it would be written in the file."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case Words(root=words) | (Mapping() as words):
            return "{" + ", ".join(f"{key}: {_part(item)}" for key, item in words.items()) + "}"
        case tuple():
            return "[" + ", ".join(_part(item) for item in value) + "]"
        case BaseModel():
            return f"{getattr(value, 'start', ''):%H:%M}-{getattr(value, 'end', ''):%H:%M}"
        case _ if hasattr(value, "minute") and not hasattr(value, "year"):
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _part(value: object) -> str:
    """The same inside a list or a block, where some texts need quotes."""
    text = _text(value)
    return json.dumps(text, ensure_ascii=False) if isinstance(value, str) and _QUOTED.search(text) else text
