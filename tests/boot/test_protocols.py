# test_protocols.py - kernels of every kind through our loader: linux and linux16, ext4 and
# FAT, and what happens when one cannot be loaded.

import random
import zlib
from pathlib import Path

import pytest

import linux_guest
from images import MIB, Part, install, make_disk
from machine import Disk, Machine

MEMTEST = Path("/boot/memtest86+x64.bin")
IPXE = Path("/boot/ipxe.lkrn")
MEMDISK = Path("/usr/lib/syslinux/memdisk")
PAYLOADS = [linux_guest.payload("first", 3 * MIB + 1, 1), linux_guest.payload("second", 70003, 2)]
LINUX = [("linux", "initrd"), ("linux16", "initrd16")]


def entry(*commands):
    body = "".join(f"    {c}\n" for c in commands)
    return f"set timeout=0\nmenuentry 'the entry' {{\n{body}}}\n"


def disk_with(folder, config, files, kind="ext4", size=48 * MIB):
    image = make_disk(Path(folder) / "disk.img", [
        Part(kind, {"boot/grub/grub.cfg": config, **files}, size=size)])
    return Disk(install(image, "--yes"))


@pytest.mark.parametrize("kind", ["ext4", "vfat"])
@pytest.mark.parametrize("linux,initrd", LINUX)
def test_debian_kernel(tmp_path, linux, initrd, kind):
    files = dict(zip(["/initramfs", "/first", "/second"],
                     linux_guest.initrds(tmp_path, *PAYLOADS)))
    config = entry(f"{linux} /vmlinuz {linux_guest.CMDLINE} some=thing",
                   f"{initrd} {' '.join(files)}")
    disk = disk_with(tmp_path, config, {"vmlinuz": linux_guest.KERNEL,
                                        **{n[1:]: f for n, f in files.items()}}, kind)
    with Machine([disk], memory="256M") as pc:
        linux_guest.expect_guest(
            pc, f"BOOT_IMAGE=/vmlinuz {linux_guest.CMDLINE} some=thing", *PAYLOADS)


@pytest.mark.parametrize("memory", ["32M", "64M", "1G", "4G"])
@pytest.mark.parametrize("linux,initrd", LINUX)
def test_our_kernel(build, tmp_path, linux, initrd, memory):
    """The initrd nearly fills the smallest of these machines."""
    first = random.Random(3).randbytes(20 * MIB + 3)
    config = entry(f"{linux} (hd0,msdos1)/vmlinuz 'two words' poweroff", f"{initrd} /first /first")
    if memory != "32M":
        first = first[:5 * MIB + 3]
    else:
        config = config.replace("/first /first", "/first")
    disk = disk_with(tmp_path, config, {"vmlinuz": build / "vmlinuz", "first": first})
    data = first if memory == "32M" else first + b"\0" + first
    with Machine([disk], memory=memory) as pc:
        pc.expect_exact('command line: BOOT_IMAGE=(hd0,msdos1)/vmlinuz "two words" poweroff\r')
        at = int(pc.expect(rf"initrd: at 0x([0-9a-f]+), {len(data)} bytes, "
                           rf"CRC-32 {zlib.crc32(data):08x}\r")[1], 16)
        assert at % 4096 == 0 and at + len(data) <= 0x80000000
        pc.expect_in_order(r"\d+ loader: kernel and initrd in place",
                           r"\d+ kernel: first instruction")
        assert pc.exit_status() == 0


def test_mem_keeps_the_initrd_low(build, tmp_path):
    config = entry("linux /vmlinuz mem=16M poweroff", "initrd /first")
    disk = disk_with(tmp_path, config, {"vmlinuz": build / "vmlinuz", "first": b"x" * 5000})
    with Machine([disk], memory="64M") as pc:
        pc.expect_exact("initrd: at 0xffe000, 5000 bytes")


@pytest.mark.parametrize("linux", ["linux", "linux16"])
def test_memtest(tmp_path, linux):
    disk = disk_with(tmp_path, entry(f"{linux} /memtest console=ttyS0,115200n8"),
                     {"memtest": MEMTEST})
    with Machine([disk], memory="64M") as pc:
        pc.expect(r"Memtest86\+ v")


def test_ipxe(tmp_path):
    disk = disk_with(tmp_path, entry("linux16 /ipxe.lkrn"), {"ipxe.lkrn": IPXE})
    with Machine([disk], memory="64M", bios_text=True) as pc:
        pc.expect("Open Source Network Boot Firmware")


def floppy_image():
    """A floppy whose boot sector prints by the BIOS, which mirrors each letter after the next."""
    code = b"\xfa" + b"".join(b"\xb8" + bytes([c]) + b"\x0e\xcd\x10" for c in b"<booted a floppy>  ")
    sector = (code + b"\xf4\xeb\xfd").ljust(510, b"\0") + b"\x55\xaa"
    return sector.ljust(1440 * 1024, b"\0")


def test_memdisk(tmp_path):
    disk = disk_with(tmp_path, entry("linux16 /memdisk", "initrd16 /floppy.img"),
                     {"memdisk": MEMDISK, "floppy.img": floppy_image()})
    with Machine([disk], memory="64M", bios_text=True) as pc:
        pc.expect_in_order("Ramdisk at", "<booted a floppy>")


REFUSALS = {
    "missing kernel": (["linux /nothing"], "/nothing: file not found"),
    "missing initrd": (["linux /vmlinuz poweroff", "initrd /nothing"], "/nothing: file not found"),
    "cut off": (["linux /cut poweroff"], r"/cut: kernel is cut off: its header needs \d+ bytes,"
                                         r" the file has 9000"),
    "too much": (["linux /vmlinuz poweroff", "initrd /big"],
                 r"not enough memory: the initrd needs 32768 KiB .* has \d+ KiB in all"),
    "16-bit only": (["linux /ipxe.lkrn"], "this kernel has only a 16-bit entry: use linux16"),
    "not a kernel": (["linux /boot/grub/grub.cfg"], "kernel is cut off|not a Linux kernel"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals_come_back_to_the_menu(build, tmp_path, case):
    commands, sentence = REFUSALS[case]
    good = "menuentry 'good one' {\n    linux /vmlinuz good poweroff\n}\n"
    files = {"vmlinuz": build / "vmlinuz", "cut": (build / "vmlinuz").read_bytes()[:9000],
             "big": bytes(32 * MIB), "ipxe.lkrn": IPXE}
    disk = disk_with(tmp_path, entry(*commands) + good, files, size=64 * MIB)
    with Machine([disk], memory="32M") as pc:
        pc.expect(sentence)
        pc.expect_silence("Firstlight kernel", 1)
        pc.send("\r")                   # whatever it waits for, and then the menu
        pc.expect("good one")
        pc.send("\x1b[B\r")
        pc.expect_exact("command line: BOOT_IMAGE=/vmlinuz good poweroff\r")
        assert pc.exit_status() == 0
