# test_inspect_others.py - fl-inspect on disks with other boot loaders.  One that EXTLINUX made
# is looked at where the tests may mount (as root).

import contextlib
import lzma
import re
import struct
import tempfile
import zlib
from pathlib import Path

import pytest

from core_image import SECTOR
from grub import MODULES_DIR, PREFIX, install_grub
from images import MIB, Part, change, make_disk, run
from inspector import check_table, inspect, row_of
from machine import BUILD

SYSLINUX_MBR, EXTLINUX_MBR = Path("/usr/lib/SYSLINUX"), Path("/usr/lib/EXTLINUX")
BOOT_CODE = 440
GRUB_LZMA = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]


def check_grub_payload(report, core, prefix):
    packed, unpacked, parity = struct.unpack_from("<III", core, SECTOR + 8)
    payload = report["payload"]
    assert (payload["packed"], payload["unpacked"]) == (packed, unpacked)
    assert payload["reed_solomon_bytes"] == parity and payload["check"] == "ok"
    assert payload["prefix"] == prefix
    stub = row_of(report, "lzma_decompress.img")
    assert stub["bytes"] == (MODULES_DIR / "lzma_decompress.img").stat().st_size
    plain = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=GRUB_LZMA).decompress(
        core[SECTOR + stub["bytes"]:], unpacked)
    assert len(plain) == unpacked and payload["kernel_bytes"] == plain.rindex(b"mimg\x0c\0\0\0")
    # kernel.img has the four bytes, too: what it compares modules with.
    assert plain[payload["kernel_bytes"]:].count(b"\x7fELF") == payload["modules"]


def test_grub(tmp_path):
    disk = install_grub(make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)]))
    report, raw = inspect(disk), disk.read_bytes()
    check_table(disk, report)
    assert report["boot_sector"]["loader"] == "GRUB"
    assert report["boot_sector"]["core_lba"] == 1
    assert report["boot_sector"]["boot_drive"] == "the BIOS's"
    core = raw[SECTOR:]
    lba, sectors, segment = struct.unpack_from("<QHH", core, SECTOR - 12)
    assert report["block_list"] == [{"lba": lba, "sectors": sectors, "address": segment * 16}]
    check_grub_payload(report, core, PREFIX)
    assert row_of(report, "packed kernel.img and modules")["lba"] == 1 + (
        SECTOR + row_of(report, "lzma_decompress.img")["bytes"]) // SECTOR
    change(disk, (lba + 30) * SECTOR)
    assert inspect(disk, 1)["payload"]["check"] == "BAD"
    change(disk, 2 * SECTOR - 12, struct.pack("<QH", 10**9, 5))
    assert "past the end" in inspect(disk, 1)["problem"]
    change(disk, 2 * SECTOR - 2, b"\0\0")
    assert "no diskboot.img of GRUB" in inspect(disk, 1)["problem"]


def test_grub_in_a_bios_boot_partition(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    install_grub(disk, ["biosdisk"], "/here", start=2048)
    report = inspect(disk)
    assert report["boot_sector"]["core_lba"] == row_of(report, "diskboot.img")["lba"] == 2048
    assert report["payload"]["prefix"] == "/here"
    assert report["room"]["in_use"] == report["block_list"][0]["sectors"] + 1


def test_grub_as_debian_installs_it():
    """By grub-install, with Reed-Solomon bytes."""
    disk = BUILD / "guest/debian12.img"
    report = inspect(disk)
    check_table(disk, report)
    with open(disk, "rb") as f:
        core = f.read(300 * SECTOR)[SECTOR:]
    assert report["boot_sector"]["loader"] == "GRUB" and report["boot_sector"]["checks_the_drive"]
    assert report["payload"]["reed_solomon_bytes"] > 0
    check_grub_payload(report, core, "(,msdos1)/boot/grub")
    # All that is not Reed-Solomon's.
    total = (1 + sum(run["sectors"] for run in report["block_list"])) * SECTOR
    assert report["core"]["bytes"] == total - report["payload"]["reed_solomon_bytes"]
    assert report["core"]["bytes"] == (SECTOR + row_of(report, "lzma_decompress.img")["bytes"]
                                       + report["payload"]["packed"])


def test_grub_core_file(tmp_path):
    core = tmp_path / "core.img"
    run("grub-mkimage", "-O", "i386-pc", "-p", "/x", "-o", core, "biosdisk", "ext2")
    report = inspect(core)
    assert report["kind"] == "core.img" and report["core"]["bytes"] == core.stat().st_size
    check_grub_payload(report, core.read_bytes(), "/x")


def syslinux_disk(path):
    part = Part("vfat", {"x": "y"}, size=32 * MIB)
    make_disk(path, [part])
    run("syslinux", "--install", "--offset", part.start * SECTOR, path)
    return path, part


@pytest.mark.parametrize("mbr, starts", [
    ("mbr.bin", "the active partition"), ("altmbr.bin", "partition 1"),
    ("gptmbr.bin", "the GPT partition with the legacy boot attribute")])
def test_syslinux_mbr(tmp_path, mbr, starts):
    disk, _ = syslinux_disk(tmp_path / "disk.img")
    change(disk, 0, ((SYSLINUX_MBR / mbr).read_bytes() + b"\1")[:BOOT_CODE])
    report = inspect(disk)
    assert report["boot_sector"]["loader"] == "SYSLINUX"
    assert report["boot_sector"]["starts"] == starts


@pytest.mark.parametrize("name", [b"SYSLINUX", b"EXTLINUX"])
def test_ldlinux(tmp_path, name):
    """The boot sectors of both have the same code; their names differ."""
    disk, part = syslinux_disk(tmp_path / "disk.img")
    change(disk, part.start * SECTOR + 3, name)
    report, raw = inspect(disk), disk.read_bytes()
    found, = report["ldlinux"]
    assert found["loader"] == name.decode() and found["partition"] == 1
    assert raw[found["ldlinux_lba"] * SECTOR:].startswith(b"\r\n" + found["version"].encode())
    assert re.match(r"SYSLINUX \d\.\d+", found["version"])
    change(disk, found["ldlinux_lba"] * SECTOR, bytes(SECTOR))
    assert inspect(disk, 1)["ldlinux"][0]["problem"] == "no ldlinux.sys there"


def may_mount(tmp):
    """Only root, and not in every container."""
    image = tmp / "fs.img"
    with open(image, "wb") as f:
        f.truncate(4 * MIB)
    try:
        run("mke2fs", "-q", image)
        with mounted(image, 0, tmp):
            return True
    except AssertionError:
        return False


@contextlib.contextmanager
def mounted(image, sector, folder):
    where = folder / "mounted"
    where.mkdir(exist_ok=True)
    run("mount", "-o", f"loop,offset={sector * SECTOR}", image, where)
    try:
        yield where
    finally:
        run("umount", where)


with tempfile.TemporaryDirectory() as scratch:
    MAY_MOUNT = may_mount(Path(scratch))

if MAY_MOUNT:
    def test_extlinux_and_a_device(tmp_path):
        """Installed by its own program; the device shows what its image shows."""
        part = Part("ext4", {"x": "y"})
        disk = make_disk(tmp_path / "disk.img", [part])
        with mounted(disk, part.start, tmp_path) as where:
            run("extlinux", "--install", where)
        change(disk, 0, (EXTLINUX_MBR / "mbr.bin").read_bytes()[:BOOT_CODE])
        report, raw = inspect(disk), disk.read_bytes()
        assert report["boot_sector"]["starts"] == "the active partition"
        found, = report["ldlinux"]
        assert raw[found["ldlinux_lba"] * SECTOR:].startswith(b"\r\nSYSLINUX")
        assert found["version"].startswith("SYSLINUX")
        loop = run("losetup", "-r", "-f", "--show", disk).strip()
        try:
            assert dict(inspect(loop), file=None) == dict(report, file=None)
        finally:
            run("losetup", "-d", loop)


def test_filesystem_without_partitions(tmp_path):
    disk = tmp_path / "disk.img"
    with open(disk, "wb") as f:
        f.truncate(16 * MIB)
    run("mkfs.vfat", "-F", "16", disk)
    run("syslinux", "--install", disk)
    report = inspect(disk)
    assert report["partition_table"] == {"scheme": "none"}
    assert report["ldlinux"][0]["version"].startswith("SYSLINUX")
    assert "vfat filesystem" in report["room"]["none"]


def limine_disk(path):
    """The fields as Limine's boot sector has them; what they lead to is ours."""
    disk = make_disk(path, [Part("raw", size=8 * MIB)])
    pack = zlib.compressobj(wbits=31)
    stage2 = bytes(range(256)) * 100
    image = (bytes(96) + pack.compress(stage2) + pack.flush()).ljust(1024, b"\0")
    code = bytearray(BOOT_CODE)
    code[:3] = b"\xeb\x58\x90"
    code[0x80:0x84] = b"\x68\x00\x70\x07"
    struct.pack_into("<HHQQ", code, 0x1A4, 512, 512, 512, 100 * SECTOR)
    change(disk, 0, bytes(code))
    change(disk, SECTOR, image[:512])
    change(disk, 100 * SECTOR, image[512:])
    return disk, stage2


def test_limine(tmp_path):
    disk, stage2 = limine_disk(tmp_path / "disk.img")
    report = inspect(disk)
    assert report["boot_sector"]["loader"] == "Limine"
    assert report["boot_sector"]["stage2_pieces"] == [{"offset": 512, "bytes": 512},
                                                      {"offset": 51200, "bytes": 512}]
    assert [(s["lba"], s["address"]) for s in report["stages"]] == [
        (0, 0x7C00), (1, 0x70000), (100, 0x70200)]
    assert report["payload"]["unpacked"] == len(stage2) and report["payload"]["check"] == "ok"
    change(disk, SECTOR + 96 + 40)
    assert inspect(disk, 1)["payload"]["check"] == "BAD"


def test_unknown_boot_code(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)])
    change(disk, 0, b"\xfa\x31\xc0Some loader of mine\0\xff")
    report = inspect(disk)
    assert report["boot_sector"]["loader"] == "unknown"
    assert report["boot_sector"]["says"] == "Some loader of mine"


def test_windows_boot_code(tmp_path):
    """By its sentences: the code is of many versions."""
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)])
    change(disk, 0, b"\x33\xc0" + b"Invalid partition table\0Missing operating system\0")
    assert inspect(disk)["boot_sector"]["loader"] == "Windows"
