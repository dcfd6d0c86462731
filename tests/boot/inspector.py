# inspector.py - fl-inspect to be asked, and what it must agree with.

import json
import re
import subprocess

from images import run
from machine import BUILD, ROOT

INSPECT = [BUILD / "fl-inspect", BUILD / "asan/fl-inspect"]
DOCUMENTED = set(re.findall(r"^\.It Va (\w+)$", (ROOT / "docs/man/fl-inspect.1").read_text(), re.M))


def fl_inspect(*arguments, program=INSPECT[1]):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)


def inspect(path, status=0):
    """What it says as JSON; the text for people ends with the same status."""
    done = fl_inspect("--json", path)
    assert done.returncode == status and not done.stderr, done.stdout + done.stderr
    text = fl_inspect(path)
    assert text.returncode == status and not text.stderr
    report = json.loads(done.stdout)
    assert set(report) <= DOCUMENTED
    return report


def fails(path, reason, status=2):
    done = fl_inspect(path)
    assert done.returncode == status
    assert reason in done.stderr and len(done.stderr.splitlines()) == 1


def row_of(report, stage):
    return next(row for row in report["stages"] if row["stage"] == stage)


def check_table(disk, report):
    """The partitions are those that sfdisk lists."""
    theirs = json.loads(run("sfdisk", "--json", disk))["partitiontable"]
    assert report["partition_table"]["scheme"] == theirs["label"]
    assert report["partition_table"]["id"] == theirs["id"]
    want = [(int(re.search(r"\d+$", p["node"])[0]), p["start"], p["size"], p["type"], p.get("name"),
             p.get("bootable")) for p in theirs["partitions"]]
    assert want == [(p["number"], p["lba"], p["sectors"], p["type"], p.get("name"), p.get("active"))
                    for p in report["partitions"]]
