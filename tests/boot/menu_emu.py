# menu_emu.py - a menu in a terminal: keys in, screens out.

import pytest

from emu import Terminal
from images import Part, make_disk
from machine import BUILD

GRUB_CFG = "boot/grub/grub.cfg"
ENTRIES = """
menuentry 'Good' --id good { linux /vmlinuz good=1 }
menuentry 'Broken' --id broken { linux /missing }
menuentry 'Two words' { linux /vmlinuz two }
menuentry 'Does nothing' --id none { set x=1 }
submenu 'More' --id more {
  menuentry 'Inner broken' { linux /nowhere }
  menuentry 'Inner good' { linux /vmlinuz inner }
}
menuentry 'Says' { echo something to read }
"""
BOOTED = "handed off to a kernel"


def disk_with(folder, config, files=None):
    tree = {GRUB_CFG: config, "vmlinuz": BUILD / "vmlinuz", "initrd.img-1": "i", "initrd.img-2": "i",
            "with blank": "text\n", **(files or {})}
    image = folder / "disk.img"
    make_disk(image, [Part("ext4", tree)])
    return image


@pytest.fixture
def menu(tmp_path):
    """A terminal with a menu of these settings."""
    terminals = []

    def start(settings, entries=ENTRIES, files=None, **more):
        terminals.append(Terminal("--disk", disk_with(tmp_path, settings + entries, files), **more))
        return terminals[-1]

    yield start
    for t in terminals:
        t.child.close(force=True)


def to_prompt(t):
    t.press("c")
    t.see("firstlight>")
