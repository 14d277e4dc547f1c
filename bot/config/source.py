"""Where a setting's value came from: a line of `config.yaml`, or a variable of the environment.

YAML is read by PyYAML's C parser, but its scalars are taken as they are written: only `true` and `false` are
booleans, so a state `NO` stays Norway's letters, an answer `yes` stays a word and `08:30` stays a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Where = tuple[str | int, ...]
PREFIX = "JANJI_"
NESTING = "__"


class ConfigError(Exception):
    """The configuration can't be used; the text has one line for each fault, with its place and what to write."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def dotted(where: Where) -> str:
    """`services.visa.fees.0.since`"""
    return ".".join(str(part) for part in where)


def undotted(name: str) -> Where:
    """The same the other way round; a key that has a dot itself leads to what is around it."""
    return tuple(int(part) if part.isdecimal() else part for part in name.split("."))


@dataclass
class Source:
    """The values as they were given, and how to find the place of each again."""

    file: Path
    root: yaml.Node | None
    data: dict[str, Any]
    variables: dict[Where, str] = field(default_factory=dict)

    def fault(self, where: Where, message: str, *, key: bool = False) -> str:
        """One line on what is wrong at `where` (`key`: with the key itself, not its value)."""
        return f"{self.place(where, key=key)}: {message}"

    def place(self, where: Where, *, key: bool = False) -> str:
        """The variable that sets what is at `where`, or its line in the file and its name."""
        for length in range(len(where), 0, -1):
            if variable := self.variables.get(where[:length]):
                return variable
        return f"{self.file}:{_place(self.root, where, key)} {dotted(where) or 'the file'}"


def read(file: Path, environ: Mapping[str, str]) -> Source:
    """The file with the environment laid over it; raises `ConfigError` where it isn't YAML, or says a thing twice."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise ConfigError([(f"{file}: there is no such file; put Janji's config.yaml there, or name another with "
                           "JANJI_CONFIG=PATH")]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{file}: this is not UTF-8 text; save it as UTF-8"]) from None
    except yaml.MarkedYAMLError as error:
        raise ConfigError([_syntax(file, error)]) from None
    except yaml.YAMLError:
        raise ConfigError([f"{file}: a character in it is not allowed in YAML; type that line again"]) from None
    faults: list[str] = []
    data = _plain(root, file, faults) if root is not None else {}
    if faults:
        raise ConfigError(faults)
    if not isinstance(data, dict):
        raise ConfigError([f"{file}:1:1 the file should be a list of settings, each written as name: value"])
    source = Source(file, root, data)
    _lay_over(source, environ)
    return source


def _syntax(file: Path, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
    if mark and error.problem == "found undefined alias":
        name = re.split(r"[\s,\]}]", file.read_text(encoding="utf-8").splitlines()[mark.line][mark.column + 1:])[0]
        return f"{file}{place} *{name}: nothing before this is named &{name}; correct the name, or write out what is meant"
    return f"{file}{place} this is not YAML: {error.problem}; look at the indentation, colons and quotes here"


def _plain(node: yaml.Node, file: Path, faults: list[str]) -> Any:
    """The node's value in plain Python; keys that stand there twice, and numbers with commas, are added to `faults`."""
    match node:
        case yaml.MappingNode():
            values: dict[str, Any] = {}
            lines: dict[str, int] = {}
            for key, value in _without_parts(node, file, faults):
                name, at = str(key.value), key.start_mark
                if name in values:
                    faults.append(f"{file}:{at.line + 1}:{at.column + 1} {name}: this is already written on line "
                                  f"{lines[name]}; keep one of the two")
                lines[name] = at.line + 1
                values[name] = _plain(value, file, faults)
            return values
        case yaml.SequenceNode():
            return [_plain(item, file, faults) for item in node.value]
        case yaml.ScalarNode(style=None):
            return {"true": True, "false": False, "null": None, "~": None, "": None}.get(node.value, node.value)
        case _:
            return node.value


def _without_parts(node: yaml.MappingNode, file: Path, faults: list[str]) -> list[tuple[yaml.Node, yaml.Node]]:
    """The entries without those that are only the rest of a number: in `{amount: 1,000,000}` each comma begins one."""
    kept: list[tuple[yaml.Node, yaml.Node]] = []
    numbers: dict[int, str] = {}                    # by the place in `kept` of what they are the value of
    for key, value in node.value:
        last = len(kept) - 1
        before = numbers.get(last, str(kept[last][1].value) if kept else "")
        if node.flow_style and not value.value and re.fullmatch(r"\d{3}", str(key.value)) and before.isdecimal():
            numbers[last] = before + key.value
        else:
            kept.append((key, value))
    for place, number in numbers.items():
        key, value = kept[place]
        faults.append(f"{file}:{value.start_mark.line + 1}:{value.start_mark.column + 1} {key.value}: this is not an amount; "
                      f"write it without commas: {number}")
    return kept


def _place(root: yaml.Node | None, where: Where, key: bool) -> str:
    """Line and column of what stands at `where`, or of the nearest thing around it that is there."""
    node = mark_node = root
    for part in where:
        found: yaml.Node | None = None
        match node:
            case yaml.MappingNode():
                for name, value in node.value:
                    if name.value == str(part):
                        found, mark_node = value, name if key else value
            case yaml.SequenceNode() if isinstance(part, int) and part < len(node.value):
                found = mark_node = node.value[part]
        if found is None:
            break
        node = found
    return f"{mark_node.start_mark.line + 1}:{mark_node.start_mark.column + 1}" if mark_node else "1:1"


# --- the environment --------------------------------------------------------------------------------------------------

def _lay_over(source: Source, environ: Mapping[str, str]) -> None:
    """Put each `JANJI_WEB__PORT` where it belongs. Lists and blocks are written as in YAML: `[id, en]`."""
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or (NESTING not in variable and variable != f"{PREFIX}PUBLIC_URL"):
            continue
        where: list[str] = []
        here: Any = source.data
        *blocks, last = variable.removeprefix(PREFIX).split(NESTING)
        for block in blocks:
            where.append(_named(here, block))
            if isinstance(here, dict) and where[-1] not in here:
                here[where[-1]] = {}
                source.variables[tuple(where)] = variable
            here = here[where[-1]] if isinstance(here, dict) else None
        if not isinstance(here, dict):
            raise ConfigError([f"{variable}: {dotted(tuple(where))} is a single value, with nothing inside it to set"])
        where.append(_named(here, last))
        here[where[-1]] = _value(variable, environ[variable])
        source.variables[tuple(where)] = variable


def _named(block: Any, part: str) -> str:
    """The key of `block` that a variable's `PART` means: variables can't hold the hyphen of `passport-renewal`."""
    wanted = part.lower()
    keys = block if isinstance(block, dict) else ()
    return next((key for key in keys if key.replace("-", "_").lower() == wanted), wanted)


def _value(variable: str, text: str) -> Any:
    if text[:1] not in ("[", "{"):
        return text
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        raise ConfigError([f"{variable}: write a list as [one, two], a block as {{a: b}}"]) from None
    faults: list[str] = []
    return _plain(node, Path(variable), faults) if node is not None else text
