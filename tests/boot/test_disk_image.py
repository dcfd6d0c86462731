# test_disk_image.py - build/disk.img: the same bytes twice, sound filesystems, every entry.

import re
import shutil
import time

import pytest

from bochs import Bochs
from images import SECTOR, run
from machine import BUILD, ROOT, Disk, Machine

INPUTS = ["boot.img", "core.img", "vmlinuz", "initramfs.cpio.gz", "fl-install"]
# A makefile that builds the disk image alone, in another folder.
MAKEFILE = "B := {folder}\nQ :=\nsay =\ninclude disk.img.mk\n"


def build_again(folder, mask):
    folder.mkdir()
    for name in INPUTS:
        shutil.copy(BUILD / name, folder)
        (folder / name).chmod(0o777 & ~mask)
    (folder / "makefile").write_text(MAKEFILE.format(folder=folder))
    run("make", "-s", "-f", folder / "makefile", folder / "disk.img", cwd=ROOT)
    return folder / "disk.img"


def test_same_inputs_same_bytes(tmp_path):
    """Whatever the time, and the umask of who builds."""
    first = build_again(tmp_path / "one", 0o022)
    time.sleep(2.1)                     # FAT counts time in steps of 2 s
    second = build_again(tmp_path / "two", 0o077)
    run("cmp", first, second)
    run("cmp", first, BUILD / "disk.img")


def test_filesystems_are_sound(tmp_path):
    table = run("sfdisk", "-d", BUILD / "disk.img")
    parts = [(int(start), int(size)) for start, size in
             re.findall(r"start=\s*(\d+), size=\s*(\d+)", table)]
    assert len(parts) == 2
    for (start, size), check in zip(parts, (["e2fsck", "-fn"], ["fsck.fat", "-n"])):
        part = tmp_path / "part"
        with open(BUILD / "disk.img", "rb") as disk:
            disk.seek(start * SECTOR)
            part.write_bytes(disk.read(size * SECTOR))
        run(*check, part)


def expect_kernel(pc, cmdline):
    """Our kernel with its command line, and the shell that lies in the disk's initrd."""
    pc.expect("command line: .*" + re.escape(cmdline))
    pc.expect("BusyBox v.*built-in shell")
    pc.expect("# ")


@pytest.mark.parametrize("keys, cmdline", [
    ("\r", "root=UUID=f1257161-0000-4000-8000-000000000001 ro console=tty0 console=ttyS0,115200"),
    ("\x1b[B\r", "root=UUID=f1257161-0000-4000-8000-000000000001 ro console=tty0"),
    ("\x1b[B\x1b[B\r", "/firstlight/vmlinuz console=tty0 console=ttyS0,115200"),
])
def test_entries(keys, cmdline):
    with Machine([BUILD / "disk.img"]) as pc:
        pc.expect("Starts by itself in")
        pc.send(keys)
        expect_kernel(pc, cmdline)


def test_default_after_the_timeout():
    with Machine([BUILD / "disk.img"], icount=True) as pc:
        expect_kernel(pc, "BOOT_IMAGE=/boot/vmlinuz")


def test_reboot_and_power_off():
    with Machine([BUILD / "disk.img"]) as pc:
        pc.expect("Starts by itself in")
        pc.send("\x1b[B" * 3 + "\r")
        assert pc.exit_status() == 0    # -no-reboot: a reset ends QEMU
    with Machine([BUILD / "disk.img"]) as pc:
        pc.expect("Starts by itself in")
        pc.send("\x1b[B" * 4 + "\r")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("interface", ["ide", "ahci", "virtio", "usb"])
def test_every_disk_interface(interface):
    with Machine([Disk(BUILD / "disk.img", interface)]) as pc:
        pc.expect("Starts by itself in")
        pc.send("\r")
        expect_kernel(pc, "BOOT_IMAGE=/boot/vmlinuz")


def test_the_menu_on_the_screen():
    with Machine([BUILD / "disk.img"]) as pc:
        pc.expect_screen("Firstlight kernel, by its 16-bit entry")
        pc.press("down", "down", "ret")
        expect_kernel(pc, "/firstlight/vmlinuz")


def test_bochs():
    with Bochs([BUILD / "disk.img"]) as pc:
        expect_kernel(pc, "BOOT_IMAGE=/boot/vmlinuz")


def test_undone_it_boots_no_more(tmp_path):
    """fl-install --uninstall leaves a disk without a boot loader."""
    image = shutil.copy(BUILD / "disk.img", tmp_path / "disk.img")
    run(BUILD / "fl-install", "--uninstall", image)
    with open(image, "rb") as f:
        assert f.read(440) == bytes(440)
        f.seek(SECTOR)
        assert f.read(2047 * SECTOR) == bytes(2047 * SECTOR)
