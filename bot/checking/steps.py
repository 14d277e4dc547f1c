"""Steps that no path reaches, and steps that lead nowhere."""

from __future__ import annotations

import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from bot.checking.report import Fault
from bot.conversation.graph import Flows, next_steps, opened, prompts
from bot.conversation.step import AnyStep, Step


def wrong_steps(flows: Flows) -> Iterator[Fault]:
    """Faults of the graph of steps."""
    reached = flows.steps()
    for step in defined_steps(flows.root.__module__.rpartition(".")[0]):
        if step not in reached:
            yield Fault(place(step), f"no path reaches the step {step.__name__}",
                        "Let an answer lead to it, name it in Flows.aside_steps, or take it out")
    for name, step in _opened_from_outside(flows):
        if step not in reached:
            yield Fault(place(step), f"“{name}” opens {step.__name__}, which is not among the steps",
                        "Name it in Flows.aside_steps")
    yield from _without_way_out(flows)


def place(step: type[AnyStep]) -> str:
    """The file and line of a step."""
    try:
        line = inspect.getsourcelines(step)[1]
    except (OSError, TypeError):
        return step.__module__
    return f"{step.__module__.replace('.', '/')}.py:{line}"


def defined_steps(package: str) -> list[type[AnyStep]]:
    """Each step that a module of this package defines."""
    names = [module.name for module in pkgutil.iter_modules(import_module(package).__path__)]
    modules = [import_module(f"{package}.{name}") for name in names]
    return [item for module in modules for item in vars(module).values()
            if inspect.isclass(item) and issubclass(item, Step) and item.__module__ == module.__name__
            and not inspect.isabstract(item) and item.__pydantic_generic_metadata__["origin"] is None]


def _opened_from_outside(flows: Flows) -> Iterator[tuple[str, type[AnyStep]]]:
    """What asides, offers and photos open, as far as their annotations say."""
    makers: dict[str, Callable[..., Any]] = {
        **{str(word): make for word, make in flows.asides.items()}, **flows.topics, "a photo": flows.for_files,
        **{f"the offer {name}": offer.open for name, offer in flows.offers.items()}}
    for name, make in makers.items():
        made = typing.get_type_hints(make).get("return")
        for part in typing.get_args(made) or (made,):
            if inspect.isclass(part) and issubclass(part, Step):
                yield name, part


def _without_way_out(flows: Flows) -> Iterator[Fault]:
    """Steps from which neither the menu nor the end of their flow can be reached by answers alone."""
    free = _with_way_out(flows)
    for step in flows.steps():
        if step in free:
            continue
        others = [other for other in next_steps(step)[0] if other is not step]
        if others:
            yield Fault(place(step), f"from {step.__name__} neither the menu nor the end of its flow can be reached: "
                                     f"it goes in a circle over {', '.join(other.__name__ for other in others)}",
                        "Let one of its answers lead on, or end with Done")
        else:
            yield Fault(place(step), f"the step {step.__name__} has no way out: no answer leads to a step or an end",
                        "Let `answer` return another step, or Done")


def _with_way_out(flows: Flows) -> Mapping[type[AnyStep], None]:
    """A step has a way out if it can be answered (it asks, or what it opens has a way out) and an answer ends its flow,
    leads to the menu, or to a step that has a way out."""
    free: dict[type[AnyStep], None] = {}
    found = True
    while found:
        found = False
        for step in flows.steps():
            if step not in free and _answered(step, free) and _leads_on(step, free, flows):
                free[step] = None
                found = True
    return free


def _answered(step: type[AnyStep], free: Mapping[type[AnyStep], None]) -> bool:
    return bool(prompts(step)) or any(first in free for first in opened(step))


def _leads_on(step: type[AnyStep], free: Mapping[type[AnyStep], None], flows: Flows) -> bool:
    targets, ends = next_steps(step)
    if step is flows.root:
        return ends or any(target is not step for target in targets)
    return ends or any(target is flows.root or target in free for target in targets)
