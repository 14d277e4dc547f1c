"""What docs/office.md shows, as an office would write it into its configuration."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs/office.md").read_text(encoding="utf-8")


def examples_in_docs(heading: str) -> list[str]:
    """The pieces of YAML under a heading."""
    under = re.split(r"\n##+ ", DOCS.split(f"### {heading}\n")[1])[0]
    return re.findall(r"```yaml\n(.*?)```", under, re.DOTALL)


def example_in_docs(heading: str) -> str:
    return examples_in_docs(heading)[0]


def with_the_new_service(folder: Path) -> Path:
    """The example office with each piece of "A new service" under the block that it begins with."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    for piece in examples_in_docs("A new service"):
        block, inside = piece.split("\n", 1)
        assert text.count(f"\n{block}\n") == 1, block
        text = text.replace(f"\n{block}\n", f"\n{block}\n{inside}")
    text = re.sub(r"services: \[(?=.*passport-renewal)", "services: [power-of-attorney, ", text, count=1)
    made = folder / "config.yaml"
    made.write_text(text, encoding="utf-8")
    return made
