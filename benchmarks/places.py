"""Where the measurements keep their things; nothing of it is committed but the results."""

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
#: Data, logs and sockets of runs; kept between runs, safe to delete.
WORK: Final = HERE / "var"
#: The environment of the product, which also brings Node.
PRODUCT_BIN: Final = ROOT / ".venv" / "bin"
#: The environment of the Python peers, which holds nothing of the product.
PEERS: Final = HERE / ".venv"
PEERS_PYTHON: Final = PEERS / "bin" / "python"
POSTGRAPHILE: Final = HERE / "postgraphile"
RESULTS: Final = HERE / "RESULTS.md"
CHART: Final = HERE / "throughput.svg"
