"""The last word before somebody is assigned: what a plugin is asked, and how it says no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.store import PluginStore
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.hook import HookRequest


@dataclass(frozen=True, slots=True)
class ProposedAssignment:
    """A client about to be given to a provider, both as they truly are and locked until it is settled.

    `previous_provider_id` names who serves the client now. `overridden` tells that something stood in the way, and that
    a reason was given which carries the actor past it.
    """

    client: ClientFacts
    provider: ProviderFacts
    previous_provider_id: str | None = None
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class BeforeAssignmentRequest(HookRequest):
    """Assignments that nothing else stands in the way of, who makes them, and the practice-local day.

    `earlier_provider_ids` and `recent_intakes` of the facts are left out, as scorers alone ask for them. `store` is
    what the plugin remembers: what it writes there is kept if all the assignments come to be.
    """

    assignments: Sequence[ProposedAssignment]
    actor: Actor
    today: date
    store: PluginStore


@dataclass(frozen=True, slots=True)
class Veto:
    """A client who must not be assigned as proposed, and why: one sentence, which whoever assigns reads.

    `code` is in capitals, as `SUPERVISION_FULL`. Nobody is carried past a veto by a reason. Say nothing in `reason`
    that somebody who may assign the client must not know.
    """

    client_id: str
    reason: str
    code: str = "VETOED"
