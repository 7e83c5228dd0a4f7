"""Serves a peer as the product serves itself: `python -m benchmarks.servers.serving handwritten PORT WORKERS`."""

import sys

import uvicorn


def main() -> None:
    """Serve until stopped."""
    name, port, workers = sys.argv[1:]
    uvicorn.run(
        f"benchmarks.servers.{name}:app",
        factory=True,
        host="127.0.0.1",
        port=int(port),
        workers=int(workers),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        backlog=2_048,
    )


if __name__ == "__main__":
    main()
