"""The chat page itself: its template, its assets and what the office sets."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.pages import template
from bot.channels.webchat.links import Links
from bot.channels.webchat.words import page_words

_HERE = Path(__file__).parent
_SPECIMENS = ("passport", "residence-card", "ktp", "police-report", "birth-certificate")
_OTHER_PAGES = {"private.js"}
"""Scripts that the chat page does not load."""


@dataclass(frozen=True)
class PageSettings:
    office: Mapping[str, str]
    """The office's name in each language."""
    languages: tuple[str, ...]
    """The first one is used when the browser asks for none of them."""
    phone: str = ""
    """For a browser in which the page does not work."""
    specimens: bool = False
    """Offer papers of a person who does not exist, for trying it."""
    secure: bool = False
    """The cookie goes over https only, even where a proxy hides that the outside is https."""
    public_origin: str = ""
    """`https://host` as the browser sees it, where a proxy changes the Host header."""
    trusted_proxies: tuple[str, ...] = ()
    """Whose X-Forwarded-For is believed."""
    file_bytes: int = 20_000_000
    files: int = 20
    """In one message."""
    keep_alive: float = 20.0
    """Seconds between signs of life on a quiet stream."""
    framed_by: str = ""
    """The sites that may show a private page's link in a frame, a blank between them; empty: none."""
    links: Links = field(default_factory=lambda: Links({}, ()))
    """What of the messages' texts can be tapped."""


@dataclass(frozen=True)
class Asset:
    content: bytes
    content_type: str


class Page:
    """Renders the page. All is read once; the assets' folder is named for what is in it, so a browser may keep it."""

    def __init__(self, settings: PageSettings) -> None:
        self.settings = settings
        self._assets = {path.name: _read(path) for path in sorted((_HERE / "assets").iterdir()) if path.is_file()}
        if settings.specimens:
            self._assets |= {f"specimen-{name}.png": _read(_HERE / "specimens" / f"{name}.png") for name in _SPECIMENS}
        digest = hashlib.sha256()
        for name, asset in self._assets.items():
            digest.update(name.encode() + b"\0" + asset.content)
        self.version = digest.hexdigest()[:16]
        self._template, self._gone = template(_HERE / "page.html"), template(_HERE / "gone.html")
        self._html: dict[str, str] = {}

    def gone(self, language: str) -> str:
        """For who opens the calendar entry of a visit that is no longer booked."""
        return self._gone.render(**self._common(language))

    def _common(self, language: str) -> dict[str, object]:
        return {"language": language, "office": self.settings.office[language], "words": page_words(language),
                "assets": self.assets}

    @property
    def assets(self) -> str:
        """The folder of this version's assets, as a browser sees it."""
        return f"/chat/assets/{self.version}"

    def html(self, language: str) -> str:
        """The same for everybody who reads this language."""
        if language not in self._html:
            self._html[language] = self._rendered(language)
        return self._html[language]

    def _rendered(self, language: str) -> str:
        return self._template.render(
            **self._common(language),
            modules=[name for name in self._assets if name.endswith(".js") and name not in _OTHER_PAGES],
            specimens=_SPECIMENS if self.settings.specimens else (),
            settings=self.settings,
        )

    def words(self, language: str) -> dict[str, str] | None:
        """The page's own words and the office's name, for a page whose person has changed the language."""
        if language not in self.settings.languages:
            return None
        return {**page_words(language), "office": self.settings.office[language]}

    def asset(self, name: str) -> Asset | None:
        return self._assets.get(name)

    def language_guess(self, accept_language: str) -> str:
        """The first of the office's languages that the browser asks for, most wanted first."""
        wanted = sorted((_weighed(part) for part in accept_language.split(",")[:20]), key=lambda pair: -pair[0])
        for weight, tag in wanted:
            if weight > 0 and tag in self.settings.languages:
                return tag
        return self.settings.languages[0]


def _weighed(part: str) -> tuple[float, str]:
    """`en-US;q=0.8` as (0.8, "en"). Browsers of old Androids say "in" for Indonesian."""
    tag, _semicolon, rest = part.strip().partition(";")
    quality = rest.strip().removeprefix("q=") or "1"
    try:
        weight = float(quality)
    except ValueError:
        weight = 0.0
    primary = tag.strip().partition("-")[0].lower()
    return weight, "id" if primary == "in" else primary


def _read(path: Path) -> Asset:
    kinds = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
    kind = kinds.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), kind)
