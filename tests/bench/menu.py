# menu.py - instructions from the MBR's first to the menu that is drawn: ours and GRUB's.
#
# The disk is the Debian 12 of tests/boot/distro/, with the GRUB and the grub.cfg that Debian put
# there; a copy of it gets our loader.  QEMU counts instructions as it does when it records a run
# (-icount rr=record); gdb stops it at the MBR's first one, and when the last character of the
# menu reaches the screen: the end of the line that counts down.

import re
import socket
import subprocess
import time

import pexpect

import here  # noqa: F401
from disks import GRUB, OURS, WORK
from extlinux import DEBIAN
from images import install, run
from machine import COLUMNS, TEXT_SCREEN, Disk, Machine, need

MBR = 0x7C00
COUNTDOWN = r"(?:executed automatically in 5s|Starts by itself in 5 s)\."
SECONDS = 120


def recorded(work, image):
    """QEMU's arguments for a run whose instructions it counts, stopped before the first."""
    return ["-accel", "tcg", "-m", "512M", "-display", "none", "-nodefaults", "-vga", "std",
            "-serial", "null", "-icount", f"shift=0,sleep=off,rr=record,rrfile={work / 'record'}",
            "-drive", f"file={image},format=raw,if=none,id=d,snapshot=on",
            "-device", "virtio-blk-pci,drive=d"]


def last_cell(image):
    """Where on the screen the countdown ends, in bytes of the text screen."""
    with Machine([Disk(image)], memory="512M") as pc:
        pc.expect_screen(COUNTDOWN, timeout=SECONDS)
        for y, line in enumerate(pc.screen_text()):
            match = re.search(COUNTDOWN, line)
            if match:
                return TEXT_SCREEN + 2 * (y * COLUMNS + match.end() - 1)
    raise AssertionError("unreachable")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Debugger:
    """gdb on a QEMU that counts; with a 32-bit CPU, because gdb cannot follow a 64-bit one."""

    def __init__(self, work, image):
        port = free_port()
        self.qemu = subprocess.Popen([need("qemu-system-i386"), *recorded(work, image), "-S",
                                      "-gdb", f"tcp:127.0.0.1:{port}"],
                                     stderr=subprocess.DEVNULL)
        self.gdb = pexpect.spawn(need("gdb"), ["-q", "-nx"], encoding="latin-1", timeout=SECONDS)
        self.prompt()
        for command in ("set pagination off", "set confirm off", "set architecture i8086"):
            self.do(command)
        for _ in range(50):
            if "Connection refused" not in self.do(f"target remote 127.0.0.1:{port}"):
                break
            time.sleep(0.1)

    def prompt(self):
        self.gdb.expect_exact("(gdb) ")
        return self.gdb.before

    def do(self, command):
        self.gdb.sendline(command)
        return self.prompt()

    def instructions(self):
        return int(re.search(r"instruction count = (\d+)", self.do("monitor info replay"))[1])

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.gdb.close(force=True)
        self.qemu.terminate()
        self.qemu.wait(timeout=SECONDS)


def until_drawn(work, image):
    """Instructions between the MBR's first and the menu's last character."""
    cell = last_cell(image)
    with Debugger(work, image) as d:
        d.do(f"hbreak *{MBR:#x}")
        d.do("continue")
        begin = d.instructions()
        d.do("delete")
        d.do(f"watch *(unsigned char *){cell:#x} if *(unsigned char *){cell:#x} == '.'")
        d.do("continue")
        return d.instructions() - begin


def measure():
    """{loader: instructions}, on Debian's own disk."""
    work = WORK / "debian"
    work.mkdir(parents=True, exist_ok=True)
    ours = work / "menu.img"
    run("cp", "--sparse=always", DEBIAN, ours)
    install(ours, "--yes")
    found = {OURS: until_drawn(work, ours), GRUB: until_drawn(work, DEBIAN)}
    ours.unlink()
    return found
