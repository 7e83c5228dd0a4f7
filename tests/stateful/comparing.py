"""Holds the rows of a sequence to what the model holds."""

from collections.abc import Sequence

from tests.stateful.model import Model
from tests.stateful.people import Held, Person
from tests.stateful.rows import Row, Rows


def compare(rows: Rows, model: Model, clients: Sequence[str], providers: Sequence[str]) -> None:
    """The rows are what the model holds; the ids of clients and providers are in the order of its numbers."""
    for client_id, person in zip(clients, model.people, strict=True):
        row = rows.clients[client_id]
        assert (row["version"], row["intake_date"]) == (person.version, person.intake)
        assert row["case_weight_hundredths"] == person.weight
        stays, held = rows.stays[client_id], rows.held[client_id]
        assert [_stay(each) for each in stays] == [
            (each.reason, each.team, each.since, each.until, each.left, each.note) for each in person.stays
        ]
        assert [_held(each, providers, held, stays) for each in held] == [
            _modelled(each, person) for each in person.held
        ]
        unwanted = {provider for client, provider in rows.unwanted if client == client_id}
        assert unwanted == {providers[each] for each in person.unwanted}
    for provider_id, clinician in zip(providers, model.providers, strict=True):
        row = rows.providers[provider_id]
        assert (row["capacity"], row["status"], row["accepting_new_clients"], row["team_id"]) == (
            clinician.capacity,
            clinician.status,
            clinician.accepting,
            clinician.team,
        )
        covered = None if clinician.cover is None else providers[clinician.cover]
        assert rows.covers.get(provider_id) == covered
        assert (provider_id in rows.covers) is (clinician.status == "ON_LEAVE")


def _held(row: Row, providers: Sequence[str], held: Sequence[Row], stays: Sequence[Row]) -> tuple[object, ...]:
    return (
        providers.index(row["provider_id"]),
        row["weight_hundredths"],
        row["assigned_at"],
        row["ended_at"],
        row["end_reason"],
        row["first_session_at"],
        row["override_reason"],
        _position(held, row["previous_assignment_id"]),
        _position(stays, row["pool_entry_id"]),
    )


def _stay(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("reason", "team_id", "entered_at", "left_at", "outcome", "note"))


def _position(rows: Sequence[Row], row_id: str | None) -> int | None:
    return None if row_id is None else [each["id"] for each in rows].index(row_id)


def _modelled(held: Held, person: Person) -> tuple[object, ...]:
    return (
        held.provider,
        held.weight,
        held.since,
        held.until,
        held.ended,
        held.session,
        held.override,
        None if held.previous is None else person.held.index(held.previous),
        None if held.stay is None else person.stays.index(held.stay),
    )
