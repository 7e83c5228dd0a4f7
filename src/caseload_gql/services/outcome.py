"""What a use case answers: the problems it found, and the rows its payload shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caseload_gql.errors import UserError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a use case; it did what was asked exactly if `user_errors` is empty.

    `ids` maps a payload field, by its Python name (`"previous_provider"`), to the id of the row it shows, or None.
    A field not named is null. The pool needs no id: every payload that has one shows it. `lists` maps a field that
    shows several rows to their ids; one not named is empty. `values` maps a field that shows no row to its value,
    such as a link that is shown once.
    """

    user_errors: tuple[UserError, ...] = ()
    ids: Mapping[str, str | None] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
