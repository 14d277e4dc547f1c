"""Which ways to people are set up, in words; and what those lack that are not."""

from __future__ import annotations

from bot.config import Settings


def what_is_on(settings: Settings) -> tuple[str, ...]:
    """A line for each, as `janji run` shows them."""
    return (f"Chat page: {_address(settings)}/chat",
            f"Private page: {_private_page(settings)}",
            f"Telegram: {_telegram(settings)}",
            f"WhatsApp: {whatsapp_in_words(settings)}",
            f"E-mail: {_email(settings)}",
            f"SMS: {_sms(settings)}")


def _address(settings: Settings) -> str:
    """Where a browser finds the chat page."""
    host = "127.0.0.1" if settings.web.host in ("0.0.0.0", "::", "") else settings.web.host  # noqa: S104 - compared only
    here = f"[{host}]" if ":" in host else host
    return settings.public_url.rstrip("/") or f"http://{here}:{settings.web.port}"


def _telegram(settings: Settings) -> str:
    """Whether it is on, and how it hears."""
    if not settings.telegram.token.get_secret_value():
        return "off, for want of a token (docs/telegram.md says how to get one)."
    return "on, by webhook." if settings.telegram.webhook_url else "on, by asking for what is new."


def whatsapp_in_words(settings: Settings) -> str:
    """Whether it is on, and what it lacks."""
    if not settings.twilio.is_on:
        return "off, for want of an account, a token and a sender (docs/whatsapp.md says how to get them)."
    if not settings.public_url:
        return "on, but Twilio can't reach it: set public_url."
    return "on."


def _email(settings: Settings) -> str:
    """Whether notices go by e-mail."""
    if not settings.smtp.is_on:
        return "off, for want of a mail server and a sender (docs/office.md, “Notices by e-mail”)."
    return f"on, by {settings.smtp.host}."


def _sms(settings: Settings) -> str:
    """Whether notices go by SMS."""
    if "sms" not in settings.notices:
        lacking = "a number" if settings.twilio.account_sid else "a Twilio account and a number"
        return f"off, for want of {lacking} (docs/office.md, “Notices by SMS”)."
    return f"on, from {settings.sms.sender}."


def _private_page(settings: Settings) -> str:
    """Whether people can be sent there."""
    if not settings.has_private_pages:
        return "off, for want of a public https address (public_url): papers and numbers are taken in the chat."
    return "on."
