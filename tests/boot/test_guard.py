# test_guard.py - tests that are killed leave no process behind.

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from machine import BUILD, ROOT, TIMEOUT

# As tests do it: a QEMU, a Bochs, a gdb with its QEMU by way of make, and the worst, a
# grandchild that has left our session.
STARTS = """\
import subprocess
import sys
import time
sys.path.insert(0, {here!r})
from bochs import Bochs
from debugger import Debugger
from machine import BUILD, Machine

def test_that_hangs():
    pc, other = Machine([BUILD / "disk.img"]), Bochs()
    pc.pause()
    gdb = Debugger("stage1")
    subprocess.Popen(["sh", "-c", "setsid sleep 1000 & wait"])
    open({ready!r}, "w").close()
    time.sleep(1000)

if __name__ == "__main__":
    test_that_hangs()
"""
PARENTS = {"python": [], "pytest": ["-m", "pytest", "-q", "-p", "no:cacheprovider"],
           "pytest with a worker": ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "1"]}


def wait_until(holds, why):
    end = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < end, why()
        time.sleep(0.05)


def processes():
    """{pid: (name, state, parent)}"""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text()[:-1].split("(", 1)[1].rsplit(") ", 1)
            found[int(path.parent.name)] = (name, *rest.split()[:2])
        except OSError:
            pass
    return found


def below(parent):
    """All that one process and its children have started: {pid: name}."""
    found, everything = {}, processes()
    ring = {parent}
    while ring:
        ring = {pid for pid, (_, _, above) in everything.items() if int(above) in ring}
        found |= {pid: everything[pid][0] for pid in ring}
    return found


def counts(started):
    names = [re.split(r"\W", name)[0] for name in started.values()]
    return [names.count(name) for name in ("sleep", "bochs", "gdb", "qemu")]


@pytest.mark.parametrize("parent", PARENTS)
def test_all_end_with_the_tests(parent, tmp_path):
    ready, file = tmp_path / "ready", tmp_path / "test_that_hangs.py"
    file.write_text(STARTS.format(here=str(Path(__file__).parent), ready=str(ready)))
    with open(tmp_path / "log", "w") as log:
        tests = subprocess.Popen([sys.executable, "-B", *PARENTS[parent], file], cwd=ROOT,
                                 env=dict(os.environ, BUILD=str(BUILD)), stdout=log, stderr=log)
    try:
        wait_until(lambda: ready.exists() or tests.poll() is not None,
                   (tmp_path / "log").read_text)
        assert tests.poll() is None, (tmp_path / "log").read_text()
        # setsid is not sleep at once, and the file that is ready does not wait for it.
        wait_until(lambda: counts(below(tests.pid)) == [1, 1, 1, 2],
                   lambda: below(tests.pid))
        started = below(tests.pid)
    finally:
        tests.send_signal(signal.SIGKILL)
        tests.wait()

    def alive():
        now = processes()
        return {pid: name for pid, name in started.items()
                if pid in now and now[pid][0] == name and now[pid][1] != "Z"}
    try:
        wait_until(lambda: not alive(), alive)
    finally:
        for process in alive():
            os.kill(process, signal.SIGKILL)
