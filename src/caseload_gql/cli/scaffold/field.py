"""A field that a plugin adds to clients, and its test."""

from typing import Final

FIELD: Final = '''\
async def remote_visits(request: RowsRequest) -> list[str | None]:
    """Say of each client of a list, all at once, how remote visits suit."""
    return ["Agreed." if row.values["telehealth_ok"] else "Not agreed." for row in request.rows]


@hookimpl
def extend_schema(request: ExtendSchemaRequest) -> Iterable[TypeField]:
    """Add a field to clients, for everybody who may read them."""
    about = "Whether the client agreed to remote visits, in words."
    return [TypeField("Client", "remoteVisits", remote_visits, actions.READ, about, needs=("telehealth_ok",))]
'''

FIELD_TESTS: Final = """\
def test_the_field_says_what_the_client_agreed_to(caseload_kit: MakeKit) -> None:
    kit = caseload_kit($MODULE)
    clients = kit.query(kit.actor("admin"), "{ clients(first: 9) { nodes { telehealthOk remoteVisits } } }")["clients"]
    said = {(each["telehealthOk"], each["remoteVisits"]) for each in clients["nodes"]}
    assert said <= {(True, "Agreed."), (False, "Not agreed.")}
    assert said
"""
