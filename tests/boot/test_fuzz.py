# test_fuzz.py - random system calls of both ABIs on our kernel.
#
# FUZZ_CALLS (of both programs together) and FUZZ_SEED say how many and which;
# `make fuzz-syscalls` makes 10 million.

import os
import re

import pytest

from ring3 import Ring3, make_initrd

CALLS = int(os.environ.get("FUZZ_CALLS", "300000"))
SEED = os.environ.get("FUZZ_SEED", "1")
SLOWEST = 1500                          # calls a second, on a loaded host
START = 120


@pytest.fixture(scope="module")
def initrd(tmp_path_factory):
    return make_initrd(tmp_path_factory.mktemp("fuzz") / "initrd", ["fuzz"])


# With SMEP and SMAP, and without.
@pytest.mark.parametrize("width,cpu", [(64, "max"), (32, "qemu64")])
def test_random_calls(build, initrd, width, cpu):
    calls = CALLS // 2
    with Ring3(build, initrd, cpu=cpu) as pc:
        pc.start()
        lines = pc.run_long(f"/t/{width}/fuzz -v -s {SEED} -n {calls}", START + calls / SLOWEST)
        print("\n".join(lines))
        verdict = re.fullmatch(rf"fuzz: {width} bits, seed {SEED}, (\d+) calls: ok", lines[-1])
        assert verdict and int(verdict[1]) >= calls, "\n".join(lines)
        # Most calls are understood, or the fuzzer would be one of error paths only.
        done, known = re.search(r"(\d+) of (\d+) calls succeeded", "\n".join(lines)).groups()
        assert int(done) > int(known) * 0.6
        assert "kernel panic" not in pc.said()
        pc.check_alive()
        assert pc.run("ps | grep -c 'fuzz [0-9]'; mount | grep -c /fuzz") == ["0", "0"]
        pc.send("poweroff\r")
        assert pc.exit_status() == 0
