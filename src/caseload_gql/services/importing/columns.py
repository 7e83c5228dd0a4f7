"""The columns of all files: how each is read, and what the documentation says of it."""

from dataclasses import dataclass
from typing import Final

from caseload_gql.domain.capacity import CAPACITY_AT_MOST
from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    GateMode,
    InsuranceStatus,
    PoolEntryOutcome,
    PoolPriority,
    PoolReason,
    ProviderStatus,
    SupervisorAccess,
)
from caseload_gql.services.importing import cells, pair_cells
from caseload_gql.services.importing.cells import Reader


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `cleared` is what an empty cell stands for; `needed`: a new row cannot do without it."""

    name: str
    read: Reader
    about: str
    cleared: object = None
    needed: bool = False


KEY: Final = "external_id"
#: What names a row of the files of what belongs to the whole practice.
NAME: Final = "name"

PRACTICE_COLUMNS: Final = (
    Column(NAME, cells.text(200), "Name of the practice.", needed=True),
    Column("time_zone", cells.text(64), "IANA name, such as America/Chicago; it says which day is today. Never empty."),
    Column("nearing_capacity_at", cells.number, "Utilisation from which a provider nears capacity; 0.85 if empty."),
    Column("wait_target_days", cells.whole(0, 999_999_999), "Days within which a client is to be placed; 14 if empty."),
    Column("supervisor_access", cells.word(SupervisorAccess), "WRITE or READ. Never empty."),
    Column("scorers", pair_cells.numbers, "Weights of scorers, like `headroom 2|specialty_fit 0.5`; others count 1."),
    Column(
        "gates",
        pair_cells.words(GateMode, "PAYER_NOT_TAKEN BLOCK|AGE_OUT_OF_BAND OFF"),
        "Modes of gates, like `PAYER_NOT_TAKEN BLOCK|AGE_OUT_OF_BAND OFF`; all others WARN.",
    ),
)

TEAM_COLUMNS: Final = (
    Column(NAME, cells.text(200), "Name of the team. A known name updates its spelling.", needed=True),
)

LOCATION_COLUMNS: Final = (
    Column(NAME, cells.text(200), "Name of the location. A known name updates.", needed=True),
    Column("latitude", cells.number, "Degrees from -90 to 90; both coordinates or neither."),
    Column("longitude", cells.number, "Degrees from -180 to 180."),
)

PROVIDER_COLUMNS: Final = (
    Column(KEY, cells.text(200), "Your own id of the provider. A row with a known id updates.", needed=True),
    Column("name", cells.text(200), "Full name.", needed=True),
    Column("capacity", cells.whole(0, CAPACITY_AT_MOST), "The load the provider may carry, 0 to 10000.", needed=True),
    Column("team", cells.text(200), "Name of the team; one that is not there yet is made."),
    Column("locations", cells.names, "List of locations by name; those not there yet are made.", cleared=()),
    Column("credential", cells.text(200), "Such as LCSW."),
    Column("accepting_new_clients", cells.yes_no, "yes or no; yes if empty.", cleared=True),
    Column("specialties", cells.items, "List.", cleared=()),
    Column("services", cells.items, "List.", cleared=()),
    Column("languages", cells.items, "List.", cleared=()),
    Column("payers", cells.items, "List of payers the provider takes.", cleared=()),
    Column("minimum_age", cells.whole(0, 150), "Youngest age the provider sees."),
    Column("maximum_age", cells.whole(0, 150), "Oldest age the provider sees."),
    Column("telehealth", cells.yes_no, "yes or no; no if empty.", cleared=False),
    Column("availability", cells.windows, "Weekly windows, like `MONDAY 09:00-12:00|FRIDAY 13:00-17:00`.", cleared=()),
    Column(
        "status",
        cells.word(ProviderStatus),
        "ACTIVE, ON_LEAVE or DEPARTED; ACTIVE if empty. Only who has no clients and covers no leave can depart.",
        cleared=ProviderStatus.ACTIVE,
    ),
    Column("leave_from", cells.day, "First day of the leave of a provider ON_LEAVE; today if empty."),
    Column("leave_until", cells.day, "Last day of that leave, if known."),
    Column("leave_cover_external_id", cells.text(200), "The provider who covers that leave; nobody who has left."),
    Column(
        "earlier_terms",
        pair_cells.terms,
        "First import only: until when the provider had which capacity and status, like "
        "`2026-02-01 5|2026-03-01 5 ACTIVE`; without a status: not there yet.",
        cleared=(),
    ),
)

CLIENT_COLUMNS: Final = (
    Column(KEY, cells.text(200), "Your own id of the client. A row with a known id updates.", needed=True),
    Column("name", cells.text(200), "Full name.", needed=True),
    Column("intake_date", cells.day, "Day of intake, not in the future.", needed=True),
    Column("insurance_status", cells.word(InsuranceStatus), "VERIFIED, PENDING, LAPSED or SELF_PAY.", needed=True),
    Column("date_of_birth", cells.day, "Not after the intake date."),
    Column("payer", cells.text(100), "Name of the payer."),
    Column("location", cells.text(200), "Name of the location; one that is not there yet is made."),
    Column("telehealth_ok", cells.yes_no, "yes or no; no if empty.", cleared=False),
    Column("service_requirements", cells.items, "List.", cleared=()),
    Column("languages", cells.items, "List.", cleared=()),
    Column("case_weight", cells.weight, "0.01 to 100; 1 if empty.", cleared=100),
    Column("availability", cells.windows, "Weekly windows, as for providers.", cleared=()),
    Column("attributes", cells.json_object, 'A JSON object, such as `{"vip": true}`.'),
    Column("preferred_provider_external_id", cells.text(200), "The provider the client asks for."),
    Column("do_not_match_external_ids", cells.names, "List of providers never to match.", cleared=()),
    Column(
        "status",
        cells.word(ClientStatus),
        "First import only: DISCHARGED where care has ended. WAITING and ACTIVE follow from the provider.",
    ),
    Column("provider_external_id", cells.text(200), "The provider who serves the client. Empty changes nothing."),
    Column("assigned_on", cells.day, "Since when; the intake date if empty, and today where the client moves."),
    Column("first_session_on", cells.day, "Day of the first session with this provider. Empty changes nothing."),
    Column("wait_since", cells.day, "First import only: since when the client waits; the intake date if empty."),
    Column(
        "wait_reason",
        cells.word(PoolReason),
        "First import only: NEW_INTAKE, TRANSFER, PROVIDER_LEFT or RETURNING; NEW_INTAKE if empty. "
        "TRANSFER beside a provider: served until the move.",
    ),
    Column("wait_previous_provider_external_id", cells.text(200), "First import only: who served the client before."),
    Column(
        "wait_priority", cells.word(PoolPriority), "ROUTINE or URGENT; ROUTINE if empty.", cleared=PoolPriority.ROUTINE
    ),
    Column("wait_team", cells.text(200), "Name of the team the waiting client is routed to."),
    Column("wait_note", cells.text(2000), "A note on the wait."),
)

#: What names a row of the history files: the id that it had where it was exported.
HISTORY_KEY: Final = "id"

EARLIER_LEAVE_COLUMNS: Final = (
    Column(
        HISTORY_KEY, cells.own_id("lve"), "The id of the leave, kept. One that is there already is left.", needed=True
    ),
    Column("provider_external_id", cells.text(200), "Who was on leave; a provider of the same import.", needed=True),
    Column("leave_from", cells.day, "Its first day.", needed=True),
    Column("leave_until", cells.day, "The last day that was planned, if one was."),
    Column("ended_at", cells.instant, "The instant it ended; a leave that runs stands in providers.csv.", needed=True),
    Column("leave_cover_external_id", cells.text(200), "The provider who covered it."),
)

_CLIENT: Final = Column("client_external_id", cells.text(200), "Whose it is.", needed=True)

POOL_ENTRY_COLUMNS: Final = (
    Column(
        HISTORY_KEY, cells.own_id("pen"), "The id of the stay, kept. One that is there already is left.", needed=True
    ),
    _CLIENT,
    Column("reason", cells.word(PoolReason), "NEW_INTAKE, TRANSFER, PROVIDER_LEFT or RETURNING.", needed=True),
    Column("priority", cells.word(PoolPriority), "ROUTINE or URGENT.", needed=True),
    Column("entered_at", cells.instant, "The instant it began, as `2026-01-15T09:30:00+00:00`.", needed=True),
    Column("entered_on", cells.day, "The practice's day then.", needed=True),
    Column("left_at", cells.instant, "The instant it ended; empty while the client waits."),
    Column("left_on", cells.day, "The practice's day then."),
    Column("outcome", cells.word(PoolEntryOutcome), "ASSIGNED, DISCHARGED or WITHDRAWN, if it ended."),
    Column("team", cells.text(200), "Name of the team it was routed to."),
    Column("note", cells.text(2000), "A note on the wait."),
    Column("previous_provider_external_id", cells.text(200), "Who served the client before."),
)

ASSIGNMENT_COLUMNS: Final = (
    Column(
        HISTORY_KEY,
        cells.own_id("asg"),
        "The id of the assignment, kept. One that is there already is left.",
        needed=True,
    ),
    _CLIENT,
    Column("provider_external_id", cells.text(200), "Who served the client.", needed=True),
    Column("weight", cells.weight, "What the client weighed then, 0.01 to 100.", needed=True),
    Column("assigned_at", cells.instant, "The instant it began.", needed=True),
    Column("assigned_on", cells.day, "The practice's day then.", needed=True),
    Column("assigned_by", cells.text(200), "The name of who assigned."),
    Column("ended_at", cells.instant, "The instant it ended; empty while it runs."),
    Column("ended_on", cells.day, "The practice's day then."),
    Column("end_reason", cells.word(AssignmentEndReason), "Why it ended, if it did."),
    Column("first_session_at", cells.instant, "The instant of the first session."),
    Column("first_session_on", cells.day, "The practice's day then."),
    Column("match_score", cells.fraction, "The fit at the time, 0 to 1."),
    Column("override_reason", cells.text(2000), "Why a gate was passed."),
    Column("pool_entry_id", cells.own_id("pen"), "The stay in the pool that it ended."),
    Column("previous_assignment_id", cells.own_id("asg"), "The assignment that it took over; on an earlier line."),
    Column(
        "earlier_weights",
        pair_cells.weights,
        "Until when the client weighed what before, like `2026-03-01 1.5|2026-05-01 2`.",
        cleared=(),
    ),
)
