"""A gate that failed."""

import strawberry


@strawberry.type(description="A rule that stands between a client and a provider.")
class Gate:
    """A failed gate."""

    code: str = strawberry.field(description="The gate's code, such as NO_FREE_UNITS or DO_NOT_MATCH.")
    reason: str = strawberry.field(description="Why it failed, in one sentence.")
