# test_install_devices.py - fl-install on whole disks: an image over all of it, and block devices.
#
# Block devices are tried through a loop device where the tests may make one (as root);
# everything else needs no privileges.

import os
import subprocess
import tempfile
from contextlib import contextmanager

import pytest

from core_image import SECTOR, make_core, sectors
from images import MIB, change, run
from installer import (check_installed, fl_install, images, installs, refuses,  # noqa: F401
                       small_disk, stick, write_image)
from machine import BUILD, ROOT


# --- an image over a whole disk

def refuses_image(image, disk, reason, *options, typed="", status=1):
    before = disk.read_bytes()
    done = write_image(image, disk, *options, typed=typed)
    assert done.returncode == status and reason in done.stderr, done.stdout + done.stderr
    assert disk.read_bytes() == before


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
    change(stick, 510, b"\x55\xaa")
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


def test_image_that_is_the_disk(images, stick):
    """By whatever name: sector 0 would be lost."""
    image = images / "image"
    (images / "link").symlink_to(image)
    os.link(image, images / "hard")
    for name in ("image", "link", "hard"):
        refuses_image(images / name, image, f"{images / name} is the disk itself", "--yes")


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

@contextmanager
def attached(image, *options):
    """A loop device over the image, or None where we may not make one."""
    try:
        loop = run("losetup", "-f", "--show", *options, image).strip()
    except AssertionError:
        loop = None
    try:
        yield loop
    finally:
        if loop:
            run("losetup", "-d", loop)


@contextmanager
def mounted(folder):
    """A loop device with an ext2 that is mounted."""
    disk, at = folder / "fs.img", folder / "mnt"
    with open(disk, "wb") as f:
        f.truncate(8 * MIB)
    run("mke2fs", "-q", "-F", "-t", "ext2", disk)
    at.mkdir()
    with attached(disk) as loop:
        run("mount", loop, at)
        try:
            yield loop
        finally:
            run("umount", at)


def may_attach():
    """Root, and a kernel that lets it: containers often do not."""
    if os.geteuid() != 0:
        return False
    with tempfile.NamedTemporaryFile() as f:
        f.truncate(MIB)
        with attached(f.name) as loop:
            return bool(loop)


if may_attach():
    def test_block_device(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        with attached(disk) as loop:
            refuses(images, disk, f"it is attached to {loop}")
            installs(images, loop, "--yes")
            run("blockdev", "--flushbufs", loop)
            check_installed(disk, before, 1, make_core())
            installs(images, loop, "--uninstall", "--yes")
        assert disk.read_bytes() == before

    def test_block_device_without_room_for_a_backup(images):
        with attached(small_disk(images / "disk.img", start=sectors(make_core()) + 1)) as loop:
            done = fl_install(images, loop)
            assert done.returncode == 1 and "name a file for it with --backup" in done.stderr
            installs(images, loop, "--yes", "--backup", images / "saved")

    def test_sectors_of_4096_bytes(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        with attached(disk, "--sector-size", "4096") as loop:
            done = fl_install(images, loop, "--yes")
        assert done.returncode == 1 and disk.read_bytes() == before
        assert f"{loop} has sectors of 4096 bytes; boot.img reads sectors of 512" in done.stderr

    def test_mounted(images):
        with mounted(images) as loop:
            done = fl_install(images, loop)
        assert done.returncode == 1
        assert f"{loop} is in use: {loop} is mounted at {images}/mnt" in done.stderr

    def test_a_device_needs_its_name_typed(images):
        disk = small_disk(images / "disk.img")
        before = disk.read_bytes()
        with attached(disk) as loop:
            name = os.path.basename(loop)
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
        assert disk.read_bytes() == before

    def test_no_image_over_a_mounted_disk(images, stick):
        """Not even with --yes."""
        with mounted(images) as loop:
            done = write_image(images / "image", loop, "--yes")
        assert done.returncode == 1
        assert f"{loop} is in use: {loop} is mounted at {images}/mnt\n" in done.stderr

    def test_image_onto_a_device(images, stick):
        image = images / "image"
        with attached(stick) as loop:
            name = os.path.basename(loop)
            done = write_image(image, loop, typed=f"{name}\n")
            assert done.returncode == 0, done.stderr
            run("blockdev", "--flushbufs", loop)
        assert stick.read_bytes() == image.read_bytes() + b"K" * SECTOR
