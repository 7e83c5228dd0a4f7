"""The command ``caseload``. Its first lines run on any Python 3, so that an old one is told so."""

import sys

OLDEST = (3, 11)


def main() -> None:
    """Run the command line, or say which Python it needs."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        sys.stderr.write("caseload needs Python 3.11 or newer; this is " + found + ". Install a newer one.\n")
        sys.exit(1)
    from caseload_gql.cli import run  # noqa: PLC0415  # newer syntax than the check above

    run()


if __name__ == "__main__":
    main()
