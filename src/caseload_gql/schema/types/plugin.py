"""Installed plugins, for those who administer the system."""

import strawberry


@strawberry.type(description="An installed plugin; calls and faults are those of one worker since its start.")
class Plugin:
    """A plugin."""

    name: str = strawberry.field(description="The plugin's name.")
    version: str = strawberry.field(description="The version of its package.")
    hooks: list[str] = strawberry.field(description="The hooks it implements.")
    calls: int = strawberry.field(description="How often it was called.")
    faults: int = strawberry.field(description="How many of these calls failed.")
