# test_bochs.py - make bochs, with the configuration that is checked in: Bochs's own BIOS, to the
# shell; the files that it says it writes.

import os
import re
import signal
import time

import pexpect

from machine import BUILD, ROOT

SECONDS = 300                           # for a PC in slow motion on a loaded host


def drain(process, screen):
    """Full terminals would stop the machine."""
    try:
        while True:
            process.read_nonblocking(65536, timeout=0.2)
    except (pexpect.TIMEOUT, pexpect.EOF):
        pass
    try:
        while os.read(screen, 65536):
            pass
    except OSError:                     # nothing there
        pass


def wait_for(process, screen, path, pattern):
    """Until the file has it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.isalive():
        drain(process, screen)
        if path.exists() and re.search(pattern, path.read_bytes()):
            return
    raise AssertionError(f"no {pattern} in {path}: {path.read_bytes()[-1000:]}")


def test_make_bochs():
    for name in ("serial", "log", "e9"):
        (BUILD / f"bochs.{name}").unlink(missing_ok=True)
    process = pexpect.spawn("make", ["-s", "--no-print-directory", "bochs"], cwd=str(ROOT), timeout=SECONDS,
                            encoding="latin-1", env=dict(os.environ, TERM="xterm"))
    screen = None
    try:
        process.expect(r'connected to screen "(\S+)"')
        screen = os.open(process.match[1], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        wait_for(process, screen, BUILD / "bochs.serial", rb"Firstlight kernel, by its 16-bit entry")
        wait_for(process, screen, BUILD / "bochs.e9", rb"Firstlight kernel, in long mode")
        assert b"BIOS-bochs-latest" in (BUILD / "bochs.log").read_bytes()
        process.sendintr()
        process.expect(r"<bochs:\d+> ", timeout=60)
        process.sendline("q")
        process.expect(pexpect.EOF)
    finally:
        # make, Bochs and tee: pexpect made them a group of their own.
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                break
            time.sleep(0.5)
        process.close(force=True)
        if screen is not None:
            os.close(screen)
