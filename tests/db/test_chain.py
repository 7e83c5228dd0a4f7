"""What the audit's chain digests, apart from any database."""

import json

from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.db.chain import encoded

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(values)
def test_values_are_digested_as_the_standard_library_writes_them(value: object) -> None:
    assert encoded(value) == json.dumps(value, sort_keys=True, separators=(",", ":"))
