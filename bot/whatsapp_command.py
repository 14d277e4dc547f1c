"""`janji whatsapp provision`: what WhatsApp wants to have before it is sent."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot.app import App
from bot.channels.http import Unreachable
from bot.channels.twilio.api import Api, ApiError
from bot.channels.whatsapp import ACCOUNT
from bot.channels.whatsapp.contents import wanted
from bot.channels.whatsapp.provision import Provision, Standing
from bot.flows.all import FLOWS


def run(app: App) -> int:
    """Make, submit, and print how each stands. 1 where somebody has to look; 2 where Twilio could not be asked."""
    api = Api(app.settings.twilio)
    provision = Provision(api, app.database, app.office.key, ACCOUNT, app.clock.now)
    try:
        found = asyncio.run(_run(api, provision, app.settings.office.languages))
    except ApiError as problem:
        print(_sorry(problem), file=sys.stderr)
        return 2
    except Unreachable as problem:
        print(f"Twilio can't be reached: {problem}. What was made so far is kept; run this again.", file=sys.stderr)
        return 2
    for line in report(found):
        print(line)
    return 1 if any(standing.needs_attention for standing in found) else 0


def _sorry(problem: ApiError) -> str:
    why = f"{problem.why or problem.status} (code {problem.code}). What was made so far is kept; "
    if problem.status == 429 or problem.status >= 500:
        return f"Twilio takes nothing just now: {why}run this again in a minute."
    return f"Twilio refused it: {why}look at twilio.account_sid and twilio.auth_token, then run this again."


async def _run(api: Api, provision: Provision, languages: Sequence[str]) -> list[Standing]:
    try:
        return await provision.run(wanted(languages, FLOWS.templates))
    finally:
        api.close()


def report(found: Sequence[Standing]) -> list[str]:
    """One line a template, one for all that needs no approval, one for each of these that was refused."""
    plain = [one for one in found if not one.content.category]
    made = sum(1 for one in plain if one.done)
    lines = [f"Buttons and lists: {len(plain)}, {made} made now."]
    for one in found:
        if one.content.category or one.needs_attention:
            line = f"{one.content.name} ({one.content.language}): {one.state}"
            line += f", {one.done} now" if one.done else ""
            line += f": {one.problem}" if one.problem else ""
            line += f". WhatsApp moved it to {one.category}; it was submitted as {one.content.category}" if one.moved else ""
            lines.append(f"{line}.")
    waiting = sum(1 for one in found if one.state == "submitted")
    if waiting:
        lines.append(f"{waiting} wait for approval (minutes to a day). Until then what would go by them goes another way, or "
                     "waits for the person to write. Run this again to see.")
    if any(one.needs_attention for one in found):
        lines.append("What was refused, rejected, paused or moved is not as it should be: docs/whatsapp.md says what to do.")
    return lines
