"""A value that is never printed."""

from typing import Final, final

_HIDDEN: Final = "***"


@final
class Secret:
    """A secret of a plugin's configuration: `reveal()` gives it; printed, logged or formatted it shows `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep the value out of sight."""
        self._value = value

    def reveal(self) -> str:
        """The secret itself. Hand it to what needs it, and keep it nowhere."""
        return self._value

    def __eq__(self, other: object) -> bool:
        """Whether the two secrets are the same; a secret equals no plain text."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """The hash of the secret."""
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        """Three stars, whatever the secret is; `str()` and formatting show the same."""
        return _HIDDEN

    def __reduce__(self) -> str:
        """Refuse to be written anywhere."""
        message = "a secret cannot be pickled or copied"
        raise TypeError(message)
