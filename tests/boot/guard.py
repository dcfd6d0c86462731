# guard.py - nothing that tests start outlives them, even when they are killed.
#
# A signal at a parent's death reaches its children only, and much of what the tests start is
# further down: `make` has a gdb, and gdb a QEMU.  So they all inherit a mark in their
# environment, and a process beside the tests waits for their end and then kills whoever has
# it.  To import this module is enough; machine.py does.

import os
import select
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

MARK = "STARTED_BY_TESTS"
SECONDS = 60                            # what is stuck in the host for longer stays


def start():
    """Of the workers of one pytest each has a mark of its own; the pytest's is on them."""
    unmarked = {name: value for name, value in os.environ.items() if name != MARK}
    os.environ[MARK] = uuid.uuid4().hex
    # A session of its own and no files of ours: no Ctrl-C ends it, and nobody waits for it.
    subprocess.Popen([sys.executable, "-B", __file__, str(os.getpid()), os.environ[MARK]],
                     env=unmarked, cwd="/", start_new_session=True, stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for_end(parent):
    try:
        handle = os.pidfd_open(parent)
    except ProcessLookupError:
        return
    if os.getppid() == parent:          # else the handle is somebody else's
        select.select([handle], [], [])


def marked(mark):
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
        except OSError:                 # it ended, or is another user's
            pass


def kill_marked(mark):
    end = time.monotonic() + SECONDS
    # Again and again: one may start another in between.
    while (found := list(marked(mark))) and time.monotonic() < end:
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.05)


if __name__ == "__main__":
    wait_for_end(int(sys.argv[1]))
    kill_marked(sys.argv[2])
else:
    start()
