# test_inspect.py - fl-inspect, beside what sfdisk, sgdisk, zlib, lzma and we ourselves read on
# the same disks.  One that EXTLINUX made is looked at where the tests may mount (as root).

import contextlib
import json
import lzma
import os
import re
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

import pytest

from core_image import BOOT_LBA, RUNS, SECTOR, TAIL, block_list, first_lba, seal
from grub import MODULES_DIR, PREFIX, install_grub
from images import MIB, Part, install, make_disk, run
from machine import BUILD, ROOT

INSPECT = [BUILD / "fl-inspect", BUILD / "asan/fl-inspect"]
SYSLINUX_MBR, EXTLINUX_MBR = Path("/usr/lib/SYSLINUX"), Path("/usr/lib/EXTLINUX")
CLOUD_KERNEL = BUILD / "guest/vmlinuz"
DOCUMENTED = set(re.findall(r"^\.It Va (\w+)$", (ROOT / "docs/man/fl-inspect.1").read_text(), re.M))
BOOT_CODE = 440
GRUB_LZMA = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]


def fl_inspect(*arguments, program=INSPECT[1]):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120)


def inspect(path, status=0):
    """What it says as JSON; the text for people ends with the same status."""
    done = fl_inspect("--json", path)
    assert done.returncode == status and not done.stderr, done.stdout + done.stderr
    text = fl_inspect(path)
    assert text.returncode == status and not text.stderr
    report = json.loads(done.stdout)
    assert set(report) <= DOCUMENTED
    return report


def fails(path, reason, status=2):
    done = fl_inspect(path)
    assert done.returncode == status
    assert reason in done.stderr and len(done.stderr.splitlines()) == 1


def row_of(report, stage):
    return next(row for row in report["stages"] if row["stage"] == stage)


def change(path, at, new=None):
    """Other bytes there; without `new`, one bit flipped."""
    with open(path, "r+b") as f:
        f.seek(at)
        old = f.read(len(new) if new else 1)
        f.seek(at)
        f.write(new or bytes([old[0] ^ 0x10]))


@pytest.fixture
def ours(tmp_path):
    """A disk with Firstlight on it."""
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB), Part("raw", size=4 * MIB)])
    return install(disk)


# --- tables, beside sfdisk and sgdisk

def check_table(disk, report):
    """The partitions are those that sfdisk lists."""
    theirs = json.loads(run("sfdisk", "--json", disk))["partitiontable"]
    assert report["partition_table"]["scheme"] == theirs["label"]
    assert report["partition_table"]["id"] == theirs["id"]
    want = [(int(re.search(r"\d+$", p["node"])[0]), p["start"], p["size"], p["type"], p.get("name"),
             p.get("bootable")) for p in theirs["partitions"]]
    assert want == [(p["number"], p["lba"], p["sectors"], p["type"], p.get("name"), p.get("active"))
                    for p in report["partitions"]]


def test_logical_partitions(tmp_path):
    disk = tmp_path / "disk.img"
    with open(disk, "wb") as f:
        f.truncate(64 * MIB)
    run("sfdisk", "-q", disk, input="start=2048,size=8192,type=83,bootable\n"
        "start=20480,size=60000,type=5\nstart=22528,size=4096,type=83\n"
        "start=28672,size=4096,type=82\n")
    report = inspect(disk)
    check_table(disk, report)
    assert [p["number"] for p in report["partitions"]] == [1, 2, 5, 6]
    assert report["partitions"][3]["type_name"] == "Linux swap / Solaris"
    assert report["boot_sector"]["loader"] == "none"
    assert report["room"]["free"] == report["room"]["sectors"] == 2047


def test_gpt(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    run("sgdisk", "-c", "2:a name", "-c", "1:启动", disk, env={**os.environ, "LC_ALL": "C.UTF-8"})
    install(disk)
    report = inspect(disk)
    check_table(disk, report)
    said = run("sgdisk", "-i", "2", disk)
    assert report["partitions"][1]["uuid"] in said and "a name" in said
    assert report["partitions"][0]["type_name"] == "BIOS boot"
    assert report["partitions"][0]["name"] == "启动"
    assert report["room"]["where"] == "BIOS boot partition 1"
    assert row_of(report, "diskboot.img")["lba"] == report["partitions"][0]["lba"] == 2048


def test_damaged_gpt(tmp_path):
    """Both headers."""
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    change(disk, SECTOR + 20, b"\xff")
    assert "problem" not in inspect(disk)["partition_table"]
    change(disk, disk.stat().st_size - SECTOR + 20, b"\xff")
    assert "damaged" in inspect(disk, 1)["partition_table"]["problem"]


def test_partition_past_the_end(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)])
    os.truncate(disk, 4 * MIB)
    assert inspect(disk, 1)["partitions"][0]["problem"] == "does not fit the disk"


# --- our own stages

def layout(name):
    text = (BUILD / "layout.inc").read_text()
    return int(re.search(rf"\b{name}\s+equ\s+(\w+)|%define\s+{name}\s+(\w+)", text)[0].split()[-1], 0)


def test_our_disk(ours):
    report, disk = inspect(ours), ours.read_bytes()
    check_table(ours, report)
    assert report["boot_sector"]["loader"] == "Firstlight"
    assert report["boot_sector"]["core_lba"] == first_lba(disk) == 1
    assert int(report["boot_sector"]["disk_id"], 0) == struct.unpack_from("<I", disk, 440)[0]
    core = disk[SECTOR:]
    assert [(r["lba"], r["sectors"]) for r in report["block_list"]] == block_list(core)
    stub, stub_crc, crc = struct.unpack_from("<III", core, SECTOR - 12)
    payload, payload_crc = struct.unpack_from("<II", core, SECTOR + 12)
    at = SECTOR + stub
    for name, where, size, address, stored in (
            ("diskboot.img", 0, SECTOR, layout("DISKBOOT_START"), crc),
            ("lzma_decompress.img", SECTOR, stub, layout("CORE_START"), stub_crc),
            ("packed loader", at, payload, layout("CORE_START") + stub, payload_crc)):
        row = row_of(report, name)
        assert row["lba"] == 1 + where // SECTOR and row["bytes"] == size
        assert row["address"] == address
        assert row["stored_crc"] == row["crc"] == stored and row["check"] == "ok"
    assert row_of(report, "packed loader")["crc"] == zlib.crc32(core[at:at + payload])
    assert row_of(report, "boot.img")["address"] == layout("BOOT_SECTOR_START")
    assert report["core"]["bytes"] == (BUILD / "core.img").stat().st_size


def test_our_payload():
    report, core = inspect(BUILD / "core.img"), (BUILD / "core.img").read_bytes()
    stub = struct.unpack_from("<I", core, SECTOR + 8)[0]
    plain = lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress(core[SECTOR + stub:])
    assert report["kind"] == "core.img"
    assert report["payload"]["unpacked"] == len(plain)
    assert report["payload"]["packed"] == len(core) - SECTOR - stub
    assert report["payload"]["percent"] == pytest.approx(
        100 * (len(core) - SECTOR - stub) / len(plain), abs=0.01)
    start, rest = report["loader_parts"]
    sizes = {name: (BUILD / f"loader/{name}.bin").stat().st_size
             for name in ("start", "start_code", "rest", "rest_code")}
    assert start["bytes"] == sizes["start"] + sizes["start_code"]
    assert rest["bytes"] == sizes["rest"] + sizes["rest_code"]
    assert start["address"] == layout("LOADER_START")
    assert rest["address"] == layout("LOADER_START") + start["bytes"]
    assert start["packed"] + rest["packed"] <= report["payload"]["packed"]
    assert row_of(report, "loader")["bytes"] == sum(sizes.values())


def test_our_boot_image():
    report = inspect(BUILD / "boot.img")
    assert report["kind"] == "boot sector"
    assert report["boot_sector"]["loader"] == "Firstlight" and report["boot_sector"]["core_lba"] == 1


def test_fragments(ours):
    """core.img in two pieces: each stage's sector is where the block list says."""
    disk = bytearray(ours.read_bytes())
    total = block_list(disk[SECTOR:])[0][1]
    moved = disk[4 * SECTOR:(total + 2) * SECTOR]
    disk[4 * SECTOR:(total + 2) * SECTOR] = bytes(len(moved))
    disk[1000 * SECTOR:1000 * SECTOR + len(moved)] = moved
    sector = disk[SECTOR:2 * SECTOR]
    sector[TAIL:TAIL + 24] = struct.pack("<QIQI", 2, 2, 1000, total - 2)
    disk[SECTOR:2 * SECTOR] = seal(sector)
    ours.write_bytes(disk)
    report = inspect(ours)
    stub = row_of(report, "lzma_decompress.img")
    assert stub["lba"] == 2 and stub["check"] == "ok"
    assert row_of(report, "packed loader")["lba"] == 1000 + stub["bytes"] // SECTOR - 2
    assert len(report["block_list"]) == 2


def test_backup(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)])
    report = inspect(disk)
    assert "backup" not in report and report["room"]["in_use"] == 0
    said = run(BUILD / "fl-install", "--core", BUILD / "core.img", "--boot", BUILD / "boot.img", disk)
    first, last = map(int, re.search(r"backup +\d+ sectors: (\d+) to (\d+)", said).groups())
    report = inspect(disk)
    backup = report["backup"]
    assert (backup["lba"], backup["sectors"]) == (first, last - first + 1)
    assert backup["uninstall"] == "possible"
    assert backup["installations"][0]["core_lba"] == 1
    assert backup["installations"][0]["boot_crc"] == report["boot_sector"]["code_crc"]
    used = sum(any(disk.read_bytes()[i * SECTOR:(i + 1) * SECTOR]) for i in range(1, 2048))
    assert report["room"]["in_use"] == used
    assert report["room"]["free"] == 2047 - used
    change(disk, 5 * SECTOR)
    assert "changed" in inspect(disk, 1)["backup"]["uninstall"]
    change(disk, last * SECTOR + 100)
    assert "damaged" in inspect(disk, 1)["backup"]["problem"]


# --- damage

@pytest.mark.parametrize("stage, offset", [
    ("diskboot.img", 100), ("lzma_decompress.img", 600), ("packed loader", 9000)])
def test_flipped_bit(ours, stage, offset):
    at = row_of(inspect(ours), stage)["lba"] * SECTOR + offset % SECTOR
    change(ours, at)
    report = inspect(ours, 1)
    assert row_of(report, stage)["check"] == "BAD"
    assert row_of(report, stage)["crc"] != row_of(report, stage)["stored_crc"]
    others = [r for r in report["stages"] if r.get("check") and r["stage"] != stage]
    assert others and all(r["check"] == "ok" for r in others)
    assert "BAD" in fl_inspect(ours).stdout


def set_runs(disk, *runs):
    raw = bytearray(disk.read_bytes())
    sector = raw[SECTOR:2 * SECTOR]
    sector[TAIL:TAIL + 12 * RUNS] = b"".join(struct.pack("<QI", *r) for r in runs).ljust(12 * RUNS, b"\0")
    raw[SECTOR:2 * SECTOR] = seal(sector)
    disk.write_bytes(raw)


@pytest.mark.parametrize("runs, reason", [
    ([(2**63, 90)], "past the end"), ([(2, 2**32 - 1)], "more than 4096 sectors"),
    ([(2, 1)], "too few|decompressor of|payload of"), ([], "too few|no decompressor")])
def test_bad_block_list(ours, runs, reason):
    set_runs(ours, *runs)
    report = inspect(ours, 1)
    said = report.get("problem", "") + report["core"].get("problem", "")
    assert re.search(reason, said), report


def test_core_beyond_the_disk(ours):
    change(ours, BOOT_LBA, struct.pack("<Q", 2**64 - 1))
    assert "past the end" in inspect(ours, 1)["problem"]


def test_cut_core(tmp_path):
    core = (BUILD / "core.img").read_bytes()
    cut = tmp_path / "core.img"
    for size in (SECTOR + 28, 3000, len(core) - 1):
        cut.write_bytes(core[:size])
        assert re.search("decompressor of|payload of", inspect(cut, 1)["core"]["problem"])


def test_payload_that_cannot_be_unpacked(tmp_path):
    """Its checksum is true."""
    core = bytearray((BUILD / "core.img").read_bytes())
    stub = struct.unpack_from("<I", core, SECTOR + 8)[0]
    at = SECTOR + stub
    core[at + 5:at + 13] = struct.pack("<Q", 1 << 40)
    core[SECTOR + 16:SECTOR + 20] = struct.pack("<I", zlib.crc32(core[at:]))
    core[SECTOR - 8:SECTOR - 4] = struct.pack("<I", zlib.crc32(core[SECTOR:at]))
    bad = tmp_path / "core.img"
    bad.write_bytes(seal(core[:SECTOR]) + core[SECTOR:])
    report = inspect(bad, 1)
    assert all(row["check"] == "ok" for row in report["stages"])
    assert "cannot be unpacked" in report["payload"]["problem"]


# --- others' loaders

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


def test_text_that_no_screen_should_get(tmp_path):
    """Escape sequences in what others wrote are shown as dots, bytes that are no UTF-8 too."""
    kernel = tmp_path / "vmlinuz"
    for wild, shown in ((b"\x1b[2J1\n", ".[2J1"), (b"1\xc2\x9b2J", "1..2J"), (b"\xff\xfe1", "..1"),
                        ("é1".encode(), "é1")):
        raw = bytearray(small_kernel())
        raw[0x300:0x300 + len(wild) + 1] = wild + b"\0"
        kernel.write_bytes(raw)
        assert inspect(kernel)["kernel"]["version"] == shown
        assert b"\x1b" not in fl_inspect(kernel).stdout.encode()


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


# --- kernels

def header(file, offset, kind):
    return struct.unpack_from("<" + kind, file, offset)[0]


@pytest.mark.parametrize("kernel", [BUILD / "vmlinuz", CLOUD_KERNEL, Path("/boot/memtest86+x64.bin")])
def test_kernel(kernel):
    report, file = inspect(kernel), kernel.read_bytes()
    found = report["kernel"]
    version = header(file, 0x206, "H")
    assert report["kind"] == "kernel"
    assert found["protocol"] == f"{version >> 8}.{version & 255:02}"
    text = file[header(file, 0x20E, "H") + 0x200:].split(b"\0")[0].decode().strip()
    assert text.startswith(found["version"][:200])
    assert found["setup_bytes"] == (file[0x1F1] + 1) * 512
    assert found["system_bytes"] == header(file, 0x1F4, "I") * 16
    assert found["code32_address"] == header(file, 0x214, "I")
    assert found["initrd_max_address"] == header(file, 0x22C, "I")
    assert found["relocatable"] == bool(file[0x234])
    assert found["alignment"] == header(file, 0x230, "I")
    assert found["cmdline_bytes"] == header(file, 0x238, "I")
    assert found["preferred_address"] == header(file, 0x258, "Q")
    assert found["init_bytes"] == header(file, 0x260, "I")
    assert found["handover_offset"] == header(file, 0x264, "I")
    assert int(found["loadflags"].split(":")[0], 0) == file[0x211]
    if header(file, 0x24C, "I"):
        at = found["setup_bytes"] + header(file, 0x248, "I")
        magic = {"lz4": b"\x02\x21\x4c\x18", "xz": b"\xfd7zXZ"}[found["payload"]["packed_with"]]
        assert found["payload"]["offset"] == at and file[at:].startswith(magic)


def small_kernel(**fields):
    """One with a checksum as Linux makes it."""
    head = bytearray(3 * SECTOR)
    struct.pack_into("<BHI", head, 0x1F1, 2, 0, fields.get("paragraphs", 16))
    struct.pack_into("<HBBIHIHH", head, 0x1FE, 0xAA55, 0xEB, 0x6A, 0x53726448, 0x20F, 0, 0,
                     fields.get("version_at", 0x100))
    head[0x300:0x306] = b"1.2.3\0"
    struct.pack_into("<II", head, 0x248, 0, fields.get("payload", 0))
    body = bytes(head) + bytes(16 * 16 - 4)
    return body + struct.pack("<I", zlib.crc32(body) ^ 0xFFFFFFFF)


def test_kernel_checksum(tmp_path):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel())
    assert inspect(kernel)["kernel"]["checksum"] == "ok"
    assert inspect(kernel)["kernel"]["version"] == "1.2.3"
    change(kernel, 0x500)
    assert inspect(kernel)["kernel"]["checksum"] != "ok"


@pytest.mark.parametrize("fields, reason", [
    ({"paragraphs": 17}, "shorter than its header says"), ({"version_at": 0xFFFF}, "version text"),
    ({"payload": 10**6}, "not inside of the file")])
def test_bad_kernel(tmp_path, fields, reason):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel(**fields))
    found = inspect(kernel, 1)["kernel"]
    assert reason in found.get("problem", "") + found.get("payload", {}).get("problem", "")


def test_kernel_cut_in_its_setup(tmp_path):
    kernel = tmp_path / "vmlinuz"
    kernel.write_bytes(small_kernel()[:0x2A0])
    assert "inside the setup part" in inspect(kernel, 1)["kernel"]["problem"]


# --- what it cannot read, and how it is called

def test_unreadable(tmp_path):
    fails(tmp_path / "none", "cannot open")
    fails(tmp_path, "is a directory")
    (tmp_path / "empty").write_bytes(b"")
    fails(tmp_path / "empty", "0 bytes are too few for a disk")
    fails("/dev/null", "neither a disk nor the image of one")


def test_usage():
    assert fl_inspect().returncode == fl_inspect("a", "b").returncode == 2
    assert fl_inspect("--nonsense", "a").returncode == 2
    assert fl_inspect("--help").stdout.startswith("usage: fl-inspect")


def test_text_has_what_json_has(ours):
    """And the build for every day says the same as the one with sanitizers."""
    text = fl_inspect(ours, program=INSPECT[0]).stdout
    assert text == fl_inspect(ours).stdout
    table = text[text.index("\nstages\n"):].splitlines()
    for row in inspect(ours)["stages"]:
        line = next(line for line in table if line.startswith(f"  {row['stage']}  "))
        assert f"{row['address']:#x}" in line and str(row["bytes"]) in line and row["mode"] in line
