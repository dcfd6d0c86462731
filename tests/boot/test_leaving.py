# test_leaving.py - power off, reboot, halt: each way out of the machine that kernel/hw/power.c
# knows, on machines that lack the ways before it; and Ctrl-Alt-Del.

import pytest

from machine import Machine
from test_shell import CONSOLE, Shell

KEYBOARD, TRIPLE = "pckbd_kbd_write_command 0xfe", "Triple fault"


class Leaving(Machine):
    """A machine that runs one command, with a log of how it was left."""

    def __init__(self, build, machine, command, tmp_path):
        self.trace = tmp_path / "trace"
        super().__init__(memory="128M", machine=machine, cpu="qemu64", arguments=[
            "-kernel", build / "vmlinuz", "-initrd", build / "initramfs.cpio.gz",
            "-append", f"{CONSOLE} -- -c {command}",
            "-trace", "pckbd_kbd_write_command", "-d", "cpu_reset", "-D", self.trace])

    def ways(self):
        text = self.trace.read_text(errors="replace")
        return [word for word in (KEYBOARD, TRIPLE) if word in text]


@pytest.mark.parametrize("machine, ways", [
    ("q35", []),                        # the FADT's reset register
    ("pc", [KEYBOARD]),                 # its FADT has none
    ("pc,acpi=off", [KEYBOARD]),
    ("pc,acpi=off,i8042=off", []),      # port cf9h
    ("isapc,i8042=off", [TRIPLE]),      # there is nothing else
])
def test_reboot(build, tmp_path, machine, ways):
    with Leaving(build, machine, "reboot", tmp_path) as pc:
        pc.expect("restarting")
        assert pc.exit_status() == 0    # -no-reboot: a reset ends QEMU
        assert pc.ways() == ways


@pytest.mark.parametrize("machine", ["q35", "pc"])
def test_power_off(build, tmp_path, machine):
    with Leaving(build, machine, "poweroff", tmp_path) as pc:
        pc.expect("powering off")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("machine", ["pc,acpi=off", "isapc"])
def test_no_way_to_power_off(build, tmp_path, machine):
    with Leaving(build, machine, "poweroff", tmp_path) as pc:
        pc.expect_in_order("powering off", "does not say how to be switched off", "halted")
        assert pc.halts()


def test_ctrl_alt_del(build):
    """/init gets a signal, ends everybody, and starts the machine again."""
    with Shell(build) as pc:
        pc.prompt()
        pc.send("trap 'echo the end; exit' TERM\r")
        pc.prompt()
        pc.press("ctrl-alt-delete")
        pc.expect("restarting")
        assert pc.exit_status() == 0


def test_ctrl_alt_del_before_init(build):
    """Without an /init that asked for the signal: at once."""
    with Shell(build, CONSOLE + " rdinit=/usr/bin/yes -- it") as pc:
        pc.expect(r"\nit\r+\nit\r")
        pc.press("ctrl-alt-delete")
        assert pc.exit_status() == 0
        assert "restarting" not in pc.said()
