# test_faults.py - disks and BIOSes that fail at every call there is: each ends in a boot, or in
# a sentence that names the cause.

import re
import shutil
import zlib

import pytest

from images import MIB, SECTOR, Part, install, make_disk
from machine import Disk, Machine
from odd_bios import BEHIND, put_in_front

INITRD = bytes(range(256)) * 1000 + b"odd"
KERNEL = rf"initrd: at 0x\w+, {len(INITRD)} bytes, CRC-32 {zlib.crc32(INITRD):08x}\r"
ENTRY = """set timeout=0
menuentry 'the entry' {
    linux /vmlinuz poweroff
    initrd /initrd
}
"""
# Where a boot stops for good, or for a person.
STOPS = r"(?m)^(?:boot|diskboot|decompress): [^\r]+\r|Press any key to go on|Tab completes, Esc leaves"


def tree_of(build, config=ENTRY):
    return {"boot/grub/grub.cfg": config, "vmlinuz": build / "vmlinuz", "initrd": INITRD}


@pytest.fixture(scope="module")
def good(build, tmp_path_factory):
    image = tmp_path_factory.mktemp("good") / "good.img"
    return install(make_disk(image, [Part("ext4", tree_of(build), size=8 * MIB, start=BEHIND)]),
                   "--yes")


@pytest.fixture
def disk(good, tmp_path):
    """Makes the good disk start with a shim."""
    def make(shim, **words):
        return put_in_front(shutil.copy(good, tmp_path / "disk.img"), shim, **words)
    return make


def outcome(disks, **machine):
    """None when the kernel got all of its initrd, else what was said; and the failures made."""
    disks = [d if isinstance(d, Disk) else Disk(d, "ide") for d in disks]
    with Machine(disks, **machine) as pc:
        which, _ = pc.expect_any([KERNEL, STOPS])
        log = pc.debugcon()             # the kernel writes there, too, behind them
        made = len(log) - len(log.lstrip(b"!"))
        return (pc.said() if which else None), made


def boots(*disks, **machine):
    said, made = outcome(disks, **machine)
    assert said is None, said
    return made


def says(sentence, *disks, **machine):
    said, made = outcome(disks, **machine)
    assert said and re.search(sentence, said), said
    return made


FAULT = {"FROM": 1, "UPTO": 0, "EVERY": 1, "STATUS": 0xAA, "ONLY": 0, "EDD": 1}


def each_call(make, edd, **words):
    """(n, outcome) for a fault at the n-th call, until there are no more calls."""
    for n in range(1, 200):
        fault = {**FAULT, "EDD": edd, "FROM": n, **{k: v(n) for k, v in words.items()}}
        said, made = outcome([make("fault", **fault)])
        if not made:
            assert said is None
            return
        yield n, said
    raise AssertionError("there is no end of calls")


def test_each_call_fails_once(disk):
    """Every one is tried again, or there is another way."""
    calls = [said for _, said in each_call(disk, 1, UPTO=lambda n: n)]
    assert len(calls) >= 15
    assert calls == [None] * len(calls)


def test_each_call_fails_once_without_edd(disk):
    """The same, but that the geometry is asked for once, and who has none reads the wrong sectors
    or has no disk."""
    calls = [said for _, said in each_call(disk, 0, UPTO=lambda n: n)]
    sentences = [said for said in calls if said]
    assert len(calls) >= 30 and len(sentences) <= 5
    for said in sentences:
        assert re.search("(?m)^(diskboot: |decompress: )bad core.img|the BIOS shows no disk", said)


@pytest.mark.parametrize("edd", [1, 0])
def test_a_disk_that_vanishes(disk, edd):
    """From the n-th call on there is only status aah.  Each n has its sentence, and each
    sentence comes."""
    sentences = [r"^boot: read error AA", r"^diskboot: read error AA", "the BIOS shows no disk",
                 r"\(hd0\): BIOS status 0xaa at sector 0 of drive 0x80",
                 r"\(hd0,msdos1\): BIOS status 0xaa at sector 4096 of drive 0x80",
                 r"\(hd0,msdos1\)/boot/grub/grub.cfg: BIOS status 0xaa at sector \d+ of drive 0x80",
                 r'"the entry" was not started: \(hd0,msdos1\)/vmlinuz: BIOS status 0xaa at sector',
                 r'"the entry" was not started: \(hd0,msdos1\)/initrd: BIOS status 0xaa at sector']
    came = []
    for n, said in each_call(disk, edd):
        found = [s for s in sentences if said and re.search(s, said, re.MULTILINE)]
        assert len(found) == 1, f"{n}: {said}"
        came += found
    assert list(dict.fromkeys(came)) == sentences       # in this order


@pytest.mark.parametrize("every, status", [(3, 0x80), (4, 0x20), (5, 0x04), (7, 0)])
def test_every_nth_call_fails(disk, every, status):
    assert boots(disk("fault", **{**FAULT, "EVERY": every, "STATUS": status})) >= 5


def test_every_second_call_fails(disk):
    """These are all that read: the others ask for the geometry and reset the disk."""
    assert says("(?m)^boot: read error AA", disk("fault", **{**FAULT, "EVERY": 2}))


@pytest.mark.parametrize("call, sentence", [
    (1, "boot: read error 00"), (2, "diskboot: read error 00"),
    (6, r"\(hd0\): BIOS status 0x00 at sector 0 of drive 0x80"),
    (14, r"/vmlinuz: BIOS status 0x00 at sector \d+ of drive 0x80")])
def test_carry_without_a_status(disk, call, sentence):
    assert says(sentence, disk("fault", **{**FAULT, "FROM": call, "STATUS": 0}))


@pytest.mark.parametrize("edd", [1, 0])
@pytest.mark.parametrize("most, from_call", [(0, 1), (1, 5), (3, 5), (100, 5), (126, 1)])
def test_short_reads(disk, edd, most, from_call):
    """Fewer sectors than were asked for, and no error: the loader sees how many there are."""
    boots(disk("short_success", MOST=most, FROM=from_call * (2 - edd), EDD=edd))


@pytest.mark.parametrize("edd", [1, 0])
def test_short_reads_of_core_img(disk, edd):
    says("(?m)^diskboot: bad core.img", disk("short_success", MOST=3, FROM=1, EDD=edd))


@pytest.mark.parametrize("heads, sectors, sentence", [
    (16, 7, "(?m)^diskboot: bad core.img"), (1, 63, "(?m)^decompress: bad core.img"),
    (2, 0, "(?m)^decompress: bad core.img"), (15, 63, r"\(hd0,msdos1\): no known filesystem"),
    (256, 63, r"\(hd0,msdos1\): BIOS status 0x01 at sector 4096 of drive 0x80")])
def test_wrong_geometry(disk, heads, sectors, sentence):
    """The checksums tell; what is behind core.img's place has none, but is no filesystem."""
    says(sentence, disk("wrong_geometry", FROM=1, HEADS=heads, SECTORS=sectors))


@pytest.mark.parametrize("dl, sentence", [
    (0xFF, None), (0x7F, None), (0x10, None), (0xA5, None),
    (0x00, r"^boot: read error [0-9A-F]{2}"), (0x81, r"^boot: read error [0-9A-F]{2}")])
def test_garbage_for_the_drive(disk, dl, sentence):
    """What no drive can have means the first disk; a drive that is not there cannot be read."""
    image = disk("bad_dl", DL=dl)
    says(f"(?m){sentence}", image) if sentence else boots(image)


TWO = """set timeout=0
set fallback=1
menuentry gone {
    linux (hd1,msdos1)/vmlinuz poweroff
    initrd (hd1,msdos1)/initrd
}
menuentry here {
    linux /vmlinuz poweroff here
    initrd /initrd
}
"""


@pytest.mark.parametrize("call, sentence", [
    (1, r"\(hd1,msdos1\)/vmlinuz: no such device"),
    (3, r"\(hd1,msdos1\)/vmlinuz: .*hd1 .*BIOS status 0x80 at sector 0 of drive 0x81"),
    (4, r"\(hd1,msdos1\)/vmlinuz: BIOS status 0x80 at sector 4096 of drive 0x81"),
    (10, r"\(hd1,msdos1\)/\w+: BIOS status 0x80 at sector \d+ of drive 0x81")])
def test_another_disk_vanishes(build, good, tmp_path, call, sentence):
    """It is said, and the fallback on the first disk is booted."""
    first = make_disk(tmp_path / "first.img", [
        Part("ext4", tree_of(build, TWO), size=8 * MIB, start=BEHIND)])
    put_in_front(install(first, "--yes"), "fault",
                 **{**FAULT, "FROM": call, "STATUS": 0x80, "ONLY": 0x81})
    with Machine([Disk(first, "ide"), Disk(good, "ide")]) as pc:
        pc.expect(sentence)
        which, _ = pc.expect_any(["Press any key", r"poweroff here\r"])
        if which == 0:
            pc.send("\r")
            pc.expect(r"poweroff here\r")
        pc.expect(KERNEL)
        assert pc.exit_status() == 0


# --- bad sectors, by QEMU's own means: what each driver of the BIOS makes of them

RULE = '[inject-error]\nevent = "read_aio"\nerrno = "5"\nsector = "{sector}"\nonce = "{once}"\n'
INTERFACES = ["ide", "ahci", "virtio", "usb"]


def with_bad_sector(image, sector, once, interface):
    rules = image.with_suffix(f".{sector}.rules")
    rules.write_text(RULE.format(sector=sector, once="on" if once else "off"))
    return Disk(f"blkdebug:{rules}:{image},format=raw", interface)


def sector_of(image, data):
    at = image.read_bytes().index(data)
    assert at % SECTOR == 0
    return at // SECTOR


@pytest.mark.parametrize("interface", INTERFACES)
def test_bad_sectors(good, build, interface):
    """A BIOS that reads on behind an error says so, or the checksum does."""
    status = "[0-9A-F]{2}"
    lower = r"BIOS status 0x[0-9a-f]{2} at sector"
    kernel = sector_of(good, (build / "vmlinuz").read_bytes()[:SECTOR])
    initrd = sector_of(good, INITRD[:SECTOR]) + 300
    for sector, sentence in [
            (1, f"(?m)^boot: read error {status}"), (50, f"(?m)^diskboot: read error {status}" if interface != "usb" else
             "(?m)^decompress: bad core.img"),
            (BEHIND + 2, rf"\(hd0,msdos1\): {lower} {BEHIND + 2} of drive 0x80"),
            (kernel, rf"/vmlinuz: {lower} {kernel} of drive 0x80"),
            (initrd, rf"/initrd: {lower} {initrd} of drive 0x80")]:
        says(sentence, with_bad_sector(good, sector, False, interface))
        boots(with_bad_sector(good, sector, True, interface))


def test_bad_sectors_of_a_floppy(build, tmp_path):
    """QEMU's floppy controller gives zeros for them, and no error: what has a checksum or a magic
    number tells.  2.88 MB with a partition from cylinder 2 on."""
    size, start = 2880 * 1024, 144
    image = make_disk(tmp_path / "floppy.img", [
        Part("ext2", tree_of(build), size=size - start * SECTOR, start=start)], size=size)
    install(image, "--yes")
    for sector, sentence in [
            (1, "(?m)^boot: bad core.img"), (50, "(?m)^decompress: bad core.img"),
            (start + 2, r"\(fd0,msdos1\): no known filesystem")]:
        says(sentence, with_bad_sector(image, sector, False, "floppy"))
