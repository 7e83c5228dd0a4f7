"""The hooks a plugin may implement. Each takes one frozen request, so that facts can be added safely."""

from collections.abc import Iterable
from dataclasses import dataclass

import pluggy

from caseload_gql.plugins.action import Action, ActionsRequest
from caseload_gql.plugins.actor_facts import ActorFacts, ActorFactsRequest
from caseload_gql.plugins.after_assignment import AfterAssignmentRequest
from caseload_gql.plugins.before_assignment import BeforeAssignmentRequest, Veto
from caseload_gql.plugins.eligibility import EligibilityRequest, Ineligible
from caseload_gql.plugins.extend_schema import ExtendSchemaRequest, MutationField, QueryField, TypeField
from caseload_gql.plugins.identify_actor import IdentifyRequest, Identity
from caseload_gql.plugins.lifetime import ShutdownRequest, StartupRequest
from caseload_gql.plugins.scorer import Scorer
from caseload_gql.policy.hook import HookRequest
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict

GROUP = "caseload_gql"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@dataclass(frozen=True, slots=True)
class ScorerRequest(HookRequest):
    """What a plugin is asked for scorers with: the practice's settings at the start."""

    practice: PracticeFacts


@hookspec
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:  # type: ignore[empty-body]
    """Say which rows the actor may do the action to.

    Return a `Grant` for each reason to allow; grants of all plugins are united. Return nothing where you have no
    opinion. Build `where` from `request.row`: `request.row.team_id.in_(...)`, and reach other tables through its
    relationships: `request.row.assignments.any(...)`. Sync and pure: no I/O, no clock, no globals, as answers are
    kept for up to a minute. If it raises, it grants nothing.

    Called once for an actor, an action and a kind of row, and again when the answer has grown old.

        @hookimpl
        def policy_grants(request):
            if request.resource == "Location" and request.action == actions.READ:
                yield Grant("LOCATIONS", "Everybody signed in may know where the practice is.")
    """


@hookspec
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict | Redact]:  # type: ignore[empty-body]
    """Say which rows or fields are out of reach, whoever granted them.

    A `Restrict` keeps only the rows where `where` is true: NULL hides, so say `coalesce` where absent means harmless. A
    `Redact` hides fields that the manifest's `redacts` declares. If it raises, no row of that kind is visible.

    Called as `policy_grants` is, for those who were granted anything.

        @hookimpl
        def policy_restrictions(request):
            if request.resource == "Client":
                yield Restrict("DISCHARGED", "Discharged clients are out of sight.", request.row.status != "DISCHARGED")
    """


@hookspec
def register_actions(request: ActionsRequest) -> Iterable[Action]:  # type: ignore[empty-body]
    """Add actions of the plugin's own, which policies then grant as they grant the product's.

    Called once in each process, at the start; no I/O. Nobody holds an action until a policy grants it, the
    plugin's own `policy_grants` as a rule; whoever does finds it in `viewer.actions`. If it raises, returns anything
    else, or takes a name that is taken, the start stops with a sentence that names the plugin.

        @hookimpl
        def register_actions(request):
            return [Action("seating:plan", "Plan who sits where.", ("Client",))]
    """


@hookspec
async def identify_actor(request: IdentifyRequest) -> Identity | None:
    """Say who a request is of, by headers that a proxy or another sign-in has set.

    Called for a request without bearer token and session that has any of the manifest's `identity_headers`, of which
    `request.headers` holds those that are there. The answer is kept a minute at most, never past `valid_until`, and not
    when access has changed. Return None for headers that you do not know; the first plugin that knows them is believed.
    A header can be sent by anybody who reaches the server: check a signature in it, or let only the proxy reach the
    server. Who has no account here, or a disabled one, is not let in. If it raises, or takes longer than the setting
    `plugin_seconds`, nobody is let in by these headers (UNAUTHENTICATED).

        @hookimpl
        async def identify_actor(request):
            claims = verified(request.headers["x-identity-token"])
            return Identity(claims["email"], datetime.fromtimestamp(claims["exp"], UTC))
    """


@hookspec
async def actor_facts(request: ActorFactsRequest) -> ActorFacts | None:
    """Tell what the plugin's own policies need to know of somebody, which they may not look up themselves.

    Called when somebody is identified and nothing is cached of them: at most every minute, when access has changed,
    and from `valid_until` on. It may wait for others; the setting `plugin_seconds` says how long at most.
    `request.store` is what the plugin remembers, to be read. The plugin's policies find the facts as `request.facts`.
    If it raises, is late, or answers with anything else, these policies count as failed for that person: they grant
    nothing, and where they restrict a kind of row, none of it is visible. It is asked again after 5 seconds.

        @hookimpl
        async def actor_facts(request):
            opened = await request.store.items(f"opened/{request.actor.user_id}/")
            return ActorFacts({"opened": tuple(sorted(str(each) for each in opened.values()))})
    """


@hookspec
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:  # type: ignore[empty-body]
    """Bring scorers, which say how well a provider fits a client, 0 to 1.

    Asked once, at the start. Weights are the practice's. A scorer is then asked in each ranking, in a thread, and may
    be asked in several at once: keep nothing between calls. One that raises, takes longer than the setting
    `plugin_seconds`, or answers in the wrong shape or range is left out of that ranking, which then names the plugin as
    degraded; after 3 failures in a row it is left alone for 30 seconds, and while a call that was late still runs.
    Where the manifest's `required_scorers` names it, there is no ranking without it (RANKING_UNAVAILABLE).

        @pair_scorer("same-language", because=lambda pair: "Whether the two speak one language.")
        def same_language(pair):
            return 1.0 if set(pair.client.languages) & set(pair.provider.languages) else 0.0

        @hookimpl
        def register_scorers(request):
            return [same_language]
    """


@hookspec
def eligibility(request: EligibilityRequest) -> Iterable[Ineligible]:  # type: ignore[empty-body]
    """Say which providers may not take which clients.

    Called once a ranking with all its clients and providers, and with one of each within every mutation that assigns,
    while both are locked: be quick. A leave whose clients go to a cover asks for that provider with all of them. An
    import asks for each provider with all the clients of some hundred lines, and of a history with those whose
    assignment still runs; what it brings are facts, so an objection becomes a recorded override there, which of a
    history stands in the audit alone. Facts are true ones, whatever is hidden from who asks, so name in `fields` what
    the reason would tell. Sync and pure: no I/O, no clock, no globals. Each `Ineligible` is shown as a failed gate and
    refused as VETOED, or as NOT_ELIGIBLE where it is `overridable`. If it raises, or answers with anything else, a code
    of a shipped gate, or somebody who is not in the batch, every pair fails with RULE_UNAVAILABLE, which nobody can
    override, and the plugin is named in the log and as degraded.

        @hookimpl
        def eligibility(request):
            for client in request.clients:
                for provider in request.providers:
                    if client.payer == "Lakeshore" and provider.id not in PANEL:
                        reason = "The provider is not on the payer's panel."
                        yield Ineligible(client.id, provider.id, "NOT_ON_PANEL", reason, fields=("Client.payer",))
    """


@hookspec
async def before_assignment(request: BeforeAssignmentRequest) -> Iterable[Veto] | None:
    """Have the last word before clients are assigned: a `Veto` for each who must not be, or nothing.

    Called in every mutation that assigns, in its transaction and with client and provider locked, after gates and rules
    were passed or overridden; where the transaction lost a race, it is called again. Only this hook may wait for
    others, and others wait meanwhile: the setting `plugin_seconds` says how long at most. Change nothing outside
    `request.store`, as the assignment may yet come to nothing. Any plugin's veto holds, and no reason carries anybody
    past it; an assignment that is taken back leaves the client in the pool where returning to the former provider is
    vetoed. A leave whose clients go to a cover calls it with all whom the cover could take, each with the load that
    those before would bring, and again without those who were vetoed, five times at most; whoever is left then goes to
    the pool as they do. An import calls it once for some hundred lines, with whoever runs it as the actor, who has no
    role if it is the operator of the machine, and whose `door` is `"import"`; a veto is recorded there as an override,
    and the assignment made. Of a history it asks of what still runs, and records a veto in the audit alone. If it
    raises, is late, or answers with anything else, it counts as a veto with the code RULE_UNAVAILABLE, and the plugin
    is named in the log.

        @hookimpl
        async def before_assignment(request):
            if await request.store.get("closed"):
                reason = "Intake is closed for the audit until Monday."
                return [Veto(each.client.id, reason, "INTAKE_CLOSED") for each in request.assignments]
    """


@hookspec
async def after_assignment(request: AfterAssignmentRequest) -> None:
    """Do what follows from an assignment outside the practice's database: tell another system, send word.

    Called after the commit of every mutation that assigns or takes an assignment back, once for each, by any worker;
    not for imports. It is delivered at least once and may come again, also out of order: `request.idempotency_key` is
    the same each time, and `request.event_number` tells the order. It may wait for others, no longer than the setting
    `plugin_seconds`. If it raises or is late, it is tried again after 5 seconds, then after twice as long each time, up
    to an hour, and given up after 12 attempts, each of which the log names. `caseload plugins deliveries` lists what
    was given up, and tries it again.

        @hookimpl
        async def after_assignment(request):
            await post({"assignment": request.assignment_id}, key=request.idempotency_key)
    """


@hookspec
def extend_schema(request: ExtendSchemaRequest) -> Iterable[QueryField | MutationField | TypeField]:  # type: ignore[empty-body]
    """Add fields to the API: to queries, to mutations, and to the kinds of rows there are.

    Asked once, at the start. What a field takes and gives is told by the annotations of its resolver, which is `async`:
    scalars, enums and Strawberry types of the plugin's own without resolvers, lists of these, and rows of the practice
    by their ids: a resolver that gives a `ClientRef` gives an id, and the API shows the client as whoever asks may see
    it, null else. Everything is described, arguments by `Annotated[int, strawberry.argument(description=...)]`, and may
    be null. A list has at most 100 entries, and no more than the argument `first` or `last` asks for.

    A resolver is asked only on behalf of who holds the field's `action`. It may wait for others, no longer than the
    setting `plugin_seconds`. If it raises, is late, or answers with anything but what it is declared to, the field is
    null, with an error INTERNAL_SERVER_ERROR whose id the log tells with the plugin's name, and the rest of the answer
    stands. A mutation runs in a transaction of its own: `request.write` is the plugin's store, its own events for the
    audit, and the word that access has changed, all kept together when the resolver returns, and none of it where it
    raises `Refused` or fails; the mutations of one plugin are made one after the other, and where a transaction lost a
    race, the resolver is called again. A name that is taken, a type that
    does not fit, and an action that nobody has registered stop the start with a sentence that names the plugin.

        async def seats(request: RowsRequest) -> list[str | None]:
            taken = await request.store.items("seat/")
            return [taken.get(f"seat/{row.id}") for row in request.rows]

        @hookimpl
        def extend_schema(request):
            return [TypeField("Provider", "seat", seats, actions.READ, "Where the provider sits.")]
    """


@hookspec
async def startup(request: StartupRequest) -> None:
    """Get ready: open what the plugin needs for its life, such as a file or a connection of its own.

    Called once in each worker, before its first request, in the order in which plugins are loaded. It may wait for
    others, 30 seconds at most; while it does, nothing is answered. If it raises or takes longer, the worker does not
    start, with a sentence that names the plugin, and the plugins started before are ended.

        @hookimpl
        async def startup(request):
            request.plugin.log.info("ready")
    """


@hookspec
async def shutdown(request: ShutdownRequest) -> None:
    """Put away what `startup` opened.

    Called once in each worker that started the plugin, after its last request, in the opposite order; 5 seconds are
    given. If it raises or takes longer, that is logged and the others are ended all the same. A worker that is killed
    does not come to it: nothing may depend on it.

        @hookimpl
        async def shutdown(request):
            request.plugin.log.info("done")
    """
