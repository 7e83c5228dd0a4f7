"""A payload that shows several rows shows those that the viewer may see, in the order of their ids."""

from tests.support import House

CASELOADS = "{ providers(first: 100) { nodes { id caseloadCount } } }"
DEPART = """
mutation($input: DepartProviderInput!) {
  departProvider(input: $input) {
    poolEntries { id reason client { status } previousProvider { id } }
    userErrors { code }
  }
}
"""


async def test_a_departure_shows_every_entry_that_it_opened(house: House) -> None:
    providers = (await house.data("ceo", CASELOADS))["providers"]["nodes"]
    most = max(providers, key=lambda each: int(each["caseloadCount"]))
    payload = (await house.data("ceo", DEPART, {"input": {"providerId": most["id"]}}))["departProvider"]
    assert payload["userErrors"] == []
    entries = payload["poolEntries"]
    assert len(entries) == most["caseloadCount"] > 0
    assert [each["id"] for each in entries] == sorted(each["id"] for each in entries)
    assert {(each["reason"], each["client"]["status"], each["previousProvider"]["id"]) for each in entries} == {
        ("PROVIDER_LEFT", "WAITING", most["id"])
    }
    again = (await house.data("ceo", DEPART, {"input": {"providerId": most["id"]}}))["departProvider"]
    assert (again["poolEntries"], [each["code"] for each in again["userErrors"]]) == ([], ["CONFLICT"])
