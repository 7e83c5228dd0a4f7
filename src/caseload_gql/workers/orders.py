"""What a worker is started with; light to import, as the supervisor stays small."""

import socket
from dataclasses import dataclass

from caseload_gql.settings import Settings
from caseload_gql.workers.board import Memory


@dataclass(frozen=True, slots=True)
class Serve:
    """Answer requests at the listener; sent to the worker's process by pickle, and called there."""

    settings: Settings
    listener: socket.socket
    #: Opens the doctor in safe mode.
    doctor_key: str = ""

    def __call__(self, memory: Memory) -> None:
        """Run until a signal or the supervisor's end."""
        from caseload_gql.workers.worker import work  # noqa: PLC0415  # the app is for the worker's memory alone

        work(self.settings, self.listener, memory, self.doctor_key)
