# test_debug_commands.py - the commands that make debug gives gdb, each against what is known
# otherwise: symbols, sources, the disk's bytes, QEMU's monitor.

import re
import struct
import time

import pytest

from debugger import Debugger, at_stage1, linked_entry, ring3, symbols  # noqa: F401
from images import Part, install, make_disk
from machine import BUILD, ROOT, TIMEOUT


def header(path):
    """The numbers that core_image.h gives to nasm."""
    return {name: int(value, 0) for name, value in
            re.findall(r"%define (\w+) (\w+)", (BUILD / path).read_text())}


# --- descriptors

def gdt_rows(text):
    """selector: the words behind it"""
    return {int(row[1], 16): row[2] for row in re.finditer(r"^(0x\w+)  (.*)$", text, re.M)}


def row(base, limit, kind, ring, width):
    return f"base {base:#010x}  limit {limit:#010x}  {kind}  ring {ring}  {width}-bit"


def test_gdt_of_the_loader():
    """As gdt.inc names the selectors; cs and the others where they were loaded from."""
    selectors = {name: int(value, 16) for name, value in re.findall(
        r"^(\w+)\s+equ ([0-9a-f]+)h", (ROOT / "loader/bios/gdt.inc").read_text(), re.M)}
    loader = symbols("loader/loader.elf")
    flat, small = 0xFFFFFFFF, 0xFFFF
    expected = {
        "CODE16": row(0, small, "code r-x", 0, 16), "CODE32": row(0, flat, "code r-x", 0, 32) + "  <- cs",
        "DATA32": row(0, flat, "data rw-", 0, 32) + "  <- ss ds es fs gs",
        "DATA16": row(0, small, "data rw-", 0, 16),
        "CODE16_LOADER": row(loader["LOADER_START"], small, "code r-x", 0, 16),
    }
    assert expected.keys() == selectors.keys()
    with Debugger("loader") as gdb:
        # The CPU marks what it used; before, the table is another one.
        assert f"GDT at {symbols('decompress/decompress.elf')['gdt']:#x}" in gdb.ask("fl-gdt")
        gdb.ask("hbreak bios_main")
        gdb.ask("continue")
        text = gdb.ask("fl-gdt")
        assert f"GDT at {loader['gdt']:#x}, limit {loader['gdt_end'] - loader['gdt'] - 1:#x}\n" in text
        assert gdt_rows(text) == {0: "null"} | {selectors[n]: w for n, w in expected.items()}


def test_idt_of_real_mode():
    with Debugger("stage1") as gdb:
        offset, segment = (int(n, 16) for n in
                           re.findall(r"0x(\w{4})\b", gdb.ask("monitor xp /2hx 0x4c").split(":")[1]))
        assert gdb.ask("fl-idt 0x13") == (
            f"IDT at 0x0, 256 vectors, of real mode\n"
            f"0x13  {segment:04x}:{offset:04x}  linear {segment * 16 + offset:#x}\n")
        assert "there is no vector" in gdb.ask("fl-idt 256")


def test_idt_of_the_loader():
    loader = symbols("loader/loader.elf")
    with Debugger("loader") as gdb:
        assert "IDT at 0x0, 256 vectors, of real mode" in gdb.ask("fl-idt 0x13")
        gdb.ask("hbreak bios_main")
        gdb.ask("continue")
        text = gdb.ask("fl-idt")
        gates = {int(v, 16): int(a, 16) for v, a in
                 re.findall(r"^(0x\w\w)  0x10:(0x\w+) <\S+>  interrupt gate  ring 0$", text, re.M)}
        assert f"IDT at {loader['idt']:#x}, 32 vectors\n" in text
        call_bytes = 5                  # the stubs are a call each
        assert gates == {v: loader["stubs"] + v * call_bytes for v in range(32)} | {3: loader["load_rest"]}


# --- the kernel, from ring 3

def test_gdt_of_the_kernel(ring3):
    regs = (ROOT / "kernel/cpu/regs.h").read_text()
    selector = {name: int(value, 16) & ~3 for name, value in
                re.findall(r"\b((?:KERNEL|USER)\w*_[CD]S) *= *(0x\w+)", regs)}
    tss = int(re.search(r"TSS_SELECTOR *= *(0x\w+)", regs)[1], 16)
    rows = gdt_rows(ring3.ask("fl-gdt"))
    flat = 0xFFFFFFFF
    assert rows[selector["KERNEL_CS"]] == row(0, flat, "code r-x", 0, 64)
    assert rows[selector["USER32_CS"]] == row(0, flat, "code r-x", 3, 32)
    assert rows[selector["USER_CS"]] == row(0, flat, "code r-x", 3, 64) + "  <- cs"
    assert rows[selector["USER_DS"]] == row(0, flat, "data rw-", 3, 32) + "  <- ss"
    assert rows[tss] == (f"base {symbols('kernel/vmlinux.elf')['tss']:#010x}  limit 0x00000067  "
                         "TSS, busy  ring 0  <- tr")
    assert tss + 8 not in rows          # its upper half


def test_idt_of_the_kernel(ring3):
    kernel = symbols("kernel/vmlinux.elf")
    text = ring3.ask("fl-idt")
    assert f"IDT at {kernel['idt']:#x}, 256 vectors\n" in text
    for vector, entry, rest in ((0x80, "entry_INT80_32", "ring 3"), (14, "exception_14", "ring 0"),
                                (8, "exception_8", "ring 0  stack 1")):
        assert f"{vector:#04x}  0x10:{kernel[entry]:#x} <{entry}>  interrupt gate  {rest}\n" in text


@pytest.mark.parametrize("where,rights", [
    ("&start_kernel", "R-X, kernel only"),      # text
    ("&sys_call_table", "R--, kernel only"),    # constants
    ("&current_task", "RW-, kernel only"),      # data
    ("init_task.stack", "RW-, kernel only"),
    ("$pc", "R-X, user and kernel"),
    ("$sp", "RW-, user and kernel"),
    ("0xffff888000800000", "RW-, kernel only"),         # RAM in the direct map: W^X
])
def test_pagetable(ring3, where, rights):
    """Rights as the kernel promises them; the physical address as QEMU finds it."""
    address = ring3.value(where)
    text = ring3.ask(f"fl-pagetable {where}")
    physical = int(re.search(r"gpa: (0x\w+)", ring3.ask(f"monitor gva2gpa {address:#x}"))[1], 16)
    assert re.search(rf"^{address:#x} is physical {physical:#x}, in a page of (4 KiB|2 MiB): {rights}$",
                     text, re.M), text
    levels = re.findall(r"^(\w+) +\[ *(\d+)\] at 0x\w+: (0x\w+)  present", text, re.M)
    assert [name for name, _, _ in levels] == ["PML4", "PDPT", "PD", "PT"][:len(levels)]
    index = 0
    for _, number, _ in levels:
        index = index << 9 | int(number)
    assert index == (address & (1 << 48) - 1) >> 48 - 9 * len(levels)


def test_pagetable_of_nothing(ring3):
    assert "0x0 is not mapped" in ring3.ask("fl-pagetable 0")
    hole = symbols("kernel/vmlinux.elf")["init_stack_hole"]
    assert f"{hole:#x} is not mapped" in ring3.ask(f"fl-pagetable {hole:#x}")


def test_paging_off():
    with Debugger("loader") as gdb:
        assert gdb.ask("fl-pagetable 0xb8000") == "paging is off: 0xb8000 is physical 0xb8000\n"
        assert "no tasks before the kernel" in gdb.ask("fl-task")


def task_rows(gdb):
    """(mark, pid, state, name, mm, stack, stack pointer) of each."""
    return [re.match(r"([* ]) +(\d+) +(\w+) +(\S+) +(\S+) +(\S+) +(\S+)$", line).groups()
            for line in gdb.ask("fl-task").splitlines()[1:]]


def test_tasks(ring3):
    """The three that there are before /init's first instruction; pid 2 may not have run yet."""
    rows = task_rows(ring3)
    assert [(mark, pid) for mark, pid, *_ in rows] == [(" ", "0"), ("*", "1"), (" ", "2")]
    assert [name for _, _, _, name, *_ in rows[:2]] == ["swapper", "init"]
    assert [state for _, _, state, *_ in rows[:2]] == ["running", "running"]
    spaces, stacks = ([task[n] for task in rows] for n in (4, 5))
    assert [space == "-" for space in spaces] == [True, False, True]
    assert int(spaces[1], 16) == ring3.value("current_task->mm")
    assert int(stacks[0], 16) == symbols("kernel/vmlinux.elf")["init_stack"]
    # Each task's stack pointer lies in its stack.
    for stack, pointer in ((int(task[5], 16), int(task[6], 16)) for task in rows):
        assert stack < pointer < stack + 0x4000


def wait_for_text(path, text):
    end = time.monotonic() + TIMEOUT
    while text not in path.read_text(errors="replace"):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_tasks_of_a_shell():
    """Later: the first program that /init starts, then, after Ctrl-C, the shells."""
    with Debugger("user") as gdb:
        gdb.ask("tbreak do_execve")
        gdb.ask("continue")
        pid = gdb.value("current_task->pid")
        assert pid > 2
        assert ("*", str(pid), "running", "init") in [row[:4] for row in task_rows(gdb)]
        gdb.process.sendline("continue")
        wait_for_text(gdb.serial, "~ #")
        assert "SIGINT" in gdb.interrupt()
        rows = task_rows(gdb)
        assert ("2", "interruptible", "kthreadd", "-") in [row[1:5] for row in rows]
        assert any(name == "sh" and mm != "-" for _, _, _, name, mm, *_ in rows)
        assert [mark for mark, *_ in rows].count("*") == 1


# --- the BIOS

@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A disk where core.img lies in a BIOS boot partition, far from sector 1."""
    return install(make_disk(tmp_path_factory.mktemp("debug") / "disk.img",
                             [Part("ext4", {"boot/grub/grub.cfg": "set timeout=0\n"})], scheme="gpt"))


def core_place(image):
    """(LBA of core.img's first sector, [(LBA, sectors)] of its block list): what fl-install patched."""
    numbers = header("offsets.inc")
    raw = image.read_bytes()
    lba, = struct.unpack_from("<Q", raw, numbers["BOOT_LBA_OFFSET"])
    tail = lba * 512 + numbers["DISKBOOT_TAIL_OFFSET"]
    runs = [struct.unpack_from("<QI", raw, tail + numbers["TAIL_run"] + n * numbers["RUN_SIZE"])
            for n in range(numbers["BLOCK_RUNS"])]
    return lba, [run for run in runs if run[1]]


READ = re.compile(r"^int 13h  ah=42h  read: drive 80h LBA (\d+) count (\d+) buffer (\w+):(\w+)  "
                  r"<- (\S+):(\d+).*\n   -> carry clear, ah=00h$", re.M)


def test_bios_calls_of_the_stages(installed):
    """boot.img reads the sector that fl-install named, diskboot.img those of the block list."""
    lba, runs = core_place(installed)
    assert lba > 34
    with Debugger("stage1", installed) as gdb:
        assert "places that call the BIOS" in gdb.ask("fl-bios-call log")
        gdb.ask(f"hbreak *{linked_entry('loader'):#x}")
        text = gdb.ask("continue")
    reads = [tuple(map(int, found[:2])) + (int(found[2], 16) * 16 + int(found[3], 16), found[4])
             for found in READ.findall(text)]
    assert reads[0] == (lba, 1, linked_entry("stage2"), "stage1/read.inc")
    assert sum(count for _, count, *_ in reads[1:]) == sum(count for _, count in runs)
    at, to = runs[0][0], linked_entry("decompress")
    for sector, count, buffer, _ in reads[1:]:
        assert (sector, buffer) == (at, to)
        at, to = at + count, to + count * 512
    assert len(re.findall("^int ", text, re.M)) == len(reads)


def test_bios_call_that_fails(installed, tmp_path):
    """A sector behind the disk's end: packet call, geometry, CHS read, reset; four times."""
    image = tmp_path / "disk.img"
    raw = bytearray(installed.read_bytes())
    struct.pack_into("<Q", raw, header("offsets.inc")["BOOT_LBA_OFFSET"], 16 * 63 * 5 + 63 * 2 + 7
                     + len(raw) // 512)
    image.write_bytes(raw)
    with Debugger("stage1", image) as gdb:
        gdb.ask("fl-bios-call log")
        gdb.ask(f"hbreak *{symbols('stage1/boot.elf')['fail']:#x}")
        text = gdb.ask("continue")
    calls = re.findall(r"^int 13h  ah=(\w\w)h .*\n   -> carry (set|clear), ah=(\w\w)h", text, re.M)
    assert [ah for ah, *_ in calls] == ["42", "08", "02", "00"] * 4
    assert [carry for _, carry, _ in calls] == ["set", "clear", "set", "clear"] * 4
    heads, track = map(int, re.search(r"cylinders, (\d+) heads, (\d+) sectors a track", text).groups())
    cylinder, head, sector = map(int, re.search(r"cylinder (\d+) head (\d+) sector (\d+) count 1 "
                                                r"buffer 0000:8000", text).groups())
    assert (cylinder * heads + head) * track + sector - 1 == struct.unpack_from(
        "<Q", raw, header("offsets.inc")["BOOT_LBA_OFFSET"])[0]


def test_bios_call_stops(installed):
    """Without a word: stop at each, and tell what came back when going on."""
    lba, _ = core_place(installed)
    with Debugger("stage1", installed) as gdb:
        gdb.ask("fl-bios-call")
        assert f"LBA {lba} count 1 " in gdb.ask("continue")
        assert re.search(r"int +0x13\n", gdb.ask("x/i $pc"))
        assert gdb.value("$edx & 0xff") == 0x80
        text = gdb.ask("continue")
        assert text.index("-> carry clear") < text.index(f"LBA {lba + 1} ")
        gdb.ask("fl-bios-call off")
        gdb.ask(f"hbreak *{linked_entry('loader'):#x}")
        assert "int 13h" not in gdb.ask("continue")
        assert "fl-bios-call [stop|log|off]" in gdb.ask("fl-bios-call nonsense")


def test_bios_calls_of_the_loader():
    """Memory map, disks, keys, with who asks."""
    sectors = (BUILD / "disk.img").stat().st_size // 512
    with Debugger("loader") as gdb:
        gdb.ask("fl-bios-call log")
        gdb.ask("tbreak prompt_run")
        gdb.press(0x2E, "c")
        text = gdb.ask("continue")
    ram = re.findall(r"^int 15h  ax=e820h  memory map: entry (0x\w+) to .*  <- loader/bios/e820.c:\d+ "
                     r"e820_read\(\)\n   -> carry clear, ah=\w\wh: (0x\w+)\.\.(0x\w+) (\w+), "
                     r"(next entry 0x\w+|the last)$", text, re.M)
    assert [more == "the last" for *_, more in ram] == [False] * (len(ram) - 1) + [True]
    assert ram[0][:2] == ("0x0", "0x0")
    top = max(int(end, 16) for _, _, end, kind, _ in ram if kind == "RAM")
    assert 511 << 20 < top < 512 << 20  # -m 512M, of which the BIOS has a little
    assert "int 13h  ah=48h  parameters: drive 80h  <- loader/bios/int13.c" in text
    assert f"carry clear, ah=00h: {sectors} sectors of 512 bytes\n" in text
    assert "ah=0fh  which video mode" in text and "mode 03h, 80 columns\n" in text
    assert re.search(r"LBA 2048 count \d+ buffer 7000:0000  <- loader/bios/int13.c:\d+ call\(\)\n"
                     r"   -> carry clear, ah=00h\n", text)
    assert re.search(r"ah=10h  read a key, enhanced  <- loader/bios/keyboard.c:\d+ keyboard_key\(\)\n"
                     r"   -> ah=2eh: scan code 2eh, ASCII 63h\n", text)


@pytest.mark.parametrize("vector,registers,words", [
    (0x15, {"ax": 0x2401}, "ax=2401h  open A20"),
    (0x1a, {"ax": 0x0200}, "ah=02h  time"),
    (0x13, {"ax": 0x0203, "cx": 0xffc5, "dx": 0x0780, "es": 0x7000, "bx": 0},
     "ah=02h  read by cylinder, head, sector: drive 80h cylinder 1023 head 7 sector 5 count 3 "
     "buffer 7000:0000"),
    (0x10, {"ax": 0x0e41}, "ah=0eh  print: 'A'"),
    (0x12, {"ax": 0}, "memory below 640 KiB"),
    (0x18, {"ax": 0}, "no system on this disk"),
])
def test_words_of_calls_that_are_rare(at_stage1, vector, registers, words):
    assert at_stage1.ask(f"python print(bios_call.bios_words.question({vector}, {registers}))") == words + "\n"
