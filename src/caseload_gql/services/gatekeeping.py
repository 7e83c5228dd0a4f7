"""Whether a client may be given to a provider: gates and plugins on true data under the lock, and the override."""

from dataclasses import dataclass

from caseload_gql.db.models import Client, Provider
from caseload_gql.errors import FailedGate, UserError, UserErrorCode
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import NO_FREE_UNITS, check_gates
from caseload_gql.plugins.before_assignment import ProposedAssignment
from caseload_gql.policy.actions import OVERRIDE
from caseload_gql.ranking.hiding import worded
from caseload_gql.ranking.rules import Ruling, Verdict, ask_rules
from caseload_gql.services.facts import client_facts, provider_facts
from caseload_gql.services.refusal import INPUT, problem
from caseload_gql.services.standing import Standing
from caseload_gql.services.vetoes import ask_before
from caseload_gql.services.write import Write

Pair = tuple[ClientFacts, ProviderFacts]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands in the way, or the override reason to record; neither where every gate passes."""

    problems: tuple[UserError, ...] = ()
    override_reason: str | None = None


async def judge(write: Write, standing: Standing, provider: Provider, override_reason: str | None) -> Judgement:
    """Ask every gate and rule; a reason carries those who may past all but a departure and a veto.

    It is dropped where nothing fails. Plugins have the last word, where nothing else stands in the way any more.
    """
    pair = await _pair(write, standing.client, provider)
    judgement = await _by_gates(write, standing.client, provider, pair, override_reason)
    if judgement.problems:
        return judgement
    vetoes = await ask_before(write, [_proposed(standing, pair, overridden=judgement.override_reason is not None)])
    if vetoes:
        return Judgement(
            tuple(UserError(UserErrorCode.VETOED, gate.reason, (INPUT, "providerId"), gate) for _, gate in vetoes)
        )
    return judgement


async def _by_gates(
    write: Write, client: Client, provider: Provider, pair: Pair, override_reason: str | None
) -> Judgement:
    verdict = _verdict(write, pair)
    if verdict.eligible:
        return Judgement()
    hides = await write.hidden(Client, client.id), await write.hidden(Provider, provider.id)
    gates = (_refusal(worded(gate, hides[0] | hides[1])) for gate in verdict.gates.failed)
    refusals = (*gates, *(_ruled_out(each) for each in verdict.worded_rulings(*hides)))
    if override_reason is None:
        return Judgement(refusals)
    if not await _may_override(write, client, provider):
        message = "A gate stands in the way, and you may not override it. Leave the reason out to see which."
        return Judgement((problem(UserErrorCode.NOT_ALLOWED, message, "overrideReason"),))
    if verdict.never:
        return Judgement(refusals)
    return Judgement(override_reason=override_reason)


async def failed_gates(write: Write, standing: Standing, provider: Provider) -> tuple[FailedGate, ...]:
    """The gates, rules and vetoes that rule the provider out for the client as both now stand in this transaction."""
    pair = await _pair(write, standing.client, provider)
    verdict = _verdict(write, pair)
    failed = (*verdict.gates.failed, *(each.gate for each in verdict.rulings))
    return failed or tuple(gate for _, gate in await ask_before(write, [_proposed(standing, pair)]))


def _proposed(standing: Standing, pair: Pair, *, overridden: bool = False) -> ProposedAssignment:
    previous = standing.present_provider
    return ProposedAssignment(
        *pair, previous_provider_id=None if previous is None else previous.id, overridden=overridden
    )


async def _may_override(write: Write, client: Client, provider: Provider) -> bool:
    return await write.within(OVERRIDE, Client, client.id) and await write.within(OVERRIDE, Provider, provider.id)


def _refusal(gate: FailedGate) -> UserError:
    code = UserErrorCode.AT_CAPACITY if gate.code == NO_FREE_UNITS else UserErrorCode.NOT_ELIGIBLE
    return UserError(code, gate.reason, (INPUT, "providerId"), gate)


def _ruled_out(ruling: Ruling) -> UserError:
    code = UserErrorCode.VETOED if ruling.final else UserErrorCode.NOT_ELIGIBLE
    return UserError(code, ruling.gate.reason, (INPUT, "providerId"), ruling.gate)


async def _pair(write: Write, client: Client, provider: Provider) -> Pair:
    (facts,) = await client_facts(write.unit, [client])
    return facts, await provider_facts(write, provider)


def _verdict(write: Write, pair: Pair) -> Verdict:
    today = write.day_of(write.now())
    client, provider = pair
    gates = check_gates(client, provider, today, write.gate_modes)
    rulings = ask_rules(write.rules, [client], [provider], today)
    return Verdict(gates, rulings.of(client.id, provider.id))
