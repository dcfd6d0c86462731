# bench.py - how fast the loader is, beside others': docs/performance.md and its plots.
#
#     bench.py                measures everything
#     bench.py PART...        these again (build/bench/results.json has the rest), or none of
#                             them: `bench.py page` only writes the page
#
# BENCH_RUNS=1 for a quick look.  Ends with 1 when a run failed or a target was missed.

import os
import subprocess
import sys
import time

import here
import counted
import disks
import growth
import idle
import keys
import menu
import page
import parts
import plot
import results
import sizes
import stages
import targets
import traffic
import wall
from machine import QEMU, ROOT

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
WALL_RUNS = 3 * RUNS                    # seconds vary more than what separates the loaders on IDE
DOCS = ROOT / "docs"
BY_CASE = ["counted", "unsteady", "wall", "unpaced", "traffic"]


def known_parts(cases):
    """{name on the command line: how to measure it}"""
    return {
        "counted": lambda: counted.measure(cases, RUNS),
        "unsteady": lambda: counted.measure_unsteady(cases, RUNS),
        "wall": lambda: wall.measure(cases, WALL_RUNS),
        "unpaced": lambda: wall.measure_unpaced(cases, RUNS),
        "traffic": lambda: traffic.measure(cases),
        "stages": stages.measure,
        "growth": growth.measure,
        "idle": idle.measure,
        "keys": keys.measure,
        "menu": menu.measure,
        "sizes": sizes.measure,
        "parts": parts.measure,
    }


def measure(wanted, found):
    """Put what was measured into `found`."""
    cases = disks.all_cases()
    known = known_parts(cases)
    chosen = [name for name in known if name in wanted] if wanted else list(known)
    if chosen:
        disks.make_disks(cases)
    for name in chosen:
        start = time.monotonic()
        value = known[name]()
        found[name] = results.flat(value) if name in BY_CASE else value
        print(f"{name:10} {time.monotonic() - start:6.1f} s", flush=True)
        results.save(found)


def rounds_of(found):
    n = max(len(values) for values in found.values())
    return "1 round" if n == 1 else f"{n} rounds"


def write(found):
    """The page and the plots; the verdicts."""
    seen = {name: results.unflat(value) if name in BY_CASE else value
            for name, value in found.items()}
    verdicts = targets.verdicts(seen)
    version = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=True)
    text = (here.HERE / "performance.md.in").read_text().format(
        qemu=version.stdout.splitlines()[0], counted_rounds=rounds_of(seen["counted"]),
        wall_rounds=rounds_of(seen["wall"]), keys_n=keys.KEYS, **page.tables(seen, verdicts))
    (DOCS / "performance.md").write_text(text)
    plot.performance(seen["counted"], seen["wall"], DOCS / "performance.svg")
    plot.stages(seen["stages"], DOCS / "stages.svg")
    plot.growth(seen["growth"], DOCS / "growth.svg")
    return verdicts


def main():
    found = results.load()
    measure(sys.argv[1:], found)
    missing = set(known_parts([])) - set(found)
    if missing:
        sys.exit(f"no page yet: not measured are {', '.join(sorted(missing))}")
    verdicts = write(found)
    for verdict in verdicts:
        print("met   " if verdict.met else "MISSED", verdict.what, verdict.found,
              "of at most", verdict.limit)
    return 0 if all(v.met for v in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
