# test_matrix.py - every kind of disk, filesystem, partition table and entry point: what must
# boot wherever the files lie.

import zlib

import pytest

import linux_guest
from images import MIB, SECTOR, Part, install, make_disk
from machine import Disk, Machine

INTERFACES = ["ide", "ahci", "virtio", "usb"]
LINUX = [("linux", "initrd"), ("linux16", "initrd16")]
INITRD = bytes(range(256)) * 1200 + b"odd"


def config(linux, initrd, kernel="/vmlinuz", words="poweroff", files="/initrd"):
    return (f"set timeout=0\nmenuentry 'the entry' {{\n    {linux} {kernel} {words}\n"
            f"    {initrd} {files}\n}}\n")


def expect_our_kernel(pc):
    pc.expect_exact("command line: BOOT_IMAGE=/vmlinuz poweroff\r")
    pc.expect(rf"initrd: at 0x[0-9a-f]+, {len(INITRD)} bytes, CRC-32 {zlib.crc32(INITRD):08x}\r")
    assert pc.exit_status() == 0


def our_files(build, linux, initrd):
    return {"boot/grub/grub.cfg": config(linux, initrd), "vmlinuz": build / "vmlinuz",
            "initrd": INITRD}


@pytest.mark.parametrize("scheme", ["mbr", "gpt"])
@pytest.mark.parametrize("kind", ["ext4", "vfat"])
@pytest.mark.parametrize("interface", INTERFACES)
def test_our_kernel(build, tmp_path, interface, kind, scheme):
    """One entry point each on every interface: together all combinations but one axis."""
    linux, initrd = LINUX[(INTERFACES.index(interface) + (kind == "vfat")) % 2]
    disk = make_disk(tmp_path / "disk.img", [
        Part(kind, our_files(build, linux, initrd), size=40 * MIB)], scheme)
    with Machine([Disk(install(disk, "--yes"), interface)], memory="64M") as pc:
        expect_our_kernel(pc)


@pytest.mark.parametrize("cpu", ["486", "pentium", "qemu64"])
def test_what_is_read_on_old_cpus(tmp_path, cpu):
    """Without CPUID, without SSE, and with both: sectors are copied another way."""
    lines = [f"line {i} of a file that is read in long pieces" for i in range(1500)]
    tree = {"boot/grub/grub.cfg": "cat /lines\nhalt\n", "lines": "\n".join(lines) + "\n"}
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", tree, size=8 * MIB)])
    with Machine([Disk(install(disk, "--yes"), "ide")], cpu=cpu) as pc:
        pc.expect_exact(lines[-1])
        said = [line for line in pc.said().splitlines() if line]
        assert said[said.index(lines[0]):][:len(lines)] == lines


@pytest.mark.parametrize("kind", ["ext2", "vfat"])
@pytest.mark.parametrize("linux,initrd", LINUX)
def test_our_kernel_from_a_floppy(build, tmp_path, linux, initrd, kind):
    """2.88 MB with a partition table; the BIOS reads it by cylinder, head and sector."""
    size = 2880 * 1024
    start = 144                             # two cylinders: 2 heads of 36 sectors each
    disk = make_disk(tmp_path / "floppy.img", [
        Part(kind, our_files(build, linux, initrd), size=size - start * SECTOR, start=start)],
        size=size)
    with Machine([Disk(install(disk, "--yes"), "floppy")], memory="32M") as pc:
        expect_our_kernel(pc)


@pytest.mark.parametrize("interface", INTERFACES[1:])      # IDE: test_protocols.py
@pytest.mark.parametrize("linux,initrd", LINUX)
def test_debian_kernel(tmp_path, linux, initrd, interface):
    payload = linux_guest.payload("more", 3 * MIB + 5)
    names = ["/initramfs", "/more"]
    files = dict(zip(names, linux_guest.initrds(tmp_path, payload)))
    tree = {"boot/grub/grub.cfg": config(linux, initrd, "/vmlinuz", linux_guest.CMDLINE,
                                         " ".join(names)),
            "vmlinuz": linux_guest.KERNEL, **{n[1:]: f for n, f in files.items()}}
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", tree, size=48 * MIB)], "gpt")
    with Machine([Disk(install(disk, "--yes"), interface)], memory="256M") as pc:
        linux_guest.expect_guest(pc, f"BOOT_IMAGE=/vmlinuz {linux_guest.CMDLINE}", payload)
