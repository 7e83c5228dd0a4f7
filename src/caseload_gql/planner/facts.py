"""What a plan takes from the request that it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import String, bindparam
from sqlalchemy.sql.elements import BindParameter

from caseload_gql.db import measures
from caseload_gql.policy.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Facts:
    """Who asks, on which day, under which settings of the practice, with which variables."""

    visibility: Visibility
    user_id: str
    #: The practice-local date.
    today: date
    #: The practice's threshold for nearing capacity, in ten-thousandths.
    nearing: int
    wait_target_days: int
    #: The coerced values of the operation's variables.
    variables: Mapping[str, Any]


Getter = Callable[[Facts], Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a parameter's value comes from: what that is called, and how it is got."""

    name: str
    get: Getter


_USER: Final = "caseload_user"
#: The parameters that any statement may name.
SOURCES: Final[Mapping[str, Source]] = {
    _USER: Source("who asks", lambda facts: facts.user_id),
    measures.TODAY: Source("today", lambda facts: facts.today),
    measures.NEARING: Source("the practice's threshold for nearing capacity", lambda facts: facts.nearing),
    measures.WAIT_TARGET: Source("the practice's wait target", lambda facts: facts.wait_target_days),
}


def asker() -> BindParameter[str]:
    """The id of the user who asks."""
    return bindparam(_USER, type_=String())
