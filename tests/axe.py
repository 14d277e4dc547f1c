"""axe looks at a page as it is shown now: nothing on it may keep anybody out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
END_OF_MOTION = """() => {
    for (const motion of document.getAnimations())
        if (motion.effect.getComputedTiming().endTime < Infinity) motion.finish();
}"""
"""What is half faded in has half the contrast."""
GRAVE = """async () => (await axe.run({ resultTypes: ['violations'] })).violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => [one.id, one.nodes.map(node => node.html)])"""


def look(page: Page) -> None:
    page.evaluate(END_OF_MOTION)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    assert page.evaluate(GRAVE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "something stands out at the side"
