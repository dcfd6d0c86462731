"""check_targets.py TARGET... - each fuzz target is built, has seeds, and stands in the table of
docs/testing.md with sources that there are; and nothing else does."""

import re
import sys
from pathlib import Path

PAGE, CORPUS = "docs/testing.md", Path("tests/corpus")

built = set(sys.argv[1:])
written = {path.stem for path in Path("tests/fuzz").glob("fuzz_*.c")}
seeded = {path.name for path in CORPUS.iterdir() if any(path.iterdir())}
rows = dict(re.findall(r"^\| `(fuzz_\w+)` \| [^|]+ \| ([^|]+) \|", Path(PAGE).read_text(), re.M))

complaints = [f"{PAGE}: {name} is said to read {source}, which is not there"
              for name, sources in rows.items() for source in re.findall(r"`([^`]+)`", sources)
              if not Path(source).exists()]
for name in sorted(built | written | seeded | rows.keys()):
    for there, what in ((written, f"tests/fuzz/{name}.c"), (built, "FUZZ of a tests/fuzz/*.mk"),
                        (seeded, f"tests/corpus/{name}/"), (rows, f"the table of {PAGE}")):
        if name not in there:
            complaints.append(f"{name}: nothing in {what}")
print("\n".join(complaints), end="\n" if complaints else "")
sys.exit(bool(complaints))
