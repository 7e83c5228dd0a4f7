"""The rules that plugins add to the gates: asked in one batch, and closed where one of them fails."""

import logging
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Final

from caseload_gql.errors import FailedGate
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import CODES, GateReport
from caseload_gql.plugins.eligibility import EligibilityRequest, Ineligible
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.redactable import REDACTABLE
from caseload_gql.ranking.hiding import GENERAL, worded

HOOK: Final = "eligibility"
RULE_UNAVAILABLE: Final = "RULE_UNAVAILABLE"
#: How long a code and a reason may be.
CODE_CHARACTERS: Final = 64
REASON_CHARACTERS: Final = 500
#: How many rules a plugin may say that a pair fails.
RULES_OF_PAIR: Final = 20

logger = logging.getLogger("caseload_gql.ranking")

_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_NAMED: Final[Mapping[str, frozenset[str]]] = {
    "Client": REDACTABLE["Client"] | {each.name for each in fields(ClientFacts)},
    "Provider": REDACTABLE["Provider"] | {each.name for each in fields(ProviderFacts)},
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that a pair fails; `final` where no reason carries anybody past it."""

    gate: FailedGate
    final: bool
    rests_on: frozenset[str] = frozenset()


#: What stands in the way where a plugin could not say whether anything does.
UNAVAILABLE: Final = FailedGate(RULE_UNAVAILABLE, "A rule of the practice could not be checked.")
_UNAVAILABLE: Final = Ruling(UNAVAILABLE, final=True)


@dataclass(frozen=True, slots=True)
class Rulings:
    """What the rules said of a batch. `unavailable` names the plugins that could not say."""

    by_pair: Mapping[tuple[str, str], tuple[Ruling, ...]] = field(default_factory=dict)
    unavailable: tuple[str, ...] = ()

    def of(self, client_id: str, provider_id: str) -> tuple[Ruling, ...]:
        """The rules that the pair fails."""
        said = self.by_pair.get((client_id, provider_id), ())
        return (*said, _UNAVAILABLE) if self.unavailable else said


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that is found of one pair: by the gates, and by the rules of plugins."""

    gates: GateReport
    rulings: tuple[Ruling, ...] = ()

    @property
    def eligible(self) -> bool:
        """Whether nothing stands in the way."""
        return self.gates.eligible and not self.rulings

    @property
    def never(self) -> bool:
        """Whether no reason carries anybody past what stands in the way."""
        return self.gates.never or any(each.final for each in self.rulings)

    def shown(self, client_hides: frozenset[str], provider_hides: frozenset[str]) -> GateReport:
        """What failed, worded for a viewer from whom these attributes are hidden."""
        hidden = client_hides | provider_hides
        if not hidden and not self.rulings:
            return self.gates
        failed = tuple(worded(each, hidden) for each in self.gates.failed)
        warnings = tuple(worded(each, hidden) for each in self.gates.warnings)
        rules = tuple(each.gate for each in self.worded_rulings(client_hides, provider_hides))
        return GateReport((*failed, *rules), warnings, never=self.never)

    def worded_rulings(self, client_hides: frozenset[str], provider_hides: frozenset[str]) -> tuple[Ruling, ...]:
        """The rules that failed, with a general reason where their own would tell what is hidden."""
        hidden = {f"Client.{each}" for each in client_hides} | {f"Provider.{each}" for each in provider_hides}
        return tuple(
            replace(each, gate=FailedGate(each.gate.code, GENERAL)) if each.rests_on & hidden else each
            for each in self.rulings
        )


def ask_rules(
    plugins: Sequence[LoadedPlugin], clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date
) -> Rulings:
    """Ask each plugin's rules about every pair. One that raises or answers rubbish rules every pair out."""
    asked = [plugin for plugin in plugins if HOOK in plugin.hooks]
    if not asked or not clients or not providers:
        return Rulings()
    found: defaultdict[tuple[str, str], list[Ruling]] = defaultdict(list)
    unavailable = []
    for plugin in asked:
        try:
            answers = _answers(plugin, _request(clients, providers, today))
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            unavailable.append(plugin.name)
            logger.error("eligibility of plugin %r failed: %s", plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold client data
            continue
        for each in answers:
            ruling = Ruling(FailedGate(each.code, each.reason), not each.overridable, frozenset(each.fields))
            if ruling not in found[each.client_id, each.provider_id]:
                found[each.client_id, each.provider_id].append(ruling)
    return Rulings({pair: tuple(rulings) for pair, rulings in found.items()}, tuple(unavailable))


def _request(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date) -> EligibilityRequest:
    """The batch for one plugin: copies of what it could change, and the same facts in ranking and in assigning."""
    return EligibilityRequest(
        tuple(client_for_rules(each) for each in clients), tuple(provider_for_rules(each) for each in providers), today
    )


def client_for_rules(client: ClientFacts) -> ClientFacts:
    """A copy of what rules are told of a client."""
    return replace(client, earlier_provider_ids=frozenset(), attributes=deepcopy(dict(client.attributes)))


def provider_for_rules(provider: ProviderFacts) -> ProviderFacts:
    """A copy of what rules are told of a provider."""
    return replace(provider, recent_intakes=None)


def _answers(plugin: LoadedPlugin, request: EligibilityRequest) -> tuple[Ineligible, ...]:
    clients, providers = {each.id for each in request.clients}, {each.id for each in request.providers}
    most = len(clients) * len(providers) * RULES_OF_PAIR
    answers: tuple[Ineligible, ...] = plugin.call(HOOK, request, most)
    for each in answers:
        if not _is_sound(each) or each.client_id not in clients or each.provider_id not in providers:
            plugin.count(HOOK).faults += 1
            message = "an answer that is no Ineligible, is malformed, or names nobody of the batch"
            raise ValueError(message)
    return answers


def _is_sound(answer: object) -> bool:
    return (
        isinstance(answer, Ineligible)
        and isinstance(answer.client_id, str)
        and isinstance(answer.provider_id, str)
        and isinstance(answer.overridable, bool)
        and can_be_told(answer.code, answer.reason)
        and isinstance(answer.fields, tuple)
        and all(_is_field(each) for each in answer.fields)
    )


def can_be_told(code: object, reason: object) -> bool:
    """Whether a plugin's code and reason can stand in an answer: a code of its own in capitals, and some words."""
    return (
        isinstance(code, str)
        and isinstance(reason, str)
        and len(code) <= CODE_CHARACTERS
        and _CODE.fullmatch(code) is not None
        and code not in CODES
        and len(reason.strip()) > 0
        and len(reason) <= REASON_CHARACTERS
    )


def _is_field(name: object) -> bool:
    if not isinstance(name, str):
        return False
    resource, _, attribute = name.partition(".")
    return attribute in _NAMED.get(resource, frozenset())
