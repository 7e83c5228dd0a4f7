"""How long clients waited."""

import strawberry
from strawberry import ID

from caseload_gql.schema.planned import planned

_ENTERED = "Stays that began in the period."
_ASSIGNED = "Those that ended with an assignment."
_WAITING = "Those that have not ended."
_OTHERWISE = "Those that ended otherwise: the client was discharged, or a transfer was withdrawn."
_MEDIAN = "The median of the days from entering the pool to the assignment, over the assigned."
_P90 = "The 90th percentile of the days from entering the pool to the assignment: nine of ten took no longer."
_SESSION = (
    "The median of the days from entering the pool to the first session with whoever took over, "
    "over those whose first session is recorded."
)
_SESSION_P90 = "The 90th percentile of the days from entering the pool to the first session."
_SO_FAR = "The median of the days that those who have not left the pool have waited so far."
_LONGEST = "The longest that one of those who have not left the pool has waited so far, in days."
_PAST = "Stays that lasted, or have lasted so far, longer than the practice's target."
_SHARE = (
    "Of the assigned, and of those who still wait past the target, the share assigned within it: 0 to 1. "
    "Null where there is neither."
)


@strawberry.type(
    description="How long the clients waited who entered the pool in a period, as far as you may see these stays. "
    "Days are practice-local calendar days; percentiles are interpolated linearly, and null where there is nobody."
)
class WaitReport:
    """The whole period."""

    entered: int = planned(_ENTERED)
    assigned: int = planned(_ASSIGNED)
    waiting: int = planned(_WAITING)
    left_otherwise: int = planned(_OTHERWISE)
    median_days_to_assignment: float | None = planned(_MEDIAN)
    p90_days_to_assignment: float | None = planned(_P90)
    median_days_to_first_session: float | None = planned(_SESSION)
    p90_days_to_first_session: float | None = planned(_SESSION_P90)
    median_days_waiting: float | None = planned(_SO_FAR)
    longest_days_waiting: int | None = planned(_LONGEST)
    target_days: int = planned("The practice's target in days, as it is now; the figures beside are held to it.")
    past_target: int = planned(_PAST)
    share_within_target: float | None = planned(_SHARE)
    by_reason: list["WaitGroup"] = planned("The same for each reason of entering the pool. Counts as 4 nodes.")
    by_payer: list["WaitGroup"] = planned(
        "The same for each payer that is recorded of the clients today. Counts as 50 nodes."
    )
    by_location: list["WaitGroup"] = planned("The same for each location the clients wish for. Counts as 20 nodes.")
    by_team: list["WaitGroup"] = planned(
        "The same for each team that the stays were routed to last. Counts as 20 nodes."
    )


@strawberry.type(
    description="How long a part of the clients waited. The largest part comes first; last comes that of which nothing "
    "is recorded, or which a policy hides from you."
)
class WaitGroup:
    """One part of the period's stays."""

    id: ID | None = planned("The id of the location or team; null for reasons and payers, and for the last part.")
    name: str | None = planned("The reason, payer, location or team; null for what is not recorded, or hidden.")
    entered: int = planned(_ENTERED)
    assigned: int = planned(_ASSIGNED)
    waiting: int = planned(_WAITING)
    left_otherwise: int = planned(_OTHERWISE)
    median_days_to_assignment: float | None = planned(_MEDIAN)
    p90_days_to_assignment: float | None = planned(_P90)
    median_days_to_first_session: float | None = planned(_SESSION)
    p90_days_to_first_session: float | None = planned(_SESSION_P90)
    median_days_waiting: float | None = planned(_SO_FAR)
    longest_days_waiting: int | None = planned(_LONGEST)
    past_target: int = planned(_PAST)
    share_within_target: float | None = planned(_SHARE)
