"""The operations that are compared, and those that only our own server answers."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from benchmarks.places import HERE

_DOCUMENTS: Final = HERE / "documents"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `by_client`: asked for one client after another, drawn among many."""

    name: str
    title: str
    by_client: bool = False

    def document(self, dialect: str) -> str:
        """The operation as one server's schema wants it."""
        return (_DOCUMENTS / dialect / f"{self.name}.graphql").read_text(encoding="utf-8")

    def bodies(self, dialect: str, client_ids: list[str]) -> list[bytes]:
        """The JSON bodies to send, one after the other."""
        document = self.document(dialect)
        variables: list[dict[str, Any]] = [{"id": each} for each in client_ids] if self.by_client else [{}]
        return [orjson.dumps({"query": document, "variables": each}) for each in variables]


TINY: Final = Operation("tiny", "tiny")
CLINICIAN_VIEW: Final = Operation("clinician_view", "Clinician View")
CLIENT_POOL: Final = Operation("client_pool", "Client Pool")
CLIENT_BY_ID: Final = Operation("client_by_id", "client by id", by_client=True)
#: What every server answers.
SCREENS: Final = (TINY, CLINICIAN_VIEW, CLIENT_POOL, CLIENT_BY_ID)
#: Figures over everything that a viewer may see, which the screens show above their first page.
SUMMARIES: Final = (
    Operation("totals", "totals of three lists"),
    Operation("pool_summary", "summary of the pool"),
    Operation("workload", "workload of the practice"),
)
