"""What a check found: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

CONFIG = "config.yaml "
"""What `where` begins with for a setting."""


@dataclass(frozen=True)
class Fault:
    """`where` is a step, a line of the source, or a path in config.yaml."""

    where: str
    what: str
    to_do: str

    def written(self, place: Callable[[str], str]) -> Fault:
        """The same; one of the configuration with the line that `place` tells for a setting."""
        setting = self.where.removeprefix(CONFIG)
        return self if setting == self.where else replace(self, where=place(setting))

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.to_do}."


@dataclass(frozen=True)
class Report:
    """All faults, and how much was looked at. `notes`: what can hardly be meant, though all of it works."""

    faults: Sequence[Fault]
    steps: int
    code_edges: int
    config_edges: int
    questions: int
    texts: int
    labels: int
    languages: Sequence[str]
    channels: Sequence[str]
    notes: Sequence[Fault] = ()

    def __str__(self) -> str:
        looked_at = (f"{self.steps} steps, {self.code_edges} edges of the code and {self.config_edges} of the "
                     f"configuration, {self.questions} questions, {self.texts} texts and {self.labels} labels in "
                     f"{', '.join(self.languages)}; channels: {', '.join(self.channels)}")
        notes = (f"Note: {note}" for note in self.notes)
        return "\n".join((*map(str, self.faults), *notes, looked_at, self._verdict()))

    def _verdict(self) -> str:
        found = len(self.faults)
        return "No faults." if not found else "1 fault." if found == 1 else f"{found} faults."
