# emu.py - the loader as a process (fl-emu), built with ASan and UBSan.

import json
import subprocess
import time

import pexpect

from images import Part, make_disk
from machine import BUILD, TIMEOUT
from vt import Screen

EMU, CHECK = BUILD / "asan" / "fl-emu", BUILD / "asan" / "fl-check"
GRUB_CFG, KERNEL = "boot/grub/grub.cfg", BUILD / "vmlinuz"
SECONDS = TIMEOUT                       # nothing here takes so long; a hang is a failure

KEYS = {"up": "\x1b[A", "down": "\x1b[B", "home": "\x1b[H", "end": "\x1b[F",
        "page up": "\x1b[5~", "page down": "\x1b[6~", "enter": "\r", "esc": "\x1b",
        "left": "\x1b[D", "right": "\x1b[C", "backspace": "\x7f", "delete": "\x1b[3~",
        "insert": "\x1b[2~", "tab": "\t", "f2": "\x1bOQ", "f4": "\x1bOS", "f5": "\x1b[15~",
        "f8": "\x1b[19~", "f10": "\x1b[21~", "f12": "\x1b[24~",
        **{f"ctrl-{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"}}

# A grub.cfg with a submenu, a hotkey, an entry that cannot be booted and one that loads nothing.
SIMPLE = """set timeout={timeout}
menuentry 'One' --id one --class a --class b {{ linux /vmlinuz first=1; initrd /initrd }}
submenu 'More' --id more {{
  menuentry 'Two' --id two --hotkey=t {{ linux16 /vmlinuz second; initrd16 /initrd /initrd2 }}
  menuentry 'Three > 3' --users '' --unrestricted {{ linux /vmlinuz }}
}}
menuentry 'Broken' --id broken {{ linux /vmlinuz; initrd /missing }}
menuentry 'Empty' --id empty {{ true }}
"""


def run(program, *arguments, **more):
    """A finished process; text in and out as Latin-1, so that any byte is a character."""
    return subprocess.run([str(program), *map(str, arguments)], capture_output=True,
                          encoding="latin-1", timeout=SECONDS, stdin=subprocess.DEVNULL, **more)


def answer(*arguments):
    """What fl-emu prints as JSON."""
    done = run(EMU, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.encode("latin-1"))


def listing(disk, *more):
    return answer("--disk", disk, *more, "--list")


def plan(disk, entry=None, *more):
    return answer("--disk", disk, *more, "--plan", *([] if entry is None else [entry]))


def script(folder, text, *disks):
    """Run commands; the exit status and the lines that they print."""
    path = folder / "script.cfg"
    path.write_bytes(text.encode("latin-1"))
    done = run(EMU, *[a for d in disks for a in ("--disk", d)], "--script", path)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.replace(str(path), "script").splitlines()


def lines_of(folder, text, *disks, status=0):
    got, lines = script(folder, text, *disks)
    assert got == status, lines
    return lines


def disk_with(folder, config, name=GRUB_CFG, files=None, **part):
    """A disk that boots: this config, our kernel and two initrds."""
    tree = {name: config, "vmlinuz": KERNEL, "initrd": b"I" * 5000, "initrd2": b"J" * 3}
    tree.update(files or {})
    if config is None:
        del tree[name]
    image = folder / "disk.img"
    make_disk(image, [Part("ext4", tree, size=64 << 20, **part)])
    return image


class Terminal:
    """fl-emu in a terminal of 80 x 24."""

    def __init__(self, *arguments, encoding="latin-1", ahead=""):
        """ahead: what was typed before the loader starts"""
        self.screen = Screen()
        self.sent = 0
        self.text = ""
        self.ended = False
        command = ["-c", f'{"sleep 0.5; " if ahead else ""}exec "$@"', "sh", str(EMU)]
        self.child = pexpect.spawn("/bin/sh", command + [str(a) for a in arguments], encoding=encoding,
                                   dimensions=(24, 80), timeout=SECONDS, echo=False)
        self.child.delaybeforesend = None
        if ahead:
            self.press(ahead)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.child.close(force=True)

    def read(self, seconds):
        """Take what comes in that time; False when the process has ended."""
        try:
            text = self.child.read_nonblocking(4096, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            # pexpect says so, too, when the last output came just behind its look for some.
            ended, self.ended = self.ended, True
            return not ended
        self.sent += len(text)
        self.text += text
        self.screen.feed(text)
        return True

    def until(self, true):
        """Wait until true(screen) holds."""
        end = time.monotonic() + SECONDS
        while not true(self.screen):
            alive = self.read(0.05)
            if true(self.screen):
                break
            assert alive and time.monotonic() < end, f"the screen shows\n{self.screen}"

    def see(self, text):
        self.until(lambda screen: text in str(screen))

    def bar(self, title):
        self.until(lambda screen: (screen.bar() or "").startswith(title))

    def gone(self, text):
        self.until(lambda screen: text not in str(screen))

    def stays(self, text, seconds):
        """The screen shows it all the time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.read(0.1) and text in str(self.screen), f"the screen shows\n{self.screen}"

    def bytes_of(self, *keys):
        """How much is sent because of these keys."""
        self.settle()
        before = self.sent
        self.press(*keys)
        self.settle()
        return self.sent - before

    def settle(self):
        """Take all that is still coming."""
        count = -1
        while count != self.sent:
            count = self.sent
            self.read(0.3)

    def press(self, *keys):
        for key in keys:
            text = KEYS.get(key, key)
            for at in range(0, len(text), 64):  # who sends must read, or both sides wait
                self.child.send(text[at:at + 64])
                if len(text) > 64:
                    self.read(0)

    def status(self):
        while self.read(1):
            pass
        self.child.close()
        return self.child.exitstatus
