# test_inspect.py - fl-inspect on our own disks, beside what sfdisk, sgdisk, zlib, lzma and we
# ourselves read there.

import lzma
import os
import re
import struct
import zlib

import pytest

from core_image import BOOT_LBA, RUNS, SECTOR, TAIL, block_list, first_lba, seal
from images import MIB, Part, change, install, make_disk, run
from inspector import INSPECT, check_table, fails, fl_inspect, inspect, row_of
from machine import BUILD


@pytest.fixture
def ours(tmp_path):
    """A disk with Firstlight on it."""
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB), Part("raw", size=4 * MIB)])
    return install(disk)


# --- tables, beside sfdisk and sgdisk

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
