# test_env_power_loss.py - save_env stopped between any two sectors that reach the disk: it boots,
# with the old variables or the new ones, and nothing else has changed.
#
# QEMU records what the loader's BIOS writes, and when it waits for the disk.  Between two such
# waits a disk may write in any order, so a cut leaves any part of those sectors.

import itertools
import re
import struct

import pytest

from images import MIB, SECTOR, Part, install, make_disk, run
from machine import Disk, Machine

CONFIG = """load_env
echo "word is [$word], the last is [$last]"
if [ "$word" = old ]; then
  set word=new-and-longer
  save_env word
  echo "status $?"
fi
echo ready
halt
"""
LOG_MAGIC = 0x6A736677736872             # Linux, dm-log-writes.c
FLUSH, DISCARD = 1, 4


def recorded(image, log, interface):
    """A disk whose writes go to the log, too."""
    log.write_bytes(b"")
    device = {"ide": "ide-hd", "virtio": "virtio-blk-pci"}[interface]
    return ["-blockdev", f"driver=file,node-name=image,filename={image}",
            "-blockdev", f"driver=file,node-name=log,filename={log}",
            "-blockdev", "driver=blklogwrites,node-name=both,file=image,log=log,log-sector-size=512",
            "-blockdev", "driver=raw,node-name=disk,file=both",
            "-device", f"{device},drive=disk,bootindex=1"]


def rounds(log):
    """[{sector: bytes}, ...], one for each wait."""
    data = log.read_bytes()
    magic, _, entries, size = struct.unpack_from("<QQQI", data)
    assert magic == LOG_MAGIC and size == SECTOR
    found, at = [{}], SECTOR
    for _ in range(entries):
        sector, count, flags, _ = struct.unpack_from("<4Q", data, at)
        assert not flags & DISCARD
        at += SECTOR
        if flags & FLUSH:
            found.append({})
        for i in range(count):
            found[-1][sector + i] = data[at:at + SECTOR]
            at += SECTOR
    return found


def cuts(before, writes):
    """Each disk that a power cut may leave."""
    disk = bytearray(before)
    for writes_of_round in writes:
        for n in range(len(writes_of_round) + 1):
            for some in itertools.combinations(writes_of_round, n):
                cut = bytearray(disk)
                for sector in some:
                    cut[sector * SECTOR:(sector + 1) * SECTOR] = writes_of_round[sector]
                yield bytes(cut)
        for sector, data in writes_of_round.items():
            disk[sector * SECTOR:(sector + 1) * SECTOR] = data


def block(folder, *variables):
    path = folder / "grubenv"
    path.unlink(missing_ok=True)
    run("grub-editenv", path, "create")
    run("grub-editenv", path, "set", *variables)
    return path.read_bytes()


def saved(folder, kind, interface, variables):
    """The disk before and after save_env, its block's place, and what was written."""
    old = block(folder, *variables)
    options = ["-b", "1024"] if kind != "vfat" else []
    disk = install(make_disk(folder / "disk.img", [Part(
        kind, {"boot/grub/grub.cfg": CONFIG, "boot/grub/grubenv": old}, size=8 * MIB,
        options=options)]), "--yes")
    before = disk.read_bytes()
    at = before.index(old)
    with Machine(arguments=recorded(disk, folder / "log", interface)) as pc:
        pc.expect_exact("word is [old]")
        pc.expect("status 0")
        assert pc.exit_status() == 0
    assert disk.read_bytes() == before[:at] + disk.read_bytes()[at:at + len(old)] + before[at + len(old):]
    writes = rounds(folder / "log")
    assert sum(map(len, writes)) == len(old) // SECTOR
    return disk, before, at, writes


def variables_after(disk, cut):
    """What the next boot prints."""
    disk.write_bytes(cut)
    with Machine([Disk(disk, "ide")]) as pc:
        word, last = pc.expect(r"word is \[(.*?)\], the last is \[(.*?)\]").groups()
        pc.expect("ready")
    return word, last


@pytest.mark.parametrize("kind, interface", [("ext4", "ide"), ("ext2", "virtio"), ("vfat", "ide")])
def test_old_or_new(tmp_path, kind, interface):
    """Variables that end in the first of the two sectors, as those of distributions do."""
    disk, before, at, writes = saved(tmp_path, kind, interface, ["word=old", "last=x"])
    seen = set()
    for cut in set(cuts(before, writes)):
        assert cut[:at] + cut[at + 1024:] == before[:at] + before[at + 1024:]
        seen.add(variables_after(disk, cut))
    assert seen == {("old", "x"), ("new-and-longer", "x")}


def test_more_than_a_sector_of_variables(tmp_path):
    """No format without a checksum can keep two sectors together; what is in the first is old or
    new all the same, and the disk boots."""
    long = [f"v{i:03}={'y' * 50}" for i in range(10)]
    disk, before, at, writes = saved(tmp_path, "ext4", "ide", ["word=old", *long, "last=x"])
    seen = {variables_after(disk, cut) for cut in set(cuts(before, writes))}
    assert {("old", "x"), ("new-and-longer", "x")} <= seen
    assert {word for word, _ in seen} == {"old", "new-and-longer"}
    assert all(re.fullmatch("x?", last) for _, last in seen), seen
