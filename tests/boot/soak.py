# soak.py - one boot of the default image with random keys, and where it ends.
#
# A seed says all of it: memory, disk interface, CPU, which keys, when and by which way.

import random
import re
import time
from collections import namedtuple

import pexpect

from machine import BUILD, Disk, GuestError, Machine

SECONDS = 180                           # without an answer of anybody: it hangs
STEP = 1                                # how long the menu may take to come back
INTERFACES = ("ide", "ahci", "virtio", "usb")
CPUS = (None, "max", "qemu64", "core2duo")
# From what the kernel and its initramfs just fit into, to a lot.
LEAST_MIB, MOST_MIB = 8, 3500
KEYS_MOST = 40
MENU, KERNEL_SHELL = "Choose what to start", "built-in shell"

# A key: its bytes on a serial line, and its name in QEMU's monitor.
Key = namedtuple("Key", "line name")
ENTER, ESC = Key("\r", "ret"), Key("\x1b", "esc")
MOVES = [Key("\x1b[A", "up"), Key("\x1b[B", "down"), Key("\x1b[H", "home"), Key("\x1b[F", "end"),
         Key("\x1b[5~", "pgup"), Key("\x1b[6~", "pgdn"), Key("\x1b[C", "right"),
         Key("\x1b[D", "left")]
EDITED_START = Key("\x18", "ctrl-x")
ACTS = [ENTER, ESC, Key("e", "e"), Key("c", "c"), EDITED_START, Key("\x1b[21~", "f10"),
        Key("\t", "tab"), Key("\x0c", "ctrl-l"), Key("\x03", "ctrl-c"), Key("\x04", "ctrl-d"),
        Key("\x7f", "backspace"), Key("\x1b[3~", "delete"), Key("\x1b[2~", "insert"),
        Key("\x1bOP", "f1"), Key("\x1bOS", "f4"), Key("\x1b[19~", "f8")]
TEXT = [Key(c, name) for c, name in
        [*((c, c) for c in "abdfghijklmnopqrstuvwxyz0123456789"), (" ", "spc"), ("/", "slash"),
         ("'", "apostrophe"), ('"', "shift-apostrophe"), ("$", "shift-4"), ("{", "shift-bracket_left"),
         ("}", "shift-bracket_right"), (";", "semicolon"), ("\\", "backslash")]]

# Where a kernel without its initramfs stops, which only edited commands can bring about.
STOPPED = "no /init to run"
EDITING = {"e", "c"}


class Hang(AssertionError):
    """The boot neither ends in the kernel nor at the menu."""


class Boot:
    def __init__(self, seed):
        self.seed = seed
        dice = random.Random(seed)
        self.memory = round(LEAST_MIB * (MOST_MIB / LEAST_MIB) ** dice.random())
        self.interface, self.cpu = dice.choice(INTERFACES), dice.choice(CPUS)
        self.early = dice.random() < 0.2        # keys from power-on, not from the menu on
        self.gap = dice.choice([0, 0, 0.02, 0.2])
        n = dice.choice([0, dice.randrange(8), dice.randrange(KEYS_MOST)])
        weights = [6] * len(MOVES) + [4] * len(ACTS) + [1] * len(TEXT)
        keys = dice.choices(MOVES + ACTS + TEXT, weights, k=n)
        if n and dice.random() < 0.4:
            keys.append(dice.choice([ENTER, ENTER, EDITED_START]))
        self.keys = [(key, dice.random() < 0.5) for key in keys]

    def __str__(self):
        keys = " ".join(key.name + ("" if by_line else "*") for key, by_line in self.keys)
        return (f"seed {self.seed}: {self.memory} MiB, {self.interface}, CPU {self.cpu}, "
                f"{'from power-on' if self.early else 'at the menu'}, {self.gap} s apart, "
                f"(* by keyboard) {keys}")

    def run(self, log, disk=BUILD / "disk.img", seconds=SECONDS):
        """"menu", "kernel", "stopped" (a kernel without its initramfs) or "left" (by the
        entries that reboot and power off); else Hang.  Logs: `log` and beside it `log`.cpu."""
        self.resets = log.with_suffix(".cpu")
        arguments = ["-d", "cpu_reset", "-D", self.resets]
        with Machine([Disk(disk, self.interface)], memory=f"{self.memory}M",
                     cpu=self.cpu, log=log, arguments=arguments) as pc:
            try:
                if not self.keys:       # the clock starts the kernel
                    pc.expect(KERNEL_SHELL, timeout=seconds)
                elif not self.early:
                    pc.expect(MENU, timeout=seconds)
                self.press(pc)
                return self.probe(pc, time.monotonic() + seconds)
            except (GuestError, Hang, OSError) as why:
                raise Hang(f"{self}\n{why}\n{pc.report()}") from None

    def press(self, pc):
        for key, by_line in self.keys:
            if not pc.process.isalive():
                return
            try:
                if by_line:
                    pc.send(key.line)
                else:
                    pc.monitor(f"sendkey {key.name} 20")
            except OSError:             # one of them has switched it off
                return
            time.sleep(self.gap)

    def probe(self, pc, end):
        while time.monotonic() < end:
            drain(pc)
            try:
                where = self.where(pc, end) if pc.process.isalive() else "left"
            except OSError:             # the monitor is gone: QEMU ends
                where = "left"
            if where == "left":
                self.check_left(pc)
            if where:
                return where
        raise Hang("nobody answers")

    def where(self, pc, end):
        text = "\n".join([pc.said(), *pc.screen_text()])
        if STOPPED in text and EDITING & {key.name for key, _ in self.keys}:
            return "stopped"
        if KERNEL_SHELL in text:
            self.ask_shell(pc, end)
            return "kernel"
        return "menu" if menu_comes_back(pc) else None

    def check_left(self, pc):
        """QEMU ends: the two entries for it may do that, not a triple fault."""
        if not self.keys or pc.exit_status() or "Triple fault" in self.resets.read_text():
            raise Hang("the machine was reset")

    def ask_shell(self, pc, end):
        """By line and, where edited commands have no line, by keyboard."""
        while time.monotonic() < end:
            pc.send("\x03\recho al''ive\r")
            drain(pc)
            if re.search(r"\balive\b", pc.said()):
                return
            pc.press("ctrl-c", "ret")
            pc.type("echo al''ive\n")
            time.sleep(STEP)
            if re.search(r"\balive\b", "\n".join(pc.screen_text())):
                return
        raise Hang("the kernel's shell does not answer")


def drain(pc):
    """Take what comes on the line until it is quiet for a moment."""
    end = time.monotonic() + STEP
    while pc.listen() and time.monotonic() < end:
        pass


def menu_comes_back(pc):
    """Esc leaves whatever is open; then the menu is drawn anew, on the line and the screen."""
    pc.send("\x1b")
    drain(pc)
    before = len(pc.said())
    pc.send("\x0c")
    try:
        pc.serial.expect(re.escape(MENU), timeout=STEP)
    except (pexpect.TIMEOUT, pexpect.EOF):
        return False
    drain(pc)
    return MENU in pc.said()[before:] and any(MENU in line for line in pc.screen_text())
