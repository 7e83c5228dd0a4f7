"""What plugins know of an actor: what they are asked, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from caseload_gql.plugins.store import PluginReading
from caseload_gql.policy.actor import Actor, Fact
from caseload_gql.policy.hook import HookRequest
from caseload_gql.policy.practice import PracticeFacts


@dataclass(frozen=True, slots=True)
class ActorFactsRequest(HookRequest):
    """Somebody who was identified, the practice's settings, what the plugin remembers, and the instant (UTC)."""

    actor: Actor
    practice: PracticeFacts
    store: PluginReading
    now: datetime


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What the plugin's own policies are told of the actor, as `request.facts`.

    At most 100 facts: texts of at most 1,000 characters, whole numbers, booleans, instants with a time zone, and tuples
    of at most 1,000 texts. From `valid_until` (with a time zone) on the plugin is asked again.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    valid_until: datetime | None = None
