"""The Content API: contents, their approval as WhatsApp templates, and what a test does in Meta's place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fakes.twilio import shapes
from tests.fakes.twilio.wire import Refused, new_sid

HOST = "https://content.twilio.com"
"""Stands in addresses whatever server answers, as of the real one: who follows them has to come back here."""
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
NEVER_APPROVED = {"twilio/list-picker", "twilio/location"}


@dataclass
class Approval:
    """`status`: received, pending, approved, rejected, paused, disabled."""

    name: str
    category: str
    content_type: str
    status: str = "received"
    rejection_reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "category": self.category, "content_type": self.content_type, "status": self.status,
                "rejection_reason": self.rejection_reason, "allow_category_change": True}


@dataclass
class Content:
    """What a ContentSid names."""

    sid: str
    account: str
    friendly_name: str
    language: str
    variables: Mapping[str, str]
    types: Mapping[str, Any]
    approval: Approval | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def is_approved(self) -> bool:
        return self.approval is not None and self.approval.status == "approved"

    def as_json(self) -> dict[str, Any]:
        when, url = self.at.strftime("%Y-%m-%dT%H:%M:%SZ"), f"{HOST}/v1/Content/{self.sid}"
        return {"sid": self.sid, "account_sid": self.account, "friendly_name": self.friendly_name, "language": self.language,
                "variables": self.variables, "types": self.types, "url": url, "date_created": when, "date_updated": when,
                "links": {"approval_create": f"{url}/ApprovalRequests/whatsapp", "approval_fetch": f"{url}/ApprovalRequests"}}

    def approval_json(self) -> dict[str, Any]:
        return (self.approval or Approval("", "", "", "unsubmitted")).as_json()


class Contents:
    """All contents of the account, oldest first."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.all: dict[str, Content] = {}

    # --- what Twilio serves -----------------------------------------------------------------------------------------

    def create(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        given = _given(asked, {"friendly_name": str, "language": str, "variables": dict, "types": dict})
        if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", given.get("language", "")):
            raise Refused(20001, "Invalid language")
        content = Content(new_sid("HX"), self.account, given.get("friendly_name", ""), given["language"],
                          _samples(given.get("variables", {})), shapes.checked(given.get("types")))
        self.all[content.sid] = content
        return content.as_json()

    def change(self, sid: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        content = self.find(sid)
        given = _given(asked, {"friendly_name": str, "language": str, "variables": dict, "types": dict})
        if content.approval is not None:
            raise Refused(92009)
        content.types = shapes.checked(given.get("types"))
        content.variables = _samples(given.get("variables", content.variables))
        content.friendly_name = given.get("friendly_name", content.friendly_name)
        return content.as_json()

    def find(self, sid: str) -> Content:
        if sid not in self.all:
            raise Refused(20404)
        return self.all[sid]

    def delete(self, sid: str) -> None:
        del self.all[self.find(sid).sid]

    def submit(self, sid: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        content = self.find(sid)
        given = _given(asked, {"name": str, "category": str, "allow_category_change": bool})
        name, kind = given.get("name", ""), shapes.richest(content.types)
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            raise Refused(20001, "name: only lowercase letters, numbers and underscores are allowed")
        if given.get("category") not in CATEGORIES:
            raise Refused(20001, f"category must be one of {', '.join(sorted(CATEGORIES))}")
        if kind in NEVER_APPROVED:
            raise Refused(20001, f"{kind} can't be submitted for approval")
        if content.approval is not None:
            raise Refused(92009)
        if any(one.approval and (one.approval.name, one.language) == (name, content.language) for one in self.all.values()):
            raise Refused(20001, "a template with this name and language exists already")
        content.approval = Approval(name, given["category"], kind)
        return content.approval_json()

    def approvals(self, sid: str) -> dict[str, Any]:
        content = self.find(sid)
        return {"sid": sid, "account_sid": self.account, "url": f"{HOST}/v1/Content/{sid}/ApprovalRequests",
                "whatsapp": {"type": "whatsapp", **content.approval_json()}}

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        return _page("/v1/Content", [one.as_json() for one in self.all.values()], query)

    def page_with_approvals(self, query: Mapping[str, str]) -> dict[str, Any]:
        told = [{key: value for key, value in one.as_json().items() if key not in ("url", "links")}
                | {"approval_requests": one.approval_json()} for one in self.all.values()]
        return _page("/v1/ContentAndApprovals", told, query)

    # --- what Meta does ---------------------------------------------------------------------------------------------

    def named(self, name: str, language: str) -> Content:
        """By the name of its template."""
        return next(one for one in self.all.values()
                    if one.approval and (one.approval.name, one.language) == (name, language))

    def review(self) -> None:
        """All that wait: what WhatsApp would turn down is rejected, the rest approved."""
        for content in self.all.values():
            if content.approval and content.approval.status in ("received", "pending"):
                reason = shapes.unapprovable(content.types, content.variables)
                self.decide(content, "rejected" if reason else "approved", reason)

    def decide(self, content: Content, status: str, reason: str = "") -> None:
        """approved, rejected, paused, disabled, pending."""
        assert content.approval is not None
        content.approval.status, content.approval.rejection_reason = status, reason

    def recategorise(self, content: Content, category: str) -> None:
        assert content.approval is not None
        assert category in CATEGORIES
        content.approval.category = category


def _given(asked: Mapping[str, Any], known: Mapping[str, type]) -> dict[str, Any]:
    for name, value in asked.items():
        if name not in known:
            raise Refused(20001, f"unknown property {name}")
        if value is not None and not isinstance(value, known[name]):
            raise Refused(20001, f"{name} has the wrong type")
    return {name: value for name, value in asked.items() if value is not None}


def _samples(variables: Mapping[str, Any]) -> Mapping[str, str]:
    if len(variables) > 100 or any(len(name) > 16 or " " in name for name in variables):
        raise Refused(20001, "Invalid variables")
    if not all(isinstance(value, str) for value in variables.values()):
        raise Refused(20001, "variables must be strings")
    return dict(variables)


def _page(path: str, told: Sequence[Any], query: Mapping[str, str]) -> dict[str, Any]:
    size, page = query.get("PageSize", "50"), query.get("Page", "0")
    if set(query) - {"PageSize", "Page", "PageToken"} or not size.isdigit() or not 1 <= int(size) <= 1000 or not page.isdigit():
        raise Refused(20001, "Invalid page")
    start = int(page) * int(size)
    more = start + int(size) < len(told)
    url = f"{HOST}{path}?PageSize={size}&Page="
    return {"contents": told[start:start + int(size)], "meta": {
        "page": int(page), "page_size": int(size), "first_page_url": f"{url}0", "url": f"{url}{page}", "key": "contents",
        "previous_page_url": f"{url}{int(page) - 1}&PageToken=PB{page}" if int(page) else None,
        "next_page_url": f"{url}{int(page) + 1}&PageToken=PA{page}" if more else None}}
