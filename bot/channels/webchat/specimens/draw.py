"""Draws the specimen papers: `python bot/channels/webchat/specimens/draw.py`. Needs Playwright and Debian's Chromium;
the files kept here were then reduced to 16 colours.

Their people do not exist, nor could their numbers; they carry no emblem and say SPECIMEN across them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 720, 480
INK, EDGE = "#1F1B16", "#8A8072"
Field = tuple[str, str]

PAPERS: dict[str, tuple[str, str, bool, Sequence[Field], Sequence[str]]] = {
    # name: title, ground, has a portrait, fields, lines for machines
    "passport": ("PASPOR · PASSPORT", "#E6EEE9", True, (
        ("No. Paspor / Passport No.", "X0000000"), ("Nama / Full name", "SITI CONTOH"),
        ("Tanggal lahir / Date of birth", "01 JAN 1990"), ("Tempat lahir / Place of birth", "CONTOH"),
        ("Tanggal pengeluaran / Date of issue", "02 JAN 2017"), ("Berlaku sampai / Date of expiry", "02 JAN 2027"),
    ), ("P<UTOCONTOH<<SITI<<<<<<<<<<<<<<<<<<<<<<<<<<<", "X0000000<0UTO9001011F2701022<<<<<<<<<<<<<<02")),
    "residence-card": ("RESIDENCE CARD", "#E8EDF3", True, (
        ("Surname", "CONTOH"), ("Given name", "SITI"), ("Card number", "000-000-000"),
        ("Date of birth", "01 JAN 1990"), ("Resident since", "05 MAY 2015"), ("Card expires", "05 MAY 2030"),
    ), ()),
    "ktp": ("KARTU TANDA PENDUDUK", "#E2ECF5", True, (
        ("NIK", "0000 0000 0000 0000"), ("Nama", "SITI CONTOH"), ("Tempat/Tgl lahir", "CONTOH, 01-01-1990"),
        ("Alamat", "JALAN CONTOH NO. 0"), ("Status perkawinan", "KAWIN"), ("Berlaku hingga", "SEUMUR HIDUP"),
    ), ()),
    "police-report": ("POLICE REPORT", "#F7F5F0", False, (
        ("Department", "City of Example"), ("Report number", "00-000000"), ("Date", "3 November 2026"),
        ("Reported by", "Siti Contoh"), ("Type of report", "Lost property"),
        ("Statement", "Passport X0000000 was lost on a bus. It has not been found."),
    ), ()),
    "birth-certificate": ("CERTIFICATE OF BIRTH", "#F4EFE4", False, (
        ("Child's name", "Budi Contoh"), ("Date of birth", "7 July 2024"), ("Place of birth", "City of Example"),
        ("Mother's name", "Siti Contoh"), ("Father's name", "Agus Contoh"), ("Certificate number", "0000-000000"),
    ), ()),
}


def svg(title: str, ground: str, portrait: bool, fields: Sequence[Field], machine: Sequence[str]) -> str:
    left = 240 if portrait else 48
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="Noto Sans">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ground}"/>',
        f'<path d="M16 16H{WIDTH - 16}V{HEIGHT - 16}H16z" fill="none" stroke="{EDGE}" stroke-width="2"/>',
        f'<text x="48" y="66" font-size="26" font-weight="700" fill="{INK}" letter-spacing="2">{escape(title)}</text>',
    ]
    if portrait:
        parts.append(f'<rect x="48" y="96" width="160" height="208" fill="#fff" stroke="{EDGE}"/>'
                     f'<path d="M60 303c0-92 136-92 136 0zM88 174a40 40 0 1 1 80 0 40 40 0 1 1-80 0z" fill="{EDGE}"/>')
    step = 46 if machine else 58
    for row, (label, value) in enumerate(fields):
        top = 108 + row * step
        parts.append(f'<text x="{left}" y="{top}" font-size="14" fill="#5E564B">{escape(label)}</text>'
                     f'<text x="{left}" y="{top + 23}" font-size="21" fill="{INK}">{escape(value)}</text>')
    for row, line in enumerate(machine):
        parts.append(f'<text x="40" y="{412 + row * 34}" font-family="DejaVu Sans Mono" font-size="23.8" '
                     f'fill="{INK}" textLength="640">{escape(line)}</text>')
    parts.append('<text x="360" y="300" font-size="128" font-weight="700" fill="#A61B24" fill-opacity=".3" '
                 'letter-spacing="6" text-anchor="middle" transform="rotate(-24 360 260)">SPECIMEN</text></svg>')
    return "".join(parts)


def main() -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, paper in PAPERS.items():
            page.set_content(f"<style>body {{ margin: 0 }}</style>{svg(*paper)}")
            page.screenshot(path=Path(__file__).with_name(f"{name}.png"))
        chromium.close()


if __name__ == "__main__":
    main()
