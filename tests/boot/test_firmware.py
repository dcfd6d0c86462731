# test_firmware.py - the same short list on every BIOS there is: disks by packet calls and by
# cylinder, head and sector, both partition tables, memory map, keyboard, serial line, and our
# kernel at the end; then every kind of CPU and sizes of memory.

import re
import zlib

import pytest

from bochs import BIOS, Bochs
from images import MIB, Part, install, make_disk
from machine import BUILD, Disk, Machine
from odd_bios import BEHIND, put_in_front

RELEASES = BUILD / "guest/firmware"     # of Debian, others than ours
SEABIOS, BOCHS = "usr/share/seabios", "usr/share/bochs"
CYLINDER = 16 * 63 * 512
MEMORY = 64 << 10                       # KiB
FIRMWARE_KIB = 1100                     # the most of it that is not called RAM
DATA = bytes(range(256)) * 1200 + b"odd"
CONFIG = """set timeout=0
crc /data
lsmmap
ls
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


def qemu(machine, release=None, bios=None, interface="ide"):
    folder = ["-L", RELEASES / release / SEABIOS] if release else []
    return lambda image: Machine([Disk(image, interface)], machine=machine, cpu="qemu64", memory="64M",
                                 arguments=folder + (["-bios", bios] if bios else []))


def bochs(bios=BIOS, release=None):
    if release:
        bios = RELEASES / release / BOCHS / bios.name
    return lambda image: Bochs([image], bios=bios, megs=MEMORY >> 10)


LEGACY = BIOS.with_name("BIOS-bochs-legacy")
OURS = {
    "SeaBIOS 1.16.2, pc": qemu("pc"),
    "SeaBIOS 1.16.2, q35": qemu("q35", interface="ahci"),
    "SeaBIOS 1.16.2, isapc": qemu("isapc"),
    "SeaBIOS 1.16.2, 128 KiB": qemu("pc", bios="/usr/share/seabios/bios.bin"),
    "Bochs 2.7": bochs(),
    "Bochs 2.7, without ACPI": bochs(LEGACY),
}
OTHERS = {
    "bullseye": {
        "SeaBIOS 1.14.0, pc": qemu("pc", "bullseye"),
        "SeaBIOS 1.14.0, q35": qemu("q35", "bullseye", interface="virtio"),
        "SeaBIOS 1.14.0, isapc": qemu("isapc", "bullseye"),
        # The one with ACPI dies in itself.
        "Bochs 2.6.11, without ACPI": bochs(LEGACY, "bullseye"),
    },
    "trixie": {
        "SeaBIOS 1.16.3, pc": qemu("pc", "trixie", interface="usb"),
        "SeaBIOS 1.16.3, q35": qemu("q35", "trixie", interface="ahci"),
        "SeaBIOS 1.16.3, isapc": qemu("isapc", "trixie"),
        "Bochs 3.0": bochs(BIOS, "trixie"),
        "Bochs 3.0, without ACPI": bochs(LEGACY, "trixie"),
    },
}
# Of other releases what the archive has (firmware/fetch.sh).
FIRMWARE = OURS | {name: there for release, bioses in OTHERS.items()
                   if (RELEASES / release / SEABIOS).exists() for name, there in bioses.items()}


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


def run_list(pc):
    """Up to the entry; KiB of RAM from 1 MiB on in one piece."""
    pc.expect_exact(f"{zlib.crc32(DATA):08x}  /data")
    pc.expect_exact("base_addr = 0x0, length = 0x9f")    # to the BIOS's own, below 640 KiB
    size = pc.expect(r"base_addr = 0x100000, length = 0x(\w+), available RAM\r")[1]
    pc.expect_exact("(hd0,")
    pc.type("ab\r")
    pc.expect("key ab")
    pc.send("cd\r")
    pc.expect("line cd")
    return int(size, 16) >> 10


def expect_kernel(pc):
    """It has its initrd; KiB of RAM that it knows of."""
    ram = int(pc.expect(r"memory map: \d+ ranges, (\d+) KiB of RAM")[1])
    pc.expect(rf"initrd: at 0x\w+, {len(DATA)} bytes, CRC-32 {zlib.crc32(DATA):08x}\r")
    pc.expect("clock_calibrate|powering off")
    return ram


@pytest.mark.parametrize("scheme, edd", [("mbr", True), ("mbr", False), ("gpt", True), ("gpt", False)],
                         ids=["mbr-edd", "mbr-chs", "gpt-edd", "gpt-chs"])
@pytest.mark.parametrize("name", FIRMWARE)
def test_list(disks, name, scheme, edd):
    with FIRMWARE[name](disks[scheme, edd]) as pc:
        if name.startswith("SeaBIOS"):
            pc.expect_screen(re.escape(name.split(",")[0].replace(" ", " (version ")))
        assert MEMORY - 1024 - FIRMWARE_KIB <= run_list(pc) <= MEMORY - 1024
        assert MEMORY - FIRMWARE_KIB <= expect_kernel(pc) < MEMORY


# Adapters that SeaBIOS drives beside those of machine.py.
ADAPTERS = {
    "nvme": ["-device", "nvme,serial=1,drive=disk,bootindex=1"],
    "lsi53c895a": ["-device", "lsi53c895a", "-device", "scsi-hd,drive=disk,bootindex=1"],
    "virtio-scsi": ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=disk,bootindex=1"],
    "pvscsi": ["-device", "pvscsi", "-device", "scsi-hd,drive=disk,bootindex=1"],
    "mptsas1068": ["-device", "mptsas1068", "-device", "scsi-hd,drive=disk,bootindex=1"],
    "usb-ehci": ["-device", "usb-ehci", "-device", "usb-storage,drive=disk,bootindex=1"],
}


@pytest.mark.parametrize("name", ADAPTERS)
def test_adapters(disks, name):
    image = disks["gpt", True]
    drive = ["-drive", f"if=none,id=disk,format=raw,snapshot=on,file={image}"]
    with Machine(machine="q35", cpu="qemu64", memory="64M", arguments=drive + ADAPTERS[name]) as pc:
        run_list(pc)
        expect_kernel(pc)
        assert pc.exit_status() == 0


@pytest.mark.parametrize("cpu", ["486", "pentium", "pentium3", "athlon", "qemu32", "coreduo"])
def test_cpus_for_the_loader_alone(disks, cpu):
    with Machine([Disk(disks["mbr", True], "ide")], cpu=cpu) as pc:
        run_list(pc)
        pc.expect("kernel: this CPU has no 64-bit mode")


@pytest.mark.parametrize("cpu", ["qemu64", "core2duo", "phenom", "Nehalem", "Haswell", "EPYC", "max"])
def test_cpus_with_a_64_bit_mode(disks, cpu):
    with Machine([Disk(disks["mbr", True], "ide")], cpu=cpu) as pc:
        run_list(pc)
        expect_kernel(pc)
        assert pc.exit_status() == 0


@pytest.mark.parametrize("mib", [4, 5, 8, 16, 640, 3 << 10, 5 << 10, 16 << 10, 64 << 10])
def test_memory_sizes(disks, mib):
    """The host need not have so much: the guest touches little of it."""
    ram = ["-object", f"memory-backend-ram,id=ram,size={mib}M,reserve=off"]
    with Machine([Disk(disks["mbr", True], "ide")], f"{mib}M", "qemu64", "pc,memory-backend=ram",
                 arguments=ram) as pc:
        below = min(mib, 3 << 10) << 10         # QEMU's PC has the rest from 4 GiB on
        assert below - 1024 - FIRMWARE_KIB <= run_list(pc) <= below - 1024
        assert (mib << 10) - FIRMWARE_KIB <= expect_kernel(pc) < mib << 10
        assert pc.exit_status() == 0


@pytest.mark.parametrize("machine, memory, interface", [
    ("q35", "64M", "ahci"), ("isapc", "64M", "ide"), ("pc,memory-backend=ram", "64G", "virtio")])
def test_the_shell_of_the_disk_image(machine, memory, interface):
    """As test_disk_image.py does on a usual PC."""
    ram = ["-object", f"memory-backend-ram,id=ram,size={memory},reserve=off"]
    with Machine([Disk(BUILD / "disk.img", interface)], memory, "qemu64", machine,
                 arguments=ram if "ram" in machine else []) as pc:
        pc.expect("Starts by itself in")
        pc.send("\r")
        pc.expect(r"~ # (?:\x1b\[6n)?$")
        pc.send("echo $((6*7))\r")
        pc.expect("42\r")
