"""Which way a list is sorted."""

from enum import StrEnum

from caseload_gql.schema.enums import described


class OrderDirection(StrEnum):
    """Up or down."""

    ASC = "ASC"
    DESC = "DESC"


described(
    OrderDirection,
    "Which way to sort.",
    {
        "ASC": "Smallest, earliest or first in the alphabet first.",
        "DESC": "Largest, latest or last in the alphabet first.",
    },
)
