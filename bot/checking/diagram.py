"""`janji flows diagram`: the conversation as a page with a Mermaid chart, read from the annotations of the steps."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator

from bot.conversation.graph import Flows, prompts
from bot.conversation.step import AnyStep, Step

PAGE = """# The conversation

Made by `make generated`; `make check` tells when it is out of date.

Each box is a step, in the file of `bot/flows/` that frames it. A solid arrow leads from its answers to the next step. A
box with round ends can end its flow. A slanted box asks nothing itself: it opens a flow (dashed arrow), and the end of
that flow is the answer. Blue boxes are asides: they open over any question, by a word, a photo or an offer, and the
question is asked again after them. Flags are offers: the buttons under a reminder or under an officer's message.

"back", "menu" and the other words that work everywhere are the engine's, and not drawn. The questions about a case are
data in `config.yaml`, asked by `AskQuestion`, `AskState` and `AskCounty`.

```mermaid
{chart}
```
"""


def page(flows: Flows) -> str:
    """The Markdown page with the chart."""
    return PAGE.format(chart=chart(flows))


def chart(flows: Flows) -> str:
    """Mermaid: a subgraph for each file, in the order in which the conversation reaches it."""
    return "\n".join(("flowchart LR", *_boxes(flows), *_arrows(flows), *_offers(flows), *_marks(flows)))


def run_diagram() -> None:
    """Print the page."""
    from bot.flows.all import FLOWS

    print(page(FLOWS), end="")  # noqa: T201  (what the command is for)


def _boxes(flows: Flows) -> Iterator[str]:
    files: dict[str, list[type[AnyStep]]] = {}
    for step in flows.steps():
        files.setdefault(step.__module__.rpartition(".")[2], []).append(step)
    for file, steps in files.items():
        yield f'  subgraph file_{file}["{file}.py"]'
        for step in steps:
            yield f"    {_box(flows, step)}"
        yield "  end"


def _box(flows: Flows, step: type[AnyStep]) -> str:
    name = step.__name__
    if not prompts(step):
        return f"{name}[/{name}/]"
    ends = any(edge.source == name and edge.kind == "ends" for edge in flows.edges())
    return f"{name}([{name}])" if ends else f"{name}[{name}]"


def _arrows(flows: Flows) -> Iterator[str]:
    order = {step.__name__: number for number, step in enumerate(flows.steps())}
    drawn = [edge for edge in flows.edges() if edge.kind != "ends"]
    for edge in sorted(drawn, key=lambda edge: (order[edge.source], order[edge.target], edge.kind)):
        yield f"  {edge.source} {'-.->' if edge.kind == 'opens' else '-->'} {edge.target}"


def _offers(flows: Flows) -> Iterator[str]:
    for name, offer in flows.offers.items():
        made = typing.get_type_hints(offer.open)["return"]
        for part in typing.get_args(made) or (made,):
            if inspect.isclass(part) and issubclass(part, Step):
                yield f'  offer_{name}>"offer: {name}"] -.-> {part.__name__}'


def _marks(flows: Flows) -> Iterator[str]:
    yield "  classDef aside fill:#dbe9ff,stroke:#2f5fa8,color:#10243f"
    yield f"  class {','.join(step.__name__ for step in flows.aside_steps)} aside"
