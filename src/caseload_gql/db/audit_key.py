"""The key of the audit's chain: outside the database, one for all who write to it, never shown."""

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from caseload_gql.db.address import Address
from caseload_gql.errors import ConfigurationError

#: A key that people choose has at least so many characters.
LEAST: Final = 32
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class AuditKey:
    """A key, and the name by which the database knows which one it was."""

    id: str
    _secret: bytes = field(repr=False)

    def seal(self, *parts: bytes) -> str:
        """The HMAC of some bytes, as hexadecimal digits."""
        return hmac.digest(self._secret, b"\0".join(parts), "sha256").hex()


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the key comes from: said, in a file that was named, or in the file where it lies unless said."""

    said: str | None = field(default=None, repr=False)
    file: Path | None = None

    def at(self, address: Address) -> "AuditKeys":
        """The keys of the database at an address."""
        return AuditKeys(self.said, self.file or _usual_file(address))


class AuditKeys:
    """The key of one database, read when it is first needed."""

    def __init__(self, said: str | None, file: Path) -> None:
        """`said` comes before the file."""
        self._said = said
        self._file = file
        self._key: AuditKey | None = None

    def known(self, key_id: str | None) -> AuditKey:
        """The key with which the chain was begun; where none was begun (None), one is made if there is none yet.

        Raises ``ConfigurationError`` where it is missing, or is another.
        """
        key = self._key or self._read(make=key_id is None)
        if key_id is not None and key.id != key_id:
            message = (
                f"The audit key at hand ({key.id}) is not the one with which this practice's audit is chained "
                f"({key_id}). {_HOW}"
            )
            raise ConfigurationError(message)
        self._key = key
        return key

    def present(self) -> AuditKey:
        """The key at hand, whichever the chain was begun with. Raises ``ConfigurationError`` where there is none."""
        return self._read(make=False)

    def made(self) -> AuditKey:
        """As `present`, and made where there is none."""
        return self._read(make=True)

    def _read(self, *, make: bool) -> AuditKey:
        if self._said is not None:
            return key_of(self._said)
        if make and not self._file.exists():
            _make(self._file)
        return read_key(self._file)


_HOW: Final = (
    "Give every server and command the same key, by CASELOAD_AUDIT_KEY or CASELOAD_AUDIT_KEY_FILE; 'caseload audit "
    "rekey' goes on with another where it is lost."
)


def key_of(text: str) -> AuditKey:
    """The key that a text is. Raises ``ConfigurationError`` for one that is too short to be a secret."""
    secret = text.strip().encode()
    if len(secret) < LEAST:
        message = f"The audit key is too short: it needs at least {LEAST} random characters."
        raise ConfigurationError(message)
    return AuditKey(hmac.digest(secret, b"caseload audit key", "sha256").hex()[:16], secret)


def read_key(file: Path) -> AuditKey:
    """The key in a file. Raises ``ConfigurationError`` where it cannot be read."""
    try:
        return key_of(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"The audit key is missing: its file {file.name} cannot be read ({type(error).__name__}). {_HOW}"
        raise ConfigurationError(message) from None


def _usual_file(address: Address) -> Path:
    """Beside an embedded database; for a server, one for all databases of whoever runs this."""
    if address.path is not None:
        return address.path.with_name(f"{address.path.name}.audit-key")
    # Not Path.home(): who runs this in a container may have no home, and needs none who says the key.
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")  # noqa: PTH111  # see above
    return Path(state).absolute() / "caseload" / "audit.key"


def _make(file: Path) -> None:
    """Make a key for its owner alone; where somebody else makes it at once, that one stands."""
    own = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(own, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
            opened.write(f"{secrets.token_hex(_BYTES)}\n")
            opened.flush()
            os.fsync(opened.fileno())
        try:
            with suppress(FileExistsError):
                file.hardlink_to(own)
        finally:
            own.unlink()
    except OSError as error:
        message = (
            f"The audit key cannot be made ({error.strerror}). Name a file that may be written by "
            "CASELOAD_AUDIT_KEY_FILE, or give the key by CASELOAD_AUDIT_KEY."
        )
        raise ConfigurationError(message) from error
