# test_entry.py - every way into vmlinuz, and what the CPU looks like afterwards.

import re
import time

import pytest

from images import run
from machine import ROOT, Machine
from test_shell import CONSOLE, PROMPT, Shell

# start.asm's settings; the 16-bit entry is QEMU's own and GRUB's: test_kernel.py.
ENTRIES = {"32": ["-DENTRY=32"], "64": ["-DENTRY=64"], "64 with 5 levels": ["-DENTRY=64", "-DLEVELS=5"]}
PLACES = [0x100000, 0x2345000]          # where it wants to be, and just any page
HALF = 1 << 47                          # from here on addresses are the kernel's
PAGE, BIG_PAGE = 1 << 12, 1 << 21
CR0_WP, CR4_UMIP, CR4_SMEP, CR4_SMAP, EFER_SCE, EFER_NXE = 1 << 16, 1 << 11, 1 << 20, 1 << 21, 1, 1 << 11


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("load", PLACES)
def test_entry(build, tmp_path, entry, load):
    loader = tmp_path / "start.bin"
    run("nasm", "-f", "bin", *ENTRIES[entry], f"-DLOAD={load}", "-o", loader, ROOT / "tests/boot/start.asm")
    modules = f"{build / 'vmlinuz'},{build / 'initramfs.cpio.gz'}"
    arguments = ["-kernel", loader, "-initrd", modules, "-append", CONSOLE]
    with Machine(memory="128M", cpu="max", arguments=arguments) as pc:
        pc.expect_exact(f"command line: {CONSOLE}\r")
        pc.expect(PROMPT)
        pc.send("echo $((6*7)); poweroff\r")
        pc.expect("42\r")
        assert pc.exit_status() == 0


def mappings(pc):
    """(virtual, physical, size, flags) of all pages.  Flags are letters; X: cannot be executed."""
    rows = re.findall(r"(?m)^([0-9a-f]{16}): ([0-9a-f]{16}) ([-A-Z]{9})$", pc.monitor("info tlb"))
    return [(int(virtual, 16), int(physical, 16), BIG_PAGE if "P" in flags else PAGE, flags)
            for virtual, physical, flags in rows]


def register(pc, name):
    return int(re.search(rf"\b{name}=([0-9a-f]+)", pc.registers())[1], 16)


@pytest.mark.parametrize("cpu,nx,smep", [("qemu64", True, False), ("max", True, True),
                                         ("max,-smep,-smap", True, False), ("qemu64,-nx", False, False)])
def test_protection(build, cpu, nx, smep):
    """Nothing can be written and executed, by whatever address; programs see none of it."""
    with Shell(build, memory="64M", cpu=cpu) as pc:
        pc.prompt()
        pages = mappings(pc)
        kernel = [page for page in pages if page[0] >= HALF]
        assert all("U" in flags for virtual, _, _, flags in pages if virtual < HALF)
        assert not any("U" in flags for _, _, _, flags in kernel)
        text = {physical for virtual, physical, _, flags in kernel if "X" not in flags and "W" not in flags}
        assert len(text) > 20
        if nx:
            assert not any("W" in flags and "X" not in flags for _, _, _, flags in pages)
        writable = [(physical, size) for _, physical, size, flags in kernel if "W" in flags]
        assert len(writable) > 20
        assert not [page for page in text for start, size in writable if start <= page < start + size]
        assert register(pc, "CR0") & CR0_WP
        assert bool(register(pc, "EFER") & EFER_NXE) == nx and register(pc, "EFER") & EFER_SCE
        assert bool(register(pc, "CR4") & CR4_SMEP) == bool(register(pc, "CR4") & CR4_SMAP) == smep
        assert pc.run("demo > /dev/null && echo ok") == ["ok"]
        assert pc.run("demo32 > /dev/null && echo ok") == ["ok"]


def test_nmi(build):
    """On a stack of its own, whatever runs: programs go on, and so does the kernel."""
    with Shell(build, cpu="max") as pc:
        pc.prompt()
        pc.send("dd if=/dev/zero of=/dev/null bs=1 count=300000 2>/dev/null; echo d''one\r")
        for _ in range(40):
            pc.monitor("nmi")
            time.sleep(0.03)            # one at a time
        pc.expect("done\r", timeout=60)
        assert pc.said().count("NMI at ") > 10
        assert pc.run("echo $((6*7))") == ["42"]
