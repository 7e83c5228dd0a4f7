"""The practice that tests of plugins run on: two teams, two locations, four providers, eight clients.

North: Nadia (Clinic, telehealth) and Noor (full). South: Sam (Annex) and Sasha (on leave). Ana and Ben are Nadia's, Cem
is Sam's, Dee is Noor's. Eve waits for North, Fay for South, Gil for nobody in particular; Hal was discharged.
"""

from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import insert, update

from caseload_gql.db.facets import client_facet_rows, provider_facet_rows, word_rows
from caseload_gql.db.models import (
    Assignment,
    Base,
    Client,
    ClientFacet,
    ClientWord,
    Location,
    PoolEntry,
    Practice,
    Provider,
    ProviderFacet,
    ProviderLeave,
    ProviderWord,
    Team,
    provider_location,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    InsuranceStatus,
    PoolPriority,
    PoolReason,
    ProviderStatus,
)

#: The instant at which the practice stands; its day is the practice's today.
NOW: Final = datetime(2026, 11, 20, 15, tzinfo=UTC)
_AT: Final = datetime(2026, 11, 2, 15, tzinfo=UTC)
_ON: Final = date(2026, 11, 2)


async def fill_small_practice(unit: UnitOfWork) -> None:
    """Write the practice into a migrated, empty database."""
    await unit.session.execute(update(Practice).values(name="Kit Practice", time_zone="America/Chicago"))
    providers, clients = _providers(), _clients()
    for group in (_places(), providers, clients, _cases()):
        unit.session.add_all(group)
        await unit.session.flush()
    works = (("prv_nadia", "loc_clinic"), ("prv_sam", "loc_annex"))
    rows = [{"provider_id": provider, "location_id": location} for provider, location in works]
    await unit.session.execute(insert(provider_location), rows)
    for provider in providers:
        await _index_provider(unit, provider)
    for client in clients:
        await _index_client(unit, client)
    unit.access_changed()


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "name_key": sort_key(name)}


def _places() -> list[Base]:
    return [
        Team(id="tem_north", **_named("North")),
        Team(id="tem_south", **_named("South")),
        Location(id="loc_clinic", **_named("Clinic")),
        Location(id="loc_annex", **_named("Annex")),
    ]


def _provider(identifier: str, name: str, team: str, *, capacity: int, clients: int, **more: Any) -> Provider:  # noqa: ANN401  # any column
    lists: dict[str, list[str]] = {"specialties": [], "services": [], "languages": [], "payers": []}
    return Provider(
        id=identifier,
        external_id=identifier.replace("prv_", "P-").upper(),
        **_named(name),
        team_id=team,
        capacity=capacity,
        caseload_count=clients,
        load_hundredths=clients * 100,
        **{**lists, **more},
    )


def _providers() -> list[Provider]:
    nadia = {
        "specialties": ["Trauma"],
        "services": ["CBT"],
        "languages": ["English", "Español"],
        "payers": ["Lakeshore Health"],
        "telehealth": True,
    }
    return [
        _provider("prv_nadia", "Nadia Okafor", "tem_north", capacity=10, clients=2, **nadia),
        _provider("prv_noor", "Noor Haddad", "tem_north", capacity=1, clients=1, languages=["English"]),
        _provider("prv_sam", "Sam Lindgren", "tem_south", capacity=5, clients=1, languages=["Polski"]),
        _provider("prv_sasha", "Sasha Brandt", "tem_south", capacity=5, clients=0, status=ProviderStatus.ON_LEAVE),
    ]


def _client(identifier: str, name: str, status: ClientStatus, **more: Any) -> Client:  # noqa: ANN401  # any column
    payer = more.get("payer")
    lists: dict[str, list[str]] = {"service_requirements": [], "languages": []}
    return Client(
        id=identifier,
        **_named(name),
        status=status,
        intake_date=_ON,
        insurance_status=InsuranceStatus.VERIFIED if payer else InsuranceStatus.PENDING,
        payer_key=None if payer is None else sort_key(payer),
        **{**lists, **more},
    )


def _clients() -> list[Client]:
    active, waiting = ClientStatus.ACTIVE, ClientStatus.WAITING
    return [
        _client("cli_ana", "Ana Ruiz", active, payer="Lakeshore Health", languages=["Español"]),
        _client("cli_ben", "Ben Carter", active, attributes={"vip": True}),
        _client("cli_cem", "Cem Aydin", active, location_id="loc_annex"),
        _client("cli_dee", "Dee Walsh", active),
        _client(
            "cli_eve",
            "Eve Moreau",
            waiting,
            payer="Lakeshore Health",
            languages=["English"],
            service_requirements=["CBT"],
            location_id="loc_clinic",
            telehealth_ok=True,
            date_of_birth=date(1990, 5, 17),
        ),
        _client("cli_fay", "Fay Nowak", waiting, languages=["Polski"], location_id="loc_annex"),
        _client("cli_gil", "Gil Stone", waiting),
        _client("cli_hal", "Hal Jensen", ClientStatus.DISCHARGED, payer="Lakeshore Health"),
    ]


def _assignment(name: str, provider: str, *, ended: bool = False) -> Assignment:
    return Assignment(
        id=f"asg_{name}",
        client_id=f"cli_{name}",
        provider_id=f"prv_{provider}",
        weight_hundredths=100,
        assigned_at=_AT,
        assigned_on=_ON,
        ended_at=_AT if ended else None,
        ended_on=_ON if ended else None,
        end_reason=AssignmentEndReason.DISCHARGED if ended else None,
    )


def _entry(name: str, team: str | None, priority: PoolPriority = PoolPriority.ROUTINE) -> PoolEntry:
    return PoolEntry(
        id=f"pen_{name}",
        client_id=f"cli_{name}",
        reason=PoolReason.NEW_INTAKE,
        priority=priority,
        entered_at=_AT,
        entered_on=_ON,
        team_id=team,
    )


def _cases() -> list[Base]:
    return [
        _assignment("ana", "nadia"),
        _assignment("ben", "nadia"),
        _assignment("cem", "sam"),
        _assignment("dee", "noor"),
        _assignment("hal", "nadia", ended=True),
        _entry("eve", "tem_north", PoolPriority.URGENT),
        _entry("fay", "tem_south"),
        _entry("gil", None),
        ProviderLeave(id="lea_sasha", provider_id="prv_sasha", starts_on=_ON),
    ]


async def _index_provider(unit: UnitOfWork, row: Provider) -> None:
    lists = {name: getattr(row, name) for name in ("specialties", "services", "languages", "payers")}
    await _insert(unit, ProviderWord, word_rows("provider_id", row.id, row.name))
    await _insert(unit, ProviderFacet, provider_facet_rows(row.id, lists))


async def _index_client(unit: UnitOfWork, row: Client) -> None:
    lists = {name: getattr(row, name) for name in ("service_requirements", "languages")}
    await _insert(unit, ClientWord, word_rows("client_id", row.id, row.name))
    await _insert(unit, ClientFacet, client_facet_rows(row.id, lists))


async def _insert(unit: UnitOfWork, target: type[Base], rows: list[dict[str, str]]) -> None:
    if rows:
        await unit.session.execute(insert(target), rows)
