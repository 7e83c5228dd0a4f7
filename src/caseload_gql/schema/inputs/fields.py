"""How input fields are declared."""

from typing import Any

import strawberry

from caseload_gql.services.commands import UNCHANGED


def optional(description: str) -> Any:  # noqa: ANN401  # stands for a value of whatever type the field is annotated with
    """Declare a field that may be left out; leaving it out and giving null mean the same unless its text says else."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def said(value: object) -> Any:  # noqa: ANN401  # as for optional
    """Return the value of an optional field where null clears: None then, and UNCHANGED where it was left out."""
    return UNCHANGED if value is strawberry.UNSET else value


def given(value: object) -> Any:  # noqa: ANN401  # as for optional
    """Return the value of an optional field, None where it was left out."""
    return None if value is strawberry.UNSET else value
