# test_menu.py - the menu on a machine: the same by serial line and by keyboard and screen.

import os
import re
import time

import pytest

from images import Part, install, make_disk
from machine import BUILD, ROOT, Disk, Machine
from vt import Screen

ENTRIES = """
menuentry 'First' --unrestricted { linux /vmlinuz entry=first }
menuentry 'Broken' --unrestricted { linux /vmlinuz; initrd /nowhere }
submenu 'More' --unrestricted { menuentry 'Inner' { linux16 /vmlinuz entry=inner } }
menuentry 'Erweiterte Optionen für “Débian” – Łódź' { true }
"""
MILESTONES = re.findall(r'^\tM\(\w+, +"(.*)"\)', (ROOT / "common/timeline.h").read_text(), re.M)
USERS = "set superusers=root\nset password_root=geheim\npassword root geheim\n"


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """A disk whose config starts with these settings."""
    def disk(settings):
        image = tmp_path_factory.mktemp("menu") / "disk.img"
        make_disk(image, [Part("ext4", {"boot/grub/grub.cfg": settings + ENTRIES,
                                        "vmlinuz": BUILD / "vmlinuz"})])
        return Disk(install(image))
    return disk


@pytest.fixture(scope="module")
def disk(make):
    return make("set timeout=-1\n")


@pytest.fixture(scope="module")
def protected(make):
    return make(USERS + "set timeout=-1\n")


def terminal(pc):
    """What a terminal at the serial line shows by now."""
    while pc.listen():
        pass
    screen = Screen()
    screen.feed(pc.said().split("\x1b[2J")[-1].replace("\r\n", "\n").replace("\n", "\r\n"))
    return screen


def test_by_serial_line(disk):
    with Machine([disk]) as pc:
        pc.expect("Choose what to start")
        pc.expect("c command line")
        pc.send("\x1b[B\r")
        pc.expect('"Broken" was not started: .*/nowhere')
        pc.send("x")
        pc.expect("Choose what to start")
        pc.send("c")
        pc.expect("firstlight> ")
        pc.send("echo $root $grub_platform\r")
        pc.expect("hd0,msdos1 pc")
        pc.send("\x1b")
        pc.expect("Choose what to start")
        pc.send("\x1b[F\x1b[A\r")
        pc.expect("Inner")
        pc.send("\r")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz entry=inner")


def test_by_keyboard_and_screen(disk):
    with Machine([disk]) as pc:
        pc.expect_screen("Choose what to start")
        pc.press("end", "up", "ret")
        pc.expect_screen("Inner")
        pc.expect_screen("Esc back")
        pc.press("esc")
        pc.expect_screen("Broken")
        pc.press("home", "ret")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz entry=first")


def test_both_views_show_the_same(disk):
    with Machine([disk]) as pc:
        pc.expect_screen("Choose what to start")
        pc.press("down")
        pc.expect_screen("Broken")
        for key in ("end", "up"):
            pc.press(key)
            time.sleep(0.5)
            screen, line = pc.screen_text(), terminal(pc).lines()
            assert line[:6] == screen[:6] and line[-1] == screen[-1]
        assert screen[7] == '    Erweiterte Optionen für "Débian" - Lódz'
        assert line[7] == "    Erweiterte Optionen für “Débian” – Łódź"
        attributes = [row[4][1] for row in pc.screen_cells()]
        assert attributes[6] == 0x30 and attributes[4] == 0x07          # the bar is on "More"


def test_editor_by_keyboard(disk):
    with Machine([disk]) as pc:
        pc.expect_screen("Choose what to start")
        pc.press("down", "e")
        pc.expect_screen('Commands of "Broken"')
        pc.press("end", *["backspace"] * len("; initrd /nowhere "), "spc")
        pc.type("edited")
        pc.expect_screen("/vmlinuz edited")
        pc.expect("edited")
        pc.press("f10")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz edited")


def test_editor_by_serial_line(disk):
    with Machine([disk]) as pc:
        pc.expect("Choose what to start")
        pc.send("e")
        pc.expect('Commands of "First"')
        pc.send("\x05 more\x0d\x0d\x18")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz entry=first more")


def test_prompt_by_keyboard(disk):
    with Machine([disk]) as pc:
        pc.expect_screen("Choose what to start")
        pc.press("c")
        pc.expect_screen("firstlight>")
        pc.type("ec\tab")
        pc.press("left", "x", "ret")
        pc.expect_screen("\naxb\n")
        pc.press("up", "backspace", "c", "ret")
        pc.expect_screen("\naxc\n")
        pc.type("linux /vm\tkeyboard\nboot\n")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz keyboard")


def test_timeline(disk):
    """The kernel tells the same: from the first instruction to the menu that came back."""
    with Machine([disk]) as pc:
        pc.expect("Choose what to start")
        pc.send("\x1b[B\r")
        pc.expect("was not started")
        pc.send("x")
        pc.expect("Choose what to start")
        pc.send("c")
        pc.expect("firstlight> ")
        pc.send("timeline\r")
        bios, copying = map(int, pc.expect(r"ticks, (\d+) in INT 13h, (\d+) copying").groups())
        rows = re.findall(r"^ +(\d+) +(\d+) (\S.*\S)", pc.said(), re.M)
        assert [what for _, _, what in rows] == MILESTONES[:8]
        total = 0
        for since, step, _ in rows[1:]:
            total += int(step)
            assert int(since) == total
        assert rows[0][0] == "0" and int(rows[0][1]) > 0
        assert 0 < bios < total and 0 < copying < total
        pc.send("linux /vmlinuz initcall_debug; boot\r")
        for _, step, what in rows:
            assert pc.expect(rf"initcall {what}: (\d+) ticks")[1] == step
        assert MILESTONES[9] in pc.expect(r"initcall ([^\r]*): \d+ ticks")[1]  # not the choice before it


@pytest.mark.parametrize("by", ["keyboard", "serial"])
def test_login(protected, by):
    """No password is shown, neither on the screen nor on the line."""
    with Machine([protected]) as pc:
        typing = pc.type if by == "keyboard" else pc.send
        pc.expect("c command line")
        pc.expect_screen("c command line")
        typing("c")
        pc.expect_screen("Enter username:")
        typing("root\r")
        pc.expect_screen("Enter password:")
        typing("wrong\r")
        pc.expect_screen("Choose what to start")
        typing("e")
        pc.expect_screen("Enter username:")
        typing("root\r")
        pc.expect_screen("Enter password:")
        typing("geheim")
        time.sleep(0.5)
        shown = "\n".join(pc.screen_text()) + pc.said()
        assert "geheim" not in shown and "wrong" not in shown and "*" not in shown
        typing("\r")
        pc.expect_screen('Commands of "First"')


@pytest.mark.parametrize("how", ["shift", "esc"])
def test_a_hidden_menu_is_revealed(make, how):
    with Machine([make("set timeout_style=hidden\nset timeout=60\n")]) as pc:
        pc.expect_screen("SeaBIOS")
        for _ in range(30):
            pc.monitor(f"sendkey {how} 1500")   # Shift is held, that is no key
            if any("Choose what to start" in line for line in pc.screen_text()):
                return
            time.sleep(1)
        pc.expect_screen("Choose what to start", timeout=1)


def test_colours_on_the_screen(make):
    settings = "set menu_color_normal=cyan/blue\nset menu_color_highlight=white/red\nset timeout=-1\n"
    with Machine([make(settings)]) as pc:
        pc.expect_screen("c command line")
        cells = pc.screen_cells()
        assert {cell[1] for cell in cells[4][2:78]} == {0x4f}           # the bar
        assert {cell[1] for row in cells[5:21] for cell in row[2:78]} == {0x13}
        assert {cells[10][x][1] for x in (0, 1, 78, 79)} == {0x07}


def test_errors_of_the_config_stand_below_the_menu(make):
    with Machine([make("set timeout=-1\nsearch --set=root --fs-uuid dead-beef\n")]) as pc:
        pc.expect_screen(r"grub.cfg:2: search: .*dead-beef")
        pc.expect_screen("Choose what to start")
        pc.expect(r"grub.cfg:2: search: .*dead-beef")


def test_a_byte_on_the_line_wakes_the_cpu(disk):
    """It interrupts, so that a key need not wait for the clock's next tick, 55 ms away."""
    def interrupts():
        return int(re.search(r"^ 4: (\d+)", pc.monitor("info irq"), re.M)[1])

    with Machine([disk]) as pc:
        pc.expect("c command line")
        for key, title in (("\x1b[B", "Broken"), ("\x1b[B", "More"), ("\x1b[A", "Broken")):
            before = interrupts()
            pc.send(key)
            pc.expect(title)
            assert interrupts() > before
        masked = re.search(r"pic0: .*imr=(\w+)", pc.monitor("info pic"))[1]
        assert not int(masked, 16) & 0x10


def seconds_of(pid):
    """CPU time that a process has had."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("timeout", ["-1", "1000"])
def test_idle_costs_nothing(make, timeout):
    """Below 3 % of a host CPU at the menu (with and without a clock), editor and prompt."""
    with Machine([make(f"set timeout={timeout}\n")]) as pc:
        for keys, there in (("", "c command line"), ("e", "Commands of"), ("\x1bc", "firstlight>")):
            pc.send(keys)
            pc.expect(there)
            time.sleep(1)
            before, start = seconds_of(pc.process.pid), time.monotonic()
            time.sleep(6)
            used = (seconds_of(pc.process.pid) - before) / (time.monotonic() - start)
            assert used < 0.03, f"{used:.1%} of a CPU at {there!r}"
