# qemu.py - one boot in QEMU, counted or timed, and what the guest said about it.
#
# A BIOS that waits for a disk polls, and how often it polls before QEMU's other threads have
# moved on is the host's doing: for one loader on virtio-blk 12 to 23 million instructions were
# seen, and on IDE, where each sector is a request of its own, 5.4 to 7.8 seconds.  So all threads
# of QEMU share one CPU of the host and the one that runs the guest gives way to the others: when a
# request goes out, its answer is there before the guest's next instruction.  The devices and
# options stay the usual ones.
# Counted (exact()): with -icount the TSC counts guest instructions, and runs agree to 0.5 %.
# Timed (timed()): without.  plain() is QEMU as it comes.

import os
import select
import struct
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import here  # noqa: F401
from machine import DEBUG_EXIT_PORT, ICOUNT, QEMU, Disk, GuestError, need
from qmp import ask

SECONDS = 300                           # for one boot
MEMORY = "512M"
REACHED = 1                             # the exit status of a probe that was reached
CHUNK = 16 << 20
STAGES = 11                             # hook.inc


@dataclass
class Said:
    """What the shim and the probe wrote to port 0xe9."""
    begin: int = 0                      # the TSC at the loader's first instruction
    end: int = 0                        # and behind its last
    reads: int = 0                      # INT 13h calls that read; 0: was not counted
    sectors: int = 0                    # that they asked for
    bios_ticks: list = field(default_factory=list)  # in INT 13h, by milestone before the call
    timeline: list = field(default_factory=list)    # the TSC at each milestone, 0: not passed

    @property
    def instructions(self):
        return self.end - self.begin


def parse(data):
    """A Said of the bytes from port 0xe9; ValueError when they are not from shim to probe."""
    said, at = Said(), 0

    def take(form):
        nonlocal at
        try:
            values = struct.unpack_from("<" + form, data, at)
        except struct.error as why:
            raise ValueError(f"cut short: {data.hex()}") from why
        at += struct.calcsize("<" + form)
        return values

    while at < len(data):
        tag, = take("c")
        if tag == b"M":
            said.begin, = take("Q")
        elif tag == b"K":
            said.end, = take("Q")
        elif tag == b"H":
            said.reads, said.sectors, *said.bios_ticks = take(f"II{STAGES}Q")
        elif tag == b"T":
            said.timeline = list(take(f"{take('I')[0]}Q"))
        else:
            raise ValueError(f"no record starts with {tag}: {data.hex()}")
    if not 0 < said.begin < said.end:
        raise ValueError(f"not from the shim to the probe: {data.hex()}")
    return said


def command(image, interface, folder, memory=MEMORY):
    """QEMU with one disk; the guest's serial line and port 0xe9 go to files in `folder`."""
    ahci = ["-device", "ahci,id=ahci"] if interface == "ahci" else []
    return [need(QEMU), "-machine", "pc", "-accel", "tcg", "-m", memory, "-display", "none",
            "-no-reboot", "-nodefaults", "-vga", "std", "-serial", f"file:{folder}/serial",
            "-debugcon", f"file:{folder}/debugcon",
            "-device", f"isa-debug-exit,iobase={DEBUG_EXIT_PORT:#x},iosize=4",
            *ahci, *Disk(image, interface).arguments(0)]


def failure(folder, what, why):
    serial = Path(folder, "serial")
    text = serial.read_text(errors="replace")[-2000:] if serial.exists() else ""
    return GuestError(f"{what}: {why}\n---- serial line ----\n{text}\n---- end ----")


def wait(qemu, folder, what):
    """Until the probe ends QEMU; what was said.  GuestError when that is not what happens."""
    end = os.pidfd_open(qemu.pid)       # Popen.wait() with a timeout only looks every 50 ms
    try:
        ended = select.select([end], [], [], SECONDS)[0]
    finally:
        os.close(end)
    if not ended:
        raise failure(folder, what, f"still running after {SECONDS} s")
    status = qemu.wait()
    if status != REACHED:
        raise failure(folder, what, f"the probe was not reached, exit status {status}")
    try:
        return parse(Path(folder, "debugcon").read_bytes())
    except ValueError as why:
        raise failure(folder, what, why) from None


def let_others_first(qemu):
    """The guest's thread gives way to all others of QEMU: they run in real time where one may
    ask for that, which also keeps other programs from coming between; else it runs only when
    nobody else wants to."""
    ask(qemu, "qmp_capabilities")
    guests = {cpu["thread-id"] for cpu in ask(qemu, "query-cpus-fast")}
    others = {int(task) for task in os.listdir(f"/proc/{qemu.pid}/task")} - guests
    try:
        for task in others:             # those that come later have the policy of these
            os.sched_setscheduler(task, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        for task in guests:
            os.sched_setscheduler(task, os.SCHED_IDLE, os.sched_param(0))


def read_once(image):
    """Into the host's cache: what the host must fetch from its own disk comes late."""
    with open(image, "rb", buffering=0) as f:
        while f.read(CHUNK):
            pass


def alone_on(cpu, image, interface, memory, *more):
    """Boot on that CPU of the host: what was said, and the seconds from power-on to the end."""
    what = f"{Path(image).name} on {interface}"
    read_once(image)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        line = [need("taskset"), "-c", str(cpu), *command(image, interface, folder, memory),
                "-S", "-qmp", "stdio", *more]
        with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as qemu:
            try:
                let_others_first(qemu)
                start = time.perf_counter()
                ask(qemu, "cont")
                said = wait(qemu, folder, what)
                return said, time.perf_counter() - start
            finally:
                qemu.kill()


def exact(image, interface, cpu, memory=MEMORY):
    """What was said, the TSC counting instructions."""
    return alone_on(cpu, image, interface, memory, "-icount", ICOUNT)[0]


def timed(image, interface, cpu):
    """The seconds that it took."""
    return alone_on(cpu, image, interface, MEMORY)[1]


def plain(image, interface, *more):
    """Boot as QEMU comes: what was said, and the seconds from QEMU's start to its end."""
    what = f"{Path(image).name} on {interface}"
    read_once(image)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        line = [*command(image, interface, folder), *more]
        start = time.perf_counter()
        with subprocess.Popen(line, stdin=subprocess.DEVNULL) as qemu:
            try:
                said = wait(qemu, folder, what)
                return said, time.perf_counter() - start
            finally:
                qemu.kill()
