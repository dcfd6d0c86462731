# test_menu_grub.py - the same keys and variables lead GRUB and us to the same entries.

import pytest

from grub import MODULES, install_grub
from images import Part, install, make_disk
from machine import Disk, Machine

HOME = "\x01"
# What is pressed at the first menu; behind each | something was started or left.
KEYS = ["\r", "\x0e\r", "\x0e\x0e\x10\r", "vv\r", "vvv^\r", "\x05\x10\r", "\x05\x01\r", "\x07\r",
        "\x05\x07\r", "\x05\x0e\x0e\x10\x10\r", "\x1b[B\r", "\x1b[B\x1b[B\x1b[A\r", "\x0e\x06", "\x1b[C",
        "x", "\x0ex", "7", "qqq\x0e\r", "\x05\r|\r|\x1b", "\x05\r|\x0e\r|\x1b", "\x03\x06|\x05\x06|\x1b",
        "\x05\x06|\x1b|\x01\x0e\r"]
# What a config of its own sets before it starts something by itself.
SETTINGS = [
    "", "set default=2", "set default=b", "set default='Entry C'", "set default='s>1'",
    "set default='Sub>Inner two'", "set default='4>0'", "set default='d>>e'", "set default=99",
    "set default=nothing", "set fallback=1", "set fallback='2 1'",
    "set default=s\nset fallback=2", "set default='s>1'\nset fallback='1 2'", "set fallback=''",
    "set default=0x1", "set saved_entry=b\nset default=\"${saved_entry}\"",
    "menuentry '---' x -y { echo \"@X [$chosen $2 $3]@\" }\nmenuentry '' { echo \"@G [$chosen]@\" }",
]
ENTRIES = """
menuentry 'Entry A' --id a { echo "@A [$chosen]@" }
menuentry 'Entry B' --id b --hotkey=x { echo "@B [$chosen]@" }
menuentry 'Entry C' --hotkey=7 --id c { echo "@C [$chosen]@" }
menuentry 'Entry D' --id 'd>e' { echo "@D [$chosen]@" }
submenu 'Sub' --id s {
  menuentry 'Inner one' --id one { echo "@1 [$chosen]@" }
  menuentry 'Inner two' --id two { echo "@2 [$chosen]@" }
}
"""
CONFIG = """serial --unit=0 --speed=115200
terminal_input serial
terminal_output serial
set timeout=-1
""" + ENTRIES
SECONDS = 30


@pytest.fixture(scope="module")
def tree():
    files = {"boot/grub/grub.cfg": CONFIG}
    for i, settings in enumerate(SETTINGS):
        files[f"{i}.cfg"] = f"set timeout=0\n{settings}\n{ENTRIES}"
    return files


class Loader:
    """A machine at its menu."""

    def __init__(self, disk, heading, message):
        self.pc = Machine([Disk(disk)])
        self.heading, self.message = heading, message

    def until_menu(self, said):
        """Go on until the first menu is there; what entries said in between."""
        while True:
            which, match = self.pc.expect_any([r"@(\w \[[^@]*)@", self.message, self.heading], SECONDS)
            if which == 0:
                said.append(match[1])
            elif which == 1:
                self.pc.send(" ")
            else:
                return said

    def keys(self, keys):
        """What starts when they are pressed at the first menu."""
        said = []
        for part in (HOME + keys).split("|"):
            self.pc.send(part)
            self.until_menu(said)
        return said

    def config(self, number):
        """What a config starts by itself; then its menu is left."""
        self.pc.send("c")
        self.pc.expect("> ", SECONDS)
        self.pc.send(f"configfile /{number}.cfg\r")
        said = self.until_menu([])
        self.pc.send("\x1b")
        self.pc.expect("> ", SECONDS)
        self.pc.send("\x1b")
        self.until_menu([])
        return said


@pytest.fixture(scope="module")
def loaders(tmp_path_factory, tree):
    folder = tmp_path_factory.mktemp("grub")
    grub = install_grub(make_disk(folder / "grub.img", [Part("ext4", dict(tree))]),
                        MODULES + ["terminfo", "sleep"])
    ours = install(make_disk(folder / "ours.img", [Part("ext4", dict(tree))]))
    both = [Loader(grub, "Use the", "Press any key"), Loader(ours, "c command line", "Press any key")]
    for loader in both:
        loader.until_menu([])
    yield both
    for loader in both:
        loader.pc.close()


@pytest.mark.parametrize("keys", KEYS)
def test_keys(loaders, keys):
    grub, ours = (loader.keys(keys) for loader in loaders)
    assert ours == grub and grub


@pytest.mark.parametrize("number", range(len(SETTINGS)), ids=SETTINGS)
def test_configs(loaders, number):
    grub, ours = (loader.config(number) for loader in loaders)
    assert ours == grub and grub
