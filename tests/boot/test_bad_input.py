# test_bad_input.py - programs that do what they may not, take all there is, or are none.

import re
import time

import pytest

import linux_guest
from machine import Machine
from ring3 import Ring3, make_initrd

SECONDS = 300
LEAK_KB = 512                           # caches of the kernel may keep so much
AT_LEAST = {64: 400, 32: 370}           # bad deeds


@pytest.fixture(scope="module")
def initrd(tmp_path_factory):
    return make_initrd(tmp_path_factory.mktemp("bad") / "initrd")


@pytest.fixture(scope="module")
def pc(build, initrd):
    with Ring3(build, initrd, cpu="max") as pc:
        pc.start()
        yield pc


# --- the same on Linux

def deeds(build, initrd, kernel):
    """{width: what became of each bad deed} in that kernel."""
    cmdline = "console=ttyS0 no_timer_check quiet loglevel=1 panic=-1"
    with Ring3(build, initrd, cmdline, "256M", kernel) as pc:
        pc.start()
        done = {}
        for width in (64, 32):
            assert pc.run_long(f"/t/{width}/bad > /tmp/out 2>&1", SECONDS) == []
            done[width] = pc.run_long("cat /tmp/out", SECONDS)
        return done


def test_bad_deeds_as_on_linux(build, initrd):
    linux = deeds(build, initrd, linux_guest.KERNEL)
    ours = deeds(build, initrd, build / "vmlinuz")
    for width in (64, 32):
        assert linux[width][-1] == "bad: done" and len(linux[width]) > AT_LEAST[width]
        assert ours[width] == linux[width]


# --- allocations that fail; programs that are none

@pytest.mark.parametrize("width", [64, 32])
def test_what_differs_from_linux(pc, width):
    """The syscall instruction in 32-bit code is an error; spare bytes of a frame are clear."""
    assert pc.run(f"/t/{width}/bad odd") == [
        "syscall_32: returned -38", "syscall_32_step: signal 5, code 2, address its own ip",
        "fpu_spare: returned 0", "bad: done"]
    pc.check_alive()


@pytest.mark.parametrize("width", [64, 32])
def test_each_allocation_fails(pc, width):
    lines = pc.run_long(f"/t/{width}/failnth", SECONDS)
    assert re.fullmatch(r"failnth: 39 operations, \d+ allocations failed: ok", lines[-1]), lines
    assert int(lines[-1].split()[3]) > 200
    pc.check_alive()


@pytest.mark.parametrize("width", [64, 32])
def test_damaged_programs(pc, width):
    before = pc.memory_free()
    lines = pc.run_long(f"/t/{width}/badelf -n 1000 -s {width} /bin/demo /bin/demo32", SECONDS)
    assert lines[-1] == "badelf: ok", lines
    for line in lines[:2]:
        refused, exited, killed = map(int, re.findall(r"(\d+) (?:refused|exited|killed)", line))
        assert refused > 500 and exited > 100 and killed > 20, line
    assert pc.memory_free() > before - LEAK_KB
    pc.check_alive()


def test_long_write_to_a_terminal(build, initrd):
    """Others run meanwhile, and a signal ends it."""
    with Ring3(build, initrd, memory="256M") as pc:
        pc.start()
        pc.run("/t/64/hog terminal > /dev/tty1 & sleep 1")
        assert pc.run("echo here") == ["here"]
        assert pc.run("kill %1; wait %1; echo $?")[-1] == "143"
        pc.check_alive()


def test_terminal_that_answers_itself(pc):
    """The echo of the screen's answer looks like the question again: once this filled the
    kernel's stack."""
    pc.run("stty -F /dev/tty1 echo -echoctl icanon start '?'; printf '\\033[c' > /dev/tty1")
    pc.run("stty -F /dev/tty1 sane")
    pc.check_alive()


def test_nmi(pc):
    """The button, again and again, wherever the kernel is."""
    pc.send("/t/64/fuzz -n 60000 -s 3; echo e''nd\r")
    pc.expect("fuzz: seed 3")
    for _ in range(100):
        pc.monitor("nmi")
        time.sleep(0.01)
    pc.expect(r"NMI at [0-9a-f]{16} \S+: the button", timeout=10)
    pc.expect(r"calls: ok\r+\nend", timeout=SECONDS)
    pc.prompt()
    in_kernel = re.findall(r"NMI at f{8}8[0-9a-f]{7} \w+\+0x", pc.said())
    assert len(in_kernel) > 5
    pc.check_alive()


# --- programs that take all there is

@pytest.fixture(scope="module")
def small_pc(build, initrd):
    with Ring3(build, initrd, memory="48M") as pc:
        pc.start()
        yield pc


def clean_up(pc, before):
    pc.run("rm -rf /tmp/hog*")
    assert pc.run("ps | grep -c '[h]og'") == ["0"]
    assert pc.memory_free() > before - LEAK_KB
    pc.check_alive()


@pytest.mark.parametrize("what", ["private", "shared", "forgotten", "sparse", "untouched", "pipes",
                                  "texts", "epolls", "threads"])
def test_memory_hog_is_ended(small_pc, what):
    before = small_pc.memory_free()
    lines = small_pc.run_long(f"/t/64/hog {what}", SECONDS)
    assert small_pc.status == 128 + 9
    assert [line for line in lines if "out of memory" in line]
    for line in lines:
        assert "ending process" not in line or "(hog)" in line
    clean_up(small_pc, before)


def is_still(pc):
    """Do all of the bomb's processes, which work for 4 s, get away in the end?"""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(5)
        pc.send("\r")
        pc.prompt()
        if pc.run("ps | grep -c '[h]og'") == ["0"]:
            return True
    return False


@pytest.mark.parametrize("what", ["brood", "bomb"])
def test_many_processes(small_pc, what):
    """The shell may be told that it cannot fork, but it is not ended."""
    before = small_pc.memory_free()
    small_pc.send(f"echo bo''mb; /t/32/hog {what}\r")
    small_pc.expect("bomb\r")
    small_pc.prompt()
    assert is_still(small_pc)
    ended = re.findall(r"ending process \d+ \((.*)\)", small_pc.said())
    assert ended and set(ended) == {"hog"}
    assert small_pc.run("echo $$") == ["3"]
    clean_up(small_pc, before)


@pytest.mark.parametrize("what,word", [("file", "No space left on device"), ("hole", "SIGBUS"),
                                       ("files", "No space left on device"),
                                       ("links", "No space left on device"),
                                       ("far-files", "No space left on device")])
def test_full_filesystem(small_pc, what, word):
    before = small_pc.memory_free()
    lines = small_pc.run_long(f"/t/64/hog {what}", SECONDS)
    assert lines[-1] == f"hog: {word}" and not [line for line in lines if "out of memory" in line]
    clean_up(small_pc, before)


def test_name_that_steers_a_terminal(small_pc):
    """Of a program that the kernel speaks of."""
    small_pc.run("name=$(printf '/tmp/hog\\033[7m'); cp /t/64/hog \"$name\"")
    lines = small_pc.run_long('"$name" private', SECONDS)
    assert [line for line in lines if "ending process" in line and "(hog?[7m)" in line], lines
    assert not [line for line in lines if "\x1b[7m" in line]


def test_no_more_pids(build, initrd):
    with Ring3(build, initrd, memory="1200M") as pc:
        pc.start()
        lines = pc.run_long("/t/64/hog pids", SECONDS)
        assert lines == ["hog: 32763 processes, then: Resource temporarily unavailable",
                         "hog: 0 are left; others can be made"]
        pc.check_alive()


# --- archives that are none

@pytest.mark.parametrize("cut", ["header", "deflate", "checksum", "magic", "name", "garbage"])
def test_damaged_initramfs(build, tmp_path, cut):
    packed = (build / "initramfs.cpio.gz").read_bytes()
    plain = linux_guest.archive({"a/b": b"c" * 5000, "d": b"e"})
    name = plain.index(b"a/b\0")
    data = {
        "header": packed[:7],
        "deflate": packed[:len(packed) // 2],
        "checksum": packed[:-5] + b"\0" * 5,
        "magic": b"0" * 4 + plain[4:],
        "name": plain[:name + 2],
        "garbage": plain + bytes(range(1, 256)) * 20,
    }[cut]
    path = tmp_path / "initrd"
    path.write_bytes(data)
    with Machine(memory="64M", arguments=["-kernel", build / "vmlinuz", "-initrd", path, "-append",
                                          "console=ttyS0 poweroff rdinit=/nowhere"]) as pc:
        pc.expect("initramfs: error 22 after what was unpacked")
        pc.expect("no /init to run")
        assert pc.exit_status() == 0


# --- no shell

def without_shell(build, initrd, memory, cmdline="console=ttyS0"):
    return Machine(memory=memory, arguments=["-kernel", build / "vmlinuz", "-initrd", initrd,
                                             "-append", cmdline])


@pytest.mark.parametrize("memory", ["4M", "6M"])
def test_too_little_memory(build, memory):
    """It is said once what is missing and what may help, and that is the end."""
    with without_shell(build, build / "initramfs.cpio.gz", memory) as pc:
        pc.expect_in_order("initramfs: error 28 .*: it does not fit into this memory",
                           "init: cannot start /bin/sh: error 2, it is missing",
                           "try more memory: 8 MiB", "/bin/sh", "\nhalted")
        assert pc.halts()


def test_no_shell_to_run_once(build, tmp_path):
    path = tmp_path / "initrd"
    path.write_bytes(linux_guest.archive({
        "init": (build / "user/64/init.stripped").read_bytes(), "bin/sh": b"no program"}))
    with without_shell(build, path, "64M", "console=ttyS0 -- -c date") as pc:
        pc.expect_in_order("init: cannot start /bin/sh: error 8", "powering off")
        assert pc.exit_status() == 0
