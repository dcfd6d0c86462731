# test_consoles.py - the serial line and the screen at once: who is /dev/console, who hears the
# kernel, where the shells are.

import pytest

from machine import Machine
from test_shell import PROMPT, Shell

BOTH = [("console=ttyS0 console=tty0", "tty1"), ("console=tty0 console=ttyS0,115200n8", "ttyS0"),
        ("console=ttyS0 console=tty1", "tty1"), ("", "tty1"), ("console=ttyS9", "tty1"),
        ("console=ttyS0 console=ttyS9", "ttyS0")]


def on_screen(pc, command):
    pc.type(command + "\n")


@pytest.mark.parametrize("cmdline, console", BOTH[:3])
def test_shells_on_both(build, cmdline, console):
    with Shell(build, cmdline) as pc:
        # printk, on both.
        pc.expect("Firstlight kernel, in long mode")
        pc.expect_screen("Firstlight kernel, in long mode")
        pc.prompt()
        pc.expect_screen(r"(?m)^~ #$")
        # Each has a terminal of its own, and is its own session.
        assert pc.run("tty; echo $TERM") == ["/dev/ttyS0", "vt100"]
        on_screen(pc, "clear; tty; echo $TERM $((6*7))")
        pc.expect_screen(r"/dev/tty1\nlinux 42\n")
        sids = pc.run("for p in /proc/[0-9]*; do cut -d' ' -f2,6,7 $p/stat 2>/dev/null; done"
                      " | grep '^(sh)' | sort -u")
        assert len({line.split()[1] for line in sids}) == len(sids) == 2
        assert {line.split()[2] for line in sids} == {"1025", "1088"}
        # What the one runs, the other does not show; but the kernel's words and what is
        # written to /dev/console.
        pc.run("clear > /dev/tty1; echo for the console > /dev/console")
        pc.run("echo for the screen > /dev/tty1")
        pc.expect_screen("for the screen")
        assert ("for the console" in "\n".join(pc.screen_text())) == (console == "tty1")
        # ^C of one does not reach the other.
        on_screen(pc, "sleep 100; echo st''opped")
        pc.send("sleep 1; echo unharm''ed\r")
        pc.press("ctrl-c")
        pc.expect("unharmed")
        pc.prompt()
        pc.send("poweroff\r")
        pc.expect("powering off")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("cmdline, console", BOTH[3:])
def test_which_is_the_console(build, cmdline, console):
    """Without an /init of ours: what is standard input of the first program?"""
    with Shell(build, cmdline + " rdinit=/bin/sh") as pc:
        say = "mkdir -p /p; mount -t proc p /p; readlink -f /p/self/fd/0; stty size; echo do''ne"
        if console == "ttyS0":
            pc.expect("# ")
            pc.send(say + "\r")
            pc.expect("done")
        else:
            pc.expect_screen(r"(?m)^/ #$")
            on_screen(pc, say)
            pc.expect_screen(r"/dev/console\n25 80\ndone")


def test_keys_before_anybody_listens(build):
    """The keyboard controller is full when the kernel starts, and works nevertheless."""
    with Shell(build, "console=tty0") as pc:
        pc.monitor("stop")
        for _ in range(20):
            pc.monitor("sendkey a 1")
        pc.monitor("cont")
        pc.expect_screen(r"(?m)^~ #( a+)?$")
        pc.press("ctrl-u")
        on_screen(pc, "echo $((20+3)) ok")
        pc.expect_screen(r"\n23 ok\n")


def attributes(pc, row):
    """The colours of a line of the screen where it has letters."""
    return {attribute for c, attribute in pc.screen_cells()[row] if c.isalpha()}


def test_vi_and_colours_on_the_screen(build):
    with Shell(build, "console=tty0") as pc:
        pc.expect_screen(r"(?m)^~ #$")
        on_screen(pc, "clear; seq 40 > /tmp/f; ls -d --color=always /bin /init /linuxrc")
        pc.expect_screen(r"(?m)^/bin +/init +/linuxrc\n~ #$")
        row = pc.screen_cells()[0]
        assert [row[1][1], row[11][1], row[21][1]] == [0x09, 0x0a, 0x0b]        # bright ones
        on_screen(pc, "vi /tmp/f")
        pc.expect_screen(r"(?s)^1\n2\n.*24\n- /tmp/f 1/40 2%")
        pc.type("/33\n")
        pc.expect_screen(r"(?m)^- /tmp/f 33/40 82%$")
        pc.type("3dd")
        pc.type("Oa new line")
        pc.press("esc")
        pc.expect_screen(r"32\na new line\n- /tmp/f")
        pc.press("up", "up", "home")
        pc.type("x:s/1/ninety/\n")
        pc.expect_screen(r"30\nninety\n32\n")
        pc.type(":set\n")
        pc.expect_screen(r"noautoindent .*$")
        assert attributes(pc, 24) == {0x70}
        on_screen(pc, ":wq")
        on_screen(pc, "clear; tail -n +29 /tmp/f | head -8 | tr '\\n' .")
        pc.expect_screen(r"29\.30\.ninety\.32\.a new line\.36\.37\.38\.~ #")
        on_screen(pc, "top -n1")
        pc.expect_screen(r"(?s)^Mem: .*CPU: .*Load average: .*PID .*COMMAND\n")
        assert attributes(pc, 3) == {0x70}


def test_no_screen_at_all(build):
    with Machine(memory="64M", arguments=[
            "-kernel", build / "vmlinuz", "-initrd", build / "initramfs.cpio.gz",
            "-append", "console=tty0 console=ttyS0", "-vga", "none"]) as pc:
        pc.expect(PROMPT)
        pc.send("poweroff\r")
        assert pc.exit_status() == 0


def test_what_is_written_together_is_shown_together(build):
    """A line that is longer than what the serial port takes at once, of each of three."""
    with Shell(build) as pc:
        pc.prompt()
        pc.run("stty cols 200")
        pc.run("for c in a b c; do for i in 1 2 3 4 5; do printf '%0700d\\n' 0; done | tr 0 $c > $c; done")
        lines = pc.run("for c in a b c; do while read l; do echo $l; done < $c & done; wait")
        assert sorted(lines) == sorted(5 * [c * 700 for c in "abc"])
