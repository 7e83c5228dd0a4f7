"""However deep an operation goes, it is one statement."""

import pytest

from tests.support import House, counted

CLINICIAN_VIEW = """
{
  providers(first: 50, orderBy: { field: UTILIZATION, direction: DESC }) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id name capacity load openSlots overBy utilization loadStatus
      team { name } locations { name } leave { from until coverProvider { name } }
      caseload(first: 20) {
        totalCount
        nodes {
          name insuranceStatus location { name } assignment { assignedAt provider { name } }
          poolEntry { reason waitDays waitDaysSinceIntake team { name } previousProvider { name } }
          poolEntries(first: 5) { nodes { reason enteredAt leftAt outcome } }
        }
      }
    }
  }
  workload { utilization gini byLoadStatus { loadStatus count } }
}
"""


@pytest.mark.parametrize("who", ["ceo", "supervisor", "qmhp"])
async def test_the_clinician_view_is_one_statement_for_whoever_asks(reading: House, who: str) -> None:
    await reading.data(who, "{ viewer { name } }")
    with counted() as statements:
        data = await reading.data(who, CLINICIAN_VIEW)
    assert len(statements) == 1
    nodes = data["providers"]["nodes"]
    assert len(nodes) == data["providers"]["totalCount"]
    assert any(node["caseload"]["nodes"] for node in nodes)
    assert any(each["poolEntries"]["nodes"] for node in nodes for each in node["caseload"]["nodes"])
