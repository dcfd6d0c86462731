# machine.py - a PC in QEMU, to talk to over its serial line, keyboard and screen.
#
#     with Machine([Disk("build/disk.img")], memory="64M") as pc:
#         pc.expect("Firstlight")
#         pc.send("\r")
#         pc.expect("power off")
#         assert pc.exit_status() == 0
#
# Every wait ends; what ends in a failure shows everything that the guest said.

import os
import re
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pexpect

import guard  # noqa: F401 - what is started below ends with us

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
QEMU = "qemu-system-x86_64"

# Seconds.  Emulators share a loaded host; a test that needs less says so.
TIMEOUT = float(os.environ.get("BOOT_TIMEOUT", "60"))
ICOUNT = "shift=0,sleep=off"            # rdtsc counts instructions; runs do not differ
TEXT_SCREEN, COLUMNS, ROWS = 0xB8000, 80, 25
DEBUG_EXIT_PORT = 0xF4


class GuestError(AssertionError):
    """The guest did not do what the test waits for; carries what it said."""


def need(program):
    """The path of a program that the tests cannot do without."""
    path = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not path:
        raise FileNotFoundError(f"{program} is not installed: run make deps")
    return path


@dataclass
class Disk:
    """One medium.  The order of a machine's disks is the order they are booted in."""
    path: os.PathLike | str
    interface: str = "virtio"           # ide ahci virtio usb floppy cdrom
    writable: bool = False              # else writes go to a snapshot that is dropped
    options: str = ""                   # more for -device, e.g. "physical_block_size=4096"

    def arguments(self, index):
        name, place = f"disk{index}", index + 1         # 0: what -kernel names
        drive = f"if=none,id={name},file={self.path}"
        if "format=" not in drive and ":" not in str(self.path):
            drive += ",format=raw"
        if self.interface == "cdrom":
            drive += ",media=cdrom,readonly=on"
        elif not self.writable:
            drive += ",snapshot=on"
        device = {
            "ide": "ide-hd",
            "ahci": f"ide-hd,bus=ahci.{index}",
            "virtio": "virtio-blk-pci",
            "usb": "usb-storage,bus=xhci.0",
            "floppy": "floppy",
            "cdrom": "ide-cd",
        }[self.interface]
        more = f",{self.options}" if self.options else ""
        arguments = ["-drive", drive, "-device"]
        if self.interface == "floppy":  # the controller keeps a floppy's place in the order
            return arguments + [f"{device},drive={name}{more}",
                                "-global", f"isa-fdc.bootindexA={place}"]
        return arguments + [f"{device},drive={name},bootindex={place}{more}"]


class Guest:
    """What an emulated PC says on its serial line, and waiting for it."""

    serial = None                       # a pexpect spawn
    process = None

    def __init__(self, log):
        self.log = log
        self.work = Path(tempfile.mkdtemp(prefix="guest-"))
        self.debugcon_file = self.work / "debugcon"

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def said(self):
        """Everything the guest wrote to the serial line so far, as text."""
        return Path(self.log).read_text(errors="replace")

    def debugcon(self):
        """Everything the guest wrote to port 0xe9 so far, as bytes."""
        return self.debugcon_file.read_bytes() if self.debugcon_file.exists() else b""

    def report(self):
        """The state of the guest for whoever reads a failed test."""
        text = f"---- serial line ----\n{self.said()}\n"
        if self.debugcon():
            text += f"---- port 0xe9 ----\n{self.debugcon().decode(errors='replace')}\n"
        return text + "---- end ----"

    def expect(self, pattern, timeout=TIMEOUT):
        """Wait for a regular expression on the serial line; its match."""
        return self.expect_any([pattern], timeout)[1]

    def expect_exact(self, text, timeout=TIMEOUT):
        """Wait for these very characters on the serial line."""
        return self.expect(re.escape(text), timeout)

    def expect_any(self, patterns, timeout=TIMEOUT):
        """Wait for one of several; which one (from 0) and its match."""
        try:
            which = self.serial.expect(list(patterns), timeout=timeout)
        except (pexpect.TIMEOUT, pexpect.EOF) as why:
            how = "ended" if isinstance(why, pexpect.EOF) else f"was silent {timeout:g} s"
            raise GuestError(f"no {patterns} before the guest {how}\n{self.report()}") from None
        return which, self.serial.match

    def expect_in_order(self, *patterns, timeout=TIMEOUT):
        for pattern in patterns:
            self.expect(pattern, timeout)

    def expect_silence(self, pattern, seconds):
        """Fail when the pattern comes within this time."""
        try:
            self.serial.expect([pattern], timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        raise GuestError(f"{pattern!r} was not to come\n{self.report()}")

    def send(self, text):
        """Type on the serial line."""
        self.serial.send(text)

    def listen(self):
        """Put what the serial line has said by now into the log; False: nothing."""
        try:
            return bool(self.serial.read_nonblocking(65536, timeout=0.1))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False

    def exit_status(self, timeout=TIMEOUT):
        """Wait for the emulator to end by itself; its exit status."""
        end = time.monotonic() + timeout
        while self.process.isalive():
            if time.monotonic() > end:
                raise GuestError(f"still running after {timeout:g} s\n{self.report()}")
            if not self.listen():
                time.sleep(0.02)
        while self.listen():            # what it said last
            pass
        self.process.close()
        if self.process.signalstatus is not None:
            raise GuestError(f"emulator ended by signal {self.process.signalstatus}\n"
                             + self.report())
        return self.process.exitstatus

    def pause(self):
        """Stop the emulator where it is; close() still ends it."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def close(self):
        if self.process is not None and self.process.isalive():
            try:
                self.process.close(force=True)
            except pexpect.ExceptionPexpect:    # killed, but a busy host takes its time over it
                self.process.wait()
                self.process.close()
        shutil.rmtree(self.work, ignore_errors=True)


class Machine(Guest):
    """A PC in QEMU, by TCG, so that it is the same on every host.

    debug_exit   the guest can leave by port 0xf4; see debug_exit_value()
    bios_text    SeaBIOS writes what is printed by INT 10h to the serial line too
    """

    def __init__(self, disks=(), memory="64M", cpu=None, machine="pc", icount=None,
                 bios_text=False, arguments=(), log=None):
        work_log = log or tempfile.mktemp(prefix="serial-", suffix=".log")
        super().__init__(work_log)
        self.own_log = log is None
        self.monitor_path = self.work / "monitor"
        self.monitor_socket = None
        command = self.command(disks, memory, cpu, machine, icount, bios_text)
        self.process = self.serial = pexpect.spawn(
            need(QEMU), command + [str(a) for a in arguments], timeout=TIMEOUT, echo=False,
            encoding="utf-8", codec_errors="replace", dimensions=(ROWS, COLUMNS))
        self.serial.delaybeforesend = None
        self.serial.logfile_read = open(work_log, "w", buffering=1, errors="replace")

    def command(self, disks, memory, cpu, machine, icount, bios_text):
        disks = [d if isinstance(d, Disk) else Disk(d) for d in disks]
        command = [
            "-machine", machine + (",graphics=off" if bios_text else ""),
            "-accel", "tcg", "-m", memory, "-display", "none", "-no-reboot", "-nodefaults",
            "-vga", "std", "-chardev", "stdio,id=com1,signal=off", "-serial", "chardev:com1",
            "-debugcon", f"file:{self.debugcon_file}",
            "-monitor", f"unix:{self.monitor_path},server=on,wait=off",
            "-device", f"isa-debug-exit,iobase={DEBUG_EXIT_PORT:#x},iosize=4",
        ]
        if cpu:
            command += ["-cpu", cpu]
        if icount:
            command += ["-icount", ICOUNT if icount is True else icount]
        if any(d.interface == "ahci" for d in disks):
            command += ["-device", "ahci,id=ahci"]
        if any(d.interface == "usb" for d in disks):
            command += ["-device", "qemu-xhci,id=xhci"]
        for index, disk in enumerate(disks):
            command += disk.arguments(index)
        return command

    def report(self):
        text = super().report()
        if self.process is not None and self.process.isalive():
            try:
                text += "\n---- screen ----\n" + "\n".join(self.screen_text()) + "\n---- end ----"
            except OSError as why:
                text += f"\n(no screen: {why})"
        return text

    def close(self):
        if self.monitor_socket:
            self.monitor_socket.close()
        super().close()
        self.serial.logfile_read.close()
        if self.own_log:
            Path(self.log).unlink(missing_ok=True)

    # --- the monitor

    def monitor(self, command, timeout=TIMEOUT):
        """Run a command of QEMU's monitor; what it answers."""
        if self.monitor_socket is None:
            self.monitor_socket = self.connect(timeout)
            self.until_prompt()
        self.monitor_socket.settimeout(timeout)
        self.monitor_socket.sendall(command.encode() + b"\n")
        answer = self.until_prompt()
        return answer.split("\n", 1)[1] if "\n" in answer else ""

    def connect(self, timeout):
        end = time.monotonic() + timeout
        while True:
            link = socket.socket(socket.AF_UNIX)
            try:
                link.connect(str(self.monitor_path))
                link.settimeout(timeout)
                return link
            except OSError:
                link.close()
                if time.monotonic() > end or not self.process.isalive():
                    raise
                time.sleep(0.05)

    def until_prompt(self):
        text = b""
        while not text.endswith(b"(qemu) "):
            piece = self.monitor_socket.recv(65536)
            if not piece:
                raise ConnectionError("QEMU closed its monitor")
            text += piece
        return text[:-len(b"(qemu) ")].decode(errors="replace").replace("\r", "")

    def press(self, *keys):
        """Press keys of the PC's keyboard, named as QEMU names them: a, ret, shift-a, up."""
        for key in keys:
            self.monitor(f"sendkey {key} 20")
            time.sleep(0.05)            # sendkey queues; the guest takes one at a time

    def type(self, text):
        """Type text on the PC's keyboard (US layout)."""
        self.press(*(key_name(c) for c in text))

    def memory(self, start, size):
        """Bytes of physical memory."""
        path = self.work / "memory"
        self.monitor(f'pmemsave {start:#x} {size} "{path}"')
        return path.read_bytes()

    def screen_cells(self):
        """The text screen as rows of (character, attribute)."""
        raw = self.memory(TEXT_SCREEN, COLUMNS * ROWS * 2)
        cells = [(bytes([raw[i]]).decode("cp437"), raw[i + 1]) for i in range(0, len(raw), 2)]
        return [cells[y * COLUMNS:(y + 1) * COLUMNS] for y in range(ROWS)]

    def screen_text(self):
        """The text screen as 25 strings, blanks at the right cut off."""
        return ["".join(c for c, _ in row).replace("\0", " ").rstrip()
                for row in self.screen_cells()]

    def expect_screen(self, pattern, timeout=TIMEOUT):
        """Wait for a regular expression on the text screen; its match."""
        end = time.monotonic() + timeout
        while True:
            match = re.search(pattern, "\n".join(self.screen_text()))
            if match:
                return match
            if time.monotonic() > end or not self.process.isalive():
                raise GuestError(f"no {pattern!r} on the screen\n{self.report()}")
            time.sleep(0.1)

    def registers(self):
        """QEMU's picture of the CPU, as text."""
        return self.monitor("info registers")

    def halts(self):
        """Does the CPU sleep in hlt?  What it says last comes a little earlier."""
        return any("HLT=1" in self.registers() for _ in range(100))


def key_name(c):
    names = {" ": "spc", "\r": "ret", "\n": "ret", "\t": "tab", "\x1b": "esc", "\b": "backspace",
             "-": "minus", "=": "equal", "/": "slash", ".": "dot", ",": "comma", ";": "semicolon",
             "'": "apostrophe", "[": "bracket_left", "]": "bracket_right", "\\": "backslash",
             "`": "grave_accent", ":": "shift-semicolon", "_": "shift-minus", "+": "shift-equal",
             '"': "shift-apostrophe", "(": "shift-9", ")": "shift-0", "{": "shift-bracket_left",
             "}": "shift-bracket_right", "$": "shift-4", "*": "shift-8", "?": "shift-slash",
             "!": "shift-1", "@": "shift-2", "#": "shift-3", "<": "shift-comma",
             ">": "shift-dot", "|": "shift-backslash", "&": "shift-7", "%": "shift-5"}
    if c in names:
        return names[c]
    if c.isascii() and c.isalnum():
        return f"shift-{c.lower()}" if c.isupper() else c
    raise ValueError(f"no key for {c!r}")


def debug_exit_value(value):
    """The exit status of QEMU after the guest wrote `value` to port 0xf4."""
    return (value << 1 | 1) & 0xFF
