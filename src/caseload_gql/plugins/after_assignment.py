"""Word of an assignment after it was made: what a plugin is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from caseload_gql.plugins.store import PluginStore
from caseload_gql.policy.hook import HookRequest

AFTER_ASSIGNMENT: Final = "after_assignment"


@dataclass(frozen=True, slots=True)
class AfterAssignmentRequest(HookRequest):
    """What has happened, by ids only: look up what you need, as whoever may see it.

    `type` is `CLIENT_ASSIGNED`, `CLIENT_REASSIGNED` or `ASSIGNMENT_UNDONE`; `assignment_id` is then the one taken back.
    `idempotency_key` is the same in every `attempt`, which counts from 1; `event_number` grows with each change of the
    practice, and may have gaps. `at` is when it happened (UTC). `store` is what the plugin remembers: what it writes
    there is kept if it does not fail.
    """

    idempotency_key: str
    event_number: int
    type: str
    at: datetime
    assignment_id: str
    client_id: str
    provider_id: str
    previous_provider_id: str | None
    attempt: int
    store: PluginStore
