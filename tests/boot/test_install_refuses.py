# test_install_refuses.py - disks and files that fl-install does not touch, and what it says.

import os
import pty
import struct
import zlib

import pytest

from core_image import SECTOR, make_boot, make_core, sectors
from images import MIB, Part, change, make_disk, run
from installer import fl_install, images, installs, refuses, small_disk  # noqa: F401


def test_gap_too_small(images):
    core = sectors(make_core())
    refuses(images, small_disk(images / "disk.img", start=32),
            f"core.img has {core} sectors, but the gap before the first partition of "
            f"{images}/disk.img has only 31")


def test_partition_at_sector_1(images):
    refuses(images, small_disk(images / "disk.img", start=1), "has only 0")


def test_disk_smaller_than_core(images):
    disk = images / "disk.img"
    disk.write_bytes(bytes(510) + b"\x55\xaa" + bytes(20 * SECTOR))
    refuses(images, disk, "has only 20")


def test_file_of_one_sector(images):
    disk = images / "disk.img"
    disk.write_bytes(bytes(510) + b"\x55\xaa")
    refuses(images, disk, "has only 1 sectors")


def test_gpt_without_bios_boot_partition(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=MIB), Part("raw", size=8 * MIB)],
                     "gpt")
    run("sgdisk", "-d", "1", disk)
    refuses(images, disk, f"sgdisk -n 0:0:+1M -t 0:ef02 {disk}")
    run("sgdisk", "-n", "0:0:+1M", "-t", "0:ef02", disk)
    installs(images, disk)


def test_gpt_damaged_twice(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    for header in (SECTOR, os.path.getsize(disk) - SECTOR):
        change(disk, header + 40, b"\xff")
    refuses(images, disk, "GPT header at sector 1 is damaged")


def test_gpt_that_is_only_announced(images):
    """What is left of a GPT when its headers are overwritten."""
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    for header in (SECTOR, os.path.getsize(disk) - SECTOR):
        change(disk, header, bytes(SECTOR))
    for options in ((), ("--yes",)):
        refuses(images, disk, f"{disk} has no GPT, though its MBR announces one", *options)


def test_gpt_behind_an_ordinary_mbr(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    change(disk, 450, b"\x83")
    refuses(images, disk, "GPT header in sector 1 that its MBR does not announce")


def test_bios_boot_partition_too_small(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=16 * SECTOR),
                                           Part("raw", size=8 * MIB)], "gpt")
    refuses(images, disk, "BIOS boot partition 1")


@pytest.mark.parametrize("entry, first, reason", [
    (0, 20, "partition 1 starts at sector 20, inside the GPT"),
    (1, 3000, "partitions 1 and 2 overlap")])
def test_bios_boot_partition_in_others(images, entry, first, reason):
    """A GPT that says so, with right checksums."""
    disk = make_disk(images / "disk.img", [Part("bios", size=MIB), Part("raw", size=8 * MIB)], "gpt")
    with open(disk, "r+b") as f:
        f.seek(SECTOR)
        header, table = bytearray(f.read(SECTOR)), bytearray(f.read(32 * SECTOR))
        struct.pack_into("<Q", table, 128 * entry + 32, first)
        struct.pack_into("<I", header, 88, zlib.crc32(table))
        struct.pack_into("<I", header, 16, 0)
        struct.pack_into("<I", header, 16, zlib.crc32(header[:92]))
        f.seek(SECTOR)
        f.write(header + table)
    refuses(images, disk, reason)
    refuses(images, disk, reason, "--yes")


def test_bios_boot_partition_with_a_filesystem(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=4 * MIB), Part("raw", size=8 * MIB)],
                     "gpt")
    run("mke2fs", "-q", "-F", "-t", "ext2", "-E", f"offset={MIB}", disk, "4M")
    refuses(images, disk, "BIOS boot partition 1 holds a ext2 filesystem")


@pytest.mark.parametrize("kind", ["ext4", "vfat"])
def test_a_filesystem_without_a_table(images, kind):
    disk = images / "part.img"
    with open(disk, "wb") as f:
        f.truncate(40 * MIB)
    run(*(["mke2fs", "-q", "-F", "-t", "ext4"] if kind == "ext4" else ["mkfs.vfat"]), disk)
    refuses(images, disk, f"is a {kind} filesystem or member, not a disk with partitions")
    refuses(images, disk, f"is a {kind} filesystem or member", "--yes")


def test_a_file_that_is_no_disk(images):
    disk = images / "letter.txt"
    disk.write_text("Dear disk,\n" * 20000)
    before = disk.read_bytes()
    refuses(images, disk, "has no MBR")
    installs(images, disk, "--yes")
    assert disk.read_bytes()[510:512] == b"\x55\xaa"
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_no_file_a_directory_a_terminal(images):
    refuses(images, images / "nothing", "No such file or directory")
    refuses(images, images, "is a directory, not a disk", "--yes")
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    done = fl_install(images, name, "--yes")
    assert done.returncode == 1
    assert f"{name} is neither a disk nor the image of one" in done.stderr
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_backup_to_what_is_no_file(images, options):
    """As root, /dev/null would be replaced by the backup."""
    disk = small_disk(images / "disk.img", start=sectors(make_core()) + 1)
    pipe = images / "pipe"
    os.mkfifo(pipe)
    for name in (pipe, images):
        before = disk.read_bytes()
        done = fl_install(images, disk, "--backup", name, *options)
        assert done.returncode == 1 and disk.read_bytes() == before
        assert done.stderr.endswith(f"fl-install: {name} is there and is no file\n")
    assert pipe.is_fifo() and images.is_dir()


@pytest.mark.parametrize("at, reason", [
    (17, "its first sector is damaged"), (SECTOR + 4, "no decompressor"),
    (SECTOR + 100, "its decompressor is damaged"), (SECTOR + 2000 + 99, "its payload is damaged"),
])
def test_core_with_a_flipped_bit(images, at, reason):
    core = bytearray(make_core())
    core[at] ^= 4
    (images / "core.img").write_bytes(core)
    refuses(images, small_disk(images / "disk.img"), reason)


@pytest.mark.parametrize("size, reason", [
    (0, "too few"), (500, "too few"), (SECTOR + 10, "too few"), (SECTOR + 1000, "decompressor of"),
    (SECTOR + 2000 + 24999, "payload of 25000 bytes"),
])
def test_core_cut_off(images, size, reason):
    (images / "core.img").write_bytes(make_core()[:size])
    refuses(images, small_disk(images / "disk.img"), reason)


def test_boot_that_is_no_boot_sector(images):
    for content in (b"", make_boot()[:-1], make_boot() + b"\0", bytes(512)):
        (images / "boot.img").write_bytes(content)
        refuses(images, small_disk(images / "disk.img"), "not a boot sector of 512 bytes")
