"""Events as they are recorded."""

from datetime import UTC, datetime

import pytest

from caseload_gql.domain.events import Event, EventType, FieldChange, attribute_of


def test_the_value_of_an_event_type_is_its_name() -> None:
    assert all(each.value == each.name for each in EventType)


def test_an_event_is_a_value_that_says_nothing_it_was_not_told() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    event = Event(EventType.CLIENT_ADMITTED, at, client_id="cli_a", changes=(FieldChange("status", None, "WAITING"),))
    assert (event.provider_id, event.pool_entry_id, event.assignment_id, event.override_reason) == (None,) * 4
    assert event == Event(EventType.CLIENT_ADMITTED, at, "cli_a", changes=(FieldChange("status", None, "WAITING"),))


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("dateOfBirth", "date_of_birth"),
        ("locationId", "location"),
        ("location_ids", "location"),
        ("doNotMatchProviderIds", "do_not_match"),
        ("do_not_match", "do_not_match"),
        ("preferredProviderId", "preferred_provider"),
        ("wait_note", "note"),
        ("wait_team_id", "team"),
        ("case_weight_hundredths", "case_weight"),
    ],
)
def test_fields_are_known_under_whichever_name_they_were_recorded(field: str, attribute: str) -> None:
    assert attribute_of(field) == attribute
