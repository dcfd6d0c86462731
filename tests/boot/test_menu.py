# test_menu.py - the menu on a machine: the same by serial line and by keyboard and screen.

import pytest

from images import Part, install, make_disk
from machine import BUILD, Disk, Machine

CONFIG = """set timeout=-1
menuentry 'First' { linux /vmlinuz entry=first }
menuentry 'Broken' { linux /vmlinuz; initrd /nowhere }
submenu 'More' { menuentry 'Inner' { linux16 /vmlinuz entry=inner } }
"""


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    image = tmp_path_factory.mktemp("menu") / "disk.img"
    make_disk(image, [Part("ext4", {"boot/grub/grub.cfg": CONFIG, "vmlinuz": BUILD / "vmlinuz"})])
    install(image)
    return image


def test_by_serial_line(disk):
    with Machine([Disk(disk)]) as pc:
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
        pc.send("\x1b[F\r")
        pc.expect("Inner")
        pc.send("\r")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz entry=inner")


def test_by_keyboard_and_screen(disk):
    with Machine([Disk(disk)]) as pc:
        pc.expect_screen("Choose what to start")
        pc.press("end", "ret")
        pc.expect_screen("Inner")
        pc.expect_screen("Esc back")
        pc.press("esc")
        pc.expect_screen("Broken")
        pc.press("home", "ret")
        pc.expect("command line: BOOT_IMAGE=/vmlinuz entry=first")
