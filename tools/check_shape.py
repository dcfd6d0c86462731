# check_shape.py - no file over 400 lines, no function over 60, and the first line of each
# file says what it is.  Tests may be long: tables grow.

import re
import sys
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 400, 60
FOLDERS = ["common", "stage1", "stage2", "decompress", "loader", "kernel", "tools"]
COMMENTS = {".c": r"/\* ", ".h": r"/\* ", ".asm": "; ", ".inc": "; ", ".py": "# ", ".ld": r"/\* "}

complaints = []


def functions(lines):
    """(line number, name, length) of each function: a brace in column 0 opens its body."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            head = " ".join(lines[max(0, start - 4):start - 1])
            names = re.findall(r"(\w+)\s*\(", head)
            yield start, names[-1] if names else "?", number - start - 1
            start = None


def check(path):
    lines = path.read_text().splitlines()
    if len(lines) > FILE_LINES:
        complaints.append(f"{path}: {len(lines)} lines, {FILE_LINES} allowed")
    if not lines or not re.match(COMMENTS[path.suffix] + re.escape(path.name) + " - ", lines[0]):
        complaints.append(f"{path}:1: the first line must say: {path.name} - what it is")
    if path.suffix == ".c":
        for number, name, length in functions(lines):
            if length > FUNCTION_LINES:
                complaints.append(f"{path}:{number}: {name}() has {length} lines, "
                                  f"{FUNCTION_LINES} allowed")


for folder in FOLDERS:
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in COMMENTS:
            check(path)
print("\n".join(complaints), end="\n" if complaints else "")
sys.exit(bool(complaints))
