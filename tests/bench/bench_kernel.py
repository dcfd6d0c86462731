# bench_kernel.py - what programs ask of a kernel, and how long it takes to start them: ours
# and Debian's cloud kernel, with the same programs in the same run.
#
# Our loader starts both on the same machine (QEMU, TCG, -icount, so that rdtsc counts guest
# instructions); /init is tests/bench/guest/main.c, in both widths.  Writes
# docs/kernel-performance.md; ends with 1 when a target is missed.

import gzip
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "boot"))

import kernel_report as report  # noqa: E402
from images import MIB, Part, install, make_disk  # noqa: E402
from linux_guest import KERNEL as LINUX  # noqa: E402
from machine import BUILD, ROOT, Disk, GuestError, Machine  # noqa: E402

WORK = BUILD / "bench"
OURS = BUILD / "vmlinuz"
PROGRAMS, START = WORK / "programs.cpio.gz", WORK / "start.cpio.gz"
MEMORY = "512M"
SECONDS = 400
# no_timer_check: the timer test of Linux can fail under TCG on a loaded host.
CMDLINE = "console=ttyS0 no_timer_check quiet panic=-1"
GRUB_CFG = """\
set timeout=0
menuentry bench {{
    linux /vmlinuz {cmdline}
    initrd /initrd
}}
"""


def boot(kernel, initrd, more=""):
    """What the serial line said, from our loader to the end of the bench's program."""
    tree = {"vmlinuz": kernel, "initrd": initrd,
            "boot/grub/grub.cfg": GRUB_CFG.format(cmdline=f"{CMDLINE} {more}")}
    disk = install(make_disk(WORK / "kernel.img", [Part("ext4", tree, size=64 * MIB)]))
    with Machine([Disk(disk)], memory=MEMORY, icount=True) as pc:
        status = pc.exit_status(timeout=SECONDS)
        if status:
            raise GuestError(f"{kernel} ended with {status}\n{pc.report()}")
        return pc.said()


def run(kernel, name):
    """(texts of the operations by width, text of a start without them)"""
    operations = {}
    for width, init in ((64, "/init"), (32, "/init32")):
        print(f"{name}, {width} bits", flush=True)
        operations[width] = boot(kernel, PROGRAMS, f"rdinit={init}")
    print(f"{name}, start", flush=True)
    return operations, boot(kernel, START, "-- 0")


def file_bytes():
    return sum(report.archive_sizes(gzip.decompress(START.read_bytes())).values())


def in_use(ram, free):
    """Bytes of RAM that are gone and are not the initramfs's files."""
    return ram - free - file_bytes()


PAGE = """\
# The kernel's performance

Made by `make bench-kernel` (tests/bench/bench_kernel.py); do not edit the tables by hand.

{qemu}; `-accel tcg -icount shift=0,sleep=off -m {memory}`, its default CPU.  Guest instructions,
the median of 20 to 1,000 times each; Linux is Debian's cloud kernel, {linux}.  Both were started
by our loader with the same initramfs, and the same static program was /init, built for 64 and for
32 bits (its system calls go by `syscall` and by `int 0x80`).

{operations}

Bold: the target is at most half of Linux's.  \\*: more than half of Linux's.  Reading 4,096 bytes of
/dev/zero is 512 iterations of `rep stosq` in both kernels, which count as an instruction each; the
rest is what differs.

## From the kernel's entry to /init's first instruction

With the initramfs that `make` builds, but for /init:

| | ours | Linux | ratio | target |
|---|---:|---:|---:|---:|
| instructions | {ours_start:,} | {theirs_start:,} | 1/{start_ratio:.1f} | 1/{start_target:.0f} |
| bytes of vmlinuz | {ours_size:,} | {theirs_size:,} | | {size_target:,} |
| KiB of RAM in use, without the initramfs's files | {ours_memory:,} | {theirs_memory:,} | | {memory_target:,} |

RAM is what the firmware's map calls so, {ram:,} KiB; free is what `sysinfo` says to /init at its
start; the files are {files:,} KiB.  So all is counted: the kernel's image, its map of pages (8 bytes
for each), stacks, tables, and what /init itself touched until then.

Our timeline (/proc/boot-timeline; `initcall_debug` shows it on the console): the instructions of
each step, counted from the end of the one before.  The first line is the BIOS; the last ends
where /init begins.  Nearly all of ours is `unpack_initramfs`, which grows with the archive: some 36
instructions for each compressed byte, its CRC-32 included.

{timeline}

## How it is measured

`tests/bench/guest/` is the program: `rdtsc` before and after each operation, and the median of the
differences, less what an empty operation takes.  With `-icount shift=0` the TSC counts instructions, and
each iteration of a REP is one.  That the kernel copies and clears pages with `rep movsq` and
`rep stosq` is a choice for real CPUs, whose microcode then moves whole cache lines; 16-byte SSE
stores would be half as many instructions here, no gain there, and would cost the program's registers.

The kernel is entered when our loader writes its last milestone; Linux shows it in
/sys/kernel/boot_params/setup_data, our kernel in /proc/boot-timeline.
"""


def page(ours, theirs, starts, ram):
    qemu = subprocess.run(["qemu-system-x86_64", "--version"], capture_output=True, text=True)
    ours_start, theirs_start = starts
    return PAGE.format(
        qemu=qemu.stdout.splitlines()[0], memory=MEMORY, linux=linux_version(),
        operations=report.operation_table(ours, theirs),
        ours_start=ours_start["instructions"], theirs_start=theirs_start["instructions"],
        start_ratio=theirs_start["instructions"] / ours_start["instructions"],
        start_target=1 / report.START_TARGET, ours_size=OURS.stat().st_size,
        theirs_size=LINUX.stat().st_size, size_target=report.KERNEL_BYTES,
        ours_memory=in_use(ram, ours_start["free"]) // 1024,
        theirs_memory=in_use(ram, theirs_start["free"]) // 1024,
        memory_target=report.MEMORY_BYTES // 1024, ram=ram // 1024, files=file_bytes() // 1024,
        timeline=report.timeline_table(ours_start["timeline"]))


def linux_version():
    """The version that a bzImage's header points at (boot protocol, kernel_version)."""
    head = LINUX.read_bytes()[:32768]
    at = int.from_bytes(head[0x20E:0x210], "little") + 0x200
    return head[at:head.index(b"\0", at)].decode().split(" ")[0]


def main():
    texts, start = run(OURS, "Firstlight")
    linux_texts, linux_start = run(LINUX, "Linux")
    ours = {width: report.operations(text) for width, text in texts.items()}
    theirs = {width: report.operations(text) for width, text in linux_texts.items()}
    ours_start, theirs_start = report.start(start), report.start(linux_start)
    ours_start["timeline"] = report.timeline(start)
    ram = 1024 * report.number(start, r"^memory map: \d+ ranges, (\d+) KiB of RAM")
    text = page(ours, theirs, (ours_start, theirs_start), ram)
    (ROOT / "docs/kernel-performance.md").write_text(text)
    print(text)
    missed = report.missed_operations(ours, theirs) + report.missed_start(
        ours_start, theirs_start, OURS.stat().st_size, in_use(ram, ours_start["free"]))
    for sentence in missed:
        print("MISSED", sentence)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
