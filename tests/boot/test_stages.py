# test_stages.py - power-on to the loader's first instruction, with a loader that only
# tells how it was entered (payload.asm), on good media, odd BIOSes and damaged images.

import random
import re
import struct
import subprocess
import zlib

import pytest

from bochs import Bochs
from machine import BUILD, Disk, Machine, ROOT, debug_exit_value
from odd_bios import REAL_LBA, nasm

SECTOR = 512
FLOPPY = 1440 * 1024
CORE_LBA_AT = 0x5C
RUNS, RUN_SIZE = 4, 12
TAIL = SECTOR - 60                      # struct diskboot_tail
STUB_BYTES, STUB_CRC, CRC = TAIL + 48, TAIL + 52, TAIL + 56
PAYLOAD_CRC = SECTOR + 16               # in struct core_header
ENTERED = (r"payload: drive 000000(..) esp 00090000 eflags 00....(..) a20 00000001 "
           r"timeline ((?:[0-9A-F]{16} )*)end")
STAGE_SLOTS = 4                         # of the timeline; the rest are the loader's
SLOTS = len(re.findall(r"^\tM\(", (ROOT / "common/timeline.h").read_text(), re.M))


def core_image(folder, noise):
    """core.img with payload.asm as its loader, and that many random bytes behind it."""
    plain = nasm("payload.asm", folder / "payload") + random.Random(1).randbytes(noise)
    (folder / "payload").write_bytes(plain)
    subprocess.run([BUILD / "fl-mkimage", "-o", folder / "core.img",
                    "--diskboot", BUILD / "stage2/diskboot.img",
                    "--decompress", BUILD / "decompress/lzma_decompress.img",
                    "--loader", folder / "payload"], check=True, stdout=subprocess.DEVNULL)
    return (folder / "core.img").read_bytes()


@pytest.fixture(scope="session")
def core(tmp_path_factory):
    return bytearray(core_image(tmp_path_factory.mktemp("core"), 60000))


@pytest.fixture(scope="session")
def boot():
    return bytearray((BUILD / "boot.img").read_bytes())


@pytest.fixture
def disk(tmp_path, boot):
    """Makes an image: boot sector, pieces of core.img at LBAs, a shim in front."""
    def make(pieces, shim=None, boot=boot, size=FLOPPY):
        image = bytearray(size)
        image[:SECTOR] = boot
        if shim:
            image[REAL_LBA * SECTOR:(REAL_LBA + 1) * SECTOR] = boot
            image[:SECTOR] = nasm(f"shims/{shim}.asm", tmp_path / "shim")
        for lba, piece in pieces:
            image[lba * SECTOR:lba * SECTOR + len(piece)] = piece
        path = tmp_path / "disk.img"
        path.write_bytes(image)
        return path
    return make


def seal(core, stub=False):
    """Make the checksums right again, as a liar would."""
    if stub:
        size = struct.unpack_from("<I", core, STUB_BYTES)[0]
        struct.pack_into("<I", core, STUB_CRC, zlib.crc32(core[SECTOR:SECTOR + size]))
    struct.pack_into("<I", core, CRC, zlib.crc32(core[:CRC]))
    return core


def enters(image, interface, drive, **machine):
    """The loader is entered as decompress/entry.asm promises; its timeline."""
    with Machine([Disk(image, interface)], **machine) as pc:
        match = pc.expect(ENTERED)
        assert pc.exit_status() == debug_exit_value(0x21)
    assert match[1] == drive
    assert int(match[2], 16) & 0x02 and not match[0].count("eflags 00000600")
    times = [int(slot, 16) for slot in match[3].split()]
    assert len(times) == SLOTS > STAGE_SLOTS
    return times


def refuses(image, sentence, interface="ide", **machine):
    """The sentence comes on COM1 and on the screen, the PC neither resets nor goes on."""
    with Machine([Disk(image, interface)], **machine) as pc:
        pc.expect(re.escape(sentence) + "\r*\n")
        pc.expect_screen("(?m)^" + re.escape(sentence) + "$")
        pc.expect_silence("payload|" + re.escape(sentence), 0.5)
        assert pc.process.isalive()


@pytest.mark.parametrize("interface", ["ide", "ahci", "virtio", "usb", "floppy"])
def test_media(disk, core, interface):
    times = enters(disk([(1, core)]), interface, "00" if interface == "floppy" else "80")
    assert 0 < times[0] < times[1] < times[2] < times[3]
    assert not any(times[STAGE_SLOTS:])


def test_instructions(disk, core):
    """What the README may say: nothing here is a surprise of millions."""
    times = enters(disk([(1, core)]), "virtio", "80", icount=True)
    read, unpacked = times[2] - times[0], times[3] - times[2]
    print(f"MBR to decompressor {read}, to the loader {unpacked} instructions")
    assert read < 1_000_000


def test_486(disk, core):
    """No cpuid bit for a TSC: every slot is 0."""
    assert enters(disk([(1, core)]), "ide", "80", cpu="486") == [0] * SLOTS


def test_bochs(disk, core):
    with Bochs([disk([(1, core)], size=2 * 16 * 63 * SECTOR)]) as pc:
        assert pc.expect(ENTERED)[1] == "80"


@pytest.mark.parametrize("shim, interface, drive", [
    ("a20_off", "ide", "80"), ("a20_no_bios", "ide", "80"), ("bad_dl", "ide", "80"),
    ("no_edd", "ide", "80"), ("no_edd", "virtio", "80"), ("ignores_edd", "ide", "80"),
    ("one_track", "ide", "80"), ("one_track", "floppy", "00"),
    ("wants_reset", "ide", "80"), ("dma_line", "ide", "80"), ("no_geometry", "floppy", "00"),
    ("short_reads", "ide", "80"), ("short_reads", "floppy", "00")])
def test_odd_bios(disk, core, shim, interface, drive):
    enters(disk([(1, core)], shim), interface, drive)


def test_dead_disk(disk, core):
    refuses(disk([(1, core)], "dead_disk"), "boot: read error AA")


def test_fragments(disk, core):
    """Three runs out of order, one of a single sector, far behind the first sector."""
    behind = core[SECTOR:] + bytes(-len(core) % SECTOR)
    cuts = [0, 1, 100, len(behind) // SECTOR]
    lbas = [1900, 700, 1200]
    pieces = [(lba, behind[a * SECTOR:b * SECTOR])
              for lba, a, b in zip(lbas, cuts, cuts[1:])]
    for i, (lba, piece) in enumerate(pieces):
        struct.pack_into("<QI", core := bytearray(core), TAIL + RUN_SIZE * i,
                         lba, len(piece) // SECTOR)
    for shim, interface in [(None, "ide"), ("no_edd", "ide"), (None, "floppy")]:
        enters(disk([(1, seal(core)[:SECTOR])] + pieces, shim), interface,
               "00" if interface == "floppy" else "80")


@pytest.mark.parametrize("far", [5 << 30, (1 << 32) - 40])
def test_core_far_away(disk, core, boot, tmp_path, far):
    """64-bit LBAs: core.img behind 2 TiB, where CHS and 32 bits do not reach, and across that line."""
    boot, core = bytearray(boot), bytearray(core)
    struct.pack_into("<Q", boot, CORE_LBA_AT, far)
    struct.pack_into("<Q", core, TAIL, far + 1)
    image = disk([], boot=boot)
    with open(image, "r+b") as f:
        f.truncate((far + 4096) * SECTOR)
        f.seek(far * SECTOR)
        f.write(seal(core))
    enters(image, "virtio", "80")


def flip(data, at):
    damaged = bytearray(data)
    damaged[at] ^= 0x10
    return damaged


def zero_sector(data, n):
    damaged = bytearray(data)
    damaged[n * SECTOR:(n + 1) * SECTOR] = bytes(SECTOR)
    return damaged


BAD_DISKBOOT = "boot: bad core.img"
BAD_STUB = "diskboot: bad core.img"
BAD_PAYLOAD = "decompress: bad core.img behind the decompressor"


DAMAGES = {
    "diskboot-first": (lambda c: flip(c, 0), BAD_DISKBOOT),
    "diskboot-list": (lambda c: flip(c, TAIL + 3), BAD_DISKBOOT),
    "diskboot-sum": (lambda c: flip(c, CRC), BAD_DISKBOOT),
    "diskboot-zeroed": (lambda c: zero_sector(c, 0), BAD_DISKBOOT),
    "diskboot-missing": (lambda c: c[:0], BAD_DISKBOOT),
    "decompressor-first": (lambda c: flip(c, SECTOR), BAD_STUB),
    "decompressor-inside": (lambda c: flip(c, SECTOR + 1000), BAD_STUB),
    "payload-sum": (lambda c: flip(c, PAYLOAD_CRC), BAD_STUB),
    "decompressor-zeroed": (lambda c: zero_sector(c, 3), BAD_STUB),
    "decompressor-missing": (lambda c: c[:SECTOR], BAD_STUB),
    "payload-inside": (lambda c: flip(c, 5000), BAD_PAYLOAD),
    "payload-last": (lambda c: flip(c, len(c) - 1), BAD_PAYLOAD),
    "payload-zeroed": (lambda c: zero_sector(c, len(c) // SECTOR - 1), BAD_PAYLOAD),
    "payload-cut": (lambda c: c[:20000], BAD_PAYLOAD),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage(disk, core, name):
    damage, sentence = DAMAGES[name]
    refuses(disk([(1, damage(core))]), sentence)


def with_list(core, runs):
    core = bytearray(core)
    core[TAIL:TAIL + RUNS * RUN_SIZE] = b"".join(
        struct.pack("<QI", *run) for run in runs).ljust(RUNS * RUN_SIZE, b"\0")
    return seal(core)


@pytest.mark.parametrize("runs, sentence", [
    ([], BAD_STUB),
    ([(3, 140)], BAD_STUB),
    ([(2, 5)], BAD_STUB),
    ([(2, 20)], BAD_PAYLOAD),
    ([(2, 192)], "diskboot: bad block list"),
    ([(2, 0xFFFFFFFF)], "diskboot: bad block list"),
    ([(2, 100), (102, 92)], "diskboot: bad block list"),
    ([(2, 64)] * 3, "diskboot: bad block list"),
], ids=str)
def test_wrong_block_list(disk, core, runs, sentence):
    refuses(disk([(1, with_list(core, runs))]), sentence)


def test_block_list_past_the_disk(disk, core):
    """CHS, tried after the packet call, has no room for such an LBA and reads something
    else; the checksum tells."""
    refuses(disk([(1, with_list(core, [(1 << 40, 100)]))]), BAD_STUB, "virtio")


def test_core_past_the_disk(disk, core, boot):
    boot = bytearray(boot)
    struct.pack_into("<Q", boot, CORE_LBA_AT, 0xFFFFFFFF00)
    refuses(disk([(1, core)], boot=boot), "boot: read error 01", "virtio")


@pytest.mark.parametrize("at, value, sentence", [
    (0, 0xE1, "decompress: lzma stream is damaged"),
    (0, 0x08, "decompress: lzma stream is damaged"),
    (7, 0x70, "decompress: lzma stream is damaged"),
    (6, 0, "decompress: lzma stream is damaged"),
], ids=str)
def test_lying_payload(disk, core, at, value, sentence):
    """Checksums right, stream wrong: what a broken fl-mkimage would make."""
    core = bytearray(core)
    payload = SECTOR + struct.unpack_from("<I", core, STUB_BYTES)[0]
    core[payload + at] = value
    struct.pack_into("<I", core, PAYLOAD_CRC, zlib.crc32(core[payload:]))
    with Machine([disk([(1, seal(core, stub=True))])]) as pc:
        pc.expect(re.escape(sentence))
        pc.expect_screen(re.escape(sentence))
        assert pc.process.isalive()


def test_rest_cut_off(disk):
    """The real loader: what every boot needs is whole; that the rest is not is found when
    it is called."""
    core = (BUILD / "core.img").read_bytes()
    stub, = struct.unpack_from("<I", core, STUB_BYTES)
    core = bytearray(core[:-100])
    payload = core[SECTOR + stub:]
    struct.pack_into("<II", core, PAYLOAD_CRC - 4, len(payload), zlib.crc32(payload))
    with Machine([disk([(1, seal(core, stub=True))])]) as pc:
        pc.expect(r"loader: its rest in memory: lzma stream is damaged")


def test_bios_mirror(disk, core):
    """On a PC without a screen the BIOS's own mirror says it besides COM1, in one piece;
    SeaBIOS keeps the last letter back until the next."""
    with Machine([disk([(1, flip(core, 0))])], bios_text=True) as pc:
        pc.expect_in_order(BAD_DISKBOOT[:-1], BAD_DISKBOOT)
