"""Actions that plugins add: something that a policy may let people do."""

from dataclasses import dataclass

from caseload_gql.policy.hook import HookRequest


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to rows, such as `seating:plan`.

    `name` is two words of small letters, digits and dashes with a colon between them, and belongs to no other plugin;
    `description` is one sentence for the practice; `rows` names the kinds of rows it is done to, such as
    `("Client",)`: an actor holds the action who is granted it for any of them.
    """

    name: str
    description: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionsRequest(HookRequest):
    """What a plugin is asked for actions with."""
