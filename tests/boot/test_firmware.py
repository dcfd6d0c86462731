# test_firmware.py - the same short list on every BIOS there is: disks by packet calls and by
# cylinder, head and sector, both partition tables, memory map, keyboard, serial line, and our
# kernel at the end; then every kind of CPU and sizes of memory.

import re
import zlib
from pathlib import Path

import pytest

from bochs import BIOS, VGA_BIOS, Bochs
from images import MIB, Part, install, make_disk
from machine import BUILD, Disk, Machine
from odd_bios import BEHIND, put_in_front

RELEASES = BUILD / "guest/firmware"     # of Debian, others than ours
SEABIOS, BOCHS = "usr/share/seabios", "usr/share/bochs"
CYLINDER = 16 * 63 * 512
MEMORY = 64 << 10                       # KiB
DATA = bytes(range(256)) * 1200 + b"odd"
CONFIG = """set timeout=0
crc /data
lsmmap
terminal_input console
read x
echo key $x
terminal_input serial
read x
echo line $x
menuentry x {
    linux /vmlinuz poweroff
    initrd /data
}
"""


def qemu(machine, release=None, bios=None, interface="ide", cpu="qemu64"):
    folder = ["-L", RELEASES / release / SEABIOS] if release else []
    return lambda image: Machine([Disk(image, interface)], machine=machine, cpu=cpu, memory="64M",
                                 arguments=folder + (["-bios", bios] if bios else []))


def bochs(bios=BIOS, release=None, **more):
    if release:
        bios = RELEASES / release / BOCHS / Path(bios).name
    return lambda image: Bochs([image], bios=Path(bios), vga_bios=VGA_BIOS, megs=MEMORY >> 10, **more)


LEGACY = BIOS.with_name("BIOS-bochs-legacy")
FIRMWARE = {
    "SeaBIOS 1.16.2, pc": qemu("pc"),
    "SeaBIOS 1.16.2, q35": qemu("q35", interface="ahci"),
    "SeaBIOS 1.16.2, isapc": qemu("isapc"),
    "SeaBIOS 1.16.2, 128 KiB": qemu("pc", bios="/usr/share/seabios/bios.bin"),
    "SeaBIOS 1.14.0, pc": qemu("pc", "bullseye"),
    "SeaBIOS 1.14.0, q35": qemu("q35", "bullseye", interface="virtio"),
    "SeaBIOS 1.14.0, isapc": qemu("isapc", "bullseye"),
    "SeaBIOS 1.16.3, pc": qemu("pc", "trixie", interface="usb"),
    "SeaBIOS 1.16.3, q35": qemu("q35", "trixie", interface="ahci"),
    "SeaBIOS 1.16.3, isapc": qemu("isapc", "trixie"),
    "SeaBIOS 1.16.2, Bochs": bochs("/usr/share/seabios/bios.bin"),
    "Bochs 2.7": bochs(),
    "Bochs 2.7, without ACPI": bochs(LEGACY),
    "Bochs 2.6.11, without ACPI": bochs(LEGACY, "bullseye"),    # the one with it dies in itself
    "Bochs 3.0": bochs(BIOS, "trixie"),
    "Bochs 3.0, without ACPI": bochs(LEGACY, "trixie"),
}


@pytest.fixture(scope="module")
def disks(build, tmp_path_factory):
    """{(scheme, EDD): image}; of whole cylinders, as Bochs has its disks."""
    folder, made = tmp_path_factory.mktemp("disks"), {}
    for scheme in ("mbr", "gpt"):
        for edd in (True, False):
            tree = {"boot/grub/grub.cfg": CONFIG, "vmlinuz": build / "vmlinuz", "data": DATA}
            made[scheme, edd] = install(make_disk(
                folder / f"{scheme}-{edd}.img", [Part("ext4", tree, size=8 * MIB, start=BEHIND)],
                scheme, size=24 * CYLINDER), "--yes")
            if not edd:
                put_in_front(made[scheme, edd], "no_edd")
    return made


@pytest.mark.parametrize("scheme, edd", [("mbr", True), ("mbr", False), ("gpt", True), ("gpt", False)],
                         ids=["mbr-edd", "mbr-chs", "gpt-edd", "gpt-chs"])
@pytest.mark.parametrize("name", FIRMWARE)
def test_list(disks, name, scheme, edd):
    with FIRMWARE[name](disks[scheme, edd]) as pc:
        pc.expect_exact(f"{zlib.crc32(DATA):08x}  /data")
        pc.expect_exact("length = 0x9f")        # RAM up to the BIOS's own, below 640 KiB
        sizes = pc.expect(r"(?s)(, available RAM\r.*?base_addr = 0x100000, length = 0x(\w+), "
                          r"available RAM\r)")
        assert MEMORY - 1024 - 1100 <= int(sizes[2], 16) >> 10 <= MEMORY - 1024
        pc.type("ab\r")
        pc.expect("key ab")
        pc.send("cd\r")
        pc.expect("line cd")
        ram = int(pc.expect(r"memory map: \d+ ranges, (\d+) KiB of RAM")[1])
        assert MEMORY - 1100 <= ram < MEMORY
        pc.expect(rf"initrd: at 0x\w+, {len(DATA)} bytes, CRC-32 {zlib.crc32(DATA):08x}\r")
        pc.expect("powering off|no ACPI|halted")
