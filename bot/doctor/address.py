"""The address that the outside uses: https, its certificate, and whether it is this installation that answers there."""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.doctor.patient import SECONDS, Finding, Patient, get
from storage.sealed import Keys

DAYS = 14
"""A certificate that ends sooner should have been renewed."""

WORD = 32
"""Characters of the word that an installation is asked to answer."""


def own_answer(keys: Keys, word: str) -> str:
    """What only an installation with this key file answers; of no use for anything else."""
    return keys.blind(word, "healthz").hex()


def public_url(patient: Patient) -> Iterator[Finding]:
    url = patient.settings.public_url.rstrip("/")
    if not url:
        yield Finding("note", "address", "public_url is not set: only this machine finds the chat page.")
        return
    parts = urlsplit(url)
    if parts.scheme == "https":
        found = _certificate(parts.hostname or "", parts.port or 443, patient.clock.now())
        yield found
        if found.about == "address":                         # nobody there: no more to be learned
            return
    yield _answers(patient, url)


def _certificate(host: str, port: int, now: datetime) -> Finding:
    try:
        with (socket.create_connection((host, port), SECONDS) as plain,
              ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure):
            ends = str((secure.getpeercert() or {}).get("notAfter", ""))
    except ssl.SSLCertVerificationError as problem:
        return Finding("WRONG", "certificate", f"not valid: {problem.verify_message}. Look at the proxy's certificate.")
    except OSError as problem:
        return Finding("WRONG", "address", f"{host} can't be reached from here ({_why(problem)}). Look at its DNS entry, the "
                                           "firewall and the proxy; from some networks their own address is not reached.")
    days = (datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - now).days
    if days < DAYS:
        return Finding("WRONG", "certificate", f"ends in {days} days. Look at how the proxy renews it.")
    return Finding("ok", "certificate", f"valid for {days} more days.")


def _why(problem: OSError) -> str:
    return (problem.strerror or type(problem).__name__).lower()


def _answers(patient: Patient, url: str) -> Finding:
    """Whether it is us. An invalid certificate was said already, and ends this too."""
    word = secrets.token_hex(WORD // 2)
    try:
        health = get(url, "/healthz")
        whose = get(url, f"/healthz/{word}")
    except OSError as problem:
        return Finding("WRONG", "address", f"{url} gives no answer ({_why(problem)}). Is Janji running, and the proxy?")
    if health.status in (502, 503, 504):
        return Finding("WRONG", "address", f"the proxy at {url} finds nobody behind it. Is Janji running, at "
                                           f"{patient.settings.web.host}:{patient.settings.web.port}?")
    if (health.status, health.body) != (200, b"ok\n"):
        return Finding("WRONG", "address", f"{url}/healthz answers {health.status}. Let the proxy hand everything on to "
                                           f"{patient.settings.web.host}:{patient.settings.web.port}.")
    if patient.keys is None or whose.body.decode("latin-1").strip() != own_answer(patient.keys, word):
        return Finding("WRONG", "address", f"at {url} another installation answers, or one with another key file.")
    return Finding("ok", "address", f"{url} is answered by this installation.")
