# test_bench.py - the bench of the kernel: its program runs on both kernels and in both widths,
# its numbers are read as they were meant, and a missed target is told.

import gzip
import re
import struct
import sys

import pytest

import linux_guest
from machine import ROOT, Machine

sys.path.insert(0, str(ROOT / "tests/bench"))

import bench_kernel  # noqa: E402
import kernel_report as report  # noqa: E402

ROUNDS = 3
SECONDS = 180
OPERATIONS = 33                         # 64-bit programs have three that others have not
KERNELS = ["ours", "Linux"]


def kernel(build, whose):
    return build / "vmlinuz" if whose == "ours" else linux_guest.KERNEL


@pytest.mark.parametrize("whose", KERNELS)
@pytest.mark.parametrize("width,init", [(64, "/init"), (32, "/init32")])
def test_every_operation_is_measured(build, whose, width, init):
    """No times are looked at here: the host is loaded, and TCG without -icount runs by it."""
    arguments = ["-kernel", kernel(build, whose), "-initrd", bench_kernel.PROGRAMS,
                 "-append", f"{bench_kernel.CMDLINE} rdinit={init} -- {ROUNDS}"]
    with Machine(memory="128M", arguments=arguments) as pc:
        assert pc.exit_status(timeout=SECONDS) == 0
        found = report.operations(pc.said())
    assert len(found) == OPERATIONS - (len(report.ONLY_64) if width == 32 else 0)
    assert all(n > 0 for n in found.values()), found
    wanted = set(report.OPERATION_TARGETS) - (report.ONLY_64 if width == 32 else set())
    assert wanted <= set(found)


@pytest.fixture(scope="module")
def starts(build):
    """What both kernels say from our loader to /init, which does no more than tell."""
    return {whose: bench_kernel.boot(kernel(build, whose), bench_kernel.START, "-- 0")
            for whose in KERNELS}


def test_the_start_of_both_is_measured(starts):
    for text in starts.values():
        found = report.start(text)
        assert 0 < found["instructions"] and 0 < found["free"] < 512 << 20
        assert report.operations(text) == {}


def test_timeline_from_the_mbr_to_init(starts):
    steps = [what for _, what in report.timeline(starts["ours"])]
    assert steps[0] == "boot.img: first instruction" and steps[-1] == "kernel_init"
    assert steps.index(report.HANDOFF) + 1 == steps.index("kernel: first instruction")
    loaded = next(what for what in steps if what.startswith("loader: kernel and initrd in place"))
    reads, copies = re.search(r"all reads: (\d+) in INT 13h, (\d+) copying", loaded).groups()
    assert int(reads) > 0 and int(copies) > 0
    total = sum(ticks for ticks, _ in report.timeline(starts["ours"]))
    first = report.number(starts["ours"], r"^start: tsc (\d+)")
    assert 0 < first - total < 1000     # the way out of the kernel


def test_memory_in_use(starts):
    """At most 4 MiB beyond the initramfs's files: the RAM of the firmware's map less what is
    free; and MemFree agrees."""
    text = starts["ours"]
    ram = 1024 * report.number(text, r"^memory map: \d+ ranges, (\d+) KiB of RAM")
    free = report.start(text)["free"]
    used = bench_kernel.in_use(ram, free)
    assert 0 < used <= report.MEMORY_BYTES
    assert abs(report.number(text, r"meminfo MemFree: +(\d+) kB") * 1024 - free) < 256 * 1024


# --- the numbers


def all_operations(n):
    return {width: {name: n for name in report.OPERATION_TARGETS
                    if width == 64 or name not in report.ONLY_64} for width in report.WIDTHS}


def test_half_is_enough_and_more_is_missed():
    ours, linux = all_operations(50), all_operations(100)
    assert report.missed_operations(ours, linux) == []
    ours[32]["fork_exit_wait"] = 51
    del ours[64]["getpid_syscall"]
    assert report.missed_operations(ours, linux) == [
        "getpid_syscall, 64 bits: not measured",
        "fork_exit_wait, 32 bits: 51 of 100 is more than 0.5"]


def test_targets_of_the_start():
    good = ({"instructions": 5}, {"instructions": 100}, 256 * 1024, 4 << 20)
    assert report.missed_start(*good) == []
    for i, bad in enumerate(({"instructions": 6}, {"instructions": 99}, 256 * 1024 + 1,
                             (4 << 20) + 1)):
        assert len(report.missed_start(*good[:i], bad, *good[i + 1:])) == 1


def test_tables():
    ours = {64: {"getpid_int80": 80, "stat": 700}, 32: {"getpid_int80": 81}}
    linux = {64: {"getpid_int80": 320, "stat": 1000}, 32: {"getpid_int80": 324}}
    assert report.operation_table(ours, linux).splitlines()[2:] == [
        "| **getpid_int80** | 80 | 320 | 0.25 | 81 | 324 | 0.25 |",
        "| stat | 700 | 1,000 | 0.70 \\* |  |  |  |"]


def test_cut_output_is_an_error():
    assert report.operations("bench: a 1\r\nbench: b 22\r\nbench: done\r\n") == {"a": 1, "b": 22}
    with pytest.raises(report.BenchError):
        report.operations("bench: a 1\r\n")
    with pytest.raises(report.BenchError):
        report.entry_tsc("start: step 7 boot.img: first instruction\r\n")


def test_when_the_kernel_was_entered():
    data = report.MAGIC + struct.pack("<I4Q", 4, 5, 0, 77, 30)
    assert report.entry_tsc(f"start: handed-over {data.hex()}\r\n") == 77
    with pytest.raises(report.BenchError):
        report.entry_tsc(f"start: handed-over {data[:-8].hex()}\r\n")
    assert report.entry_tsc(f"start: step 5 boot.img: x\r\nstart: step 3 {report.HANDOFF}\r\n"
                            "start: step 9 kernel: y\r\n") == 8


def test_sizes_of_archives():
    first = linux_guest.archive({"init": b"12345", "a/b": b"1"}, [("dev/console", 5, 1)])
    second = linux_guest.archive({"init": b"123"})
    assert report.archive_sizes(first + b"\0" * 512 + second) == {"init": 3, "a/b": 1}
    assert bench_kernel.file_bytes() == sum(report.archive_sizes(
        gzip.decompress(bench_kernel.START.read_bytes())).values()) > 2 << 20


@pytest.mark.parametrize("ours,status", [(100, 0), (101, 1)])
def test_a_miss_ends_with_1(monkeypatch, tmp_path, capsys, ours, status):
    """main() with made-up runs: the page is written, and the exit status tells."""
    def said(n):
        lines = [f"bench: {name} {n}" for name in report.OPERATION_TARGETS]
        return "\n".join([*lines, "bench: done", ""])

    def run(_, name):
        start = {"Firstlight": 1000, "Linux": 100000}[name]
        text = (f"memory map: 7 ranges, 524288 KiB of RAM\nstart: tsc {start}\n"
                f"start: free {(512 << 20) - bench_kernel.file_bytes() - 1}\n"
                f"start: step 0 {report.HANDOFF}\nbench: done\n")
        n = {"Firstlight": ours, "Linux": 200}[name]
        return {64: said(n), 32: said(n)}, text

    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(bench_kernel, "run", run)
    monkeypatch.setattr(bench_kernel, "ROOT", tmp_path)
    assert bench_kernel.main() == status
    page = (tmp_path / "docs/kernel-performance.md").read_text()
    assert "| **fork_exit_wait** |" in page and "1/100.0" in page
    assert len(re.findall(r"^MISSED ", capsys.readouterr().out, re.M)) == (15 if status else 0)
