# test_install_faults.py - fl-install on disks that fail: strace lets its calls.

import subprocess

import pytest

from core_image import BOOT_CODE
from images import MIB
from installer import images, small_disk, stick  # noqa: F401
from machine import BUILD, need


def fails(folder, disk, fault, *options):
    """What it says when these calls for the disk fail."""
    done = subprocess.run(
        [need("strace"), "-f", "-o", folder / "strace", "-P", disk, "-e", f"inject={fault}",
         BUILD / "fl-install", *options, disk], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stdout + done.stderr
    return done.stderr


# A disk gets: what was saved, fsync, its trailer, fsync, core.img, fsync, sector 0, fsync.
@pytest.mark.parametrize("fault, reason, switched", [
    ("pread64:error=EIO:when=2", "cannot read sector", False),
    ("pwrite64:error=EIO:when=1", "cannot write sector 2046:", False),
    ("pwrite64:error=ENOSPC:when=3", "cannot write sector 1:", False),
    ("pwrite64:retval=0:when=3", "cannot write sector 1:", False),
    ("pwrite64:error=EIO:when=4", "cannot write sector 0:", False),
    ("fsync:error=EIO:when=1", "cannot sync", False), ("fsync:error=EIO:when=3", "cannot sync", False),
    ("fsync:error=EIO:when=4", "cannot sync", True)])
def test_errors(images, fault, reason, switched):  # noqa: F811
    """It ends there and says why; sector 0 is not for a core.img that may not be there."""
    disk = small_disk(images / "disk.img")
    before = disk.read_bytes()[:BOOT_CODE]
    assert reason in fails(images, disk, fault, "--core", images / "core.img", "--boot", images / "boot.img")
    assert (disk.read_bytes()[:BOOT_CODE] != before) == switched


def test_a_stick_that_keeps_nothing(images, stick):  # noqa: F811
    """It takes a MiB, and has it not."""
    assert "does not hold what was written, near sector 0" in fails(
        images, stick, f"pwrite64:retval={MIB}:when=2", "--yes", "--image", images / "image")
