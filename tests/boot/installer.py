# installer.py - fl-install to be run, and what must be on a disk after it.

import subprocess

import pytest

from core_image import (BOOT_CODE, SECTOR, block_list, first_lba, make_boot, make_core,
                        noise_bytes, padded, seal, sectors)
from images import MIB, Part, make_disk
from machine import BUILD

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


def write_image(image, disk, *options, typed=""):
    return subprocess.run([BUILD / "fl-install", "--image", image, *options, disk], input=typed,
                          capture_output=True, text=True, timeout=60)


@pytest.fixture
def stick(tmp_path):
    """A file larger than the image, full of what will be lost, and one sector that will not."""
    image = small_disk(tmp_path / "image")
    stick = tmp_path / "stick"
    stick.write_bytes(noise_bytes(7, image.stat().st_size) + b"K" * SECTOR)
    return stick
