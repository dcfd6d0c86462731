# test_emu_keys.py - the loader as a process: keys at its menu and prompt, and its clock.

import re

import pytest

from emu import EMU, SIMPLE, Terminal, disk_with, run


@pytest.fixture(scope="module")
def simple(tmp_path_factory):
    return disk_with(tmp_path_factory.mktemp("simple"), SIMPLE.format(timeout=-1))


def test_menu_keys(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        assert "Firstlight" in t.screen.lines()[0]
        assert "(hd0,msdos1)/boot/grub/grub.cfg" in t.screen.lines()[0]
        for key, title in [("down", "More"), ("end", "Empty"), ("down", "Empty"), ("up", "Broken"),
                           ("\x10", "More"), ("\x0e", "Broken"), ("home", "One"), ("up", "One"),
                           ("page down", "Empty"), ("page up", "One"), ("esc", "One")]:
            t.press(key)
            t.bar(title)


def test_menu_boots_with_enter(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("enter")
        t.see('Starting "One"')
        t.see("handed off to a kernel: 32-bit")
        assert t.status() == 0


def test_submenu_hotkey_and_esc(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("down", "enter")
        t.bar("Two")
        assert t.screen.lines()[2].strip() == "More"
        t.press("down")
        t.bar("Three > 3")
        t.press("esc")
        t.bar("More")
        t.press("enter")
        t.bar("Two")
        t.press("down", "t")
        t.see("handed off to a kernel: real mode")


def test_moving_sends_two_lines(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.settle()
        before = t.sent
        t.press("down")
        t.bar("More")
        t.settle()
        assert t.sent - before < 250


def test_failed_entry_comes_back(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("end", "up", "enter")
        t.see('"Broken" was not started')
        assert "/missing" in str(t.screen)
        t.press("x")
        t.bar("Broken")
        t.press("down", "enter")
        t.bar("Empty")


def test_timeline(simple):
    """No stage was before the loader: nanoseconds since fl-emu's start."""
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("end")
        t.bar("Empty")
        t.settle()
        before = t.sent
        t.press("enter")
        t.until(lambda screen: t.sent > before)     # the menu is drawn again, and looks the same
        t.settle()
        t.press("c")
        t.see("firstlight>")
        t.press("timeline", "enter")
        t.see("0 copying")
        rows = re.findall(r"^ +(\d+) +(\d+) (\S.*\S)", str(t.screen), re.M)
        assert [what for _, _, what in rows] == [
            "loader: consoles, memory, disks known", "loader: grub.cfg found and run",
            "loader: menu on the screen"]   # again, since an entry was chosen
        assert rows[0][0] == rows[0][1] and int(rows[-1][0]) == sum(int(row[1]) for row in rows)


def test_prompt(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("c")
        t.see("firstlight>")
        t.press("echo ac", "left", "b", "enter")
        t.see("\nabc\n")
        t.press("if true; then", "enter")
        t.see("\n>")
        t.press("echo inside", "enter", "fi", "enter")
        t.see("\ninside\n")
        t.press("echo gone", "ctrl-c", "echo kept", "enter")
        t.see("\nkept\n")
        t.press("exit", "enter")
        t.bar("One")
        t.press("c")
        t.see("firstlight>")
        t.press("esc")
        t.bar("One")


def test_prompt_scrolls_a_long_line(simple):
    with Terminal("--disk", simple) as t:
        t.bar("One")
        t.press("c")
        t.see("firstlight>")
        t.press("echo " + "0123456789" * 20)
        t.settle()
        assert max(map(len, t.screen.lines())) < 80 and "6789" in str(t.screen)
        t.press("home", "\x1b[C", "\x1b[3~", "enter")
        t.see("unknown command `eho'")


def test_timeout_counts_down_and_boots(tmp_path):
    with Terminal("--disk", disk_with(tmp_path, SIMPLE.format(timeout=2))) as t:
        t.see("in 2 s")
        t.see("in 1 s")
        t.see("handed off")


def test_a_key_stops_the_clock(tmp_path):
    with Terminal("--disk", disk_with(tmp_path, SIMPLE.format(timeout=2))) as t:
        t.see("in 2 s")
        t.press("f5")
        t.until(lambda screen: "Starts by itself" not in str(screen))
        for _ in range(30):
            assert t.read(0.1)
        t.bar("One")


def test_timeout_0_draws_nothing(tmp_path):
    config = SIMPLE.format(timeout=0)
    done = run(EMU, "--disk", disk_with(tmp_path, config))
    assert done.returncode == 0 and done.stdout.startswith("handed off to a kernel")
    disk = disk_with(tmp_path, "set default='more>1'\n" + config)
    assert run(EMU, "--disk", disk).stdout.startswith("handed off to a kernel")


@pytest.mark.parametrize("style", ["hidden", "countdown"])
def test_hidden_menus(tmp_path, style):
    disk = disk_with(tmp_path, f"set timeout_style={style}\n" + SIMPLE.format(timeout=3))
    with Terminal("--disk", disk) as t:
        if style == "countdown":
            t.see("3")
        assert t.screen.bar() is None
        t.press("esc")
        t.bar("One")
    with Terminal("--disk", disk) as t:
        t.see("handed off")
        assert "Firstlight 0" not in str(t.screen)


def test_long_menu_scrolls_and_long_titles_are_cut(tmp_path):
    config = "".join(f"menuentry 'Entry {i} {'x' * 100}' {{ true }}\n" for i in range(60))
    with Terminal("--disk", disk_with(tmp_path, config)) as t:
        t.bar("Entry 0 ")
        assert t.screen.bar().endswith("...")
        t.see("(44 more below)")
        assert "above" not in str(t.screen)
        t.press("end")
        t.bar("Entry 59 ")
        t.see("(44 more above)")
        t.until(lambda screen: "below" not in str(screen))
        t.press("page up")
        t.bar("Entry 43 ")
        t.press("home")
        t.bar("Entry 0 ")


def test_configfile_opens_a_menu(tmp_path):
    disk = disk_with(tmp_path, "menuentry Other { configfile /other.cfg }\n",
                     files={"other.cfg": "menuentry Inner { linux /vmlinuz inner }\n"})
    with Terminal("--disk", disk) as t:
        t.bar("Other")
        t.press("enter")
        t.bar("Inner")
        t.press("esc")
        t.bar("Other")
