"""Why somebody may or may not do something, for those who administer access."""

from enum import StrEnum

import strawberry

from caseload_gql.schema.enums import described


class AccessRuleKind(StrEnum):
    """What a rule does."""

    GRANT = "GRANT"
    RESTRICT = "RESTRICT"
    REDACT = "REDACT"


described(
    AccessRuleKind,
    "What a rule of access does.",
    {
        "GRANT": "Gives rows. One that matches is enough, unless a restriction takes the row away.",
        "RESTRICT": "Takes rows away, whoever gave them: all restrictions must match.",
        "REDACT": "Hides fields of the rows that it matches.",
    },
)


@strawberry.type(description="One rule that had a say.")
class AccessRule:
    """A rule."""

    plugin: str = strawberry.field(description="The plugin that brings the rule.")
    code: str = strawberry.field(description="The rule's stable name; FAILED where the plugin could not be asked.")
    kind: AccessRuleKind = strawberry.field(description="What the rule does.")
    action: str = strawberry.field(
        description="The action it is about: the one asked, or caseload:read, as nobody changes what they cannot see."
    )
    matches: bool = strawberry.field(
        description="A grant: it gives this row. A restriction: it lets the row stay. A redaction: it hides its fields."
    )
    reason: str = strawberry.field(description="The rule in one sentence.")
    fields: list[str] = strawberry.field(description="The fields that a redaction hides; empty for other rules.")


@strawberry.type(description="Why a person may or may not do an action to a row.")
class AccessExplanation:
    """An explanation."""

    allowed: bool = strawberry.field(description="Whether the policies allow it, all rules taken together.")
    field_hidden: bool | None = strawberry.field(
        description="Whether a policy hides the field asked about; null where none was."
    )
    rules: list[AccessRule] = strawberry.field(
        description="Every rule that had a say, in the order in which they were asked; none where nobody grants "
        "anything of the kind. Counts as 50 nodes."
    )
