"""The command ``caseload``. Its first lines run on any Python 3, so that an old one is told so."""

import logging
import signal
import sys

OLDEST = (3, 11)


def main() -> None:
    """Run the command line, or say which Python it needs."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.stderr.write("caseload needs Python 3.11 or newer; this is " + found + ". Install a newer one.\n")
        sys.exit(1)
    serves = _serves(sys.argv[1:])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if serves:
        # What a script runs in its background ignores SIGINT; a server ends by it from the start, as it does later.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        from caseload_gql.cli import run  # noqa: PLC0415  # newer syntax than the check above

        run()
    except KeyboardInterrupt:
        # Connections that are torn down half made would complain of it.
        logging.disable()
        sys.stderr.write("Stopped.\n")
        sys.exit(0 if serves else 130)


def _serves(arguments: list[str]) -> bool:
    """Tell whether it was to run until stopped: then a signal is no failure, however early it comes."""
    return arguments[:1] == ["serve"] or "--serve" in arguments


if __name__ == "__main__":
    main()
