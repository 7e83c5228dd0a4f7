"""Balance of the caseload."""

from datetime import date

import strawberry

from caseload_gql.schema.enums import LoadStatus
from caseload_gql.schema.planned import planned


@strawberry.type(description="How full one group of providers is, and how evenly; the departed are left out.")
class Workload:
    """Balance figures."""

    provider_count: int = planned("Number of providers counted.")
    caseload_count: int = planned("Number of active clients.")
    capacity: int = planned("Sum of the capacities.")
    load: float = planned("Sum of the loads.")
    utilization: float | None = planned("Load over capacity: 1 is full. Null where the capacity is 0.")
    open_slots: float = planned("Sum of the providers' open slots; one provider's excess does not fill another's room.")
    over_by: float = planned("Sum of what providers carry beyond their capacity.")
    coefficient_of_variation: float | None = planned(
        "Standard deviation of utilisation over its mean: 0 is perfectly even. Null where there is nothing to compare."
    )
    gini: float | None = planned(
        "Gini coefficient of utilisation: 0 is perfectly even, towards 1 few carry all. "
        "Null where there is nothing to compare."
    )
    by_load_status: list["LoadStatusCount"] = planned(
        "How many providers are available, nearing, at and over capacity. Counts as 4 nodes."
    )


@strawberry.type(description="How many providers are equally full.")
class LoadStatusCount:
    """A row of the balance figures."""

    load_status: LoadStatus = planned("How full they are.")
    count: int = planned("How many providers.")


@strawberry.type(
    description="How full and how even the caseload was at the end of one day, and how many waited in the pool."
)
class WorkloadPoint:
    """A point of the trend."""

    as_of: date = planned("The practice-local day at whose end these figures held; today's are those of now.")
    provider_count: int = planned("Number of providers counted; those who had departed are left out.")
    caseload_count: int = planned("Number of active clients.")
    capacity: int = planned("Sum of the capacities.")
    load: float = planned("Sum of the loads, each client with the weight that counted then.")
    utilization: float | None = planned("Load over capacity: 1 is full. Null where the capacity was 0.")
    open_slots: float = planned("Sum of the providers' open slots.")
    over_by: float = planned("Sum of what providers carried beyond their capacity.")
    coefficient_of_variation: float | None = planned(
        "Standard deviation of utilisation over its mean: 0 is perfectly even."
    )
    gini: float | None = planned("Gini coefficient of utilisation: 0 is perfectly even, towards 1 few carry all.")
    pool_size: int = planned("How many entries were open, as far as you may see them.")
    longest_wait_days: int | None = planned("The longest wait of these in days; null when nobody waited.")
    past_target: int = planned("How many of these had waited longer than the practice's target of today.")
