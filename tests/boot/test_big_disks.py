# test_big_disks.py - disks with sectors of 4096 bytes, and disks of more than 2 TiB.

import struct
import zlib

import pytest

from grub import grub_editenv
from images import (BIOS_BOOT, LINUX_DATA, MIB, SECTOR, Part, install, make_disk, make_ext,
                    make_fat, run)
from machine import Disk, Machine
from odd_bios import BEHIND, put_in_front

BIG = 4096
TIB = 1 << 40
INITRD = bytes(range(256)) * 1000 + b"odd"
KERNEL = rf"initrd: at 0x\w+, {len(INITRD)} bytes, CRC-32 {zlib.crc32(INITRD):08x}\r"


def tree_of(build, config):
    return {"boot/grub/grub.cfg": config, "vmlinuz": build / "vmlinuz", "initrd": INITRD}


# --- sectors of 4096 bytes: SeaBIOS shows no such disk, so a shim makes one of an ordinary disk

def guid(text):
    a, b, c, d, e = text.split("-")
    return struct.pack("<IHH", int(a, 16), int(b, 16), int(c, 16)) + bytes.fromhex(d + e)


def gpt(parts, sectors):
    """[(sector, bytes)] of a GPT that counts in sectors of 4096 bytes; parts as (first, last)."""
    table = b"".join(guid(LINUX_DATA) + bytes([n + 1] * 16) + struct.pack("<QQQ", first, last, 0)
                     + "part".encode("utf-16-le").ljust(72, b"\0")
                     for n, (first, last) in enumerate(parts)).ljust(128 * 128, b"\0")
    sectors_of_table = len(table) // BIG

    def header(here, there, at):
        fields = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, here, there, 6,
                             sectors - 6, guid(BIOS_BOOT), at, 128, 128, zlib.crc32(table))
        return fields[:16] + struct.pack("<I", zlib.crc32(fields)) + fields[20:]

    protective = bytes(446) + struct.pack("<8BII", 0, 0, 2, 0, 0xEE, 255, 255, 255, 1, sectors - 1)
    last = sectors - 1
    return [(0, protective.ljust(510, b"\0") + b"\x55\xaa"), (1, header(1, last, 2)), (2, table),
            (last, header(last, 1, last - sectors_of_table)), (last - sectors_of_table, table)]


def mbr(parts, sectors):
    entries = b"".join(struct.pack("<8BII", 0, 0, 0, 0, 0x83, 0, 0, 0, first, last - first + 1)
                       for first, last in parts)
    return [(0, (bytes(446) + entries).ljust(510, b"\0") + b"\x55\xaa")]


def big_sector_disk(path, scheme, part):
    """A disk whose one partition starts at its sector 256 of 4096 bytes."""
    first, count = 256, part.size // BIG
    sectors = first + count + 256
    with open(path, "wb") as f:
        f.truncate(sectors * BIG)
        for sector, data in scheme([(first, first + count - 1)], sectors):
            f.seek(sector * BIG)
            f.write(data)
    if part.kind != "vfat":
        part.start = first * BIG // SECTOR
        make_ext(path, part)
        return path
    inside = path.with_suffix(".part")
    with open(inside, "wb") as f:
        f.truncate(part.size)
    make_fat(inside, part)
    run("dd", f"if={inside}", f"of={path}", f"bs={BIG}", f"seek={first}", "conv=notrunc,sparse")
    return path


def boot_disk(path, config, drive):
    """A small disk with a config; the BIOS shows the drive with big sectors."""
    disk = make_disk(path, [Part("ext4", {"boot/grub/grub.cfg": config}, size=8 * MIB, start=BEHIND)])
    return put_in_front(install(disk, "--yes"), "big_sectors", DRIVE=drive)


FROM_BIG = """set timeout=0
search --set=root --file /vmlinuz
menuentry x {
    linux /vmlinuz poweroff root=$root
    initrd /initrd
}
"""


@pytest.mark.parametrize("scheme, kind, name, options", [
    (mbr, "ext4", "hd1,msdos1", ["-b", "4096"]), (gpt, "ext4", "hd1,gpt1", ["-b", "1024"]),
    (gpt, "vfat", "hd1,gpt1", ["-F", "32", "-S", "4096", "-s", "1"]),
    (gpt, "vfat", "hd1,gpt1", ["-F", "16", "-S", "512", "-s", "4"])],
    ids=["mbr-ext4", "gpt-ext4", "gpt-fat-4096", "gpt-fat-512"])
@pytest.mark.parametrize("interface", ["ide", "virtio"])
def test_big_sectors(build, tmp_path, scheme, kind, name, options, interface):
    """Kernel and initrd come from there."""
    size = 320 * MIB if "-S" in options and "32" in options else 32 * MIB
    part = Part(kind, {"vmlinuz": build / "vmlinuz", "initrd": INITRD}, size=size, options=options)
    big = big_sector_disk(tmp_path / "big.img", scheme, part)
    first = boot_disk(tmp_path / "boot.img", FROM_BIG, 0x81)
    with Machine([Disk(first, "ide"), Disk(big, interface)]) as pc:
        pc.expect_exact(f"command line: BOOT_IMAGE=/vmlinuz poweroff root={name}\r")
        pc.expect(KERNEL)
        assert pc.exit_status() == 0


ENV = b"# GRUB Environment Block\n".ljust(1024, b"#")


def test_writing_to_big_sectors(tmp_path):
    """An environment block that begins inside a sector; all around it stays."""
    files = {"boot/grub/grubenv": ENV, "a": b"a" * 1500, "z": b"z" * 1500}
    big = big_sector_disk(tmp_path / "big.img", mbr,
                          Part("ext2", files, size=16 * MIB, options=["-b", "1024"]))
    before = big.read_bytes()
    at = before.index(ENV)
    first = boot_disk(tmp_path / "boot.img", "set word=kept\nsave_env --file (hd1,msdos1)/boot/grub/"
                      "grubenv word\necho status $?\nhalt\n", 0x81)
    with Machine([Disk(first, "ide"), Disk(big, "ide", writable=True)]) as pc:
        pc.expect("status 0")
        assert pc.exit_status() == 0
    after = grub_editenv(tmp_path, ENV, ("set", "word=kept"))
    assert big.read_bytes() == before[:at] + after + before[at + 1024:]


def test_a_boot_disk_of_big_sectors(tmp_path):
    """Its sector 1 is not where boot.img means it: the checksum tells."""
    disk = boot_disk(tmp_path / "boot.img", "echo never\n", 0x80)
    with Machine([Disk(disk, "ide")]) as pc:
        pc.expect_exact("boot: bad core.img\r")


def test_what_seabios_does_with_big_sectors(tmp_path):
    """Nothing: a disk that has them is no drive of its, and the loader says what drives there are."""
    first = make_disk(tmp_path / "first.img", [Part("ext4", {
        "boot/grub/grub.cfg": "ls (hd1)/\nls\necho end\n"}, size=8 * MIB)])
    big = big_sector_disk(tmp_path / "big.img", gpt, Part("ext4", {}, size=16 * MIB))
    with Machine([Disk(install(first, "--yes"), "ide"),
                  Disk(big, "virtio", options="logical_block_size=4096,physical_block_size=4096")]) as pc:
        pc.expect("ls: .*no such device")
        assert "hd1" not in pc.expect(r"\(hd0\)([^e]*)end")[1]


# --- more than 2 TiB

def sparse_qcow2(raw):
    """The same disk in a file of QEMU's; what is nowhere written takes no room."""
    target = raw.with_suffix(".qcow2")
    run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, target)
    raw.unlink()
    return f"{target},format=qcow2"


FAR = """set timeout=0
menuentry x {
    linux /vmlinuz poweroff root=$root
    initrd /initrd
}
"""


def far_disk(build, path, kind, core_too):
    """3 TiB; the partition begins behind 2 TiB, and so may core.img."""
    root = Part(kind, tree_of(build, FAR), size=32 * MIB, start=(2 * TIB + TIB // 2) // SECTOR)
    core = Part("bios", size=MIB, start=(2 * TIB + TIB // 4) // SECTOR if core_too else 0)
    disk = make_disk(path, [core, root], "gpt", size=3 * TIB)
    return install(disk, "--yes")


@pytest.mark.parametrize("interface, kind, core_too", [
    ("virtio", "ext4", False), ("ahci", "ext4", True), ("ide", "ext2", True)])
def test_behind_2_tib(build, tmp_path, interface, kind, core_too):
    disk = sparse_qcow2(far_disk(build, tmp_path / "far.img", kind, core_too))
    with Machine([Disk(disk, interface)]) as pc:
        pc.expect_exact("command line: BOOT_IMAGE=/vmlinuz poweroff root=hd0,gpt2\r")
        pc.expect(KERNEL)
        assert pc.exit_status() == 0


def test_where_the_bios_ends_at_2_tib(build, tmp_path):
    """SeaBIOS reads USB disks with 32-bit sector numbers, and says that they are no longer."""
    disk = sparse_qcow2(far_disk(build, tmp_path / "far.img", "ext4", False))
    with Machine([Disk(disk, "usb")]) as pc:
        pc.expect("No grub.cfg")
        pc.expect_exact("(hd0): partition 2 at sector 5368709120 does not fit the disk, 2147483648 KiB")
