"""A plugin that adds fields to the API: who sits where, kept in its store; and fields that fail on purpose."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry

from caseload_gql.plugins import (
    Action,
    ActionsRequest,
    ClientRef,
    ExtendSchemaRequest,
    Grant,
    MutationField,
    MutationRequest,
    Plugin,
    PolicyRequest,
    ProviderRef,
    QueryField,
    QueryRequest,
    Redact,
    Refused,
    RowsRequest,
    TypeField,
    UserError,
    UserErrorCode,
    actions,
    hookimpl,
)

PLUGIN = Plugin("seating", api=">=1,<2", redacts=("Client.name",))
SEAT = "seating:seat"


@strawberry.enum(description="Where a window is.")
class Window(Enum):
    """Where a window is."""

    LEFT = strawberry.enum_value("left", description="On the left.")
    NONE = strawberry.enum_value("none", description="There is none.")


@strawberry.type(description="A place in the waiting room.")
class Seat:
    """A place."""

    number: int | None = strawberry.field(description="Its number.")
    window: Window | None = strawberry.field(description="Where its window is.")
    client: ClientRef | None = strawberry.field(description="Who sits there.")
    neighbours: list[ProviderRef | None] | None = strawberry.field(description="Who sits beside.")


@strawberry.input(description="Who is to sit where.")
class TakeSeatInput:
    """Input of takeSeat."""

    client_id: strawberry.ID = strawberry.field(description="Who is to sit.")
    number: int = strawberry.field(description="Where.")
    then: str | None = strawberry.field(default=None, description="What else happens.")
    on: date | None = strawberry.field(default=None, description="From which day on.")


@strawberry.type(description="The outcome of takeSeat.")
class TakeSeatPayload:
    """Payload of takeSeat."""

    seat: Seat | None = strawberry.field(description="The seat.")


async def seats(
    request: QueryRequest,
    first: Annotated[int, strawberry.argument(description="How many at most.")] = 50,
    overfull: Annotated[bool, strawberry.argument(description="Whether to bring more.")] = False,  # noqa: FBT002  # of the API
) -> list[Seat | None] | None:
    """Every seat that is taken, and one that names whom nobody knows."""
    taken = await request.store.items("seat/")
    found = [_seat(int(str(number)), key.removeprefix("seat/")) for key, number in taken.items()]
    found.append(Seat(number=0, window=Window.NONE, client="cli_\0", neighbours=["prv_nobody", None]))
    return [*found[:first], *(found if overfull else [])]


def _seat(number: int, client: str) -> Seat:
    return Seat(number=number, window=Window.LEFT, client=client, neighbours=[])


async def label(
    request: RowsRequest, prefix: Annotated[str, strawberry.argument(description="What it begins with.")] = "label"
) -> list[str | None]:
    """The name and the day of intake of each."""
    return [f"{prefix} {row.values['name']} {_day(row.values['intake_date'])}" for row in request.rows]


def _day(value: object) -> str:
    return f"{value:%Y}" if isinstance(value, date) else "no date"


async def allowed(request: RowsRequest) -> list[bool | None]:
    """Whether it was asked."""
    return [True for _ in request.rows]


async def sitter(request: RowsRequest) -> list[ClientRef | None]:
    """Whoever it is asked of."""
    return [row.id for row in request.rows]


async def take_seat(
    request: MutationRequest,
    input: Annotated[TakeSeatInput, strawberry.argument(description="Who is to sit where.")],  # noqa: A002  # of the API
) -> TakeSeatPayload:
    """Keep the seat, tell the audit."""
    write = request.write
    await write.store.put(f"seat/{input.client_id}", input.number)
    if not await write.within(input.client_id):
        raise Refused(UserError(UserErrorCode.NOT_FOUND, "There is no such client here.", ("input", "clientId")))
    await write.audit("SEATED", client_id=input.client_id, reason="Tired.", details={"number": input.number})
    await _then(request, input.then)
    return TakeSeatPayload(seat=_seat(input.number, input.client_id))


async def _then(request: MutationRequest, what: str | None) -> None:
    match what:
        case "access":
            request.write.access_changed()
        case "count":
            before = await request.write.store.get("count") or 0
            await asyncio.sleep(0.01)
            await request.write.store.put("count", int(str(before)) + 1)
        case "raise":
            message = "Ana Ruiz sits here"
            raise RuntimeError(message)
        case "wait":
            await asyncio.sleep(60)
        case "nonsense":
            raise Refused
        case str():
            provider = what if what.startswith("prv") else None
            await request.write.audit("SEATED", client_id=None if provider else what, provider_id=provider)
        case None:
            pass


@dataclass(frozen=True)
class Broken:
    """What no field may answer with."""

    nothing: None = None


async def broken(
    request: QueryRequest, how: Annotated[str, strawberry.argument(description="In which way.")] = "raise"
) -> Seat | None:
    """Fail in one of many ways."""
    if how == "wait":
        await asyncio.sleep(60)
    if how == "refuse":
        raise Refused(UserError(UserErrorCode.INVALID, "No.", ()))
    if how == "store":
        await request.store.get("")
    answers: dict[str, Any] = {
        "text": "a seat",
        "object": Broken(),
        "number": Seat(number="Ana Ruiz", window=None, client=None, neighbours=None),  # type: ignore[arg-type]
        "row": Seat(number=1, window=None, client={"name": "Ana Ruiz"}, neighbours=None),  # type: ignore[arg-type]
        "many": Seat(number=1, window=None, client=None, neighbours=["prv_x"] * 101),
    }
    return answers[how]  # type: ignore[no-any-return]


async def miscounted(request: RowsRequest) -> list[str | None]:
    """One answer too few."""
    return ["one"] * (len(request.rows) - 1)


@hookimpl
def register_actions(request: ActionsRequest) -> Iterable[Action]:
    """Whom one may seat."""
    del request
    return [Action(SEAT, "Seat clients.", ("Client",))]


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Administrators seat who is served now."""
    if request.action == SEAT and request.resource == "Client" and request.actor.account_role == "ADMIN":
        yield Grant("SEATING", "Administrators seat clients.", request.row.status == "ACTIVE")


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Redact]:
    """Support staff do not learn who waits."""
    if request.resource == "Client" and request.actor.account_role == "SUPPORT_STAFF":
        yield Redact("WAITING", "Names of those who wait are hidden.", ("name",), request.row.status == "WAITING")


@hookimpl
def extend_schema(request: ExtendSchemaRequest) -> Iterable[QueryField | MutationField | TypeField]:
    """Everything above."""
    del request
    return [
        QueryField("seats", seats, actions.READ, "Every seat that is taken."),
        QueryField("broken", broken, actions.READ, "A field that fails."),
        MutationField("takeSeat", take_seat, SEAT, "Seats a client."),
        TypeField("Client", "label", label, actions.READ, "A label.", needs=("name", "intake_date")),
        TypeField("Client", "mayBeSeated", allowed, SEAT, "Whether you may seat the client."),
        TypeField("Client", "sitter", sitter, actions.READ, "The client again."),
        TypeField("Client", "miscounted", miscounted, actions.READ, "A field that fails."),
    ]
