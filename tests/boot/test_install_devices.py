# test_install_devices.py - fl-install on whole disks: an image over all of it, and block devices.
#
# Block devices are tried through a loop device where the tests may make one (as root);
# everything else needs no privileges.

import os
import subprocess
import tempfile

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
