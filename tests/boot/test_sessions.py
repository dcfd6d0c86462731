# test_sessions.py - the same keys, typed at the same programs on the host's Linux and on our
# kernel, show the same: line editing, history, job control, signals from the keyboard.

import difflib
import io
import re
import time

import pexpect
import pytest

import linux_guest
import programs
from machine import Machine
from sessions import DRAWN, SESSIONS, WATCHED
from terminal import Terminal


ROWS, COLUMNS = 25, 80
SECONDS = 60
REST = 0.15
ENVIRONMENT = {**programs.ENVIRONMENT, "PS1": "$> ", "PS2": "+> "}
# The guest's own shell, from which the programs are started, and its end.
OUTER = r"/programs # (?:\x1b\[6n)?$"
START = """#!/bin/sh
read command < /programs/session
stty sane rows {rows} cols {columns}
exec env -i {environment} W=$1 $command
"""


def at_rest(spawn):
    """Has it said nothing for a moment?"""
    return spawn.expect([r"(?s).+", pexpect.TIMEOUT, pexpect.EOF], timeout=REST) > 0


class Host:
    """A program in a terminal of the host."""

    def __init__(self, folder, width, command):
        self.child = pexpect.spawn("/bin/sh", ["-c", "ulimit -c 0; exec " + command],
                                   cwd=str(folder), env={**ENVIRONMENT, "W": width},
                                   dimensions=(ROWS, COLUMNS),
                                   timeout=SECONDS, encoding="utf-8", codec_errors="replace",
                                   preexec_fn=programs.default_signals)
        self.child.delaybeforesend = None
        self.log = self.child.logfile_read = io.StringIO()

    def send(self, keys):
        self.child.send(keys)

    def expect(self, pattern):
        self.child.expect(pattern)

    def rests(self):
        return at_rest(self.child)

    def shown(self):
        return self.log.getvalue()

    def end(self):
        self.send("exit\r")
        self.child.expect(pexpect.EOF)
        self.child.close()


class Guest:
    """A program in the terminal of a guest that is at its shell's prompt."""

    def __init__(self, pc, width, command):
        self.pc = pc
        pc.send(f"echo '{command}' > session; ./start {width}\r")
        pc.expect(r"\./start \d\d\r+\n")
        self.from_here = len(self.raw()) - len(pc.serial.buffer)

    def raw(self):
        with open(self.pc.log, newline="", errors="replace") as log:
            return log.read()

    def send(self, keys):
        self.pc.send(keys)

    def expect(self, pattern):
        self.pc.expect(pattern, timeout=SECONDS)

    def rests(self):
        return at_rest(self.pc.serial)

    def shown(self):
        return re.sub(OUTER, "", self.raw()[self.from_here:])

    def end(self):
        self.send("exit\r")
        self.pc.expect(OUTER)


class Pc:
    """A guest at its shell's prompt; a new one after a session that failed in it."""

    def __init__(self, build, initrd):
        self.arguments = ["-kernel", build / "vmlinuz", "-initrd", initrd,
                          "-append", "console=ttyS0"]
        self.machine = None

    def start(self):
        if not self.machine:
            self.machine = Machine(memory="256M", arguments=self.arguments)
            self.machine.expect(r"~ # (?:\x1b\[6n)?$")
            self.machine.send("stty cols 250; cd /programs; chmod 755 start\r")
            self.machine.expect(OUTER)
        return self.machine

    def stop(self):
        if self.machine:
            self.machine.close()
        self.machine = None


@pytest.fixture(scope="module")
def pc(build, tmp_path_factory):
    initrd = programs.initrd(build, tmp_path_factory.mktemp("sessions") / "initrd")
    environment = " ".join(f"'{name}={value}'" for name, value in ENVIRONMENT.items())
    start = START.format(rows=ROWS, columns=COLUMNS, environment=environment)
    with open(initrd, "ab") as f:
        f.write(linux_guest.archive({"programs/start": start.encode()}))
    pc = Pc(build, initrd)
    yield pc
    pc.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return programs.host_folder(tmp_path_factory.mktemp("host") / "programs")


def lines(text):
    """What a person saw, but for the numbers of processes."""
    terminal = Terminal(COLUMNS, ROWS)
    terminal.feed(text)
    return [re.sub(r"(\[\d+\][-+ ]*)\d+", r"\1PID", line) for line in terminal.lines()]


def play(terminal, steps):
    """What was seen, to the program's end."""
    for keys, pattern in steps:
        terminal.send(keys)
        terminal.expect(pattern)
    terminal.end()
    return lines(terminal.shown())


def watch(terminal, steps):
    """The screen after each step, when it shows the pattern and has come to rest: its lines,
    the first of them the keys."""
    screen, fed, seen = Terminal(COLUMNS, ROWS), 0, []
    for keys, pattern in steps:
        terminal.send(keys)
        end, before = time.monotonic() + SECONDS, fed
        while True:
            rests = terminal.rests()
            text = terminal.shown()
            screen.feed(text[fed:])
            fed = len(text)
            if rests and fed > before and re.search(pattern, "\n".join(screen.screen()).rstrip()):
                break
            assert time.monotonic() < end, \
                "\n".join([f"no {pattern} after {keys!r}:", *screen.screen()])
        seen.append([f"---- {keys!r}", *screen.screen()])
    terminal.end()
    return seen


def test_the_screen_of_the_pc(pc, folder):
    """Drawn by our console and typed on the keyboard, it is what a terminal shows."""
    command, steps = DRAWN
    screens = watch(Host(folder, "64", command), steps)
    arguments = [*pc.arguments[:-1], "console=tty0"]
    with Machine(memory="256M", arguments=arguments) as machine:
        machine.expect_screen(r"(?m)^~ #$")
        machine.type("cd /programs\n")
        for (keys, _), (_, *lines_there) in list(zip(steps, screens))[1:-1]:
            machine.type(keys)
            machine.expect_screen("^" + re.escape("\n".join(lines_there)) + "$")
        machine.type(steps[-1][0])
        machine.expect_screen(r"(?m)^/programs #$")


def compare(way, session, pc, folder, width):
    command, steps = session[0].format(W=width), session[1]
    host = way(Host(folder, width, command), steps)
    try:
        ours = way(Guest(pc.start(), width, command), steps)
    except AssertionError:
        pc.stop()
        raise
    if way == watch:
        host, ours = sum(host, []), sum(ours, [])
    assert ours == host, "\n".join(difflib.unified_diff(host, ours, "host", "ours", lineterm=""))


@pytest.mark.parametrize("width", programs.WIDTHS)
@pytest.mark.parametrize("name", SESSIONS)
def test_same_keys_same_text(pc, folder, name, width):
    compare(play, SESSIONS[name], pc, folder, width)


@pytest.mark.parametrize("width", programs.WIDTHS)
@pytest.mark.parametrize("name", WATCHED)
def test_same_keys_same_screens(pc, folder, name, width):
    compare(watch, WATCHED[name], pc, folder, width)
