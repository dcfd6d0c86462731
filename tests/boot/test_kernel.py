# test_kernel.py - our vmlinuz under QEMU's own loader and under GRUB.

import random
import zlib

import pytest

from grub import install_grub
from images import MIB, Part, install, make_disk
from machine import Disk, Machine, debug_exit_value

BANNER = "Firstlight kernel"
EXIT_VALUE = 16                         # kernel/hw/power.c
INITRD = random.Random(8).randbytes(3 * MIB + 1)


def initrd_line(data):
    return rf"initrd: at 0x[0-9a-f]+, {len(data)} bytes, CRC-32 {zlib.crc32(data):08x}\r"


def test_header_tells_the_truth(build):
    """The sizes in the header are those of the file."""
    data = (build / "vmlinuz").read_bytes()
    setup = (data[0x1F1] + 1) * 512
    assert int.from_bytes(data[0x1F4:0x1F8], "little") * 16 == len(data) - setup
    assert int.from_bytes(data[0x260:0x264], "little") >= len(data) - setup
    assert len(data) <= 256 * 1024


def boot_by_qemu(build, memory, cmdline, initrd=None, **more):
    arguments = ["-kernel", build / "vmlinuz", "-append", cmdline]
    if initrd:
        arguments += ["-initrd", initrd]
    return Machine(memory=memory, arguments=arguments, **more)


@pytest.fixture(scope="module")
def initrd_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("kernel") / "initrd"
    path.write_bytes(INITRD)
    return path


@pytest.mark.parametrize("memory", ["32M", "512M", "4G"])
def test_qemu_loader(build, initrd_file, memory):
    with boot_by_qemu(build, memory, "one 'two three' poweroff", initrd_file) as pc:
        pc.expect(BANNER)
        pc.expect_exact("command line: one 'two three' poweroff\r")
        ram = int(pc.expect(r"memory map: \d+ ranges, (\d+) KiB of RAM")[1])
        size = int(memory[:-1]) * (1024 * 1024 if memory.endswith("G") else 1024)
        assert size - 1024 < ram <= size
        pc.expect(r"0000000000100000-[0-9a-f]{16} RAM")
        pc.expect(initrd_line(INITRD))
        pc.expect("no timeline")
        pc.expect("powering off")
        assert pc.exit_status() == 0


def test_debug_exit_and_debugcon(build):
    with boot_by_qemu(build, "32M", "debug-exit") as pc:
        assert pc.exit_status() == debug_exit_value(EXIT_VALUE)
        # Port 0xe9 hears what the serial line hears.
        log = pc.debugcon().decode().split()
        assert "debug-exit" in log
        assert log == pc.said()[pc.said().index(BANNER):].split()


def test_screen_and_halt(build):
    with boot_by_qemu(build, "32M", "no-such-word poweroffs") as pc:
        pc.expect("halted")
        pc.expect_screen("command line: no-such-word poweroffs")
        assert pc.halts()


def test_too_old_cpu(build):
    with boot_by_qemu(build, "32M", "poweroff", cpu="qemu32") as pc:
        pc.expect("this CPU has no 64-bit mode")


GRUB_CFG = """
serial --unit=0 --speed=115200
terminal_output serial
set timeout=0
menuentry first {{
    {linux} (hd0,msdos1)/vmlinuz one "two three" "a'b" poweroff
    {initrd} /first /second
}}
"""


@pytest.mark.parametrize("linux,initrd", [("linux", "initrd"), ("linux16", "initrd16")])
@pytest.mark.parametrize("memory", ["32M", "1G", "4G"])
def test_grub(build, tmp_path, linux, initrd, memory):
    first, second = INITRD[:70001], INITRD[70001:90000]
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", {
        "vmlinuz": build / "vmlinuz", "first": first, "second": second,
        "boot/grub/grub.cfg": GRUB_CFG.format(linux=linux, initrd=initrd)})])
    install_grub(disk)
    both = first + b"\0" * (-len(first) % 4) + second
    with Machine([Disk(disk)], memory=memory) as pc:
        pc.expect(BANNER)
        pc.expect_exact("command line: BOOT_IMAGE=(hd0,msdos1)/vmlinuz one \"two three\" a\\'b"
                        " poweroff\r")
        pc.expect(initrd_line(both))
        assert pc.exit_status() == 0


OUR_CFG = """
set timeout=0
menuentry first {
    linux /vmlinuz initcall_debug poweroff
}
"""


def test_initcall_debug_from_the_mbr_on(build, tmp_path):
    """Every step since boot.img's first instruction, on the console, each with its ticks."""
    disk = install(make_disk(tmp_path / "disk.img", [Part("ext4", {
        "vmlinuz": build / "vmlinuz", "boot/grub/grub.cfg": OUR_CFG})]))
    with Machine([Disk(disk)]) as pc:
        pc.expect(r"initcall boot.img: first instruction: [1-9]\d* ticks\r")
        for step in ("diskboot.img: first instruction", "payload checked and decoded",
                     "loader: jump to the kernel", "kernel: first instruction", "console_init",
                     "trap_init", "mm_init", "tty_init", "vfs_caches_init", "clock_calibrate"):
            pc.expect(rf"initcall {step}: [1-9]\d* ticks\r")
        pc.expect(r"timeline: ticks since the step before\r+\n +[1-9]\d* boot.img: first")
        assert pc.exit_status() == 0
