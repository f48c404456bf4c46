"""A link for one guardian: fills in one request, once, for a few days. Its token is random; only its SHA-256 is kept.

Looking a token up is braked by address, as signing in is. Times are those of the machine's clock, not the demo's.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz import clock
from zz.accounts import throttle
from zz.accounts.models import User
from zz.assignments import holders
from zz.db import db
from zz.enrolment.requests import checks, consent, duties, filing, rules, verbs
from zz.enrolment.requests.fields import Schools
from zz.enrolment.requests.models import EnrolmentRequest, ParentLink
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.journal import record
from zz.notices.operations import notify

BYTES = 24  # 192 bits: not to be guessed
BRAKE = "parent link"


class Slipped(Exception):
    """The guardian has mistyped something: sentences by field."""

    def __init__(self, found: Mapping[str, str]) -> None:
        super().__init__("mistyped")
        self.found = found


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(request: EnrolmentRequest, *, by: User, at: datetime, now: datetime) -> str:
    """Make a link, closing any before it; return its token, which is never to be had again."""
    close_links(request, by=by, at=at, now=now, quiet=True)
    token, days = secrets.token_urlsafe(BYTES), rules.link_days()
    db.session.add(
        ParentLink(
            request_id=request.id, token_hash=digest(token), created_by_id=by.id, created_at=at,
            expires_at=now + timedelta(days=days),
        )
    )  # fmt: skip
    db.session.flush()
    record(verbs.LINK_OPENED, request, by=by, at=at, days=days)
    return token


def close_links(
    request: EnrolmentRequest, *, by: User | None, at: datetime, now: datetime, quiet: bool = False
) -> None:  # fmt: skip
    """Let no link of a request open any more."""
    query = select(ParentLink).where(
        ParentLink.request_id == request.id, ParentLink.used_at.is_(None), ParentLink.closed_at.is_(None)
    )
    found = db.session.scalars(query).all()
    for link in found:
        link.closed_at = now
    if found and not quiet:
        record(verbs.LINK_CLOSED, request, by=by, at=at)


def live(request: EnrolmentRequest, now: datetime) -> ParentLink | None:
    """Return the link of a request that still opens."""
    query = select(ParentLink).where(
        ParentLink.request_id == request.id, ParentLink.used_at.is_(None), ParentLink.closed_at.is_(None),
        ParentLink.expires_at > now,
    )  # fmt: skip
    return db.session.scalars(query.order_by(ParentLink.id.desc())).first()


def admitted(address: str | None, *, now: datetime) -> bool:
    """Count a look-up of a token from an address, inside `writing()`; tell whether it is let through."""
    return not throttle.reserve(BRAKE + (address or ""), address, at=now).refused


def found(token: str, now: datetime) -> ParentLink | None:
    """Return the link of a token, while it opens: not used, closed or expired, its request still to be filled in."""
    if not rules.links_allowed():
        return None
    query = (
        select(ParentLink)
        .options(joinedload(ParentLink.request).joinedload(EnrolmentRequest.term))
        .where(ParentLink.token_hash == digest(token), ParentLink.used_at.is_(None), ParentLink.closed_at.is_(None))
    )
    link = db.session.scalars(query).first()
    if link is None or link.expires_at <= now or not filing.may_fill(link.request):
        return None
    return link


def forget_brake(address: str | None) -> None:
    """Give an address its attempts back after a token that opens."""
    throttle.clear(BRAKE + (address or ""), address)


def finish(
    link: ParentLink, texts: Mapping[str, str], schools: Schools, *, at: datetime, now: datetime
) -> None:  # fmt: skip
    """Take what the guardian has filled in and consented to; the link is used, and HR goes on.

    Raises:
        Slipped: something of it cannot be read, or contradicts itself; the caller's transaction takes nothing.
    """
    request = link.request
    filing.keep(request, texts, schools, by=None, at=at)
    slips = checks.slips(request, schools, clock.local(at).date())
    if wrong := {key: sentence for key, sentence in slips.items() if key in texts}:
        raise Slipped(wrong)
    consent.give(request, ConsentWay.LINK, by=None, at=at)
    link.used_at = now
    record(verbs.LINK_USED, request, by=None, at=at)
    text = f"{request.label}：家长已在线填写并同意，请核对后提交"
    notify(holders.people(duties.family(request)), text, f"/enrolment/requests/{request.id}/edit", at=at)
