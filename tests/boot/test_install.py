# test_install.py - fl-install on image files: what it writes, keeps and takes back.

import struct
import subprocess
import zlib

import pytest

from core_image import SECTOR, first_lba, make_core, noise_bytes, sectors
from images import MIB, Part, change, make_disk, run
from installer import (BACKUP_MAGIC, check_installed, images, installs, refuses,  # noqa: F401
                       small_disk)
from machine import BUILD


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


def test_closed_output_is_not_the_disk(images):
    """What it prints is not written where the disk's file happens to stand."""
    disk, other = small_disk(images / "disk.img"), small_disk(images / "other.img")
    installs(images, disk)
    run("sh", "-c", 'exec "$@" >&-', "sh", BUILD / "fl-install", "--core", images / "core.img",
        "--boot", images / "boot.img", other)
    assert other.read_bytes() == disk.read_bytes()


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
    change(disk, SECTOR + 20, b"\xff")
    before = disk.read_bytes()
    installs(images, disk)
    check_installed(disk, before, 2048, make_core())


def test_another_loader_in_the_gap_is_kept(images):
    disk = small_disk(images / "disk.img")
    change(disk, SECTOR, noise_bytes(9, 300 * SECTOR))
    before = disk.read_bytes()
    installs(images, disk)
    check_installed(disk, before, 301, make_core())
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == before


def test_another_loader_that_fills_the_gap(images):
    """What it had is saved and put back."""
    disk = small_disk(images / "disk.img", start=200)
    change(disk, SECTOR, noise_bytes(9, 100 * SECTOR))
    before = disk.read_bytes()
    core = make_core(payload_bytes=60 * SECTOR)
    (images / "core.img").write_bytes(core)
    change(disk, 150 * SECTOR, b"here")        # the rest is in use in places, too
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
    change(disk, 150 * SECTOR, bytes(4))        # now there is room behind it
    installs(images, disk)
    assert first_lba(disk.read_bytes()) == 101
    (images / "core.img").write_bytes(make_core(payload_bytes=110 * SECTOR))
    assert "keep the power on" in installs(images, disk)
    installs(images, disk, "--uninstall")
    assert disk.read_bytes() == raw


def test_again_and_again_beside_itself(images):
    disk = small_disk(images / "disk.img")
    change(disk, SECTOR, noise_bytes(9, 300 * SECTOR))
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
    change(disk, 2047 * SECTOR + at if at else first * SECTOR + 5, b"\xa5")
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
    trailer = bytearray(disk.read_bytes()[2047 * SECTOR:2048 * SECTOR])
    assert trailer.startswith(BACKUP_MAGIC)
    # struct installed `now`, behind boot_crc.
    struct.pack_into("<I", trailer, 40, count)
    struct.pack_into("<Q", trailer, 48, lba)
    struct.pack_into("<I", trailer, SECTOR - 4, zlib.crc32(trailer[:SECTOR - 4]))
    change(disk, 2047 * SECTOR, trailer)
    refuses(images, disk, "outside of its place", "--uninstall")
    refuses(images, disk, "outside of its place", "--uninstall", "--yes")


def test_changed_since(images):
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()
    installs(images, disk)
    change(disk, 0, b"another loader")
    refuses(images, disk, "boot code in sector 0 was changed", "--uninstall")
    installs(images, disk, "--uninstall", "--yes")
    assert disk.read_bytes() == before
    installs(images, disk)
    change(disk, 20 * SECTOR, b"x")
    refuses(images, disk, "core.img was changed", "--uninstall")
