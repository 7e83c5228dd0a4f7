"""Validates documents in bounded time: one that takes too long to tell right from wrong is refused."""

from dataclasses import dataclass, field
from typing import Final, Never

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    specified_rules,
    validate,
)
from graphql.language.parser import MAX_NESTING_DEPTH
from graphql.validation import OverlappingFieldsCanBeMergedRule
from graphql.validation.validate import ValidationAbortedError

from caseload_gql.errors import QueryTooComplex

#: Problems told of one document. Each may print a value as long as the document.
MOST_PROBLEMS: Final = 5


@dataclass(frozen=True)
class Validation:
    """The rules of one schema's documents, and how much may be asked of them."""

    schema: GraphQLSchema
    operations: int
    comparisons: int
    _rules: tuple[type[ASTValidationRule], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Put the rule that counts its work in the place of the one that may take ages."""
        counted = _agreeing_within(self.comparisons)
        rules = tuple(counted if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules)
        object.__setattr__(self, "_rules", rules)

    def problems(self, document: DocumentNode) -> list[GraphQLError]:
        """What is wrong with the document.

        Raises ``QueryTooComplex`` where telling it takes too much.
        """
        # Each operation is followed through all fragments anew.
        operations = sum(isinstance(each, OperationDefinitionNode) for each in document.definitions)
        if operations > self.operations:
            message = (
                f"This document has {operations:,} operations; at most {self.operations:,} are read. "
                "Send the one that is to run, with its fragments."
            )
            raise QueryTooComplex(message)
        found = validate(self.schema, document, self._rules, max_errors=MOST_PROBLEMS)
        if found and isinstance(found[-1], ValidationAbortedError) and len(found) <= MOST_PROBLEMS:
            message = (
                f"This document nests more than {MAX_NESTING_DEPTH} levels once its fragments are spread. "
                "Ask for fewer levels, and go on from an id in another request."
            )
            raise QueryTooComplex(message)
        return found


def _agreeing_within(comparisons: int) -> type[ASTValidationRule]:
    """The rule that fields in one place of the answer agree, which compares them pair by pair, with an end to it."""

    class FieldsAgreeRule(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = comparisons

        def enter_selection_set(
            self, selection_set: SelectionSetNode, _key: object, parent: object, *_args: object
        ) -> None:
            try:
                super().enter_selection_set(selection_set, _key, parent)
            except ValidationAbortedError:
                if self.rule_context.remaining_complexity_budget < 0:
                    _refuse(comparisons)
                raise

    return FieldsAgreeRule


def _refuse(comparisons: int) -> Never:
    message = (
        "This document asks for the same fields too many times over: to tell that they agree takes more than "
        f"{comparisons:,} comparisons. Ask once for each field, or spread fewer fragments in one place."
    )
    raise QueryTooComplex(message) from None
