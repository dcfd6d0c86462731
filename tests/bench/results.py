# results.py - what was measured, as one JSON file: build/bench/results.json.
#
# {part: what its measure() returned}; where that is {(case, interface): ...} or {case: ...}, a
# list of [loader, filesystem, size, interface..., value].

import json

from disks import Case
from payload import WORK

FILE = WORK / "results.json"


def flat(found):
    """JSON for a dictionary whose keys are cases, or cases and interfaces."""
    rows = []
    for key, value in found.items():
        case, *interface = key if isinstance(key, tuple) else (key,)
        rows.append([case.loader, case.filesystem, case.size, *interface, value])
    return rows


def unflat(rows):
    found = {}
    for loader, filesystem, size, *interface, value in rows:
        case = Case(loader, filesystem, size)
        found[(case, *interface) if interface else case] = value
    return found


def load():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def save(found):
    FILE.write_text(json.dumps(found, indent=1) + "\n")
