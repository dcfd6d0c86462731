# test_power_loss.py - fl-install stopped between any two sectors that reach the disk: the old
# loader starts, or the new one.
#
# strace records what the program writes and when it waits for the disk (fsync).  Between two
# such waits a disk may write in any order, so a cut leaves everything before the last wait and
# any part of what came behind it.

import random
import re
import struct
import subprocess
import zlib

import pytest

from core_image import (BOOT_CODE, SECTOR, first_lba, make_boot, make_core, noise_bytes, padded,
                        sectors)
from images import MIB, Part, make_disk
from machine import BUILD, Machine, need

CALL = re.compile(r"^(?:\d+ +)?(pwrite64|fsync)\((\d+)(?:, \"((?:\\x[0-9a-f]{2})*)\", (\d+), (\d+))?\)")
SHUFFLES = 12                           # random parts of what lies between two waits, each


def record(disk, *options):
    """What fl-install does to the disk: [[(sector, bytes), ...], ...], a list for each wait."""
    log = disk.with_suffix(".strace")
    subprocess.run([need("strace"), "-f", "-xx", "-s", "100000000", "-e", "trace=pwrite64,fsync",
                    "-o", log, BUILD / "fl-install", *options, disk],
                   check=True, capture_output=True, timeout=120)
    rounds = [[]]
    for line in log.read_text().splitlines():
        call = CALL.match(line)
        if call and call[1] == "fsync":
            rounds.append([])
        elif call:
            data, at = bytes.fromhex(call[3].replace("\\x", "")), int(call[5])
            assert len(data) == int(call[4]) and at % SECTOR == len(data) % SECTOR == 0
            rounds[-1] += [((at + i) // SECTOR, data[i:i + SECTOR])
                           for i in range(0, len(data), SECTOR)]
    return rounds


def cuts(before, rounds):
    """Each disk that a power cut may leave."""
    chance = random.Random(1)
    disk = bytearray(before)

    def after(writes):
        cut = bytearray(disk)
        for lba, data in writes:
            cut[lba * SECTOR:(lba + 1) * SECTOR] = data
        return bytes(cut)

    for writes in rounds:
        for n in range(len(writes) + 1):
            yield after(writes[:n])
        for _ in range(SHUFFLES):
            yield after(chance.sample(writes, chance.randrange(len(writes) + 1)))
        disk[:] = after(writes)
    yield bytes(disk)


def starts(disk, boot, core):
    """Would this boot.img find this core.img whole?  What the stages check, checked here."""
    if disk[:0x5C] != boot[:0x5C] or disk[0x64:BOOT_CODE] != boot[0x64:BOOT_CODE]:
        return False
    lba = first_lba(disk)
    there = disk[lba * SECTOR:lba * SECTOR + len(padded(core))]
    crc, = struct.unpack("<I", there[SECTOR - 4:SECTOR])
    return zlib.crc32(there[:SECTOR - 4]) == crc and there[SECTOR:] == padded(core)[SECTOR:]


@pytest.fixture
def images(tmp_path):
    for name, seed, size in ("old", 1, 25000), ("new", 3, 30000):
        (tmp_path / f"{name}.core").write_bytes(make_core(seed=seed, payload_bytes=size))
    (tmp_path / "boot.img").write_bytes(make_boot())
    return tmp_path


def options(folder, core):
    return ["--core", folder / core, "--boot", folder / "boot.img"]


def disk_with_another_loader(path, scheme="mbr"):
    make_disk(path, [Part("raw", size=2 * MIB)], scheme)
    raw = bytearray(path.read_bytes())
    raw[:BOOT_CODE] = noise_bytes(3, BOOT_CODE)
    if scheme == "mbr":
        raw[SECTOR:SECTOR * 100] = noise_bytes(4, 99 * SECTOR)
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("scheme", ["mbr", "gpt"])
def test_first_installation(images, scheme):
    disk = disk_with_another_loader(images / "disk.img", scheme)
    before, core = disk.read_bytes(), (images / "old.core").read_bytes()
    theirs = before[:100 * SECTOR]
    seen = set()
    for cut in cuts(before, record(disk, *options(images, "old.core"))):
        new = starts(cut, make_boot(), core)
        assert new or cut[:len(theirs)] == theirs
        seen.add(new)
    assert seen == {False, True} and cut == disk.read_bytes()


def test_installation_over_an_older_one(images):
    disk = disk_with_another_loader(images / "disk.img")
    record(disk, *options(images, "old.core"))
    before = disk.read_bytes()
    old, new = ((images / f"{name}.core").read_bytes() for name in ("old", "new"))
    seen = set()
    for cut in cuts(before, record(disk, *options(images, "new.core"))):
        which = starts(cut, make_boot(), old), starts(cut, make_boot(), new)
        assert which in ((True, False), (False, True))
        seen.add(which)
    assert len(seen) == 2


@pytest.mark.parametrize("scheme", ["mbr", "gpt"])
def test_the_switch_is_one_sector(images, scheme):
    """What the old boot.img reads stays as it is until sector 0 is written, once and by itself."""
    disk = disk_with_another_loader(images / "disk.img", scheme)
    record(disk, *options(images, "old.core"))
    before = disk.read_bytes()
    old = set(range(sectors((images / "old.core").read_bytes())))
    old = {0} | {first_lba(before) + i for i in old}
    rounds = record(disk, *options(images, "new.core"))
    switch, = [i for i, writes in enumerate(rounds) if 0 in dict(writes)]
    assert len(rounds[switch]) == 1
    for writes in rounds[:switch]:
        assert not old & set(dict(writes))
    assert any(rounds[:switch])


def test_a_backup_in_a_file_comes_first(images):
    """A gap that another loader fills: what it had is kept, under its name, before any of it is
    written over."""
    disk = make_disk(images / "disk.img", [Part("raw", size=2 * MIB, start=100)])
    raw = bytearray(disk.read_bytes())
    raw[SECTOR:100 * SECTOR] = noise_bytes(4, 99 * SECTOR)
    disk.write_bytes(raw)
    log = images / "strace"
    subprocess.run([need("strace"), "-f", "-y", "-e", "trace=pwrite64,fsync,/^rename", "-o", log,
                    BUILD / "fl-install", *options(images, "old.core"), disk],
                   check=True, capture_output=True, timeout=120)
    backup = re.escape(f"{disk}.firstlight-backup")
    calls = log.read_text()
    order = [re.search(call, calls).start() for call in (
        rf"fsync\(\d+<{backup}\.new>", r"rename\w*\(", rf"fsync\(\d+<{re.escape(str(images))}>",
        rf"pwrite64\(\d+<{re.escape(str(disk))}>")]
    assert order == sorted(order), calls


def test_uninstallation(images):
    disk = disk_with_another_loader(images / "disk.img")
    original, core = disk.read_bytes(), (images / "old.core").read_bytes()
    record(disk, *options(images, "old.core"))

    def uninstalls():
        before = disk.read_bytes()
        for cut in cuts(before, record(disk, "--uninstall")):
            assert starts(cut, make_boot(), core) or cut[:100 * SECTOR] == original[:100 * SECTOR]
        assert disk.read_bytes() == original
        return before

    # Also when the next installation was cut off right before its switch.
    new = bytearray(uninstalls())
    disk.write_bytes(new)
    for writes in record(disk, *options(images, "new.core")):
        if 0 in dict(writes):
            break
        for lba, data in writes:
            new[lba * SECTOR:(lba + 1) * SECTOR] = data
    disk.write_bytes(new)
    uninstalls()


def test_an_image_that_is_half_there_does_not_start(images):
    """Sector 0 goes first and comes last, each by itself."""
    image, disk = (make_disk(images / name, [Part("raw", size=MIB)]) for name in ("image", "stick"))
    image.write_bytes(make_boot() + image.read_bytes()[SECTOR:])
    first, *between, last, rest = record(disk, "--yes", "--image", image)
    assert first == [(0, bytes(SECTOR))] and last == [(0, make_boot())] and not rest
    assert not [lba for writes in between for lba, _ in writes if lba == 0]
    assert disk.read_bytes() == image.read_bytes()


def test_what_a_cut_leaves_can_be_installed_and_uninstalled(images):
    disk = disk_with_another_loader(images / "disk.img")
    original = disk.read_bytes()
    core = (images / "new.core").read_bytes()
    chance = random.Random(2)
    rounds = record(disk, *options(images, "old.core"))
    for cut in chance.sample(list(cuts(original, rounds)), 12):
        disk.write_bytes(cut)
        record(disk, *options(images, "new.core"))
        assert starts(disk.read_bytes(), make_boot(), core)
        record(disk, "--uninstall")
        now = disk.read_bytes()
        assert now[:100 * SECTOR] == original[:100 * SECTOR]


def test_cut_disks_boot(build, tmp_path):
    """The same with the real images, in a machine: a few cuts on both sides of the switch."""
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", {"boot/grub/grub.cfg": "echo ready\nhalt\n"},
                                                  size=8 * MIB)])
    record(disk)
    before = disk.read_bytes()
    every = list(cuts(before, record(disk)))
    for cut in random.Random(3).sample(every, 3) + every[-2:]:
        disk.write_bytes(cut)
        with Machine([disk]) as pc:
            pc.expect("ready")
