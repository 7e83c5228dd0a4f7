"""What the receiver gets, told to a real server, and what stops the start."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

import caseload_assignment_webhook
from caseload_assignment_webhook import Receiver
from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import Secret
from caseload_gql.testing import Kit, MakeKit

KEY = bytes(range(32))
SIGNING_KEY = f"whsec_{base64.b64encode(KEY).decode()}"
PREFIX = "CASELOAD_PLUGIN_ASSIGNMENT_WEBHOOK_"
WAITING = "{ pool { entries(first: 1) { nodes { client { id name } } } } }"
FREE = "{ providers(first: 1, filter: { status: [ACTIVE], acceptingNewClients: true }) { nodes { id } } }"
ASSIGN = """mutation($input: AssignClientInput!) {
  assignClient(input: $input) { assignment { id } userErrors { message } }
}"""


@dataclass
class Listener:
    """The other system: what it was sent, and what it answers."""

    url: str = ""
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A real server on this machine."""
    kept = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            self.send_header("location", kept.url)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def installed(caseload_kit: MakeKit, url: str) -> Kit:
    environment = {f"{PREFIX}URL": url, f"{PREFIX}SIGNING_KEY": SIGNING_KEY}
    return caseload_kit(caseload_assignment_webhook, environment=environment)


def assigned(kit: Kit) -> dict[str, Any]:
    admin = kit.actor("admin")
    client = kit.query(admin, WAITING)["pool"]["entries"]["nodes"][0]["client"]
    provider = kit.query(admin, FREE)["providers"]["nodes"][0]["id"]
    given = {"clientId": client["id"], "providerId": provider, "overrideReason": "Agreed with the family"}
    done = kit.query(admin, ASSIGN, {"input": given})["assignClient"]
    assert done["userErrors"] == []
    return {"client": client, "provider": provider, "assignment": done["assignment"]["id"]}


def test_the_receiver_gets_a_signed_message_of_ids(caseload_kit: MakeKit, listener: Listener) -> None:
    kit = installed(caseload_kit, listener.url)
    made = assigned(kit)
    assert kit.deliver() == 1
    ((headers, body),) = listener.got
    to_sign = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    expected = base64.b64encode(hmac.new(KEY, to_sign, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    sent = json.loads(body)
    assert sent["type"] == "client.assigned"
    assert sent["data"]["clientId"] == made["client"]["id"]
    assert sent["data"]["providerId"] == made["provider"]
    assert sent["data"]["assignmentId"] == made["assignment"]
    assert made["client"]["name"] not in body.decode() + json.dumps(headers)
    assert kit.deliver(timedelta(days=1)) == 0


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_what_is_refused_is_sent_again_with_the_same_id(caseload_kit: MakeKit, listener: Listener, status: int) -> None:
    kit = installed(caseload_kit, listener.url)
    assigned(kit)
    listener.status = status
    assert kit.deliver() == 1
    assert kit.deliver() == 0
    listener.status = 200
    assert kit.deliver(timedelta(minutes=1)) == 1
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 1
    assert len(listener.got) == 2


def test_a_receiver_that_is_down_is_told_later(caseload_kit: MakeKit) -> None:
    kit = installed(caseload_kit, "http://127.0.0.1:9/hooks")
    assigned(kit)
    assert kit.deliver() == 1
    assert kit.deliver(timedelta(minutes=1)) == 1


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("http://example.org/hooks", SIGNING_KEY, "https:// address"),
        ("example.org", SIGNING_KEY, "https:// address"),
        ("https://", SIGNING_KEY, "https:// address"),
        ("https://me:secret@example.org", SIGNING_KEY, "no name and no password"),
        ("https://example.org", "whsec_", "24 to 64 bytes"),
        ("https://example.org", "whsec_" + base64.b64encode(bytes(23)).decode(), "24 to 64 bytes"),
        ("https://example.org", SIGNING_KEY.removeprefix("whsec_"), "24 to 64 bytes"),
        ("https://example.org", "whsec_no base64!", "24 to 64 bytes"),
    ],
)
def test_an_address_or_a_key_that_cannot_be_used_stops_the_start(
    caseload_kit: MakeKit, url: str, key: str, said: str
) -> None:
    with pytest.raises(ConfigurationError, match="plugin assignment-webhook") as refused:
        caseload_kit(caseload_assignment_webhook, environment={f"{PREFIX}URL": url, f"{PREFIX}SIGNING_KEY": key})
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)
    assert len(key) < 10 or key not in str(refused.value)


def test_the_key_is_never_shown() -> None:
    assert SIGNING_KEY not in repr(Receiver("https://example.org", Secret(SIGNING_KEY)))
