"""The practice and the rules it chose."""

from typing import TYPE_CHECKING, cast

import strawberry

from caseload_gql.schema.enums import GateMode, SupervisorAccess
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row, behind_python, planned
from caseload_gql.schema.types.node import Node

if TYPE_CHECKING:
    from collections.abc import Mapping


@strawberry.type(description="A scorer that ranks providers for a client, and how much it counts.")
class ScorerSetting:
    """A scorer with its weight."""

    scorer: str = strawberry.field(description="The scorer's name.")
    plugin: str = strawberry.field(description="The plugin that brings it.")
    weight: float = strawberry.field(description="How much it counts beside the others; 0 leaves it out.")


@strawberry.type(description="A gate that the practice may soften, and how strictly it is applied.")
class GateSetting:
    """A gate with its mode."""

    code: str = strawberry.field(description="The gate's code, such as LOCATION_NOT_SERVED.")
    mode: GateMode = strawberry.field(description="How strictly it is applied.")


@strawberry.type(description="The practice that this database belongs to.")
class Practice(Node):
    """The practice."""

    name: str = planned("The practice's name.")
    time_zone: str = planned("The practice's time zone, an IANA name such as America/New_York; days are counted in it.")
    nearing_capacity_at: float = planned("The utilisation from which a provider is nearing capacity: 0.85 is 85 %.")
    wait_target_days: int = planned("Calendar days within which a client should be assigned.")
    supervisor_access: SupervisorAccess = planned("What supervisors may do for their own teams.")

    @behind_python("Every scorer installed, with its weight. Counts as 20 nodes.", needs=("scorer_weights",))
    @staticmethod
    def scorers(source: strawberry.Parent[Row], info: RequestInfo) -> list[ScorerSetting]:
        """Join what is installed with what the practice set."""
        weights = cast("Mapping[str, float]", source["$scorer_weights"])
        return cast("list[ScorerSetting]", list(info.context.plugins.scorers(weights)))

    @behind_python("Every gate that can be softened, with its mode. Counts as 20 nodes.", needs=("gate_modes",))
    @staticmethod
    def gates(source: strawberry.Parent[Row], info: RequestInfo) -> list[GateSetting]:
        """Join what is installed with what the practice set."""
        modes = cast("Mapping[str, str]", source["$gate_modes"])
        return cast("list[GateSetting]", list(info.context.plugins.gates(modes)))
