"""Loads `config.yaml`: `load(path, os.environ)` gives the settings, or says which line to correct, and how."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.channels.all import PAPERS, ways
from bot.config import Settings, rows
from bot.config.references import Wrong, wrong_references
from bot.config.rows import FactRow, SettingRow, facts
from bot.config.source import NESTING, PREFIX, ConfigError, Source, Where, dotted, read, undotted

__all__ = ["ConfigError", "FactRow", "SettingRow", "describe", "facts", "load", "places", "schema", "unknown_variables"]

M = TypeVar("M", bound=BaseModel)


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in `path`, with `JANJI_…` variables over them; raises `ConfigError`.

    Files, and a SQLite database, that are not given from the root are looked for in the folder of `path`.
    """
    source = read(path, environ)
    try:
        settings = Settings.model_validate(source.data)
    except ValidationError as error:
        raise ConfigError(_faults(source, error)) from None
    wrong = [(where, message, False) for where, message in wrong_references(settings)]
    if wrong := wrong + [(where, message, True) for where, message in _wrong_channels(settings)]:
        raise ConfigError(_once(source, wrong))
    return _from_folder(settings, path.resolve().parent)


def places(path: Path, environ: Mapping[str, str]) -> Callable[[str], str]:
    """Tells for the dotted name of a setting where it is written."""
    source = read(path, environ)
    return lambda name: source.place(undotted(name))


def schema() -> dict[str, Any]:
    """JSON Schema of the file, for editors."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Settings.model_json_schema()}
    papers = made["properties"]["papers"]
    [way] = papers.pop("patternProperties").values()
    papers |= {"properties": {account: {**way, "default": default} for account, default in PAPERS.items()},
               "additionalProperties": False}
    return made


def describe(settings: Settings, environ: Mapping[str, str]) -> tuple[SettingRow, ...]:
    """Every setting of how the program behaves, and of the office and its places; passwords are hidden."""
    described = rows.describe(settings, environ)
    place = next(place for place, one in enumerate(described) if one.path == "papers")
    return *described[:place], *_of_papers(settings, environ, described[place].description), *described[place + 1:]


def _of_papers(settings: Settings, environ: Mapping[str, str], description: str) -> Iterator[SettingRow]:
    """A row for each channel, as each has its own variable."""
    for account, way in ways(settings).items():
        yield rows.row(("papers", account), environ, way, PAPERS[account], account in settings.papers, description)


def unknown_variables(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """A line for each `JANJI_…` variable that sets nothing, with the nearest one that would."""
    lines = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and NESTING not in name and name not in (f"{PREFIX}PUBLIC_URL", f"{PREFIX}CONFIG"):
            known = [row.variable for row in describe(settings, {})] + [f"{PREFIX}CONFIG"]
            near = {one.removeprefix(PREFIX).replace(NESTING, "_"): one for one in known}
            close = get_close_matches(name.removeprefix(PREFIX), near, n=1)
            lines.append(f"{name} sets nothing" + (f"; did you mean {near[close[0]]}?" if close else
                                                   ": `janji config` lists the variables that do."))
    return lines


def _wrong_channels(settings: Settings) -> Iterator[Wrong]:
    for account in settings.papers:
        if account not in PAPERS:
            yield ("papers", account), _no_such_setting(("papers", account))


def _from_folder(settings: Settings, folder: Path) -> Settings:
    url, plain = settings.database.url, "sqlite:///"
    if url.startswith(plain) and not url.startswith((f"{plain}/", f"{plain}:memory:")) and url != plain:
        url = f"{plain}{folder / url.removeprefix(plain)}"
    return _with(settings,
                 database=_with(settings.database, url=url),
                 keys=_with(settings.keys, file=folder / settings.keys.file),
                 files=_with(settings.files, folder=folder / settings.files.folder))


def _with(model: M, **values: object) -> M:
    """The same with other values, which don't count as set by the office."""
    return type(model).model_construct(_fields_set=model.model_fields_set, **{**dict(iter(model)), **values})


# --- faults in plain words --------------------------------------------------------------------------------------------

def _faults(source: Source, error: ValidationError) -> list[str]:
    """One line for each place; what several readings of the same value said is joined with “or”."""
    said: dict[tuple[Where, bool], list[str]] = {}
    for details in error.errors(include_url=False):
        key = details["loc"][-1:] == ("[key]",) or details["type"] == "extra_forbidden"
        where = _resolved(source.data, details)
        messages = said.setdefault((where, key), [])
        message = _message(details, where)
        if message not in messages:
            messages.append(message)
    return _once(source, [(where, ", or ".join(messages), key) for (where, key), messages in said.items()])


def _once(source: Source, wrong: Iterable[tuple[Where, str, bool]]) -> list[str]:
    """Each as a line; what is written once, and used in several places by its name (`*name`), is named once."""
    found: dict[str, str] = {}
    for where, message, key in wrong:
        line = source.fault(where, message, key=key)
        found.setdefault(line.replace(f" {dotted(where)}:", ":", 1), line)
    return list(found.values())


def _resolved(data: object, details: ErrorDetails) -> Where:
    """The path in the file: pydantic's has the names of the readings that it tried in between."""
    where: list[str | int] = []
    parts = [part for part in details["loc"] if part != "[key]"]
    for index, part in enumerate(parts):
        if isinstance(data, dict) and str(part) in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif not (details["type"] == "missing" and index == len(parts) - 1):
            continue
        where.append(part)
    return tuple(where)


_PLAIN = {
    "missing": "this is missing",
    "date_parsing": "this is not a date; write it as 2026-11-30",
    "date_from_datetime_parsing": "this is not a date; write it as 2026-11-30",
    "date_from_datetime_inexact": "this is not a date; write it as 2026-11-30",
    "date_type": "this is not a date; write it as 2026-11-30",
    "time_parsing": "this is not a time; write it as 09:30",
    "time_type": "this is not a time; write it as 09:30",
    "int_parsing": "this is not a whole number",
    "int_type": "this is not a whole number",
    "float_parsing": "this is not a number; write it as 0.25",
    "float_type": "this is not a number; write it as 0.25",
    "decimal_parsing": "this is not an amount; write it as 650000 or 12.50",
    "decimal_type": "this is not an amount; write it as 650000 or 12.50",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "string_type": "this should be a text; put it in quotes",
    "path_type": "this should be the path of a file",
    "tuple_type": "this should be a list, such as [one, two]",
    "mapping_type": "this should be a block, each line written as name: value",
    "dict_type": "this should be a block, each line written as name: value",
    "model_type": "this should be a block, each line written as name: value",
    "model_attributes_type": "this should be a block, each line written as name: value",
    "money": "write the amount and its currency as {{amount: 20, currency: USD}}",
    "too_short": "there should be at least one",
    "greater_than_equal": "this must be at least {ge}",
    "greater_than": "this must be more than {gt}",
    "less_than_equal": "this must be at most {le}",
    "literal_error": "this must be {expected}",
    "value_error": "{error}",
}
_PATTERNS = {
    r"^[a-z][a-z0-9-]{0,39}$": "write a key in small letters, digits and hyphens, such as passport-renewal",
    r"^[a-z]{2,3}$": "write a language as two small letters, such as id or en",
    r"^[A-Z]{2}$": "write two capital letters, such as CA",
    r"^[A-Z]{3}$": "write a currency as three capital letters, such as IDR",
}


def _message(details: ErrorDetails, where: Where) -> str:
    context = details.get("ctx", {})
    if details["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], details["msg"])
    if details["type"] == "extra_forbidden":
        return _no_such_setting(where)
    if details["type"] == "tuple_type" and isinstance(given := details["input"], str) and given:
        return f"this should be a list; write it as [{given}]"
    if details["type"].startswith("date_") and (why := _no_such_day(str(details["input"]))):
        return why
    kind = "money" if context.get("class_name") == "Money" else details["type"]
    return _PLAIN.get(kind, details["msg"]).format(**context)


def _no_such_day(written: str) -> str:
    """Why a date that is written as dates are is none; empty where it isn't."""
    found = re.fullmatch(r"([12]\d{3})-(\d\d)-(\d\d)", written)
    year, month = (int(found[1]), int(found[2])) if found else (0, 0)
    if found and not 1 <= month <= 12:
        return "there is no such day: a year has 12 months; write it as 2026-11-30"
    return f"there is no such day: {month_name[month]} {year} has {monthrange(year, month)[1]} days" if found else ""


def _no_such_setting(where: Where) -> str:
    known = list(_names_at(where[:-1]))
    close = get_close_matches(str(where[-1]), known, n=1)
    return "there is no such setting; " + (f"did you mean {close[0]}?" if close else f"here are {', '.join(known)}")


def _names_at(where: Where) -> Iterator[str]:
    """The names of the settings that can stand in the block at `where`."""
    whole = schema()
    blocks: list[Any] = [whole]
    for part in where:
        blocks = [inner for block in _open(whole, blocks) for inner in (
            block.get("properties", {}).get(part), block.get("additionalProperties"), block.get("items"),
            *block.get("patternProperties", {}).values())]
    for block in _open(whole, blocks):
        yield from block.get("properties", {})


def _open(whole: Mapping[str, Any], blocks: list[Any]) -> Iterator[Any]:
    """The blocks with references followed and choices taken apart."""
    for block in blocks:
        if not isinstance(block, dict):
            continue
        if "$ref" in block:
            yield from _open(whole, [whole["$defs"][block["$ref"].rpartition("/")[2]]])
        elif choices := block.get("anyOf") or block.get("oneOf"):
            yield from _open(whole, choices)
        else:
            yield block
