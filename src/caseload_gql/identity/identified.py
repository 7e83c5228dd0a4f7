"""What is known of somebody who has shown a credential."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request shows: a browser's session cookie, a program's bearer token, or headers that plugins know.

    The secret of headers is a JSON object of them.
    """

    kind: Literal["session", "token", "headers"]
    secret: str


@dataclass(frozen=True, slots=True)
class Identified:
    """The actor, the practice's facts that policies ask for, and the access epoch all this was read at.

    `expires_at` is when the credential ends (UTC); None: never by itself. `told_until` is when what plugins told of the
    actor must be asked anew.
    """

    actor: Actor
    practice: PracticeFacts
    epoch: int
    expires_at: datetime | None
    told_until: datetime | None = None
