"""test_bls.py - the order of versions against rpm itself (without -, where rpm takes apart)."""

import os
import random
import subprocess

OURS = os.environ.get("BUILD", "build") + "/unit/test_rpm_compare"
PAIRS = 4000
PIECES = ["0", "1", "2", "9", "10", "007", "5.16", "fc35", "rc1", "rc2", "el8", "a", "b", "ab", "A",
          ".", "..", "_", "+", "~", "^", "~~", "^~", "~^", "git", "99999999999999999999", "x86_64"]


def version(r):
    return "".join(r.choice(PIECES) for _ in range(r.randrange(1, 6)))


def test_rpm_compare(tmp_path):
    r = random.Random(8)
    pairs = [(a, r.choice((version(r), a + r.choice(PIECES), a.replace("1", "2", 1))))
             for a in (version(r) for _ in range(PAIRS))]
    text = "".join(f"{a} {b}\n" for a, b in pairs)
    ours = subprocess.run([OURS, "pairs"], input=text, text=True, capture_output=True, timeout=60)
    assert ours.returncode == 0, ours.stderr
    program = tmp_path / "pairs.lua"
    program.write_text("".join(f'print(rpm.vercmp("{a}", "{b}"), "")\n' for a, b in pairs))
    rpm = subprocess.run(["rpm", "--eval", "%{lua:dofile('" + str(program) + "')}"], text=True,
                         capture_output=True, timeout=60)
    theirs = rpm.stdout.split()
    assert len(theirs) == PAIRS, rpm.stderr
    different = [(pair, x, y) for pair, x, y in zip(pairs, ours.stdout.split(), theirs) if x != y]
    assert not different, different[:5]
