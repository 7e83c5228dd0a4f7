"""Copies of one situation in one database, for two steps that meet: one after the other, the other way, and at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import LeaveHandling
from caseload_gql.policy.actor import Actor
from caseload_gql.services import commands, provider_commands
from tests.services.practice import NOW, SmallPractice, codes

LATER: Final = NOW + timedelta(hours=1)
#: Where the client stands when the two steps meet.
STANDS: Final = ("WAITING", "ACTIVE", "MOVING", "DISCHARGED", "TAKEN_BACK")


@dataclass(frozen=True)
class Situation:
    """One copy: the client bo, the client cy who waits, the providers ana (room for two) and sam."""

    number: str
    entry: str
    assignment: str

    @property
    def bo(self) -> str:
        return f"cli_bo{self.number}"

    @property
    def cy(self) -> str:
        return f"cli_cy{self.number}"

    @property
    def ana(self) -> str:
        return f"prv_ana{self.number}"

    @property
    def sam(self) -> str:
        return f"prv_sam{self.number}"


Make = Callable[[Situation], Any]


def _leave(provider: str, clients: LeaveHandling, cover: str | None = None) -> provider_commands.StartProviderLeave:
    return provider_commands.StartProviderLeave(provider, NOW.date(), clients=clients, cover_provider_id=cover)


#: Every mutation that touches a client or a provider, aimed at the same ones.
STEPS: Final[Mapping[str, Make]] = {
    "assign to ana": lambda it: commands.AssignClient(it.bo, it.ana),
    "assign to sam": lambda it: commands.AssignClient(it.bo, it.sam),
    "assign cy to ana": lambda it: commands.AssignClient(it.cy, it.ana),
    "assign cy to sam": lambda it: commands.AssignClient(it.cy, it.sam),
    "reassign to sam": lambda it: commands.ReassignClient(it.bo, it.sam),
    "return": lambda it: commands.ReturnClientToPool(it.bo),
    "return keeping": lambda it: commands.ReturnClientToPool(it.bo, keep_provider_until_moved=True),
    "withdraw": lambda it: commands.WithdrawTransfer(it.bo),
    "route": lambda it: commands.RoutePoolEntry(it.entry, team_id="tem_south", note="Soon."),
    "first session": lambda it: commands.RecordFirstSession(it.bo, NOW),
    "undo": lambda it: commands.UndoAssignment(it.assignment),
    "discharge": lambda it: commands.DischargeClient(it.bo),
    "readmit": lambda it: commands.ReadmitClient(it.bo),
    "reweigh": lambda it: commands.UpdateClient(it.bo, case_weight=2.0),
    "lower ana": lambda it: commands.SetProviderCapacity(it.ana, 0),
    "raise ana": lambda it: commands.SetProviderCapacity(it.ana, 3),
    "depart ana": lambda it: provider_commands.DepartProvider(it.ana),
    "cover ana": lambda it: _leave(it.ana, LeaveHandling.COVER, it.sam),
    "cover sam": lambda it: _leave(it.sam, LeaveHandling.COVER, it.ana),
    "empty ana": lambda it: _leave(it.ana, LeaveHandling.POOL),
    "ana on leave": lambda it: _leave(it.ana, LeaveHandling.KEEP),
    "ana accepts nobody": lambda it: provider_commands.UpdateProvider(it.ana, accepting_new_clients=False),
}


async def situation(practice: SmallPractice, actor: Actor, number: str, stand: str) -> Situation:
    """Make one copy."""
    ana, sam = await practice.provider(f"ana{number}", capacity=1), await practice.provider(f"sam{number}", capacity=1)
    bo, _ = await practice.waiting(f"bo{number}"), await practice.waiting(f"cy{number}")
    assign = commands.AssignClient(bo, ana)
    way: dict[str, list[Any]] = {
        "ACTIVE": [assign],
        "MOVING": [assign, commands.ReturnClientToPool(bo, keep_provider_until_moved=True)],
        "DISCHARGED": [assign, commands.DischargeClient(bo)],
        # With sam since a moment, from ana, whom an undo would give the client back to.
        "TAKEN_BACK": [assign, commands.ReassignClient(bo, sam)],
    }
    desk = await practice.desk(actor)
    for command in way.get(stand, []):
        assert codes(await desk.do(command)) == []
    entries = await practice.rows(PoolEntry, client_id=bo)
    held = await practice.rows(Assignment, client_id=bo)
    running = [each["id"] for each in held if each["ended_at"] is None] or [each["id"] for each in held] or ["none"]
    waiting = [each["id"] for each in entries if each["left_at"] is None] or [each["id"] for each in entries]
    return Situation(number, waiting[-1], running[-1])


async def left(practice: SmallPractice, it: Situation) -> dict[str, Any]:
    """What a copy has come to, but for its number, the ids that were made, and the order of events."""
    providers = {each: await practice.row(Provider, each) for each in (it.ana, it.sam)}
    found: dict[str, Any] = {each[:7]: tuple(row[name] for name in _PROVIDER) for each, row in providers.items()}
    for client in (it.bo, it.cy):
        stays = {each["id"]: each for each in await practice.rows(PoolEntry, client_id=client)}
        held = {each["id"]: each for each in await practice.rows(Assignment, client_id=client)}
        row = await practice.row(Client, client)
        events = await practice.rows(EventRow, client_id=client)
        found[client[:6]] = {
            "row": tuple(row[name] for name in _CLIENT),
            "stays": sorted(repr(_stay(each)) for each in stays.values()),
            "held": sorted(repr(_held(each, held, stays)) for each in held.values()),
            "events": sorted(each["type"] for each in events),
        }
    told = [each for provider in providers for each in await practice.rows(EventRow, provider_id=provider)]
    found["told"] = sorted(each["type"] for each in told)
    return found


_PROVIDER: Final = ("status", "capacity", "accepting_new_clients", "caseload_count", "load_hundredths", "version")
_CLIENT: Final = ("status", "case_weight_hundredths", "version", "intake_date")


def _stay(row: Mapping[str, Any]) -> tuple[object, ...]:
    previous = row["previous_provider_id"]
    names = ("reason", "team_id", "entered_at", "left_at", "outcome", "note", "version")
    return (*(row[name] for name in names), None if previous is None else previous[:7])


def _held(row: Mapping[str, Any], held: Mapping[str, Any], stays: Mapping[str, Any]) -> tuple[object, ...]:
    previous, stay = held.get(row["previous_assignment_id"]), stays.get(row["pool_entry_id"])
    names = ("weight_hundredths", "assigned_at", "ended_at", "end_reason", "first_session_at", "override_reason")
    return (
        row["provider_id"][:7],
        *(row[name] for name in names),
        None if previous is None else (previous["provider_id"][:7], previous["end_reason"]),
        None if stay is None else stay["reason"],
    )


def pairs() -> Sequence[tuple[str, str]]:
    """Every two steps, a step beside itself too."""
    names = list(STEPS)
    return [(one, other) for at, one in enumerate(names) for other in names[at:]]
