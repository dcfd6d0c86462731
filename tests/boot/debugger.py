# debugger.py - a session of `make debug`: gdb, and a machine below it.
#
#     with Debugger("loader") as gdb:
#         assert "protected mode" in gdb.ask("fl-where")

import os
import re
import subprocess
import tempfile
from pathlib import Path

import pexpect
import pytest

from machine import BUILD, QEMU, ROOT, TIMEOUT, need

PROMPT = "(gdb) "
ELVES = {
    "stage1": "stage1/boot.elf", "stage2": "stage2/diskboot.elf",
    "decompress": "decompress/decompress.elf", "loader": "loader/loader.elf",
    "kernel": "kernel/vmlinux.elf", "user": "user/64/init",
}


class Debugger:
    """With `disk`, that image instead of build/disk.img, which only gdb itself can be told."""

    def __init__(self, stage, disk=None):
        need("gdb")
        build = os.path.relpath(BUILD, ROOT)
        self.serial = Path(tempfile.mktemp(prefix="serial-", suffix=".log"))
        environment = dict(os.environ, TERM="dumb", LC_ALL="C")
        if disk:
            command = ["gdb", "-q", "-nx", "-x", "tools/gdb/start.py"]
            environment |= {"STAGE": stage, "BUILD": build,
                            "QEMU": f"{need(QEMU)} -m 64M -drive file={disk},format=raw,if=ide"}
        else:
            command = ["make", "-s", f"B={build}", "debug", f"STAGE={stage}",
                       f"DEBUG_SERIAL={self.serial}"]
        self.process = pexpect.spawn(command[0], command[1:], cwd=ROOT, env=environment,
                                     encoding="utf-8", echo=False, timeout=TIMEOUT)
        self.process.delaybeforesend = None
        try:
            self.hello = self.until_prompt()
        except AssertionError:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def until_prompt(self):
        try:
            self.process.expect_exact(PROMPT)
        except (pexpect.TIMEOUT, pexpect.EOF):
            raise AssertionError(f"gdb gave no prompt, but:\n{self.process.before}") from None
        return self.process.before.replace("\r\n", "\n")

    def ask(self, command):
        """What gdb prints for a command."""
        self.process.sendline(command)
        return self.until_prompt()

    def value(self, expression):
        return int(re.search(r"= (0x[0-9a-f]+)", self.ask(f"print/x {expression}"))[1], 16)

    def interrupt(self):
        """Ctrl-C."""
        self.process.sendintr()
        return self.until_prompt()

    def press(self, scan, character):
        """Put a key into the BIOS's buffer: QEMU's own sendkey only works while the CPU runs."""
        tail = self.value("*(unsigned short *)0x41c")
        self.ask(f"set *(unsigned short *)(0x400 + {tail}) = {scan << 8 | ord(character)}")
        self.ask(f"set *(unsigned short *)0x41c = {tail + 2}")

    def close(self):
        """End gdb, and by that the machine."""
        if self.process.isalive():
            self.process.sendline("kill")
            self.process.sendline("quit")
            try:
                self.process.expect(pexpect.EOF, timeout=10)
            except pexpect.TIMEOUT:
                pass
        self.process.close(force=True)
        self.serial.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def ring3():
    """Stopped at /init's first instruction; the tests leave it there."""
    with Debugger("user") as gdb:
        yield gdb


@pytest.fixture(scope="module")
def at_stage1():
    with Debugger("stage1") as gdb:
        yield gdb


def symbols(elf):
    """name: address of all symbols of a file below build/."""
    return {words[2]: int(words[0], 16) for words in map(str.split, run("nm", BUILD / elf).splitlines())
            if len(words) == 3}


def linked_entry(stage):
    text = run("readelf", "-h", BUILD / ELVES[stage])
    return int(re.search(r"Entry point address:\s+(\w+)", text)[1], 16)


def run(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True,
                          cwd=ROOT).stdout
