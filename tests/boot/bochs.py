# bochs.py - a PC in Bochs: the second BIOS and the second CPU that the chain must boot on.
#
# Debian's Bochs is a debugger on our first terminal; it opens a second one to draw its text
# screen (package bochs-term) and take keys, which is ours from its other end; the serial line
# is a third.

import os
import pty
import tempfile
import time
import tty
from pathlib import Path

import pexpect
import pexpect.fdpexpect

from machine import COLUMNS, ROWS, TIMEOUT, Guest, need

BIOS = Path("/usr/share/bochs/BIOS-bochs-latest")
VGA_BIOS = Path("/usr/share/vgabios/vgabios.bin")

CONFIG = """\
display_library: term
megs: {megs}
cpu: model={cpu}, count=1, ips=50000000, reset_on_triple_fault=0
romimage: file={bios}
vgaromimage: file={vga_bios}
{disks}
boot: {boot}
com1: enabled=1, mode=term, dev={tty}
port_e9_hack: enabled=1
sound: waveoutdrv=dummy
log: {log}
panic: action=fatal
error: action=report
info: action=report
debug: action=ignore
clock: sync=none
"""

HEADS, TRACK_SECTORS = 16, 63


class Bochs(Guest):
    """disks: image files as ATA disks, or one floppy image.  Same waiting as Machine."""

    def __init__(self, disks=(), floppy=None, megs=64, cpu="bx_generic", bios=BIOS,
                 vga_bios=VGA_BIOS):
        super().__init__(tempfile.mktemp(prefix="bochs-serial-", suffix=".log"))
        for path in (bios, vga_bios):
            if not path.exists():
                raise FileNotFoundError(f"{path} is missing: run make deps")
        ours, theirs = pty.openpty()
        tty.setraw(ours)
        tty.setraw(theirs)
        self.pty_ends = ours, theirs
        config = self.work / "bochsrc"
        config.write_text(CONFIG.format(
            megs=megs, cpu=cpu, bios=bios, vga_bios=vga_bios, tty=os.ttyname(theirs),
            disks=self.media(disks, floppy), boot="floppy" if floppy else "disk",
            log=self.work / "log"))
        self.serial = pexpect.fdpexpect.fdspawn(ours, timeout=TIMEOUT, encoding="utf-8",
                                                codec_errors="replace")
        self.serial.delaybeforesend = None
        self.serial.logfile_read = open(self.log, "w", buffering=1, errors="replace")
        self.process = pexpect.spawn(
            need("bochs"), ["-q", "-f", str(config)], timeout=TIMEOUT, echo=False,
            encoding="latin-1", dimensions=(ROWS + 1, COLUMNS),
            env=dict(os.environ, TERM="xterm"))
        self.process.delaybeforesend = None
        self.screen = open(self.work / "screen", "w", buffering=1)
        self.process.logfile_read = self.screen
        # Debian's Bochs has the debugger built in: it waits before the first instruction.
        self.process.expect(r'connected to screen "(\S+)"')
        self.screen_end = os.open(self.process.match[1], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.screen_end)
        self.process.expect_exact("<bochs:1>")
        self.process.send("c\r")

    def media(self, disks, floppy):
        lines = []
        if floppy:
            lines.append(f"floppya: 1_44={floppy}, status=inserted, write_protected=1")
        for index, path in enumerate(disks):
            size = os.path.getsize(path)
            cylinders = max(1, size // (512 * HEADS * TRACK_SECTORS))
            lines.append(f"ata0-{('master', 'slave')[index]}: type=disk, path={path}, "
                         f"mode=volatile, cylinders={cylinders}, heads={HEADS}, "
                         f"spt={TRACK_SECTORS}")
        return "\n".join(lines)

    def type(self, text):
        """Type on the PC's keyboard."""
        for key in text:
            os.write(self.screen_end, key.encode())
            self.drain()
            time.sleep(0.1)             # it drops keys that come too fast

    def drain(self):
        """Let the terminals run empty: full ones would stop the machine."""
        try:
            while True:
                self.process.read_nonblocking(65536, timeout=0)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass
        try:
            while os.read(self.screen_end, 65536):
                pass
        except OSError:                 # nothing there, or no Bochs any more
            pass

    def expect_any(self, patterns, timeout=TIMEOUT):
        # The wait is cut in pieces, to drain the screen in between.
        left = timeout
        while left > 0.25 and self.process.isalive():
            self.drain()
            try:
                which = self.serial.expect(list(patterns), timeout=0.25)
                return which, self.serial.match
            except pexpect.TIMEOUT:
                left -= 0.25
        return super().expect_any(patterns, timeout=0.25)

    def report(self):
        self.drain()
        text = super().report()
        log = self.work / "log"
        if log.exists():
            lines = log.read_text(errors="replace").splitlines()
            text += "\n---- last of Bochs's log ----\n" + "\n".join(lines[-30:])
        return text

    def close(self):
        super().close()
        for end in (*self.pty_ends, self.screen_end):
            os.close(end)
        self.serial.logfile_read.close()
        self.screen.close()
        Path(self.log).unlink(missing_ok=True)
