"""Sends word of each assignment to another system, signed, as Standard Webhooks have it (standardwebhooks.com)."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from caseload_gql.plugins import AfterAssignmentRequest, Plugin, Secret, hookimpl

_PREFIX: Final = "whsec_"
#: Bytes a key has, as the specification says.
_KEY_BYTES: Final = range(24, 65)
#: Here a message may go unencrypted: it does not leave the machine.
_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: Less than a delivery may take, so that it fails as itself.
_SECONDS: Final = 1.5


@dataclass(frozen=True)
class Receiver:
    """`url`: where word is sent, by https. `signing_key`: `whsec_` and the base64 of 24 to 64 bytes both know."""

    url: str
    signing_key: Secret

    def __post_init__(self) -> None:
        """Raises `ValueError` for an address or a key that cannot be used; the key is not told."""
        address = urlsplit(self.url)
        is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _OWN_MACHINE)
        if not address.hostname or not is_safe:
            message = "url must be an https:// address, or http:// on this machine"
            raise ValueError(message)
        if address.username is not None or address.password is not None:
            message = "url must hold no name and no password; the receiver knows us by the signature"
            raise ValueError(message)
        self.key()

    def key(self) -> bytes:
        """The key's bytes."""
        text = self.signing_key.reveal()
        try:
            key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            key = b""
        if not text.startswith(_PREFIX) or len(key) not in _KEY_BYTES:
            message = "signing_key must be whsec_ followed by the base64 of 24 to 64 bytes"
            raise ValueError(message)
        return key


PLUGIN = Plugin("assignment-webhook", api=">=1,<2", version="1.0.0", config=Receiver)


@hookimpl
async def after_assignment(request: AfterAssignmentRequest) -> None:
    """Send word by ids; whatever is not answered with a 2xx is sent again later, with the same `webhook-id`."""
    receiver = PLUGIN.config_in(request)
    body = message(request)
    headers = signed(receiver.key(), request.idempotency_key, datetime.now(UTC), body)
    async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as client:
        answer = await client.post(receiver.url, content=body, headers=headers)
    if not answer.is_success:
        said = f"the receiver answered {answer.status_code}"
        request.plugin.log.warning("%s to event %d", said, request.event_number)
        raise ConnectionError(said)


def message(request: AfterAssignmentRequest) -> bytes:
    """What is sent: the type, when it happened, and ids, which tell nothing to whoever may not look them up."""
    return json.dumps(
        {
            "type": request.type.lower().replace("_", "."),
            "timestamp": request.at.isoformat(),
            "data": {
                "eventNumber": request.event_number,
                "assignmentId": request.assignment_id,
                "clientId": request.client_id,
                "providerId": request.provider_id,
                "previousProviderId": request.previous_provider_id,
            },
        }
    ).encode()


def signed(key: bytes, message_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message. The signature is over `id.timestamp.body`, HMAC with SHA-256, in base64."""
    timestamp = str(int(sent_at.timestamp()))
    to_sign = b".".join((message_id.encode(), timestamp.encode(), body))
    signature = base64.b64encode(hmac.digest(key, to_sign, hashlib.sha256)).decode()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }
