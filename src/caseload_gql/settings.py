"""Every setting in one table: name, default, help. Flags come first, then ``CASELOAD_*``, then the default."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Final, Literal, cast

from caseload_gql.errors import ConfigurationError

PREFIX: Final = "CASELOAD_"
#: Digits of a number that are worth reading.
LONGEST: Final = 12

Kind = Literal["text", "whole number", "yes or no", "folder", "file"]
Value = str | int | bool | Path | None
_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    kind: Kind
    default: Value
    help: str
    minimum: int | None
    maximum: int | None

    @property
    def variable(self) -> str:
        """The environment variable, such as ``CASELOAD_DATABASE_URL``."""
        return PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """The command line flag, such as ``--database-url``."""
        return "--" + self.name.replace("_", "-")

    @property
    def shown_default(self) -> str:
        """The default as people read it."""
        if self.kind == "yes or no":
            return "yes" if self.default else "no"
        return "none" if self.default is None else str(self.default)

    def read(self, given: object) -> Value:
        """Read a value as given on the command line or in the environment.

        Raises ``ConfigurationError`` naming the setting; values are repeated for numbers only.
        """
        text = str(given).strip()
        if not text or "\x00" in text:
            if self.default is None and not text:
                return None
            message = f"{self._named()} is empty. Leave it out, or give it a value: {self.help}"
            raise ConfigurationError(message)
        if self.kind == "whole number":
            return self._number(text)
        if self.kind == "yes or no":
            return self._yes_no(text)
        return Path(text).expanduser() if self.kind in {"folder", "file"} else text

    def _number(self, text: str) -> int:
        low, high = self.minimum or 0, self.maximum or 2**31 - 1
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else -1
        if not low <= number <= high:
            message = f"{self._named()} must be a whole number from {low} to {high}, not {text[:40]!r}."
            raise ConfigurationError(message)
        return number

    def _yes_no(self, text: str) -> bool:
        found = _YES_NO.get(text.lower())
        if found is None:
            message = f"{self._named()} must be yes or no."
            raise ConfigurationError(message)
        return found

    def _named(self) -> str:
        return f"The setting {self.name} ({self.flag} or {self.variable})"


def _text(default: str | None, about: str) -> str:
    return cast("str", field(default=default, metadata={"kind": "text", "help": about}))


def _number(default: int, low: int, high: int, about: str) -> int:
    how = {"kind": "whole number", "help": about, "minimum": low, "maximum": high}
    return field(default=default, metadata=how)


def _yes_no(about: str, *, default: bool) -> bool:
    return field(default=default, metadata={"kind": "yes or no", "help": about})


def _folder(about: str) -> Path | None:
    return cast("Path | None", field(default=None, metadata={"kind": "folder", "help": about}))


def _file(about: str) -> Path | None:
    return cast("Path | None", field(default=None, metadata={"kind": "file", "help": about}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force, and the table they come from: each field is a row."""

    database_url: str = _text("sqlite:///caseload.db", "The database: sqlite:///path or postgresql://user@host/name.")
    audit_key: str | None = _text(
        None, "The key of the audit's chain, at least 32 random characters; the variable keeps it out of sight."
    )
    audit_key_file: Path | None = _file(  # noqa: RUF009  # a field
        "The file of that key, for its owner alone; unless said, beside an SQLite database, else in the folder "
        "caseload/ of the user's state."
    )
    host: str = _text("127.0.0.1", "The address to listen on.")
    port: int = _number(8000, 0, 65_535, "The port to listen on; 0 takes a free one.")
    workers: int = _number(1, 1, 64, "Processes that answer requests.")
    worker_seconds: int = _number(
        5, 1, 3_600, "Seconds without a sign of life, as when a plugin holds it, until a worker is restarted."
    )
    public_url: str | None = _text(
        None, "The address people use, where it is another one, such as https://caseload.example.org."
    )
    plugins_dir: Path | None = _folder("A folder of plugins to load besides the installed ones.")  # noqa: RUF009  # a field
    plugin_config: Path | None = _file(  # noqa: RUF009  # a field
        "A TOML file of plugins' settings, one table a plugin; the environment comes before it."
    )
    safe_mode: bool = _yes_no(
        "Loads no plugin and answers no operation: serves health, and a doctor that tells what keeps the server from "
        "starting.",
        default=False,
    )
    required_plugins: str | None = _text(None, "Plugins, separated by commas, without which the server does not start.")
    plugin_seconds: int = _number(
        2, 1, 60, "Seconds a plugin may take to answer while something waits for it, until it counts as failed."
    )
    session_hours: int = _number(12, 1, 720, "Hours until a browser's session ends.")
    idempotency_hours: int = _number(
        24, 1, 720, "Hours for which a mutation that is sent again with the same idempotency key takes no effect again."
    )
    audit_days: int = _number(
        0, 0, 36_500, "Days for which events of the audit are kept; 0 keeps them until they are trimmed by command."
    )
    access_log_days: int = _number(
        2_190, 0, 36_500, "Days for which it is kept who read which client's data; 0 keeps it for good."
    )
    link_minutes: int = _number(60, 1, 10_080, "Minutes a sign-in link works.")
    body_bytes: int = _number(262_144, 1_024, 67_108_864, "Bytes a request may have.")
    document_characters: int = _number(15_000, 100, 1_000_000, "Characters a GraphQL document may have.")
    document_tokens: int = _number(2_000, 20, 1_000_000, "Tokens a GraphQL document may have.")
    document_operations: int = _number(10, 1, 1_000, "Operations a GraphQL document may have.")
    document_comparisons: int = _number(
        10_000, 100, 10_000_000, "Comparisons that telling whether a document's fields agree may take."
    )
    page_size: int = _number(100, 1, 1_000, "Rows a page may ask for.")
    query_depth: int = _number(12, 1, 100, "Levels an operation may nest its fields; introspection is exempt.")
    query_aliases: int = _number(30, 0, 10_000, "Aliases an operation may have, its fragments spread.")
    query_fields: int = _number(10_000, 1, 1_000_000, "Fields an operation may have, its fragments spread.")
    query_root_fields: int = _number(20, 1, 1_000, "Fields an operation may have at its root.")
    query_mutations: int = _number(4, 1, 100, "Changes one operation may make.")
    query_nodes: int = _number(10_000, 1, 10_000_000, "Nodes an operation may ask for.")
    statement_seconds: int = _number(10, 1, 3_600, "Seconds until a database statement is stopped.")
    development: bool = _yes_no(
        "Shows the SQL of a request that asks for it by header; only for development.", default=False
    )

    def __post_init__(self) -> None:
        """Refuse what no row of the table can tell by itself."""
        if self.public_url is not None and not self.public_url.startswith(("http://", "https://")):
            message = (
                "The setting public_url (--public-url or CASELOAD_PUBLIC_URL) must start with http:// or https://."
            )
            raise ConfigurationError(message)


def _row(name: str, item: "Field[object]") -> Setting:
    about = item.metadata
    default = cast("Value", None if item.default is MISSING else item.default)
    return Setting(name, about["kind"], default, about["help"], about.get("minimum"), about.get("maximum"))


TABLE: Final[tuple[Setting, ...]] = tuple(_row(item.name, item) for item in fields(Settings))


def resolve(flags: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    """Settle every setting: a flag that is not None, else the environment, else the default.

    Raises ``ConfigurationError`` naming the first setting whose value cannot be used.
    """
    values: dict[str, Value] = {}
    for setting in TABLE:
        given = flags.get(setting.name)
        if given is None:
            given = environment.get(setting.variable)
        if given is not None:
            values[setting.name] = setting.read(given)
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its own row


def listed(value: str | None) -> tuple[str, ...]:
    """The parts of a setting that holds several, separated by commas."""
    return tuple(part.strip() for part in (value or "").split(",") if part.strip())


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment variables that give another process the same settings."""
    values = {setting.variable: getattr(settings, setting.name) for setting in TABLE}
    return {variable: str(value) for variable, value in values.items() if value is not None}


def base_url(settings: Settings, *, port: int | None = None) -> str:
    """The address to print and to build sign-in links on, without a slash at its end.

    `port` is the port that was bound, where it is known.
    """
    if settings.public_url is not None:
        return settings.public_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104  # compared, not bound
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.port if port is None else port}"
