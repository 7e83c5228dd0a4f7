"""People whom a proxy or another sign-in has identified: what a plugin is asked, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from caseload_gql.policy.hook import HookRequest


@dataclass(frozen=True, slots=True)
class IdentifyRequest(HookRequest):
    """What a request shows: of its headers those that the manifest's `identity_headers` names and that are there.

    The names are in small letters. `now` is the instant (UTC).
    """

    headers: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is a user here, by their email, until an instant (with a time zone) or for good."""

    email: str
    valid_until: datetime | None = None
