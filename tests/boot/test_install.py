# test_install.py - fl-install on image files: what it writes, keeps, refuses and takes back.
#
# Block devices are tried through a loop device where the tests may make one (as root);
# everything else needs no privileges.

import os
import pty
import struct
import subprocess
import zlib

import pytest

from core_image import (BOOT_CODE, SECTOR, block_list, first_lba, make_boot, make_core,
                        noise_bytes, padded, seal, sectors)
from images import MIB, Part, make_disk, run
from machine import BUILD, ROOT

BACKUP_MAGIC = b"FLBACKUP"


@pytest.fixture
def images(tmp_path):
    """boot.img and core.img with true checksums, as files."""
    (tmp_path / "boot.img").write_bytes(make_boot())
    (tmp_path / "core.img").write_bytes(make_core())
    return tmp_path


def fl_install(images, disk, *options, core="core.img", boot="boot.img", typed=""):
    return subprocess.run([BUILD / "fl-install", "--core", images / core, "--boot", images / boot,
                           *options, disk], input=typed, capture_output=True, text=True,
                          timeout=60)


def installs(images, disk, *options, **more):
    done = fl_install(images, disk, *options, **more)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def refuses(images, disk, reason, *options, **more):
    """It says why, ends with 1, and has not changed a byte."""
    before = disk.read_bytes() if disk.is_file() else None
    done = fl_install(images, disk, *options, **more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert before is None or disk.read_bytes() == before


def small_disk(path, start=2048, size=8 * MIB):
    """An MBR disk with noise in its boot code and its signature, an empty gap."""
    make_disk(path, [Part("raw", size=size, start=start)])
    raw = bytearray(path.read_bytes())
    raw[:BOOT_CODE] = noise_bytes(3, BOOT_CODE)
    path.write_bytes(raw)
    return path


def check_installed(disk, before, lba, core, saved=0):
    """Exactly the bytes that should be ours are, and all others are as before, but for those of
    the backup, which has so many sectors of the gap; returns where that starts."""
    now = disk.read_bytes()
    assert len(now) == len(before)
    boot = make_boot()
    assert first_lba(now) == lba
    assert now[:0x5C] == boot[:0x5C] and now[0x64:BOOT_CODE] == boot[0x64:BOOT_CODE]
    assert now[BOOT_CODE:510] == before[BOOT_CODE:510]
    assert now[510:512] == b"\x55\xaa"
    written = now[lba * SECTOR:(lba + sectors(core)) * SECTOR]
    assert written[SECTOR:] == padded(core)[SECTOR:]
    assert block_list(written) == [(lba + 1, sectors(core) - 1)]
    assert written[:SECTOR] == seal(written[:SECTOR])
    end = (lba + sectors(core)) * SECTOR
    backup = now.find(BACKUP_MAGIC, end)
    if backup < 0:
        assert now[end:] == before[end:]
        return None
    first = backup - (saved + 1) * SECTOR
    assert now[SECTOR:lba * SECTOR] == before[SECTOR:lba * SECTOR]
    assert now[end:first] == before[end:first]
    assert now[backup + SECTOR:] == before[backup + SECTOR:]
    return first // SECTOR


# --- what it writes

def test_mbr_install_and_uninstall(images):
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    said = installs(images, disk)
    core = make_core()
    assert check_installed(disk, before, 1, core) == 2048 - 2
    assert f"core.img  {sectors(core)} sectors: 1 to {sectors(core)}" in said
    assert installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_gpt_install_and_uninstall(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    before = disk.read_bytes()
    installs(images, disk)
    check_installed(disk, before, 2048, make_core())
    run("sgdisk", "-v", disk)
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_gpt_with_only_its_backup_header(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    with open(disk, "r+b") as f:
        f.seek(SECTOR + 20)
        f.write(b"\xff")
    before = disk.read_bytes()
    installs(images, disk)
    check_installed(disk, before, 2048, make_core())


def test_another_loader_in_the_gap_is_kept(images):
    disk = small_disk(images / "disk.img")
    with open(disk, "r+b") as f:
        f.seek(SECTOR)
        f.write(noise_bytes(9, 300 * SECTOR))
    before = disk.read_bytes()
    installs(images, disk)
    check_installed(disk, before, 301, make_core())
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_another_loader_that_fills_the_gap(images):
    """What it had is saved and put back."""
    disk = small_disk(images / "disk.img", start=200)
    with open(disk, "r+b") as f:
        f.seek(SECTOR)
        f.write(noise_bytes(9, 100 * SECTOR))
    before = disk.read_bytes()
    core = make_core(payload_bytes=60 * SECTOR)
    (images / "core.img").write_bytes(core)
    with open(disk, "r+b") as f:        # the rest is in use in places, too
        f.seek(150 * SECTOR)
        f.write(b"here")
    before = disk.read_bytes()
    saved = images / "disk.img.firstlight-backup"
    assert "keep the power on" in installs(images, disk)
    assert check_installed(disk, before, 1, core) is None
    assert saved.stat().st_size == (sectors(core) + 2) * SECTOR
    installs(images, disk)
    other = small_disk(images / "other.img", start=50)
    refuses(images, other, "partitioned anew", "--uninstall", "--backup", saved)
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_what_is_ours_is_not_saved(images):
    """A backup that grows over an installation beside it: there was nothing before that."""
    disk = small_disk(images / "disk.img", start=200)
    raw = bytearray(disk.read_bytes())
    raw[SECTOR:101 * SECTOR] = noise_bytes(9, 100 * SECTOR)
    disk.write_bytes(raw[:150 * SECTOR] + b"here" + raw[150 * SECTOR + 4:])
    (images / "core.img").write_bytes(make_core(payload_bytes=60 * SECTOR))
    assert "keep the power on" in installs(images, disk)
    with open(disk, "r+b") as f:        # now there is room behind it
        f.seek(150 * SECTOR)
        f.write(bytes(4))
    installs(images, disk)
    assert first_lba(disk.read_bytes()) == 101
    (images / "core.img").write_bytes(make_core(payload_bytes=110 * SECTOR))
    assert "keep the power on" in installs(images, disk)
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == raw


def test_again_and_again_beside_itself(images):
    disk = small_disk(images / "disk.img")
    with open(disk, "r+b") as f:
        f.seek(SECTOR)
        f.write(noise_bytes(9, 300 * SECTOR))
    before = disk.read_bytes()
    installs(images, disk)
    installs(images, disk)
    bigger = make_core(payload_bytes=29000, seed=5)
    (images / "bigger.img").write_bytes(bigger)
    assert "kept" in installs(images, disk, core="bigger.img")
    check_installed(disk, before, 301 + 2 * sectors(make_core()), bigger)
    installs(images, disk)
    check_installed(disk, before, 301, make_core())
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_old_gap_of_62_sectors(images):
    """No room for a backup on the disk: it goes beside the image."""
    disk = small_disk(images / "disk.img", start=63)
    core = make_core(payload_bytes=62 * SECTOR - SECTOR - 2000)
    (images / "core.img").write_bytes(core)
    assert sectors(core) == 62
    before = disk.read_bytes()
    saved = images / "disk.img.firstlight-backup"
    installs(images, disk)
    assert check_installed(disk, before, 1, core) is None
    assert saved.stat().st_size == 2 * SECTOR
    assert "keep the power on" in installs(images, disk)
    assert saved.stat().st_size == (62 + 2) * SECTOR
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before and not saved.exists()


def test_backup_option_names_the_file(images):
    disk = small_disk(images / "disk.img", start=sectors(make_core()) + 1)
    before = disk.read_bytes()
    installs(images, disk, "--backup", images / "saved")
    assert (images / "saved").exists()
    refuses(images, disk, "nothing to restore", "--uninstall")
    installs(images, disk, "--uninstall", "--backup", images / "saved")
    assert disk.read_bytes() == before


def test_table_edited_since_stays_edited(images):
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    installs(images, disk)
    run("sfdisk", "-q", "--no-reread", "--no-tell-kernel", "-A", disk, "1")
    installs(images, disk, "--uninstall")
    now = disk.read_bytes()
    assert now[446] == 0x80 and before[446] == 0
    assert now[:446] + b"\0" + now[447:] == before


def test_dry_run_changes_nothing(images):
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    dry = installs(images, disk, "--dry-run")
    assert disk.read_bytes() == before and "core.img" in dry
    assert installs(images, disk) == dry
    installed = disk.read_bytes()
    assert "restore" in installs(images, disk, "--uninstall", "--dry-run")
    assert disk.read_bytes() == installed


def test_images_beside_the_program_are_the_default(images):
    done = subprocess.run([BUILD / "fl-install", "--dry-run", small_disk(images / "disk.img")],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert f"core.img  {sectors((BUILD / 'core.img').read_bytes())} sectors" in done.stdout


# --- what it refuses

def test_gap_too_small(images):
    core = sectors(make_core())
    refuses(images, small_disk(images / "disk.img", start=32),
            f"core.img has {core} sectors, but the gap before the first partition of "
            f"{images}/disk.img has only 31")


def test_partition_at_sector_1(images):
    refuses(images, small_disk(images / "disk.img", start=1), "has only 0")


def test_disk_smaller_than_core(images):
    disk = images / "disk.img"
    disk.write_bytes(bytes(510) + b"\x55\xaa" + bytes(20 * SECTOR))
    refuses(images, disk, "has only 20")


def test_file_of_one_sector(images):
    disk = images / "disk.img"
    disk.write_bytes(bytes(510) + b"\x55\xaa")
    refuses(images, disk, "has only 1 sectors")


def test_gpt_without_bios_boot_partition(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=MIB), Part("raw", size=8 * MIB)],
                     "gpt")
    run("sgdisk", "-d", "1", disk)
    refuses(images, disk, f"sgdisk -n 0:0:+1M -t 0:ef02 {disk}")
    run("sgdisk", "-n", "0:0:+1M", "-t", "0:ef02", disk)
    installs(images, disk)


def test_gpt_damaged_twice(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    with open(disk, "r+b") as f:
        for at in (SECTOR, os.path.getsize(disk) - SECTOR):
            f.seek(at + 40)
            f.write(b"\xff")
    refuses(images, disk, "GPT header at sector 1 is damaged")


def test_gpt_behind_an_ordinary_mbr(images):
    disk = make_disk(images / "disk.img", [Part("raw", size=8 * MIB)], "gpt")
    with open(disk, "r+b") as f:
        f.seek(450)
        f.write(b"\x83")
    refuses(images, disk, "GPT header in sector 1 that its MBR does not announce")


def test_bios_boot_partition_too_small(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=16 * SECTOR),
                                           Part("raw", size=8 * MIB)], "gpt")
    refuses(images, disk, "BIOS boot partition 1")


@pytest.mark.parametrize("entry, first, reason", [
    (0, 20, "partition 1 starts at sector 20, inside the GPT"),
    (1, 3000, "partitions 1 and 2 overlap")])
def test_bios_boot_partition_in_others(images, entry, first, reason):
    """A GPT that says so, with right checksums."""
    disk = make_disk(images / "disk.img", [Part("bios", size=MIB), Part("raw", size=8 * MIB)], "gpt")
    with open(disk, "r+b") as f:
        f.seek(SECTOR)
        header, table = bytearray(f.read(SECTOR)), bytearray(f.read(32 * SECTOR))
        struct.pack_into("<Q", table, 128 * entry + 32, first)
        struct.pack_into("<I", header, 88, zlib.crc32(table))
        struct.pack_into("<I", header, 16, 0)
        struct.pack_into("<I", header, 16, zlib.crc32(header[:92]))
        f.seek(SECTOR)
        f.write(header + table)
    refuses(images, disk, reason)
    refuses(images, disk, reason, "--yes")


def test_bios_boot_partition_with_a_filesystem(images):
    disk = make_disk(images / "disk.img", [Part("bios", size=4 * MIB), Part("raw", size=8 * MIB)],
                     "gpt")
    run("mke2fs", "-q", "-F", "-t", "ext2", "-E", f"offset={MIB}", disk, "4M")
    refuses(images, disk, "BIOS boot partition 1 holds a ext2 filesystem")


@pytest.mark.parametrize("kind", ["ext4", "vfat"])
def test_a_filesystem_without_a_table(images, kind):
    disk = images / "part.img"
    with open(disk, "wb") as f:
        f.truncate(40 * MIB)
    run(*(["mke2fs", "-q", "-F", "-t", "ext4"] if kind == "ext4" else ["mkfs.vfat"]), disk)
    refuses(images, disk, f"is a {kind} filesystem or member, not a disk with partitions")
    refuses(images, disk, f"is a {kind} filesystem or member", "--yes")


def test_a_file_that_is_no_disk(images):
    disk = images / "letter.txt"
    disk.write_text("Dear disk,\n" * 20000)
    before = disk.read_bytes()
    refuses(images, disk, "has no MBR")
    installs(images, disk, "--yes")
    assert disk.read_bytes()[510:512] == b"\x55\xaa"
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_no_file_a_directory_a_terminal(images):
    refuses(images, images / "nothing", "No such file or directory")
    refuses(images, images, "is a directory, not a disk", "--yes")
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    done = fl_install(images, name, "--yes")
    assert done.returncode == 1
    assert f"{name} is neither a disk nor the image of one" in done.stderr
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("at, reason", [
    (17, "its first sector is damaged"), (SECTOR + 4, "no decompressor"),
    (SECTOR + 100, "its decompressor is damaged"), (SECTOR + 2000 + 99, "its payload is damaged"),
])
def test_core_with_a_flipped_bit(images, at, reason):
    core = bytearray(make_core())
    core[at] ^= 4
    (images / "core.img").write_bytes(core)
    refuses(images, small_disk(images / "disk.img"), reason)


@pytest.mark.parametrize("size, reason", [
    (0, "too few"), (500, "too few"), (SECTOR + 10, "too few"), (SECTOR + 1000, "decompressor of"),
    (SECTOR + 2000 + 24999, "payload of 25000 bytes"),
])
def test_core_cut_off(images, size, reason):
    (images / "core.img").write_bytes(make_core()[:size])
    refuses(images, small_disk(images / "disk.img"), reason)


def test_boot_that_is_no_boot_sector(images):
    for content in (b"", make_boot()[:-1], make_boot() + b"\0", bytes(512)):
        (images / "boot.img").write_bytes(content)
        refuses(images, small_disk(images / "disk.img"), "not a boot sector of 512 bytes")


# --- uninstalling what is not as it was

def test_nothing_to_restore(images):
    refuses(images, small_disk(images / "disk.img"), "nothing to restore", "--uninstall")


@pytest.mark.parametrize("at", [None, 30, 36, 200])
def test_damaged_backup(images, at):
    """Any byte of the trailer, or one of what was saved."""
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    installs(images, disk)
    first = check_installed(disk, before, 1, make_core())
    with open(disk, "r+b") as f:
        f.seek(2047 * SECTOR + at if at else first * SECTOR + 5)
        f.write(b"\xa5")
    refuses(images, disk, "is damaged (checksum)", "--uninstall")
    refuses(images, disk, "is damaged (checksum)", "--uninstall", "--yes")
    refuses(images, disk, "is damaged (checksum)")


def test_backup_that_was_moved(images):
    disk = small_disk(images / "disk.img")
    installs(images, disk)
    raw = bytearray(disk.read_bytes())
    raw[2000 * SECTOR:2002 * SECTOR] = raw[2046 * SECTOR:2048 * SECTOR]
    raw[2046 * SECTOR:2048 * SECTOR] = bytes(2 * SECTOR)
    disk.write_bytes(raw)
    refuses(images, disk, "is damaged (checksum)", "--uninstall")


@pytest.mark.parametrize("lba, count", [(2048, 4), (2000, 100), (0, 4), (1, 2**32 - 1)])
def test_backup_that_lies(images, lba, count):
    """A right checksum makes no sectors ours: those of a partition, or sector 0."""
    disk = small_disk(images / "disk.img")
    installs(images, disk)
    with open(disk, "r+b") as f:
        f.seek(2047 * SECTOR)
        trailer = bytearray(f.read(SECTOR))
        assert trailer.startswith(BACKUP_MAGIC)
        # struct installed `now`, behind boot_crc.
        struct.pack_into("<I", trailer, 40, count)
        struct.pack_into("<Q", trailer, 48, lba)
        struct.pack_into("<I", trailer, SECTOR - 4, zlib.crc32(trailer[:SECTOR - 4]))
        f.seek(2047 * SECTOR)
        f.write(trailer)
    refuses(images, disk, "outside of its place", "--uninstall")
    refuses(images, disk, "outside of its place", "--uninstall", "--yes")


def test_changed_since(images):
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    installs(images, disk)
    with open(disk, "r+b") as f:
        f.write(b"another loader")
    refuses(images, disk, "boot code in sector 0 was changed", "--uninstall")
    installs(images, disk, "--uninstall", "--yes")
    assert disk.read_bytes() == before
    installs(images, disk)
    with open(disk, "r+b") as f:
        f.seek(20 * SECTOR)
        f.write(b"x")
    refuses(images, disk, "core.img was changed", "--uninstall")


# --- an image over a whole disk

def write_image(image, disk, *options, typed=""):
    return subprocess.run([BUILD / "fl-install", "--image", image, *options, disk], input=typed,
                          capture_output=True, text=True, timeout=60)


def refuses_image(image, disk, reason, *options, typed="", status=1):
    before = disk.read_bytes()
    done = write_image(image, disk, *options, typed=typed)
    assert done.returncode == status and reason in done.stderr, done.stdout + done.stderr
    assert disk.read_bytes() == before


@pytest.fixture
def stick(tmp_path):
    """A file larger than the image, full of what will be lost, and one sector that will not."""
    image = small_disk(tmp_path / "image")
    stick = tmp_path / "stick"
    stick.write_bytes(noise_bytes(7, image.stat().st_size) + b"K" * SECTOR)
    return stick


def test_image_is_copied_whole(images, stick):
    image = images / "image"
    done = write_image(image, stick, typed="stick\n")
    assert done.returncode == 0, done.stderr
    assert stick.read_bytes() == image.read_bytes() + b"K" * SECTOR
    assert "everything on it is lost" in done.stdout and "read back" in done.stdout
    assert write_image(image, stick, "--yes").returncode == 0


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "stic\n", "stick2\n"])
def test_image_needs_the_name_typed(images, stick, typed):
    refuses_image(images / "image", stick, "not confirmed", typed=typed)


def test_image_dry_run(images, stick):
    before = stick.read_bytes()
    done = write_image(images / "image", stick, "--dry-run")
    assert done.returncode == 0 and "is lost" in done.stdout
    assert stick.read_bytes() == before


def test_image_that_does_not_fit_or_is_none(images, stick):
    image = images / "image"
    refuses_image(stick, image, f"{stick} has no MBR", "--yes")
    with open(stick, "r+b") as f:
        f.seek(510)
        f.write(b"\x55\xaa")
    sectors_there = image.stat().st_size // SECTOR
    refuses_image(stick, image, f"{stick} has {sectors_there + 1} sectors, but {image} only "
                  f"{sectors_there}", "--yes")
    with open(stick, "ab") as f:
        f.write(b"x")
    refuses_image(stick, image, "not made of whole sectors", "--yes")
    refuses_image(images / "nothing", image, "No such file", "--yes")


@pytest.mark.parametrize("option", ["--core=x", "--boot=x", "--backup=x", "--uninstall",
                                    "--system-disk"])
def test_image_goes_alone(images, stick, option):
    refuses_image(images / "image", stick, "usage:", option, "--yes", status=2)


def test_make_usb(images, stick):
    """It is fl-install --image of build/disk.img; without a name it says what there is."""
    def usb(*arguments, typed=""):
        return subprocess.run(["make", "-s", "--no-print-directory",
                               f"B={os.path.relpath(BUILD, ROOT)}", "usb", *arguments], cwd=ROOT,
                              input=typed, capture_output=True, text=True, timeout=300)
    done = usb()
    assert done.returncode and "make usb DISK=/dev/" in done.stdout
    image = (BUILD / "disk.img").read_bytes()
    stick.write_bytes(b"")
    os.truncate(stick, len(image))
    done = usb(f"DISK={stick}", typed="no\n")
    assert done.returncode and "not confirmed" in done.stderr and not any(stick.read_bytes())
    done = usb(f"DISK={stick}", typed="stick\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert stick.read_bytes() == image


# --- block devices

def attach(image, *options):
    """A loop device over the image, or None where we may not make one."""
    try:
        return run("losetup", "-f", "--show", *options, image).strip()
    except AssertionError:
        return None


def may_attach():
    """Root, and a kernel that lets it: containers often do not."""
    import tempfile
    if os.geteuid() != 0:
        return False
    with tempfile.NamedTemporaryFile() as f:
        f.truncate(MIB)
        loop = attach(f.name)
        if loop:
            run("losetup", "-d", loop)
        return bool(loop)


if may_attach():
    def test_block_device(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        loop = attach(disk)
        try:
            refuses(images, disk, f"it is attached to {loop}")
            installs(images, loop, "--yes")
            run("blockdev", "--flushbufs", loop)
            check_installed(disk, before, 1, make_core())
            installs(images, loop, "--uninstall", "--yes")
        finally:
            run("losetup", "-d", loop)
        assert disk.read_bytes() == before

    def test_block_device_without_room_for_a_backup(images):
        loop = attach(small_disk(images / "disk.img", start=sectors(make_core()) + 1))
        try:
            done = fl_install(images, loop)
            assert done.returncode == 1 and "name a file for it with --backup" in done.stderr
            installs(images, loop, "--yes", "--backup", images / "saved")
        finally:
            run("losetup", "-d", loop)

    def test_sectors_of_4096_bytes(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        loop = attach(disk, "--sector-size", "4096")
        try:
            done = fl_install(images, loop, "--yes")
        finally:
            run("losetup", "-d", loop)
        assert done.returncode == 1 and disk.read_bytes() == before
        assert f"{loop} has sectors of 4096 bytes; boot.img reads sectors of 512" in done.stderr

    def test_mounted(images):
        disk = images / "fs.img"
        with open(disk, "wb") as f:
            f.truncate(8 * MIB)
        run("mke2fs", "-q", "-F", "-t", "ext2", disk)
        (images / "mnt").mkdir()
        loop = attach(disk)
        try:
            run("mount", loop, images / "mnt")
            try:
                done = fl_install(images, loop)
            finally:
                run("umount", images / "mnt")
        finally:
            run("losetup", "-d", loop)
        assert done.returncode == 1
        assert f"{loop} is in use: {loop} is mounted at {images}/mnt" in done.stderr

    def test_a_device_needs_its_name_typed(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        loop = attach(disk)
        name = os.path.basename(loop)
        try:
            for typed in ("", "yes\n", loop + "x\n"):
                done = fl_install(images, loop, typed=typed)
                assert done.returncode == 1 and "not confirmed" in done.stderr
                assert done.stdout.startswith(f"{loop}: {disk}, 10.0 MiB, loop device")
            run("blockdev", "--flushbufs", loop)
            assert disk.read_bytes() == before
            (images / "alias").symlink_to(loop)
            assert f"Type {name} to" in installs(images, images / "alias", typed=f"{name}\n")
            run("blockdev", "--flushbufs", loop)
            check_installed(disk, before, 1, make_core())
            assert fl_install(images, loop, "--uninstall").returncode == 1
            installs(images, loop, "--uninstall", typed=f"{name}\n")
        finally:
            run("losetup", "-d", loop)
        assert disk.read_bytes() == before

    def test_no_image_over_a_mounted_disk(images, stick):
        """Not even with --yes."""
        inner = images / "fs.img"
        with open(inner, "wb") as f:
            f.truncate(8 * MIB)
        run("mke2fs", "-q", "-F", "-t", "ext2", inner)
        (images / "mnt").mkdir()
        loop = attach(inner)
        try:
            run("mount", loop, images / "mnt")
            try:
                done = write_image(images / "image", loop, "--yes")
            finally:
                run("umount", images / "mnt")
        finally:
            run("losetup", "-d", loop)
        assert done.returncode == 1
        assert f"{loop} is in use: {loop} is mounted at {images}/mnt\n" in done.stderr

    def test_image_onto_a_device(images, stick):
        image = images / "image"
        loop = attach(stick)
        name = os.path.basename(loop)
        try:
            done = write_image(image, loop, typed=f"{name}\n")
            assert done.returncode == 0, done.stderr
            run("blockdev", "--flushbufs", loop)
        finally:
            run("losetup", "-d", loop)
        assert stick.read_bytes() == image.read_bytes() + b"K" * SECTOR
