# test_soak_kernel.py - our kernel at work for long: the commands that are compared with Linux,
# again and again, with random system calls beside them.
#
# SOAK_SECONDS of them (`make soak-kernel`: an hour), SOAK_SEED is the fuzzer's.

import os
import re
import time

import pytest

import linux_guest
from ring3 import Ring3, make_initrd
from test_linux import AT_LEAST, LIST

SECONDS = float(os.environ.get("SOAK_SECONDS", "20"))
SEED = os.environ.get("SOAK_SEED", "1")
ROUND = 900                             # seconds for the commands, on a loaded host
WARM_UP = 20000                         # calls of the fuzzer: caches are full then
# Caches keep their empty pages: as much as a round may use more of them than the one before.
LEAK_KB = 512
FUZZ = "/t/64/fuzz"
# What differs is told, the rest is counted.
SCRIPT = """
cd /root
while IFS= read -r line <&8; do
	echo "## $line"
	sh -c "$line" </dev/null 2>&1 8<&-
	echo "-- $?"
done 8</soak/commands >/soak/out
echo "commands: $(grep -c '^-- ' /soak/out)"
test -e /soak/first || mv /soak/out /soak/first
test ! -e /soak/out || cmp -s /soak/out /soak/first || cat /soak/out
"""
# The fuzzer is root, too, and changes what all share: these see its mounts, its folder, the
# host's name, the clock, and the modes and times of /dev/null, which is its workers' input.
SEE_IT = re.compile(r"\b(mount|mounts|df|hostname|uname -[an]|date)\b|find / |echo \*|ls -?\w* ?/ |"
                    r"\b(ls -l|stat) .*/dev/null")


@pytest.fixture(scope="module")
def initrd(tmp_path_factory):
    path = make_initrd(tmp_path_factory.mktemp("soak") / "initrd", ["fuzz"])
    files = {"soak/commands": LIST.read_bytes(), "soak/round": SCRIPT.encode()}
    first = path.read_bytes()
    path.write_bytes(first + b"\0" * (-len(first) % 4) + linux_guest.archive(files))
    return path


def split(lines):
    """[(command, what it printed)]"""
    parts = re.split(r"(?m)^## (.*)\n", "\n".join(lines) + "\n")
    return list(zip(parts[1::2], parts[2::2]))


def one_round(pc):
    """What commands print that is not all as in the first round; empty: it is."""
    lines = pc.run_long("sh /soak/round", ROUND)
    at, count = next((i, line.split()[1]) for i, line in enumerate(lines)   # some write to /dev/tty
                     if line.startswith("commands: "))
    assert int(count) > AT_LEAST
    return split(lines[at + 1:])


def warm_up(pc):
    """What the second round says, as the first one leaves traces; then the free memory."""
    one_round(pc)
    pc.run("rm /soak/first")
    one_round(pc)
    expected = split(pc.run_long("cat /soak/first", ROUND))
    assert pc.run_long(f"{FUZZ} -s {SEED} -n {WARM_UP}", ROUND)[-1].endswith("calls: ok")
    return expected, pc.memory_free()


def check_round(expected, said):
    """Which commands say something else with the fuzzer beside."""
    if said:
        assert [command for command, _ in said] == [command for command, _ in expected]
    return [(command, text, now) for (command, text), (_, now) in zip(expected, said)
            if text != now and not SEE_IT.search(command)]


def test_commands_with_the_fuzzer_beside(build, initrd):
    with Ring3(build, initrd, memory="256M") as pc:
        pc.start()
        expected, before = warm_up(pc)
        pc.run(f"{{ {FUZZ} -s {SEED} -n 4000000000 > /soak/fuzz 2>&1 & }}")
        start, rounds, differ = time.monotonic(), 0, []
        while time.monotonic() < start + SECONDS or not rounds:
            news = check_round(expected, one_round(pc))
            differ += news
            rounds += 1
            print(f"soak: round {rounds}, {time.monotonic() - start:.0f} s, {len(differ)} differ,"
                  f" {pc.memory_free()} KiB free", *news, sep="\n", flush=True)
        pc.run("kill $!; wait $!")
        verdict = pc.run("tail -1 /soak/fuzz")[0]
        pc.run("rm -rf /soak /tmp/* /fuzz")
        after = pc.memory_free()
        print(f"soak: {rounds} rounds of {len(expected)} commands in {time.monotonic() - start:.0f} s;"
              f" {verdict}; {before} KiB free before, {after} after")
        assert verdict.endswith("calls: ok")
        assert not differ, "\n".join(f"{c}\nalone:\n{a}with the fuzzer:\n{b}" for c, a, b in differ)
        assert after > before - LEAK_KB
        assert "kernel panic" not in pc.said()
        pc.check_alive()
        pc.send("poweroff\r")
        assert pc.exit_status() == 0
