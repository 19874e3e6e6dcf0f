"""How fast a ledger of a million rows is summed, and in how much memory: in a process of its own, from its file on.

The ledgers are made up: rows of a settlement export and of front pages, drawn with a fixed seed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 1_000_000
SEED = 20240901
PLACES = 40
MEASURE = """
import json, sys, time
from pathlib import Path
from intake.assemble import assemble
from intake.forms import shipped_forms
from intake.match import Register
from intake.match.register import Place
from intake.reading.open import read_book
towns = tuple(Place(f"450223{100 + n}", f"第{n}镇", f"450223{100 + n}", "township", 201001, None) for n in range(9))
hospitals = tuple(
    Place(f"H450223{n:05d}", f"第{n}卫生院", f"450223{100 + n % 9}", "institution", 201001, None, "township_centre")
    for n in range(int(sys.argv[2]))
)
county = Register("450223", "示例县", (*towns, *hospitals), {})
started = time.perf_counter()
found = assemble(read_book(Path(sys.argv[1])), shipped_forms(), county)
seconds = time.perf_counter() - started
# The most that this process held itself: the figure of getrusage is inherited from the one that started it.
peak = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
print(json.dumps({
    "seconds": seconds, "processor_s": time.process_time(), "peak_mb": peak / 1024,
    "rows_in": found.rows_in, "accepted": found.rows_accepted, "values": len(found.values),
}))
"""


def settlements(rows: int = ROWS) -> pd.DataFrame:
    """Return an export of settlements: each its own number, second and amounts; a tenth of another county's insured."""
    rng = np.random.default_rng(SEED)
    place = rng.integers(0, PLACES, rows)
    seconds = rng.integers(0, 366 * 86_400, rows)
    cost = rng.lognormal(5.0, 1.2, rows).round(2)
    return pd.DataFrame(
        {
            "setl_id": [f"45{number:018d}" for number in range(rows)],
            "psn_no": [f"{number:020d}" for number in rng.integers(0, 300_000, rows)],
            "psn_name": "某参保人",
            "insuplc_admdvs": np.where(rng.random(rows) < 0.1, "450224", "450223"),
            "fixmedins_code": [f"H450223{number:05d}" for number in place],
            "fixmedins_name": [f"第{number}卫生院" for number in place],
            "med_type": np.where(rng.random(rows) < 0.2, "21", "11"),
            "setl_time": (pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s")).strftime(
                "%Y-%m-%d %H:%M:%S"
            ),
            "medfee_sumamt": cost,
            "fund_pay_sumamt": (cost * 0.6).round(2),
            "参保乡镇": [f"第{number}镇" for number in rng.integers(0, 9, rows)],
        }
    )


def measured(file: Path) -> dict[str, float]:
    """Return what a process of its own needs to sum a file. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file), str(PLACES)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def run() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit): seconds and memory of a million rows, and how many of them were accounted for."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "医保结算明细.csv"
        settlements().to_csv(file, index=False, encoding="gb18030")
        found = measured(file)
        yield "intake ledger 1,000,000 settlements, CSV in GB 18030", found["seconds"], "s"
        yield "intake ledger 1,000,000 settlements, of the processor", found["processor_s"], "s"
        yield "intake ledger 1,000,000 settlements, memory at most", found["peak_mb"], "MB"
        yield "intake ledger 1,000,000 settlements, rows read", found["rows_in"], "rows"


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}\t{value:.3f}\t{unit}", flush=True)
