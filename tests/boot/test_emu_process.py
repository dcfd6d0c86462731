# test_emu_process.py - fl-emu and fl-check as processes: options, files, the terminal, JSON.

import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import time

import pytest

from emu import CHECK, EMU, SECONDS, disk_with, listing, plan, run

ENTRY = "menuentry A --hotkey=a { linux /vmlinuz }\n"
WAITS = "set timeout=60\nset color_normal=white/blue\n" + ENTRY


# --- Options and files.

@pytest.mark.parametrize("program, words, sentence", [
    (EMU, ["--nonsense"], "nonsense"), (EMU, ["--disk"], "--disk"), (EMU, ["--list", "x"], "too many: x"),
    (EMU, ["--memory", "1"], "MiB"), (EMU, ["--memory", "-4"], "MiB"), (EMU, ["--clock", "5"], "time like"),
    (EMU, ["--disk", "/no/such"], "/no/such: No such file"), (EMU, ["--disk", "/tmp", "--list"], "neither"),
    (EMU, ["--config", "/no/such", "--list"], "No such file"), (EMU, ["--config", "/tmp"], "a directory"),
    (EMU, ["--script", "/tmp"], "a directory"), (EMU, ["--plan", "x"], "the menu has no entries"),
    (EMU, ["--disk=x"] * 17, "more disks"), (CHECK, [], "usage"), (CHECK, ["--disk"], "usage"),
    (CHECK, ["a", "b"], "usage"), (CHECK, ["--disk", "/tmp"], "neither"), (CHECK, ["/tmp"], "a directory"),
    (CHECK, ["--disk", "/no/such"], "No such file"),
])
def test_misuse(program, words, sentence):
    done = run(program, *words)
    assert done.returncode == 2 and sentence in done.stderr and not done.stdout


def test_a_config_on_standard_input(tmp_path):
    disk = disk_with(tmp_path, None)
    for text, status in ((ENTRY, 0), (ENTRY.replace("vmlinuz", "missing"), 1), ("if\n", 1)):
        done = subprocess.run([CHECK, "--disk", disk, "-"], input=text, text=True, capture_output=True)
        assert done.returncode == status, done.stderr


def test_an_answer_that_is_lost_is_an_error(tmp_path):
    disk = disk_with(tmp_path, ENTRY)
    with open("/dev/full", "w") as full:
        for words in (["--list"], ["--plan"], ["--script", "-"]):
            done = subprocess.run([EMU, "--disk", disk, *words], stdout=full, stderr=subprocess.PIPE,
                                  input=b"echo a\n")
            assert done.returncode == 2 and b"No space left" in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_files_are_not_the_disk(tmp_path, closed):
    """What is printed is not written to it."""
    disk = disk_with(tmp_path, "set timeout=1\n" + ENTRY)
    (tmp_path / "script").write_text("echo printed\nnonsuch\n")
    before = disk.read_bytes()
    for words in ("--script script", "--list", ""):
        done = subprocess.run(["sh", "-c", f"exec {EMU} --disk {disk} {words} {closed}"], cwd=tmp_path,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=50)
        assert done.returncode == 0 and disk.read_bytes() == before


# --- The terminal.

class Pty:
    """fl-emu with a terminal of its own, which is kept when it ends."""

    def __init__(self, *arguments):
        self.master, self.slave = pty.openpty()
        self.before = self.modes()
        self.text = b""
        self.child = subprocess.Popen([EMU, *arguments], stdin=self.slave, stdout=self.slave,
                                      stderr=self.slave, preexec_fn=self.take)

    def take(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.child.kill()
        self.child.wait()
        for fd in (self.master, self.slave):
            if fd is not None:
                os.close(fd)

    def modes(self):
        return termios.tcgetattr(self.slave)

    def until(self, true):
        end = time.monotonic() + SECONDS
        while not true():
            assert time.monotonic() < end, self.text
            if select.select([self.master], [], [], 0.05)[0]:
                self.text += os.read(self.master, 4096)

    def drawn(self):
        self.until(lambda: b"Enter start" in self.text)
        assert self.modes() != self.before and b"\x1b[?25l" in self.text

    def as_it_was(self):
        """What the shell needs: its modes, a cursor, no colour, a line below the menu."""
        self.until(lambda: b"\x1b[?25h" in self.text)
        assert self.text.endswith(b"\x1b[99H\r\n\x1b[m\x1b[?25h")
        self.until(lambda: self.modes() == self.before)


@pytest.fixture
def menu(tmp_path):
    with Pty("--disk", disk_with(tmp_path, WAITS)) as t:
        t.drawn()
        yield t


@pytest.mark.parametrize("sent", ["HUP", "INT", "QUIT", "TERM", b"\x1c"])
def test_the_terminal_is_as_it_was(menu, sent):
    if isinstance(sent, bytes):
        os.write(menu.master, sent)             # Ctrl-\ at the keyboard
        sent = "QUIT"
    else:
        menu.child.send_signal(signal.Signals[f"SIG{sent}"])
    menu.as_it_was()
    assert menu.child.wait(SECONDS) == 128 + signal.Signals[f"SIG{sent}"]


def test_keys_that_are_signals_elsewhere(menu):
    """Ctrl-C and Ctrl-Z are the loader's."""
    os.write(menu.master, b"c")
    menu.until(lambda: b"firstlight>" in menu.text)
    os.write(menu.master, b"echo gone\x03\x1aecho he''re\r")
    menu.until(lambda: b"\nhere" in menu.text)
    assert menu.child.poll() is None


def test_stopped_and_going_on(menu):
    menu.child.send_signal(signal.SIGTSTP)
    menu.as_it_was()
    _, status = os.waitpid(menu.child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    menu.child.send_signal(signal.SIGCONT)
    menu.until(lambda: menu.modes() != menu.before)
    menu.text = b""
    os.write(menu.master, b"\x0c")              # Ctrl-L draws all of it again
    menu.until(lambda: b"Enter start" in menu.text)


def test_the_terminal_goes(menu):
    os.close(menu.slave)
    os.close(menu.master)
    menu.master = menu.slave = None
    assert menu.child.wait(SECONDS) == 128 + signal.SIGHUP


def test_nobody_reads_what_is_drawn(tmp_path):
    """As in `fl-emu | head`: it ends, and the terminal can be used."""
    with Pty("--disk", disk_with(tmp_path, WAITS)) as t:
        t.child.kill()
        t.child.wait()
        t.child = subprocess.Popen(["sh", "-c", f"{EMU} --disk {tmp_path}/disk.img | true; echo en''d"],
                                   stdin=t.slave, stdout=t.slave, stderr=t.slave)
        t.until(lambda: b"end" in t.text)
        assert t.modes() == t.before


def test_a_kernel_leaves_no_colours(tmp_path):
    with Pty("--disk", disk_with(tmp_path, WAITS)) as t:
        t.drawn()
        os.write(t.master, b"a")
        assert t.child.wait(SECONDS) == 0
        t.until(lambda: t.text.endswith(b"\x1b[m\x1b[?25h"))
        assert t.modes() == t.before and b"handed off" in t.text


# --- JSON.

BYTES = {
    b'"quotes" \\ /': '"quotes" \\ /', b"tab\tbell\a\x7f\x1b[m": "tab\tbell\a\x7f\x1b[m", b"two\nlines": "two\nlines",
    "\u00e9 \u20ac \U0001f600".encode(): "\u00e9 \u20ac \U0001f600", b"\xff\xfe": "\xff\xfe",
    b"\xc3": "\xc3", b"\xed\xa0\x80": "\xed\xa0\x80", b"\xc0\x80": "\xc0\x80",
}


@pytest.mark.parametrize("given", BYTES)
def test_any_byte_makes_json(tmp_path, given):
    """What is UTF-8 comes out as it is, what is not as Latin-1."""
    word = b"'" + given + b"'"
    disk = disk_with(tmp_path, b"set fallback=%s\nmenuentry %s --id %s --class %s --users %s --hotkey %s {\n"
                     b"echo %s\nlinux /vmlinuz %s\ninitrd newc:%s:/initrd /initrd2\n}\n" % ((word,) * 9))
    menu = listing(disk)
    entry, = menu["entries"]
    assert {menu["fallback"], entry["title"], entry["id"], *entry["class"], entry["users"],
            entry["hotkey"]} == {BYTES[given]}
    assert BYTES[given] in entry["commands"]
    done = plan(disk)
    assert done["status"] == 0
    if not set(given) & set(b"/ \n"):           # which mean something to those commands
        assert done["initrd"] == [f"newc:{BYTES[given]}:(hd0,msdos1)/initrd", "(hd0,msdos1)/initrd2"]


@pytest.mark.parametrize("timeout, seconds", [
    ("", -1), ("5", 5), ("0x10", 16), ("10x", 10), ("-1", -1), ("soon", -1), ("99999999999", 4000000),
])
def test_timeouts(tmp_path, timeout, seconds):
    """As the menu takes them (test_timeouts_are_numbers_as_in_grub)."""
    assert listing(disk_with(tmp_path, f"set timeout='{timeout}'\n{ENTRY}"))["timeout"] == seconds


def test_a_thousand_entries(tmp_path):
    config = "".join(f"menuentry 'Entry {i}' --id e{i} {{ linux /vmlinuz n={i} }}\n" for i in range(1000))
    disk = disk_with(tmp_path, f"set default='1>e700'\nmenuentry First {{ true }}\nsubmenu All {{\n{config}}}\n")
    menu = listing(disk)
    assert menu["default"] == "1>700" and len(menu["entries"][1]["submenu"]) == 1000
    assert plan(disk)["cmdline"].endswith(" n=700")
    assert plan(disk, "All>e999")["cmdline"].endswith(" n=999")
