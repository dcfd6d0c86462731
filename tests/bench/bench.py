# bench.py - instructions from the MBR's first to the kernel's first, ours and others'.
#
# The same payload on the same partition layout, the same machine (QEMU, TCG, -icount, so
# that rdtsc counts guest instructions); shim.asm takes the time before a loader, and
# probe_kernel.asm behind it.  Writes docs/performance.md.  BENCH_RUNS=1 for a quick look.

import os
import random
import statistics
import struct
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "boot"))

import parts  # noqa: E402
from grub import install_grub  # noqa: E402
from images import MIB, SECTOR, Part, install, make_disk, run  # noqa: E402
from machine import BUILD, ROOT, Disk, GuestError, Machine  # noqa: E402

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
WORK = BUILD / "bench"
REAL_LBA = 1500                         # in the gap, behind every core.img
BOOT_CODE = 440
INTERFACES = ["virtio", "ahci", "ide"]
SIZES = {"big": (8 * MIB, 32 * MIB), "tiny": (64 * 1024, 0)}
# 4 KiB blocks and clusters, as any real disk has; small ones would get less.
PART_SIZE = 320 * MIB
FORMAT = {"ext4": ["-b", "4096"], "vfat": ["-F", "32", "-s", "8"]}
# In millions of instructions, with virtio-blk.
TARGETS = {"big": 25, "tiny": 10}
GRUB_MODULES = ["biosdisk", "part_msdos", "ext2", "fat", "normal", "configfile", "linux", "echo",
                "test"]


def assemble(name, to, **constants):
    run("nasm", *(f"-D{k}={v}" for k, v in constants.items()), "-o", to, HERE / name)
    return to.read_bytes()


def make_payload():
    """{size: {file name: path}}: random bytes, so that nothing is easier than it looks."""
    noise = random.Random(1)
    payload = {}
    for size, (kernel_bytes, initrd_bytes) in SIZES.items():
        kernel = WORK / f"kernel-{size}"
        code = assemble("probe_kernel.asm", kernel, PAYLOAD=kernel_bytes)
        kernel.write_bytes(code + noise.randbytes(kernel_bytes + 1024 - len(code)))
        payload[size] = {"vmlinuz": kernel}
        if initrd_bytes:
            initrd = WORK / f"initrd-{size}"
            initrd.write_bytes(noise.randbytes(initrd_bytes))
            payload[size]["initrd"] = initrd
    return payload


def grub_cfg(files):
    lines = ["set timeout=0", "set default=0", "menuentry probe {", "  linux /vmlinuz quiet"]
    lines += ["  initrd /initrd"] if "initrd" in files else []
    return "\n".join(lines + ["}", ""])


def syslinux_cfg(files):
    lines = ["DEFAULT probe", "PROMPT 0", "LABEL probe", "  LINUX /vmlinuz", "  APPEND quiet"]
    return "\n".join(lines + (["  INITRD /initrd"] if "initrd" in files else []) + [""])


def add_shim(image):
    """Sector 0 moves to REAL_LBA; the shim gets its place, the partition table stays."""
    shim = assemble("shim.asm", WORK / "shim", REAL_LBA=REAL_LBA)
    with open(image, "r+b") as f:
        real = f.read(SECTOR)
        f.seek(REAL_LBA * SECTOR)
        assert f.read(SECTOR) == bytes(SECTOR), "the place of the real MBR is in use"
        f.seek(REAL_LBA * SECTOR)
        f.write(real)
        f.seek(0)
        f.write(shim[:BOOT_CODE])


def disk_with(image, kind, files):
    tree = dict(files, **{"boot/grub/grub.cfg": grub_cfg(files)})
    return make_disk(image, [Part(kind, tree, size=PART_SIZE, options=FORMAT[kind])])


def firstlight(image, kind, files):
    install(disk_with(image, kind, files), core=BUILD / "core.img", boot=BUILD / "boot.img")


def grub(image, kind, files):
    install_grub(disk_with(image, kind, files), modules=GRUB_MODULES)


def syslinux(image, kind, files):
    tree = dict(files, **{"syslinux.cfg": syslinux_cfg(files)})
    part = Part(kind, tree, size=PART_SIZE, options=FORMAT[kind])
    make_disk(image, [part])
    run("syslinux", "--install", "--offset", part.start * SECTOR, image)
    run("sfdisk", "-q", "-A", image, "1")
    with open(image, "r+b") as f:
        f.write(Path("/usr/lib/SYSLINUX/mbr.bin").read_bytes()[:BOOT_CODE])


LOADERS = [
    ("Firstlight", "ext4", firstlight), ("Firstlight", "vfat", firstlight),
    ("GRUB 2.06", "ext4", grub), ("GRUB 2.06", "vfat", grub), ("SYSLINUX 6.04", "vfat", syslinux),
]


def instructions(image, interface):
    """One boot: how many instructions lie between the two clock readings."""
    with Machine([Disk(image, interface, writable=True)], memory="512M", icount=True) as pc:
        status = pc.exit_status(timeout=300)
        said = pc.debugcon()
        if status != 1 or len(said) < 18 or said[:1] != b"M" or said[-9:-8] != b"K":
            raise GuestError(f"{image} on {interface}: the probe was not reached\n{pc.report()}")
    begin, = struct.unpack("<Q", said[1:9])
    end, = struct.unpack("<Q", said[-8:])
    return end - begin


def measure(payload):
    """{(loader, filesystem): {(size, interface): instructions}}"""
    results = {}
    for name, kind, make in LOADERS:
        row = results[name, kind] = {}
        for size, files in payload.items():
            image = WORK / "disk.img"
            make(image, kind, files)
            add_shim(image)
            for interface in INTERFACES:
                try:
                    times = [instructions(image, interface) for _ in range(RUNS)]
                    row[size, interface] = statistics.median(times)
                except GuestError as why:
                    print(str(why)[-3000:], file=sys.stderr)
                    row[size, interface] = None
                print(name, kind, size, interface, row[size, interface], flush=True)
    return results


def millions(n):
    return "failed" if n is None else f"{n / 1e6:.1f}"


def speed_table(results):
    columns = [(size, interface) for size in SIZES for interface in INTERFACES]
    lines = ["| loader | filesystem | " + " | ".join(f"{s}, {i}" for s, i in columns) + " |",
             "|---|---|" + "---:|" * len(columns)]
    for (name, kind), row in results.items():
        kind = {"vfat": "FAT32"}.get(kind, kind)
        lines.append(f"| {name} | {kind} | " + " | ".join(millions(row[c]) for c in columns) + " |")
    lines.append("| *target* | ext4 | " + " | ".join(
        str(TARGETS[s]) if i == "virtio" else "" for s, i in columns) + " |")
    return "\n".join(lines)


def size_table():
    rows = [("boot.img", BUILD / "boot.img", "512"),
            ("diskboot.img", BUILD / "stage2/diskboot.img", "512"),
            ("lzma_decompress.img", BUILD / "decompress/lzma_decompress.img",
             "3072 (the three together 4096)"),
            ("core.img", BUILD / "core.img", "49152")]
    rows = [(name, path.stat().st_size, target) for name, path, target in rows]
    for name, part in (("loader, what every boot needs", "start"), ("loader, the rest", "rest")):
        rows.append((name, sum((BUILD / f"loader/{part}{code}.bin").stat().st_size
                               for code in ("", "_code")), ""))
    lines = ["| file | bytes | target |", "|---|---:|---|"]
    return "\n".join(lines + [f"| {name} | {size} | {target} |" for name, size, target in rows])


PAGE = """\
# Performance

Made by `make bench` (tests/bench/bench.py); do not edit the tables by hand.

{qemu}; `-accel tcg -icount shift=0,sleep=off -m 512M`; median of {runs}.  Million guest
instructions from the first one of the MBR to the first one of the kernel, the BIOS's own
included.  *big*: kernel of 8 MiB and initrd of 32 MiB; *tiny*: kernel of 64 KiB, no initrd; both
random bytes.  GRUB is Debian's with all its modules in core.img; `timeout=0` everywhere.

{speed}

## Bytes

{sizes}

What each folder of the loader costs in core.img, by leaving it out (`tests/bench/parts.py`); what is
alike in two of them is counted in neither:

{parts}

## How it is measured

`tests/bench/shim.asm` lies in sector 0, reads the real boot sector from another place, reads
the TSC and jumps; `tests/bench/probe_kernel.asm` is a bzImage that reads the TSC again at its
entry, 16-bit or 32-bit.  With `-icount shift=0` the TSC counts instructions.  Both print it on
port 0xe9.  So every loader is measured between the same two points, on the same partition
layout, in the same run.  On IDE the BIOS moves each word by itself, which dwarfs the loaders.
"""


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    results = measure(make_payload())
    qemu = subprocess.run(["qemu-system-x86_64", "--version"], capture_output=True, text=True)
    page = PAGE.format(qemu=qemu.stdout.splitlines()[0], runs=RUNS, speed=speed_table(results),
                       sizes=size_table(), parts=parts.table())
    (ROOT / "docs/performance.md").write_text(page)
    print(page)
    failed = [row for row in results.values() if None in row.values()]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
