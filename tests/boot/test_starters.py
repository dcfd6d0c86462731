# test_starters.py - the shell, whoever starts our kernel: our loader from build/disk.img, GRUB
# and QEMU; on machines from 32 MiB to 4 GiB, with and without SMEP and SMAP.

import hashlib
import re

import pytest

from grub import install_grub
from images import Part, make_disk
from machine import Disk, Machine

PROMPT = r"~ # (?:\x1b\[6n)?$"
CONSOLE = "console=ttyS0"
SMEP, SMAP = 1 << 20, 1 << 21           # of CR4
GRUB_CFG = f"""
set timeout=0
menuentry shell {{
    linux (hd0,msdos1)/vmlinuz {CONSOLE}
    initrd (hd0,msdos1)/initramfs.cpio.gz
}}
"""
MACHINES = [("32M", "qemu64"), ("32M", "max"), ("96M", "max,-smep,-smap"), ("1G", "qemu64"),
            ("3G", "max"), ("4G", "qemu64,+smep,+smap"), ("4G", "max,-smep,-smap")]


@pytest.fixture(scope="module")
def grub_disk(build, tmp_path_factory):
    disk = make_disk(tmp_path_factory.mktemp("grub") / "disk.img", [Part("ext4", {
        "vmlinuz": build / "vmlinuz", "initramfs.cpio.gz": build / "initramfs.cpio.gz",
        "boot/grub/grub.cfg": GRUB_CFG})])
    return install_grub(disk)


def start(starter, build, grub_disk, memory, cpu):
    if starter == "qemu":
        return Machine(memory=memory, cpu=cpu, arguments=[
            "-kernel", build / "vmlinuz", "-initrd", build / "initramfs.cpio.gz",
            "-append", CONSOLE])
    disk = build / "disk.img" if starter == "ours" else grub_disk
    pc = Machine([Disk(disk)], memory=memory, cpu=cpu)
    if starter == "ours":
        pc.expect("Starts by itself in")
        pc.send("\r")
    return pc


def run(pc, command):
    """What a command prints, as lines."""
    pc.send(command + "; echo e''nd\r")
    said = pc.expect(r"(?s)e''nd\r+\n(.*?)end\r+\n")[1]
    pc.expect(PROMPT)
    return re.sub(r"\r+\n", "\n", said).splitlines()


@pytest.mark.parametrize("memory,cpu", MACHINES)
@pytest.mark.parametrize("starter", ["ours", "grub", "qemu"])
def test_shell(build, grub_disk, starter, memory, cpu):
    with start(starter, build, grub_disk, memory, cpu) as pc:
        pc.expect(PROMPT)
        assert run(pc, "echo $((6*7)) | cat") == ["42"]
        assert run(pc, "sh -c 'kill -SEGV $$'; echo $?") == ["Segmentation fault", "139"]
        assert run(pc, "demo32 > /tmp/d; demo > /dev/null; grep -c world /tmp/d") == ["1"]
        assert run(pc, "dd if=/dev/zero bs=1k count=2000 2>/dev/null | md5sum") == \
            [hashlib.md5(bytes(2000 * 1024)).hexdigest() + "  -"]
        total = int(run(pc, "grep MemTotal /proc/meminfo")[0].split()[1])
        size = int(memory[:-1]) * (1024 * 1024 if memory.endswith("G") else 1024)
        assert 0.85 * size < total < size
        cr4 = int(re.search(r"CR4=([0-9a-f]+)", pc.registers())[1], 16)
        guarded = not re.search(r"qemu64$|-smep", cpu)
        assert cr4 & (SMEP | SMAP) == (SMEP | SMAP if guarded else 0)
        pc.send("poweroff\r")
        assert pc.exit_status() == 0
