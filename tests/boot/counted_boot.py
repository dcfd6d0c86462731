# counted_boot.py - a boot whose instructions are counted, up to a kernel that does nothing.
#
# With -icount the TSC counts the guest's instructions.  A BIOS that waits for a disk polls, and
# how often before QEMU's other threads have moved on is the host's doing.  So all threads
# of QEMU share one of the host's CPUs and the guest's gives way to the others: runs agree to a
# hundredth, but for one in ten or so on a busy host.  What the host does only adds.
#
#     kernel = make_kernel(path, 64 * 1024)
#     done = boot(image, "ahci", keep={"first page": (0, 4096)})
#     done.instructions, done.reads, done.kept["first page"]
#     fewest(image, "virtio", enough=6_000_000).instructions

import os
import random
import re
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from images import run
from machine import BUILD, ICOUNT, QEMU, ROOT, Disk, GuestError, need
from qmp import ask

SECONDS = 300                           # for one boot; nobody waits that long but on a dead host
MEMORY = "512M"
# READ SECTORS (EXT), READ MULTIPLE (EXT), READ DMA (EXT), as ATA numbers them.
READ_COMMANDS = {0x20, 0x24, 0xC4, 0x29, 0xC8, 0x25}


@dataclass
class Done:
    instructions: int                   # from the MBR's first to the kernel's first
    reads: int                          # ATA commands that read: AHCI has one for a BIOS call
    kept: dict                          # memory as the kernel found it


def make_kernel(path, size):
    """A bzImage of that many bytes that tells when it is entered; no byte is like the next."""
    run("nasm", f"-DPAYLOAD={size}", f"-I{ROOT}/tests/bench/", "-o", path,
        ROOT / "tests/bench/probe_kernel.asm")
    code = Path(path).read_bytes()
    Path(path).write_bytes(code + random.Random(1).randbytes(size + 1024 - len(code)))
    return Path(path)


def layout(name):
    """The address of a row of common/layout.h, or of a field in bytes, as nasm has them."""
    text = (BUILD / "layout.inc").read_text() + (BUILD / "offsets.inc").read_text()
    return int(re.search(rf"^%define {name} (\S+)$", text, re.M)[1], 0)


class Machine:
    """QEMU, stopped before the first instruction; spoken to as qmp wants it."""

    def __init__(self, image, interface, folder):
        self.said, self.trace = folder / "debugcon", folder / "trace"
        cpu = str(max(os.sched_getaffinity(0)))
        ahci = ["-device", "ahci,id=ahci"] if interface == "ahci" else []
        self.qemu = subprocess.Popen([
            need("taskset"), "-c", cpu, need(QEMU), "-machine", "pc", "-accel", "tcg", "-m", MEMORY,
            "-display", "none", "-no-reboot", "-nodefaults", "-vga", "std", "-serial", "null",
            "-debugcon", f"file:{self.said}", "-icount", ICOUNT, "-S", "-qmp", "stdio",
            "-trace", "ide_exec_cmd", "-D", self.trace, *ahci,
            *Disk(image, interface).arguments(0)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.qemu.kill()
        self.qemu.communicate()

    def ask(self, command, **arguments):
        return ask(self.qemu, command, **arguments)

    def threads(self):
        return {int(task) for task in os.listdir(f"/proc/{self.qemu.pid}/task")}

    def start(self):
        self.ask("qmp_capabilities")
        done = {cpu["thread-id"] for cpu in self.ask("query-cpus-fast")}
        for task in done:
            os.setpriority(os.PRIO_PROCESS, task, 19)
        try:
            while others := self.threads() - done:
                for task in others:     # real time is surer; what they start inherits it
                    os.sched_setscheduler(task, os.SCHED_RR, os.sched_param(1))
                done |= others
        except (PermissionError, ProcessLookupError):
            pass
        self.ask("cont")

    def entered(self):
        """Wait for what the kernel says when it is entered: 'K' and the TSC."""
        end = time.monotonic() + SECONDS
        while not self.said.exists() or self.said.stat().st_size < 9:
            if time.monotonic() > end or self.qemu.poll() is not None:
                raise GuestError("the kernel was not entered")
            time.sleep(0.02)
        said = self.said.read_bytes()
        assert said[:1] == b"K", said
        return struct.unpack("<Q", said[1:9])[0]

    def memory(self, start, size, file):
        self.ask("pmemsave", val=start, size=size, filename=str(file))
        return file.read_bytes()


def fewest(image, interface, enough, tries=4):
    """The boot with the fewest instructions; one with at most `enough` ends the search."""
    best = None
    for _ in range(tries):
        done = boot(image, interface)
        if best is None or done.instructions < best.instructions:
            best = done
        if best.instructions <= enough:
            break
    return best


def boot(image, interface, keep={}):
    """Count a boot; `keep` names pieces of memory by (start, size)."""
    slot = layout("TIMELINE_START") + layout("TIMELINE_tsc") + 8 * layout("MILESTONE_MBR")
    with tempfile.TemporaryDirectory(prefix="counted-") as folder, \
            Machine(image, interface, Path(folder)) as pc:
        pc.start()
        end = pc.entered()
        begin, = struct.unpack("<Q", pc.memory(slot, 8, Path(folder, "memory")))
        kept = {name: pc.memory(*where, Path(folder, "memory")) for name, where in keep.items()}
        pc.ask("stop")
        commands = re.findall(r"ide_exec_cmd .*cmd 0x([0-9a-f]+)$", pc.trace.read_text(), re.M)
    assert 0 < begin < end
    return Done(end - begin, sum(int(n, 16) in READ_COMMANDS for n in commands), kept)
