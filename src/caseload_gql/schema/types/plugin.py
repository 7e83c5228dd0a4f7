"""Installed plugins, for those who administer the system."""

import strawberry

from caseload_gql.schema.context import InstalledPlugin
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import behind_python


@strawberry.type(description="One hook, scorer or field of a plugin; figures are those of one worker since its start.")
class PluginImplementation:
    """A hook, scorer or field."""

    name: str = strawberry.field(description="The name of the hook or scorer, or the field's with its type's.")
    calls: int = strawberry.field(description="How often it was called.")
    faults: int = strawberry.field(description="How many of these calls failed.")
    total_seconds: float = strawberry.field(description="Seconds that its calls took together.")
    slowest_seconds: float = strawberry.field(description="Seconds that its slowest call took.")


@strawberry.type(description="An installed plugin; calls and faults are those of one worker since its start.")
class Plugin:
    """A plugin."""

    name: str = strawberry.field(description="The plugin's name.")
    version: str = strawberry.field(description="The version of its package.")
    hooks: list[str] = strawberry.field(description="The hooks it implements.")
    calls: int = strawberry.field(description="How often it was called.")
    faults: int = strawberry.field(description="How many of these calls failed.")

    @behind_python(
        "How many times it was not told of an assignment after all, in the whole practice: such deliveries were given "
        "up, until `caseload plugins deliveries --retry` makes them due again."
    )
    @staticmethod
    async def deliveries_given_up(source: strawberry.Parent[InstalledPlugin], info: RequestInfo) -> int:
        """Count them, for all plugins of the list at once."""
        found = await info.context.batches.load("given up", source.name, info.context.plugins.given_up)
        return found or 0

    implementations: list[PluginImplementation] = strawberry.field(
        description="Each hook, scorer and field of it with its figures. Counts as 10 nodes."
    )
