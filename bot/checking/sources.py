"""The texts and the labels of buttons in the program's own source: what `_()` and `counted()` say, and where."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from bot.checking.samples import is_known

PROGRAM = Path(__file__).parents[2]
TEXT_CALLS = ("_", "counted")
Role = Literal["label", "detail", "line"]
ARGUMENTS: Mapping[str, tuple[tuple[str, int, Role], ...]] = {
    "Option": (("label", 1, "label"), ("detail", 2, "detail")),
    "Line": (("label", 0, "line"),),
    "Say": (("next", 1, "label"),),
    "YesNo": (("yes", 1, "label"), ("no", 2, "label")),
    "Field": (("label", 0, "label"), ("skip", 4, "label")),
}
"""What takes labels, as which argument (name, place): of a button, of the small line under it, of a review's line."""


@dataclass(frozen=True)
class SourceText:
    """One use of a msgid. `values` are the expressions put in; `certain`: all of them are known by name."""

    where: str
    msgid: str
    plural: str
    values: Mapping[str, ast.expr]
    certain: bool = True


@dataclass(frozen=True)
class SourceLabel:
    """What may stand on a button: a text, or an expression that comes from elsewhere. `answers` is how many answers its
    question has, where the source says so."""

    where: str
    label: SourceText | ast.expr
    answers: int | None
    role: Role


@dataclass(frozen=True)
class Sources:
    """All of it; `unread` are places whose msgid is not written out, so that it can't be translated."""

    texts: Sequence[SourceText]
    labels: Sequence[SourceLabel]
    unread: Sequence[str]


@cache
def read_sources(folders: tuple[Path, ...] = (PROGRAM / "bot",)) -> Sources:
    """Read every Python file in these folders, once."""
    texts: list[SourceText] = []
    labels: list[SourceLabel] = []
    unread: list[str] = []
    for file in sorted(path for folder in folders for path in folder.rglob("*.py")):
        reader = _File(file)
        texts += reader.texts()
        unread += reader.unread
        if "flows" in file.parts:
            labels += reader.labels()
    return Sources(texts, labels, unread)


class _File:
    """One file, as a tree whose nodes know what they stand in."""

    def __init__(self, file: Path) -> None:
        self.name = file.relative_to(PROGRAM).as_posix() if file.is_relative_to(PROGRAM) else file.name
        self.tree = ast.parse(file.read_text())
        self.unread: list[str] = []
        self.functions = {node.name: node for node in self.tree.body if isinstance(node, ast.FunctionDef)}

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """Of each node the one it stands in; only labels ask for it."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def where(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    def texts(self) -> Iterator[SourceText]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _called(node) in TEXT_CALLS:
                found = self.text(node)
                if found is None:
                    self.unread.append(self.where(node))
                else:
                    yield found

    def text(self, call: ast.Call) -> SourceText | None:
        wanted = 2 if _called(call) == "counted" else 1
        given = [part.value for part in call.args[:wanted] if isinstance(part, ast.Constant)]
        words = [part for part in given if isinstance(part, str)]
        if len(words) < wanted:
            return None
        values = {part.arg: part.value for part in call.keywords if part.arg is not None}
        certain = all(part.arg is not None for part in call.keywords)
        return SourceText(self.where(call), words[0], words[1] if wanted == 2 else "", values, certain)

    # --- labels

    def labels(self) -> Iterator[SourceLabel]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                for label, role in _label_arguments(node):
                    for one in self.alternatives(label):
                        yield SourceLabel(self.where(one), self.text_or(one), self.answers(node), role)

    def text_or(self, node: ast.expr) -> SourceText | ast.expr:
        found = self.text(node) if isinstance(node, ast.Call) and _called(node) in TEXT_CALLS else None
        return found or node

    def alternatives(self, node: ast.expr) -> Iterator[ast.expr]:
        """What an expression may be: both sides of a condition, what a variable was set to, what a function returns."""
        match node:
            case ast.Constant(value=None):
                return
            case _ if is_known(node):
                yield node
            case ast.IfExp(body=one, orelse=other):
                yield from self.alternatives(one)
                yield from self.alternatives(other)
            case ast.Name(id=name) if assigned := list(self._assigned(node, name)):
                for value in assigned:
                    yield from self.alternatives(value)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                for part in ast.walk(self.functions[name]):
                    if isinstance(part, ast.Return) and part.value is not None:
                        yield from self.alternatives(part.value)
            case _:
                yield node

    def _assigned(self, node: ast.AST, name: str) -> Iterator[ast.expr]:
        while node in self.parents and not isinstance(node, ast.FunctionDef):
            node = self.parents[node]
        for inner in ast.walk(node):
            if isinstance(inner, ast.Assign | ast.AnnAssign) and inner.value is not None:
                targets = inner.targets if isinstance(inner, ast.Assign) else [inner.target]
                if any(isinstance(one, ast.Name) and one.id == name for one in targets):
                    yield inner.value

    def answers(self, call: ast.Call) -> int | None:
        """How many answers the question of this label has, if it is written out."""
        if _called(call) == "YesNo":
            return 2
        if _called(call) == "Say":
            return 1
        group = self.parents.get(call)
        if isinstance(group, ast.Tuple) and _called(self.parents.get(group)) == "OneOf":
            return None if any(isinstance(one, ast.Starred) for one in group.elts) else len(group.elts)
        return None


def _called(node: ast.AST | None) -> str:
    """The name of what is called: `Option` for `Option(…)` and for `Option[int](…)`."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return function.id if isinstance(function, ast.Name) else ""


def _label_arguments(call: ast.Call) -> Iterator[tuple[ast.expr, Role]]:
    """The expressions that become labels."""
    named = {part.arg: part.value for part in call.keywords}
    for name, place, role in ARGUMENTS.get(_called(call), ()):
        given = named.get(name) or next(iter(call.args[place:place + 1]), None)
        if given is not None:
            yield given, role
