"""Rules that rule a provider out for a client: what a plugin is asked, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.policy.hook import HookRequest


@dataclass(frozen=True, slots=True)
class EligibilityRequest(HookRequest):
    """Clients and providers as they truly are, whoever asks, on a practice-local day.

    `earlier_provider_ids` and `recent_intakes` are left out, as scorers alone ask for them.
    """

    clients: Sequence[ClientFacts]
    providers: Sequence[ProviderFacts]
    today: date


@dataclass(frozen=True, slots=True)
class Ineligible:
    """A provider who may not take a client, and why.

    `code` is in capitals, as `PANEL_CLOSED`; `reason` is one sentence. `fields` names what the reason would tell, as
    `"Client.payer"`: a viewer from whom any of them is hidden reads a general sentence. Where `overridable`, somebody
    permitted may assign all the same with a reason; else nobody may.
    """

    client_id: str
    provider_id: str
    code: str
    reason: str
    fields: tuple[str, ...] = ()
    overridable: bool = False
