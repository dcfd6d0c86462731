# test_memory_faults.py - memory maps as no BIOS should make them: our kernel gets the map that
# is meant, or the loader says what is wrong.

import random
import struct

import pytest

import linux_guest
from images import MIB, Part, install, make_disk
from machine import Disk, Machine
from odd_bios import BEHIND, put_in_front

RAM, RESERVED, ACPI, NVS, BAD = 1, 2, 3, 4, 5
NAMES = {RAM: "RAM", RESERVED: "reserved", ACPI: "ACPI tables", NVS: "ACPI NVS", BAD: "bad"}
END = 1 << 64
HOLE = 0xFFFC0000                       # the BIOS itself
CONFIG = "set timeout=0\nmenuentry x { linux /vmlinuz poweroff }\n"

# What QEMU's PC with 64 MiB has, in short.
USUAL = [(0, 0x9FC00, RAM), (0x9FC00, 0x400, RESERVED), (0xF0000, 0x10000, RESERVED),
         (MIB, 62 * MIB, RAM), (63 * MIB, MIB, RESERVED), (HOLE, 0x40000, RESERVED)]


def shuffled(ranges):
    return random.Random(1).sample(ranges, len(ranges))


def many(pieces):
    """Between 32 and 48 MiB every second page belongs to ACPI."""
    return USUAL[:3] + [(MIB, 31 * MIB, RAM)] + [
        (32 * MIB + i * 0x1000, 0x1000, ACPI if i % 2 else RAM) for i in range(pieces)
    ] + [(48 * MIB, 15 * MIB, RAM)]


MAPS = {
    "as usual": USUAL,
    "backwards": USUAL[::-1],
    "unsorted": shuffled(USUAL),
    "RAM over everything": [(0, 64 * MIB, RAM)] + USUAL,
    "RAM behind everything": USUAL + [(0, 64 * MIB, RAM)],
    "reserved pieces in RAM": USUAL + [(2 * MIB, 0x3000, RESERVED), (2 * MIB + 0x1000, 0x4000, NVS),
                                       (50 * MIB, 5 * MIB, BAD)],
    "each twice": USUAL + shuffled(USUAL),
    "zero lengths": [(0, 0, RAM), (5, 0, RESERVED)] + USUAL + [(END - 1, 0, RAM), (40 * MIB, 0, BAD)],
    "to 2^64": USUAL + [(1 << 63, 1 << 63, RESERVED), (END - 0x1000, 0x1000, NVS)],
    "past 2^64": USUAL + [(END - 0x1000, 0x2000, RESERVED), (1 << 63, END - 1, NVS)],
    "high RAM": USUAL + [(1 << 32, 1 << 40, RAM)],
    "unknown types": USUAL + [(60 * MIB, MIB, 12), (61 * MIB, MIB, 0)],
    "not valid": USUAL + [(4 * MIB, 8 * MIB, RESERVED, 0)],
    "200 entries": many(196),
    "200 entries, unsorted": shuffled(many(196)),
    "256 entries": many(251),
}


def meant(ranges):
    """Sorted and disjoint: the higher type wins, the last byte below 2^64 is nobody's."""
    ranges = [(start, min(start + size, END - 1), kind) for start, size, kind, *valid in ranges
              if size and kind and valid != [0]]
    edges = sorted({edge for start, end, _ in ranges for edge in (start, end)})
    found = []
    for start, end in zip(edges, edges[1:]):
        kind = max((k for s, e, k in ranges if s <= start and end <= e), default=0)
        if not kind:
            continue
        if found and found[-1][2] == kind and found[-1][1] == start:
            start = found.pop()[0]
        found.append((start, end, kind))
    return found


def with_map(image, ranges, loops=0):
    table = b"".join(struct.pack("<QQII", start, size, kind, *(valid or [1]))
                     for start, size, kind, *valid in ranges)
    return put_in_front(image, "e820", table, ENTRIES=len(ranges), LOOPS=loops)


@pytest.fixture(scope="module")
def good(build, tmp_path_factory):
    image = tmp_path_factory.mktemp("good") / "good.img"
    tree = {"boot/grub/grub.cfg": CONFIG, "vmlinuz": build / "vmlinuz"}
    return install(make_disk(image, [Part("ext4", tree, size=8 * MIB, start=BEHIND)]), "--yes")


@pytest.fixture
def disk(good, tmp_path):
    def make(ranges, loops=0):
        image = tmp_path / "disk.img"
        image.write_bytes(good.read_bytes())
        return Disk(with_map(image, ranges, loops), "ide")
    return make


@pytest.mark.parametrize("name", MAPS)
def test_the_kernel_gets_what_is_meant(disk, name):
    wanted = meant(MAPS[name])
    ram = sum(end - start for start, end, kind in wanted if kind == RAM)
    lines = [f"{start:016x}-{end - 1:016x} {NAMES.get(kind, 'unknown')}"
             for start, end, kind in wanted]
    with Machine([disk(MAPS[name])], memory="64M") as pc:
        pc.expect_exact(f"memory map: {len(lines)} ranges, {ram // 1024} KiB of RAM\r")
        for line in lines:
            pc.expect_exact(f"  {line}\r")
        if name != "high RAM":          # which is not there
            assert pc.exit_status() == 0


def test_linux_gets_200_entries(tmp_path):
    """Those that boot_params has no room for, in the form that Linux reads."""
    ranges = shuffled(many(196)[:-1] + [(48 * MIB, 207 * MIB, RAM)])
    config = f"set timeout=0\nmenuentry x {{ linux /vmlinuz {linux_guest.CMDLINE} loglevel=8 }}\n"
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", {
        "boot/grub/grub.cfg": config, "vmlinuz": linux_guest.KERNEL}, size=48 * MIB, start=BEHIND)])
    with Machine([Disk(with_map(install(disk, "--yes"), ranges), "ide")], memory="256M") as pc:
        pc.expect("extended physical RAM map:")
        for start, end, kind in meant(ranges):
            word = {RAM: "usable", RESERVED: "reserved", ACPI: "ACPI data"}[kind]
            pc.expect_exact(f"[mem {start:#018x}-{end - 1:#018x}] {word}")


@pytest.mark.parametrize("e801, memory, ram", [
    (1, 64, [(0, 0x9FC00), (MIB, 64 * MIB)]), (1, 12, [(0, 0x9FC00), (MIB, 12 * MIB)]),
    (0, 64, [(0, 0x9FC00), (MIB, 64 * MIB)])])
def test_older_bioses(good, tmp_path, e801, memory, ram):
    """Only E801h, or only 88h, which says 63 MiB at most: RAM and nothing else is known."""
    image = tmp_path / "disk.img"
    image.write_bytes(good.read_bytes())
    with Machine([Disk(put_in_front(image, "older_map", E801=e801), "ide")], memory=f"{memory}M") as pc:
        kib = int(pc.expect(r"memory map: \d+ ranges, (\d+) KiB of RAM\r")[1])
        wanted = sum(end - start for start, end in ram) >> 10
        assert wanted - 1100 <= kib <= wanted
        pc.expect_exact("  0000000000000000-000000000009fbff RAM\r")
        pc.expect(r"  0000000000100000-[0-9a-f]{16} RAM\r")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("ranges, loops, sentence", [
    (USUAL, 1, "Firstlight stops: BIOS memory map is damaged"),
    (many(253), 0, "Firstlight stops: BIOS memory map is damaged"),
    (USUAL[:3], 0, "Firstlight stops: 639 KiB of memory: the loader needs 128 KiB of it above 1 MiB"),
    ([(0, 0, RAM)], 0, "Firstlight stops: 0 KiB of memory: the loader needs 128 KiB of it above 1 MiB"),
], ids=["without an end", "too many", "none above 1 MiB", "none"])
def test_what_cannot_be_meant(disk, ranges, loops, sentence):
    with Machine([disk(ranges, loops)], memory="64M") as pc:
        pc.expect_exact(sentence)
        pc.expect_screen(sentence)
