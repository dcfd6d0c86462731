"""coverage.py INFO PERCENT FOLDER... - lcov's counts by folder; each FOLDER named must have
that share of its lines covered, and have each of its C files counted."""

import sys
from collections import defaultdict
from pathlib import Path

PROGRAMS = ("common", "decompress", "loader", "kernel", "tools")


def read(info):
    """{file: {line: how often it ran}}"""
    files, lines = {}, {}
    for record in info.read_text().splitlines():
        kind, _, value = record.partition(":")
        if kind == "SF":
            path = Path(value).resolve()
            lines = {}
            if path.is_relative_to(Path.cwd()):
                lines = files.setdefault(path.relative_to(Path.cwd()), {})
        elif kind == "DA":
            number, count = value.split(",")[:2]
            lines[int(number)] = lines.get(int(number), 0) + int(count)
    return {path: lines for path, lines in files.items() if path.parts[0] in PROGRAMS}


def percent(part, whole):
    return 100 * part / whole if whole else 0


def main():
    files, least, demanded = read(Path(sys.argv[1])), float(sys.argv[2]), sys.argv[3:]
    folders, complaints = defaultdict(lambda: [0, 0]), []
    for path, lines in files.items():
        folders[str(path.parent)][0] += sum(count > 0 for count in lines.values())
        folders[str(path.parent)][1] += len(lines)
    print(f"{'folder':<18}{'lines':>7}{'covered':>9}{'':>8}")
    for folder, (covered, lines) in sorted(folders.items()):
        print(f"{folder:<18}{lines:>7}{covered:>9}{percent(covered, lines):>7.1f}%")
    for folder in demanded:
        covered, lines = folders[folder]
        complaints += [f"{path}: no test is built from it" for path in
                       sorted(Path(folder).glob("*.c")) if path not in files]
        if percent(covered, lines) < least:
            complaints.append(f"{folder}: less than {least:g}% of its lines are covered; not:")
            complaints += [f"  {path}:{number}" for path in sorted(files)
                           if str(path.parent) == folder
                           for number, count in sorted(files[path].items()) if not count]
    print("\n".join(complaints) or f"at least {least:g}% of {', '.join(demanded)}")
    return bool(complaints)


sys.exit(main())
