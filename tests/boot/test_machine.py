# test_machine.py - the harness itself: each way in and out of the emulators.

import subprocess

import pytest

from bochs import Bochs
from machine import Disk, GuestError, Machine, ROOT, debug_exit_value


@pytest.fixture(scope="module")
def hello(tmp_path_factory):
    """A disk that only knows tests/boot/hello.asm; CHS-friendly size."""
    image = tmp_path_factory.mktemp("hello") / "hello.img"
    subprocess.run(["nasm", "-o", image, ROOT / "tests/boot/hello.asm"], check=True)
    with open(image, "r+b") as f:
        f.truncate(2 * 16 * 63 * 512)
    return image


@pytest.fixture(scope="module")
def floppy(hello):
    image = hello.with_name("floppy.img")
    image.write_bytes(hello.read_bytes()[:512].ljust(1440 * 1024, b"\0"))
    return image


@pytest.mark.parametrize("interface", ["ide", "ahci", "virtio", "usb"])
def test_disk_serial_and_exit(hello, interface):
    with Machine([Disk(hello, interface)]) as pc:
        pc.expect("hello from drive 80")
        pc.send("abcq")
        pc.expect("abcq")
        assert pc.exit_status() == debug_exit_value(0x21)
        assert b"hello from drive 80\r\nabcq" in pc.debugcon()


def test_floppy(floppy):
    with Machine([Disk(floppy, "floppy")]) as pc:
        pc.expect("hello from drive 00")


def test_keyboard_and_screen(hello):
    with Machine([hello]) as pc:
        pc.expect("hello")
        pc.type("Xyz-1")
        pc.expect("Xyz-1")
        pc.expect_screen("hello from drive 80\nXyz-1")
        assert len(pc.screen_text()) == 25
        pc.press("q")
        assert pc.exit_status() == debug_exit_value(0x21)


def test_a_failure_shows_what_was_said(hello):
    with Machine([hello], icount=True) as pc:
        pc.expect("hello")
        with pytest.raises(GuestError, match="hello from drive 80"):
            pc.expect("goodbye", timeout=1)


def test_bochs(hello):
    with Bochs([hello]) as pc:
        pc.expect("hello from drive 80")
        pc.send("abc")
        pc.expect("abc")
        with pytest.raises(GuestError, match="hello from drive 80"):
            pc.expect("goodbye", timeout=1)


def test_bochs_floppy(floppy):
    with Bochs(floppy=floppy) as pc:
        pc.expect("hello from drive 00")
