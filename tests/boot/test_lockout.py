# test_lockout.py - attacks on a protected menu, in a terminal: nobody gets to a prompt, an
# editor or a restricted entry without the password.
#
# tests/unit/test_lockout.c tries keys, damage and a full heap by the hundred thousand; here
# is what needs disks, a grubenv, a second disk that calls itself ours.

import random

import pytest

from emu import KEYS, Terminal
from images import EXT_UUID, Part, make_disk
from machine import BUILD
from menu_emu import BOOTED, GRUB_CFG, menu  # noqa: F401

LOCK = "set superusers=root\npassword root geheim\n"
ENTRIES = """menuentry Broken --unrestricted --hotkey=b { linux /missing }
menuentry Roots --hotkey=r { linux /vmlinuz }
submenu Sub --unrestricted --hotkey=s { menuentry Inside { linux /vmlinuz } }
"""
PLACES = "firstlight>", "Commands of", BOOTED
ENV = "# GRUB Environment Block\n"
LOOP = "for a in 1 2 3 4 5 6 7 8 9; do for b in 1 2 3 4 5 6 7 8 9; do true; done; done\n"


def no_way_in(t, presses=("c", "e", "r", "enter", "ctrl-c", "esc", "c"), rounds=3):
    """Press them again and again; a login that asks is left, and asks every time."""
    asked = 0
    for key in presses * rounds:
        t.press(key)
        assert t.read(0.3), "the loader ended"
        shown = str(t.screen)
        assert not [place for place in PLACES if place in shown], shown
        if "Enter username:" in shown.splitlines()[-1] or "Enter username:" in shown:
            asked += 1
            t.press("esc")
            t.read(0.1)
    return asked


@pytest.mark.parametrize("settings, files", [
    ("load_env\n", {"boot/grub/grubenv": (ENV + "superusers=me\nme=me\n").ljust(1024, "#")}),
    ("load_env\n", {"boot/grub/grubenv": (ENV + "superusers=\ntimeout=0\ndefault=1\n").ljust(1024, "#")}),
    ("load_env\nset default=${next_entry}\nset timeout=0\n",
     {"boot/grub/grubenv": (ENV + "next_entry=Roots\n").ljust(1024, "#")}),
    ("load_env\n", {"boot/grub/grubenv": random.Random(1).randbytes(1024)}),
    ("load_env\n", {"boot/grub/grubenv": ENV + "superusers=\\"}),
    ("load_env\n", {"boot/grub/grubenv": ""}),
    ("load_env\n", {}),
    ("set timeout=0\nset default=Broken\nset fallback='Roots Sub'\n", {}),
    ("set timeout=1\nset timeout_style=hidden\nset default='Sub>0'\n", {}),
    ("terminal_input console\nterminal_output console\n", {}),
    ("terminal_input serial_com7\n", {}),
    ("extract_entries_configfile /open.cfg\n", {"open.cfg": "configfile /menu.cfg\n",
                                               "menu.cfg": "menuentry Roots --hotkey=r { linux /vmlinuz }\n"}),
    ("configfile /bad.cfg\n", {"bad.cfg": b"menuentry \xff\xfe'{\n\0\0if"}),
    ("source /self.cfg\n", {"self.cfg": "configfile /self.cfg\n"}),
    ("sleep -i 2\nread name\n", {}),
    ("blscfg\n", {"loader/entries/a.conf": "title\nlinux\n", "boot/loader/entries/b.conf": b"\xff" * 500}),
])
def test_settings(menu, settings, files):
    t = menu(LOCK + settings, ENTRIES, files=files)
    assert no_way_in(t) > 2


def test_keys_held_from_power_on(menu):
    """Also while the config has not yet come to its superusers."""
    t = menu(LOOP + LOCK + LOOP, ENTRIES, ahead="\x1b" * 400)
    assert no_way_in(t) > 2


@pytest.mark.parametrize("hint", ["", "--hint=hd1,msdos1", "--hint-bios=hd1 --hint=hd1,"])
def test_a_disk_that_calls_itself_ours(tmp_path, hint):
    """Plugged in beside ours, with the same UUID, label and file names."""
    ours, theirs = tmp_path / "ours.img", tmp_path / "theirs.img"
    config = (f"search --no-floppy --fs-uuid --set=root {hint} {EXT_UUID}\n"
              f"search --no-floppy --label --set=other {hint} SYSTEM\n"
              "configfile /users.cfg\nconfigfile ($other)/users.cfg\n")
    make_disk(ours, [Part("ext4", {GRUB_CFG: config, "users.cfg": LOCK + ENTRIES,
                                   "vmlinuz": BUILD / "vmlinuz"}, label="SYSTEM")])
    open_menu = "menuentry Theirs { linux /vmlinuz }\n"
    make_disk(theirs, [Part("ext4", {GRUB_CFG: open_menu, "users.cfg": open_menu,
                                     "vmlinuz": BUILD / "vmlinuz"}, label="SYSTEM")])
    with Terminal("--disk", ours, "--disk", theirs) as t:
        t.bar("Broken")
        assert no_way_in(t, ("c", "e", "r", "enter"), rounds=2) > 2
        assert "Theirs" not in t.text


@pytest.mark.parametrize("seed", range(3))
def test_random_keys(menu, seed):
    dice = random.Random(seed)
    t = menu(LOCK + "set timeout=5\n", ENTRIES)
    t.bar("Broken")
    for _ in range(40):
        t.press(*(dice.choice([*KEYS, *"ecrsb xyz"]) for _ in range(dice.randrange(1, 8))))
        assert t.read(0.1)
        assert not [place for place in PLACES if place in t.text], t.text[-2000:]


def test_without_a_config_anybody_types(tmp_path):
    """Who put the password there is not known: as in GRUB there is a prompt."""
    disk = tmp_path / "disk.img"
    make_disk(disk, [Part("ext4", {"vmlinuz": BUILD / "vmlinuz"})])
    with Terminal("--disk", disk) as t:
        t.see("No grub.cfg in")
        t.see("firstlight>")
