"""A clinician opens one client's chart for a while, with a reason that is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import strawberry

from caseload_gql.plugins import (
    Action,
    ActionsRequest,
    ActorFacts,
    ActorFactsRequest,
    ClientRef,
    ExtendSchemaRequest,
    Grant,
    MutationField,
    MutationRequest,
    Plugin,
    PluginReading,
    PolicyRequest,
    QueryField,
    QueryRequest,
    Refused,
    UserError,
    UserErrorCode,
    actions,
    hookimpl,
)

BREAK: Final = "glass:break"
REASON_CHARACTERS: Final = 500
_DAY: Final = 24 * 60
_GRANT: Final = "GLASS_BROKEN"
_SENTENCE: Final = "The chart was opened for a while, with a reason that is recorded."


@dataclass(frozen=True)
class Glass:
    """`minutes`: how long a chart stays open, 1 to 1,440."""

    minutes: int = 30

    def __post_init__(self) -> None:
        """Raises `ValueError` for a time that is none, or longer than a day."""
        if not 1 <= self.minutes <= _DAY:
            message = f"minutes must be from 1 to {_DAY}"
            raise ValueError(message)


PLUGIN = Plugin("break-glass", api=">=1,<2", version="1.0.0", config=Glass)


@strawberry.input(description="Whose chart to open, and why.")
class BreakGlassInput:
    """Input of breakGlass."""

    client_id: strawberry.ID = strawberry.field(description="The client.")
    reason: str = strawberry.field(description="Why it must be opened: one sentence, which is recorded.")


@strawberry.type(description="The outcome of breakGlass.")
class BreakGlassPayload:
    """Payload of breakGlass."""

    valid_until: datetime | None = strawberry.field(description="When the chart closes by itself.")


@strawberry.type(description="A chart that is open to you for a while.")
class BreakGlassChart:
    """A chart that was opened."""

    client: ClientRef | None = strawberry.field(description="The client.")
    valid_until: datetime | None = strawberry.field(description="When the chart closes by itself.")


async def break_glass(
    request: MutationRequest,
    input: Annotated[BreakGlassInput, strawberry.argument(description="Whose chart to open, and why.")],  # noqa: A002  # named as in the API
) -> BreakGlassPayload:
    """Open a chart, and record who did and why."""
    reason = input.reason.strip()
    if not reason or len(reason) > REASON_CHARACTERS or not reason.isprintable():
        sentence = f"Say in one sentence of at most {REASON_CHARACTERS} characters why you open this chart."
        raise Refused(UserError(UserErrorCode.INVALID, sentence, ("input", "reason")))
    if not await request.write.within(input.client_id):
        sentence = "There is no such client, or the chart cannot be opened."
        raise Refused(UserError(UserErrorCode.NOT_FOUND, sentence, ("input", "clientId")))
    until = request.now + timedelta(minutes=PLUGIN.config_in(request).minutes)
    await request.write.store.put(_key(request.actor.user_id, input.client_id), until.isoformat(), until)
    await request.write.audit(_GRANT, client_id=input.client_id, reason=reason, details={"until": until.isoformat()})
    request.write.access_changed()
    return BreakGlassPayload(valid_until=until)


async def open_charts(request: QueryRequest) -> list[BreakGlassChart] | None:
    """What the actor has open, what closes first before the others."""
    opened = await _opened(request.store, request.actor.user_id)
    charts = [BreakGlassChart(client=client, valid_until=until) for client, until in opened.items()]
    return sorted(charts, key=lambda each: (each.valid_until, each.client))


def _key(user_id: str, client_id: str = "") -> str:
    return f"open/{user_id}/{client_id}"


async def _opened(store: PluginReading, user_id: str) -> dict[str, datetime]:
    """Until when each client's chart is open to somebody. What has expired is in the store no more."""
    kept = await store.items(_key(user_id))
    return {key.removeprefix(_key(user_id)): datetime.fromisoformat(str(until)) for key, until in kept.items()}


@hookimpl
def register_actions(request: ActionsRequest) -> Iterable[Action]:
    """Breaking the glass is an action of its own, so that other policies may restrict it."""
    del request
    return [Action(BREAK, "Open a client's chart for a while, with a reason.", ("Client",))]


@hookimpl
def extend_schema(request: ExtendSchemaRequest) -> Iterable[MutationField | QueryField]:
    """The mutation that opens a chart, and the list of what is open."""
    del request
    return [
        MutationField("breakGlass", break_glass, BREAK, "Opens one client's chart to you for a while; it is recorded."),
        QueryField("openCharts", open_charts, BREAK, "The charts that you have open by breakGlass."),
    ]


@hookimpl
async def actor_facts(request: ActorFactsRequest) -> ActorFacts | None:
    """Tell which charts the actor has open, until the first of them closes."""
    opened = await _opened(request.store, request.actor.user_id)
    if not opened:
        return None
    until = min(opened.values())
    return ActorFacts({"clients": tuple(sorted(opened)), "until": until}, until)


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Let clinicians break the glass of any client, and read what they have opened."""
    if request.action == BREAK and request.resource == "Client" and request.actor.provider_id is not None:
        yield Grant("CLINICIAN", "Clinicians may break the glass.")
    clients, until = request.facts.get("clients"), request.facts.get("until")
    if request.action != actions.READ or not isinstance(clients, tuple) or not isinstance(until, datetime):
        return
    if request.resource == "Client":
        yield Grant(_GRANT, _SENTENCE, request.row.id.in_(clients), until)
    elif request.resource in {"PoolEntry", "Assignment"}:
        yield Grant(_GRANT, _SENTENCE, request.row.client_id.in_(clients), until)
