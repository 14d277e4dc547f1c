"""Makes the pictures of the documentation from the running program: `make pictures`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PORT = "8907"
IMAGES = Path(__file__).parent / "images"
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


def main() -> int:
    """Start Janji on a database of its own, talk to it, and keep what the phone shows."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"JANJI_WEB__PORT": PORT, "JANJI_DATABASE__URL": f"sqlite:///{folder}/janji.db",
               "JANJI_KEYS__FILE": f"{folder}/keys.json", "JANJI_FILES__FOLDER": f"{folder}/files"}
        server = subprocess.Popen([sys.executable, "-m", "bot.cli", "run"], env={**os.environ, **own})
        try:
            wait_until_ready()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
                for language in ("id", "en"):
                    phone = {"width": 390, "height": 780}
                    context = browser.new_context(viewport=phone, device_scale_factor=2, locale=language)
                    talk(context.new_page(), language)
                browser.close()
        finally:
            server.terminate()
            server.wait()
    return 0


def wait_until_ready() -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Janji did not start")


def talk(page: Page, language: str) -> None:
    """To the papers that one's own case needs."""
    page.goto(f"http://127.0.0.1:{PORT}/chat")
    for pressed in {"id": ("Saya setuju", "Syarat & janji temu", "Saya sendiri", "Penggantian paspor"),
                    "en": ("I agree", "Papers and booking", "Myself", "Passport replacement")}[language]:
        page.get_by_role("button", name=pressed).last.click()
    field = page.get_by_role("textbox")
    field.fill("Irvine, California")
    field.press("Enter")
    page.get_by_role("button", name="WNI").first.wait_for()
    page.wait_for_timeout(800)
    page.screenshot(path=IMAGES / f"chat.{language}.png")


if __name__ == "__main__":
    sys.exit(main())
