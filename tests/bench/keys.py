# keys.py - how long a menu lets a key wait: from the key that goes into QEMU, by keyboard or
# serial line, until the first byte of what that changes comes out of the line.  In host time,
# without -icount.

import statistics
import time

import pexpect

import here  # noqa: F401
import idle
import rounds
from disks import GRUB, OURS
from machine import TIMEOUT, Disk, Machine

LOADERS = [OURS, GRUB]                  # SYSLINUX's own menu is a module of its own
KEYS = 40
QUIET = 0.1                             # seconds without a byte after which no more comes
MOVES = {"keyboard": ("down", "up"), "line": ("\x1b[B", "\x1b[A")}


def until_quiet(pc):
    while True:
        try:
            pc.serial.read_nonblocking(4096, timeout=QUIET)
        except pexpect.TIMEOUT:
            return


def wait(pc, way, key):
    """Seconds until the answer to a key begins."""
    start = time.perf_counter()
    if way == "line":
        pc.serial.send(key)
    else:
        pc.monitor(f"sendkey {key} 20")
    pc.serial.read_nonblocking(1, timeout=TIMEOUT)
    took = time.perf_counter() - start
    until_quiet(pc)
    return took


def waits(pc):
    """{way: seconds of each key}: the bar goes down and up."""
    pc.expect_screen(idle.LAST_TITLE)
    until_quiet(pc)
    return {way: [wait(pc, way, moves[i % 2]) for i in range(KEYS)]
            for way, moves in MOVES.items()}


def one(loader, cpu):
    with Machine([Disk(idle.disk(loader))]) as pc:
        return {way: [statistics.median(found), max(found)] for way, found in waits(pc).items()}


def measure():
    """{loader: {way: [median, most]} or None}"""
    return {loader: found[0] for loader, found in
            rounds.do(LOADERS, one, 1, rounds.all_cpus()[:1]).items()}
