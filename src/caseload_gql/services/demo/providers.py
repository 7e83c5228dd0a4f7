"""Rows of teams, locations and providers."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseload_gql.db.facets import provider_facet_rows, word_rows
from caseload_gql.db.models import (
    EarlierTerms,
    Location,
    Provider,
    ProviderFacet,
    ProviderLeave,
    ProviderWindow,
    ProviderWord,
    Team,
    provider_location,
)
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.bulk import Rows
from caseload_gql.services.demo.cast import Cast, Clinician, capacity_of
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.names import draw_name
from caseload_gql.services.demo.practice import (
    CREDENTIALS,
    LANGUAGES,
    PAYERS,
    PLACES,
    SERVICES,
    SPANS,
    SPECIALTIES,
    TEAM_NAMES,
    WEEKDAYS,
)
from caseload_gql.services.demo.recipe import Kind
from caseload_gql.services.earlier import terms

_STATUS = {Kind.ON_LEAVE: ProviderStatus.ON_LEAVE, Kind.DEPARTED: ProviderStatus.DEPARTED}
_FOUNDED_DAYS_AGO = 3_000
#: How long ago capacities were lowered, and by how much.
_CHANGED_DAYS_AGO = 100
_CHANGED_BY = 4


@dataclass(frozen=True, slots=True)
class Places:
    """The ids of teams and locations, in the order of their lists."""

    team_ids: Sequence[str]
    location_ids: Sequence[str]


def place_rows(draw: Draw, teams: int) -> tuple[Places, Rows]:
    """Teams and locations."""
    rows = Rows()
    founded = draw.morning(_FOUNDED_DAYS_AGO)
    for place in PLACES:
        rows.add(
            Location,
            id=draw.id("loc", founded),
            name=place.name,
            name_key=sort_key(place.name),
            latitude=place.latitude,
            longitude=place.longitude,
        )
    for name in TEAM_NAMES[:teams]:
        rows.add(Team, id=draw.id("tem", founded), name=name, name_key=sort_key(name))
    return Places(rows.ids(Team), rows.ids(Location)), rows


def provider_rows(draw: Draw, cast: Cast, places: Places) -> Rows:
    """Every clinician with lists, windows, places and a running leave where there is one."""
    rows = Rows()
    for number, clinician in enumerate(cast.clinicians, 1):
        _provider(draw, rows, clinician, number, places)
        if clinician.kind is Kind.ON_LEAVE:
            _leave(draw, rows, clinician, cast)
        _earlier(draw, rows, clinician, number)
    return rows


def _provider(draw: Draw, rows: Rows, clinician: Clinician, number: int, places: Places) -> None:
    name = draw_name(draw, other_scripts=0.06)
    lists = {
        "specialties": draw.some(SPECIALTIES, 2, 5),
        "services": draw.some(SERVICES, 2, 5),
        "languages": ["English", *draw.some(LANGUAGES[1:], 0, 2)],
        "payers": draw.some(PAYERS, 3, 6),
    }
    youngest, oldest = draw.random.choice(((None, None), (None, None), (18, None), (5, 17), (12, 25), (60, None)))
    rows.add(
        Provider,
        id=clinician.id,
        name=name,
        name_key=sort_key(name),
        external_id=f"P-{number:04}",
        credential=draw.random.choice(CREDENTIALS),
        status=_STATUS.get(clinician.kind, ProviderStatus.ACTIVE),
        accepting_new_clients=clinician.kind not in (Kind.FULL, Kind.DEPARTED),
        minimum_age=youngest,
        maximum_age=oldest,
        telehealth=draw.chance(0.6),
        team_id=places.team_ids[clinician.team],
        capacity=capacity_of(draw, clinician),
        caseload_count=len(clinician.weights),
        load_hundredths=clinician.load_hundredths,
        version=1 + len(clinician.weights),
        **lists,
    )
    rows.extend(ProviderFacet, provider_facet_rows(clinician.id, lists))
    rows.extend(ProviderWord, word_rows("provider_id", clinician.id, name))
    for location_id in draw.some(places.location_ids, 1, 3):
        rows.add(provider_location, provider_id=clinician.id, location_id=location_id)
    for position, weekday in enumerate(sorted(draw.some(WEEKDAYS, 2, 5), key=WEEKDAYS.index)):
        starts, ends = draw.random.choice(SPANS)
        rows.add(ProviderWindow, provider_id=clinician.id, position=position, weekday=weekday, starts=starts, ends=ends)


def _earlier(draw: Draw, rows: Rows, clinician: Clinician, number: int) -> None:
    """Who is gone or on leave was there before; every third had more room once. Nothing is drawn for it."""
    capacity = rows.last(Provider)["capacity"]
    if clinician.quiet_days:
        rows.add(EarlierTerms, **terms(clinician.id, draw.on(clinician.quiet_days), capacity, ProviderStatus.ACTIVE))
    if number % 3 == 0:
        changed = draw.on(_CHANGED_DAYS_AGO + number)
        rows.add(EarlierTerms, **terms(clinician.id, changed, capacity + _CHANGED_BY, ProviderStatus.ACTIVE))


def _leave(draw: Draw, rows: Rows, clinician: Clinician, cast: Cast) -> None:
    covers = [one for one in cast.of_kind(Kind.STEADY) if one.team == clinician.team] or cast.of_kind(Kind.STEADY)
    rows.add(
        ProviderLeave,
        id=draw.id("lve", draw.morning(clinician.quiet_days)),
        provider_id=clinician.id,
        starts_on=draw.on(clinician.quiet_days),
        ends_on=draw.on(-draw.between(3, 60)),
        cover_provider_id=draw.random.choice(covers).id,
        ended_at=None,
    )
