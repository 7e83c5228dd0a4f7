"""How input fields are declared."""

from typing import Any, Final

import strawberry

#: What every idempotency key says of itself.
KEY: Final = (
    "A name for this attempt, such as a random UUID. Sent again with the same input, the change is not made twice: the "
    "answer is that of the first time, read afresh. Kept for a day unless the practice sets another time."
)


def optional(description: str) -> Any:  # noqa: ANN401  # stands for a value of whatever type the field is annotated with
    """Declare a field that may be left out; leaving it out and giving null mean the same unless its text says else."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def given(value: object) -> Any:  # noqa: ANN401  # as for optional
    """Return the value of an optional field, None where it was left out."""
    return None if value is strawberry.UNSET else value
