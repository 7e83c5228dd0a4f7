"""Events as they are recorded."""

from datetime import UTC, datetime

from caseload_gql.domain.events import Event, EventType, FieldChange


def test_the_value_of_an_event_type_is_its_name() -> None:
    assert all(each.value == each.name for each in EventType)


def test_an_event_is_a_value_that_says_nothing_it_was_not_told() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    event = Event(EventType.CLIENT_ADMITTED, at, client_id="cli_a", changes=(FieldChange("status", None, "WAITING"),))
    assert (event.provider_id, event.pool_entry_id, event.assignment_id, event.override_reason) == (None,) * 4
    assert event == Event(EventType.CLIENT_ADMITTED, at, "cli_a", changes=(FieldChange("status", None, "WAITING"),))
