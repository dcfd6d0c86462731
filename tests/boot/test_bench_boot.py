# test_bench_boot.py - the bench of the loader counts right, tells a failure from a number, and
# makes the disks that it says.

import re
import sys

import pytest

from images import FIRST, MIB, SECTOR, install, make_disk, run
from machine import ROOT, GuestError

sys.path.insert(0, str(ROOT / "tests/bench"))

import bench  # noqa: E402
import disks  # noqa: E402
import growth_disks as grow  # noqa: E402
import page  # noqa: E402
import payload  # noqa: E402
import qemu  # noqa: E402
import results  # noqa: E402
import rounds  # noqa: E402
import sizes  # noqa: E402
import stages  # noqa: E402
import targets  # noqa: E402
import traffic  # noqa: E402
import wall  # noqa: E402

LONGEST = 127                           # sectors a call
KERNEL, INITRD = 64 * 1024, 2 * MIB
CPU = rounds.all_cpus()[0]
OURS, FLOOR = (disks.Case(loader, filesystem, "big") for loader, filesystem in
               ((disks.OURS, "FAT32"), (disks.FLOOR, "")))


@pytest.fixture(scope="module")
def floor(tmp_path_factory):
    """The disk of a floor with a small payload, and its sectors."""
    image = tmp_path_factory.mktemp("floor") / "floor.img"
    files = payload.make_files(KERNEL, INITRD)
    disks.make_floor(image, files)
    disks.put_shim(image)
    return image, payload.sectors(files)


# --- what is counted


def test_the_floor_costs_what_it_must(floor):
    """A dword copied is an instruction; reading costs some thousands a call, not more."""
    image, sectors = floor
    dwords, calls = sectors * SECTOR // 4, -(-sectors // LONGEST)
    first, second = (qemu.exact(image, "ahci", CPU).instructions for _ in range(2))
    assert dwords + 500 * calls < first < dwords + 10000 * calls
    assert abs(first - second) < first / 20


def test_calls_and_sectors_of_the_floor(floor):
    """In the guest, and from outside: there the BIOS and the shim read a sector each, too."""
    image, sectors = floor
    calls = -(-sectors // LONGEST)
    said = traffic.counted(image, "ahci", CPU)
    assert (said.reads, said.sectors) == (calls, sectors)
    assert 0 < sum(said.bios_ticks) < said.instructions
    assert traffic.ata_commands(traffic.trace(image, "ahci")) == calls + 2
    requests, there = traffic.virtio_requests(traffic.trace(image, "virtio"))
    assert there == sectors + 2 and calls < requests <= 2 * calls + 2


def test_stages_of_our_boot_add_up(tmp_path):
    image = tmp_path / "ours.img"
    files = payload.make_files(KERNEL, 0)
    make_disk(image, [disks.partition("ext4, 4 KiB", {
        **files, "boot/grub/grub.cfg": payload.grub_cfg(files)}, 16 * MIB)])
    disks.put_shim(install(image))
    said = traffic.counted(image, "ahci", CPU)
    found = stages.split(said)
    passed = [name for name, *_ in stages.STAGES if name in found]
    assert len(passed) == len(stages.STAGES) - 1 and stages.DRAW not in found
    assert 0 < said.instructions - sum(found[name][0] for name in passed) < 10000
    assert sum(bios for _, bios in found.values()) == sum(said.bios_ticks)
    assert all(bios <= ticks for ticks, bios in found.values())
    # What the loader took itself, outside of the hook; at best 16 bytes an instruction.
    reads, copies = (found[what][0] for what, _ in stages.SUMS)
    loader = [bios for name, (_, bios) in found.items() if name != passed[0]]
    assert sum(loader) < reads < 2 * sum(loader) + 10000
    assert payload.sectors(files) * SECTOR // 16 < copies < said.sectors * SECTOR // 4
    assert payload.sectors(files) < said.sectors < 3 * payload.sectors(files)


def test_drawing_the_menu_is_a_stage():
    found = stages.split(traffic.counted(stages.menu_disk(), "ahci", CPU))
    assert set(found) >= {name for name, *_ in stages.STAGES}
    ticks, bios = found[stages.DRAW]
    assert 10000 < ticks < 10e6 and bios == 0


# --- failures


def test_a_broken_disk_is_a_failure(floor, tmp_path, capsys):
    """The disk ends before the payload does: no number, in either kind of run."""
    image = tmp_path / "short.img"
    run("cp", "--sparse=always", floor[0], image)
    with open(image, "r+b") as f:
        f.truncate((FIRST + 1000) * SECTOR)
    with pytest.raises(GuestError, match="the probe was not reached, exit status 3"):
        qemu.exact(image, "ahci", CPU)
    found = rounds.do(["x"], lambda job, cpu: qemu.timed(image, "ahci", cpu), 2, [CPU])
    assert found == {"x": [None, None]} and capsys.readouterr().err.count("FAILED") == 2


def test_a_hang_is_a_failure(tmp_path, monkeypatch):
    image = tmp_path / "hang.img"
    image.write_bytes(b"\xeb\xfe".ljust(510, b"\0") + b"\x55\xaa" + bytes(MIB))
    monkeypatch.setattr(qemu, "SECONDS", 1)
    with pytest.raises(GuestError, match="still running after 1 s"):
        qemu.exact(image, "ahci", CPU)


@pytest.mark.parametrize("data", [b"", b"M" + bytes(8), b"M\1" + bytes(7) + b"K\2", b"F",
                                  b"K\1" + bytes(7), b"M\2" + bytes(7) + b"K\1" + bytes(7)])
def test_what_is_not_from_shim_to_probe(data):
    with pytest.raises(ValueError):
        qemu.parse(data)


def test_one_failure_spoils_a_median():
    assert rounds.median([3, 1, 2]) == 2 and rounds.least([3, 1, 2]) == 1
    assert rounds.median([1, None, 2]) is rounds.least([None]) is rounds.median([]) is None
    assert rounds.median_ratio([2, 9], [1, 3]) == 2.5
    assert rounds.median_ratio([2], [None]) is None


# --- the disks that grow: e2fsck and mtools have seen them, our loader boots from them


ENTRIES = 2000


def boots(image):
    return qemu.exact(grow.finish(image), "ahci", CPU).instructions > 0


@pytest.mark.parametrize("index", [True, False])
def test_directory_of_ext4(tmp_path, index):
    image = tmp_path / "disk.img"
    assert grow.ext_directory_disk(image, index, ENTRIES) == ENTRIES and boots(image)
    listed = grow.debugfs(image, "ls -l /dir")
    assert len(re.findall(r"^ *\d+ .*(?:cfg|vmlinuz)$", listed, re.M)) == ENTRIES
    assert ("Root node" in grow.debugfs(image, "htree_dump /dir")) == index


def test_directory_of_fat(tmp_path):
    image = tmp_path / "disk.img"
    assert grow.fat_directory_disk(image, ENTRIES) == ENTRIES and boots(image)
    listed = run("mdir", "-b", "-i", f"{image}@@{grow.OFFSET}", "::/dir")
    assert len(listed.splitlines()) == ENTRIES


def test_long_config(tmp_path):
    image = tmp_path / "disk.img"
    assert grow.config_disk(image, "FAT32", ENTRIES) == ENTRIES and boots(image)


@pytest.mark.parametrize("make", [grow.ext_pieces_disk, grow.fat_pieces_disk])
def test_as_many_pieces_as_asked_for(tmp_path, make):
    image = tmp_path / "disk.img"
    assert 480 <= make(image, 500) <= 500 and boots(image)


# --- the page


def made_up():
    """Everything that is measured, all targets met."""
    cases, n = disks.all_cases(), {"virtio": 12e6, "ahci": 12e6, "ide": 40e6}
    slow = {disks.GRUB: 40, disks.SYSLINUX: 4}
    line = [[1, 5e6], [2, 6e6], [3, 7e6], [4, 8e6]]
    counted = {(c, i): [n[i] / (1 if c.size == "big" else 10) * slow.get(c.loader, 1)] * 3
               for c in cases for i in disks.INTERFACES}
    seconds = {k: [v[0] / 1e7] * 3 for k, v in counted.items()}
    seconds.update({(wall.ALONE, i): [0.1] * 3 for i in disks.INTERFACES})
    calls = dict(calls=650, asked=82000, ahci=652, virtio=1300, sectors=82002)
    unpacked = 50000
    return {
        "counted": counted, "unsteady": {(FLOOR, "ahci"): [12e6, 13e6, 15e6]},
        "wall": seconds, "unpaced": {(FLOOR, "ide"): [5.5, 6, 7]},
        "traffic": {c: calls for c in cases},
        "stages": {"tiny, AHCI": {stages.BIOS: [100, 0],
                                  "decode it (CRC, LZMA)": [40 * unpacked, 0]}},
        "growth": {"entries": {"ext4": line}}, "idle": {disks.OURS: 0.01, disks.GRUB: 0.98},
        "menu": {disks.OURS: 6e6, disks.GRUB: 100e6},
        "sizes": [[disks.OURS, sizes.LOADER, unpacked, None],
                  [disks.OURS, "core.img", 40000, 49152]],
        "keys": {disks.OURS: {"keyboard": [0.002, 0.1], "line": [0.003, 0.2]},
                 disks.GRUB: {"keyboard": [0.07, 0.1], "line": [0.07, 0.2]}},
        "parts": [["menu", "menu, editor", 2000, 1000]]}


def missed(found):
    return [v.what for v in targets.verdicts(found) if not v.met]


def test_all_targets_met():
    assert missed(made_up()) == []


@pytest.mark.parametrize("part,key,value,what", [
    ("counted", (OURS, "virtio"), [17.1e6] * 3, "big, virtio-blk: instructions"),
    ("counted", (OURS, "ahci"), [12e6, None, 12e6], "big, AHCI: instructions"),
    ("counted", (OURS, "ide"), [51e6] * 3, "big, IDE: instructions / the floor's"),
    ("wall", (OURS, "ahci"), [9, 4.81, 9],
     "big, AHCI: seconds / the better of GRUB and SYSLINUX"),
    ("wall", (OURS, "ide"), [None] * 3, "big, IDE: seconds / the better of GRUB and SYSLINUX"),
    ("traffic", OURS, {"calls": 718}, "big: INT 13h calls that read"),
    ("traffic", OURS, None, "big: INT 13h calls that read"),
    ("stages", "tiny, AHCI", {"decode it (CRC, LZMA)": [45.1 * 50000, 0]},
     "checking and decoding the loader: instructions an output byte"),
    ("stages", "tiny, AHCI", None,
     "checking and decoding the loader: instructions an output byte"),
    ("idle", disks.OURS, 0.031, "menu drawn and idle: host CPU"),
    ("keys", disks.OURS, {"line": [0.017, 0.02]},
     "a key at the menu, by line: milliseconds until its answer"),
    ("keys", disks.OURS, None, "a key at the menu"),
    ("menu", disks.OURS, 10.1e6, "Debian's menu drawn: instructions / GRUB's"),
    ("growth", "entries", {"ext4": [[1, 1], [2, 2], [3, 3], [4, 4.3]]},
     "growth, entries, ext4: the last unit / those before"),
    ("growth", "entries", {"ext4": [[1, 1], None, [3, 3], [4, 4]]},
     "growth, entries, ext4: linear")])
def test_a_target_is_missed(part, key, value, what):
    found = made_up()
    found[part][key] = value
    assert missed(found) == [what]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write the page of such results; the texts of the page and of its plots."""
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(bench, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")

    def write(found):
        results.save({name: results.flat(value) if name in bench.BY_CASE else value
                      for name, value in found.items()})
        monkeypatch.setattr(sys, "argv", ["bench.py", "page"])
        status = bench.main()
        return status, *((tmp_path / "docs" / name).read_text()
                         for name in ("performance.md", "performance.svg", "stages.svg", "growth.svg"))
    return write


def test_page_and_plots(written):
    status, text, *plots = written(made_up())
    assert status == 0 and "**missed**" not in text and "failed" not in text
    assert "| Firstlight | FAT32 | 12.00 / 12.00 (1.00) | 12.00 / 12.00 (1.00) | 40.00 " in text
    assert "| SYSLINUX | FAT32 | 48.00 / 48.00 (4.00) |" in text
    assert "| BIOS alone |  | 0.10 / 0.10 (0.08) |" in text
    assert all(p.startswith("<?xml") and "date" not in p for p in plots)
    assert written(made_up()) == (0, text, *plots)


def test_page_with_failures(written):
    found = made_up()
    found["counted"][OURS, "ahci"] = [12e6, None, 12e6]
    found["growth"]["entries"]["ext4"][1] = found["idle"][disks.OURS] = None
    found["traffic"][OURS] = found["stages"]["tiny, AHCI"] = None
    status, text, *plots = written(found)
    assert status == 1 and "**missed**" in text and "failed" in plots[0]
    assert "| Firstlight | FAT32 | 12.00 / 12.00 (1.00) | failed | 40.00 / 40.00 (1.00) |" in text
    assert "| Firstlight | FAT32 | failed | failed | failed | failed | failed |" in text


def test_results_survive_the_file():
    found = {(OURS, "ahci"): [1, None], (FLOOR, "ide"): [2.5]}
    assert results.unflat(results.flat(found)) == found
    assert results.unflat(results.flat({OURS: None})) == {OURS: None}


def test_columns_of_numbers_stand_at_the_right():
    assert page.table(["a", "n"], [["x", page.number(1234)], ["y", page.number(None)]]) == (
        "| a | n |\n|---|---:|\n| x | 1,234 |\n| y | failed |")
