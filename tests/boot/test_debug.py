# test_debug.py - make debug: gdb at the first instruction of each stage, and what it sees from
# there on, against what is known otherwise: symbols, sources, binutils, QEMU's monitor.

import re
import shutil
import signal
import struct
import subprocess
import time
from pathlib import Path

import pytest

from debugger import ELVES, Debugger, at_stage1, linked_entry, ring3, run, symbols  # noqa: F401
from images import Part, install, make_disk
from machine import BUILD, ROOT, TIMEOUT

WIDTHS = {"stage1": "i8086", "stage2": "i8086", "decompress": "i8086", "loader": "i386",
          "kernel": "i386", "user": "x86-64"}
MODES = {"i8086": "real mode, 16 bits", "i386": "protected mode, 32 bits",
         "x86-64": "long mode, 64 bits"}
# The first instruction of these jumps over a header.
BEHIND_HEADER = {"stage1": "start", "decompress": "entry", "kernel": "start"}
INSTRUCTIONS = 5
PREF_ADDRESS = 0x258                    # in vmlinuz: where the kernel would like to be


def loaded_entry(stage):
    if stage == "kernel":
        return struct.unpack_from("<Q", (BUILD / "vmlinuz").read_bytes(), PREF_ADDRESS)[0]
    return linked_entry(stage)


def disassembled(stage, address, count):
    """Instructions as objdump shows them for the mode of the stage, without addresses."""
    text = run("objdump", "-dz", f"-Mintel,{WIDTHS[stage]}", "--no-show-raw-insn",
               f"--start-address={address:#x}", f"--stop-address={address + 32:#x}",
               BUILD / ELVES[stage])
    lines = re.findall(r"^ *[0-9a-f]+:\t(.*)", text, re.M)
    return [plain(line) for line in lines[:count]]


def instructions(gdb, where, count):
    lines = re.findall(r"^(?:=>)?\s+0x[0-9a-f]+[^:]*:\s(.*)", gdb.ask(f"x/{count}i {where}"), re.M)
    return [plain(line) for line in lines]


def plain(instruction):
    """Without jump targets: the kernel's first code runs elsewhere than it was linked."""
    text = re.sub(r"\s*(#|<).*", "", instruction)
    text = re.sub(r"^(j\w+|call)\s.*", r"\1", text)
    return " ".join(text.replace("0x", "").split())


@pytest.mark.parametrize("stage", [stage for stage in ELVES if stage != "user"])
def test_first_instruction(stage):
    with Debugger(stage) as gdb:
        check_first_instruction(gdb, stage)


def test_first_instruction_of_init(ring3):
    check_first_instruction(ring3, "user")


def test_menu_does_not_wait(ring3):
    said = ring3.serial.read_text(errors="replace")
    assert "Firstlight" in said and "Starts by itself in" not in said


def check_first_instruction(gdb, stage):
    """pc, mode, instructions of the right width, the source's line."""
    linked = linked_entry(stage)
    assert gdb.value("$pc") == gdb.value("$fl_pc()") == loaded_entry(stage)
    assert re.search(rf"^stage +{stage}\nmode +{MODES[WIDTHS[stage]]};", gdb.hello, re.M)
    assert instructions(gdb, "$pc", 1) == disassembled(stage, linked, 1)
    code = symbols(ELVES[stage])[BEHIND_HEADER[stage]] if stage in BEHIND_HEADER else linked
    shown = instructions(gdb, f"$pc + {code - linked}", INSTRUCTIONS)
    assert shown == disassembled(stage, code, INSTRUCTIONS)

    path, line = run("addr2line", "-e", BUILD / ELVES[stage], f"{linked:#x}").split()[0].rsplit(":", 1)
    # binutils put the folder twice before the names of nasm's in folders.
    path = Path(path) if Path(path).exists() else ROOT / path.rsplit("//")[-1]
    text = path.read_text().splitlines()[int(line) - 1]
    assert f"\n{line}\t{text}\n" in "\n" + gdb.ask("list")
    source = re.search(r"^source +(\S+):(\d+) +(.*)", gdb.hello, re.M)
    assert (ROOT / source[1]).samefile(path)
    assert (source[2], source[3]) == (line, text.strip())


@pytest.fixture(scope="module")
def linux16(tmp_path_factory):
    config = "set timeout=0\nmenuentry k {\nlinux16 /vmlinuz\n}\n"
    return install(make_disk(tmp_path_factory.mktemp("debug") / "disk.img", [Part("ext4", {
        "boot/grub/grub.cfg": config, "vmlinuz": BUILD / "vmlinuz"})]))


def test_kernel_by_its_sixteen_bit_entry(linux16):
    """The other first instruction of the kernel: in a segment, 200h behind setup.asm's start."""
    with Debugger("kernel", linux16) as gdb:
        where = re.search(r"^stage +kernel\nmode +real mode.*\ncs:ip +(\w+):0, linear 0x(\w+), "
                          r"linked at 0x200$", gdb.hello, re.M)
        assert int(where[1], 16) * 16 == int(where[2], 16)
        source = re.search(r"^source +kernel/entry/setup.asm:(\d+) +jump:", gdb.hello, re.M)
        assert source, gdb.hello
        gdb.ask("stepi")
        assert re.search(r"^source +kernel/entry/setup.asm:\d+ +cld$", gdb.ask("fl-where"), re.M)


def test_sixteen_bits_are_no_others():
    """The same bytes, as the three kinds of CPU see them."""
    start = symbols("stage1/boot.elf")["start"]
    with Debugger("stage1") as gdb:
        assert "xor    ax,ax" in gdb.ask(f"x/i {start:#x}")
        assert "0x7c00" in gdb.ask("info registers eip")
        gdb.ask("python view.show(32)")
        assert "xor    eax,eax" in gdb.ask(f"x/i {start:#x}")
        gdb.ask("python view.show(64)")
        assert "0x7c00" in gdb.ask("info registers rip")


def check_writing(gdb, register, qemu):
    before = gdb.ask("monitor info registers")
    gdb.ask(f"set ${register} = 0x12345678")
    after = gdb.ask("monitor info registers")
    assert re.search(qemu, after)
    name = qemu.split("=")[0]
    assert re.sub(f"{name}=[0-9a-f]+", "", after) == re.sub(f"{name}=[0-9a-f]+", "", before)
    assert gdb.value(f"${register}") == (0x5678 if len(register) == 2 else 0x12345678)


@pytest.mark.parametrize("stage,registers", [
    ("stage2", {"edx": "EDX=12345678", "ax": "EAX=....5678", "eip": "EIP=12345678"}),
    ("loader", {"ebx": "EBX=12345678", "cx": "ECX=....5678"}),
])
def test_registers_can_be_written(stage, registers):
    """Only the one: not cr0, which the stub would take from gdb's packet of all registers."""
    with Debugger(stage) as gdb:
        for register, qemu in registers.items():
            check_writing(gdb, register, qemu)


def test_registers_of_64_bits_can_be_written(ring3):
    check_writing(ring3, "rbx", "RBX=0000000012345678")


def test_backtrace_and_finish_in_the_loader():
    """The debug info of 32-bit code is read as that: arguments, callers, and back to them."""
    with Debugger("loader") as gdb:
        gdb.ask("tbreak *int13_drives")
        text = gdb.ask("continue")
        assert re.search(r"boot_drive=(\S+=)?128 .*\s+out=0x\w+ <found>,\s+max=(\S+=)?32\)", text), text
        for _ in range(3):
            gdb.ask("next")             # into the BIOS and back
        callers = re.findall(r"^#\d+ .*?(\w+) \(", gdb.ask("backtrace"), re.M)
        assert callers[:2] == ["int13_drives", "drives"] and {"loader_main", "bios_main"} < set(callers)
        text = gdb.ask("finish")
        assert " in drives (" in text and re.search(r"Value returned is .* = [1-9]", text)


def test_backtrace_at_a_bios_call():
    """Whatever ebp is: at the second call it is 0."""
    with Debugger("loader") as gdb:
        gdb.ask("fl-bios-call")
        gdb.ask("continue")
        assert "memory map" in gdb.ask("continue") and gdb.value("$ebp") == 0
        callers = re.findall(r"^#\d+ .*?(\w+) \(", gdb.ask("backtrace"), re.M)
        assert callers[:3] == ["bios_run", "e820_read", "read_memory_map"]
        assert {"loader_main", "bios_main"} < set(callers)


def test_view_follows_the_mode():
    """Step by step from real to protected mode: gdb's view changes with the CPU's."""
    flat = symbols("decompress/decompress.elf")["real_to_prot.flat"]
    with Debugger("decompress") as gdb:
        gdb.ask(f"hbreak *{symbols('decompress/decompress.elf')['real_to_prot']:#x}")
        gdb.ask("continue")
        assert "real mode, 16 bits" in gdb.ask("fl-where")
        assert '"i8086"' in gdb.ask("show architecture")
        for _ in range(10):
            assert gdb.value("$pc") != flat
            gdb.ask("stepi")
            if "protected mode, 32 bits" in gdb.ask("fl-where"):
                break
        assert gdb.value("$pc") == flat
        assert '"i386"' in gdb.ask("show architecture")
        assert re.search(r"mov +eax,0x10\n", gdb.ask("x/i $pc"))


def test_segment_with_a_base():
    """The loader's 16-bit code: cs:ip is not linear, and `continue` gets away from a
    breakpoint there."""
    loader = symbols("loader/loader.elf")
    with Debugger("stage2") as gdb:
        gdb.ask(f"hbreak *{loader['instruction']:#x}")
        for vector in ("0x10", "0x15", "0x15"):
            gdb.ask("continue")
            where = gdb.ask("fl-where")
            base = loader["LOADER_START"]
            assert f"{base >> 4:04x}:{loader['instruction'] - base:x}, linear {loader['instruction']:#x}" in where
            assert "stage     loader\n" in where and "bios_int.asm" in where
            assert re.search(rf"int +{vector}\n", gdb.ask("x/i $fl_pc()"))


def test_conditions_with_registers():
    """They are for the registers of the CPU's mode, whatever view gdb has while it runs."""
    with Debugger("loader") as gdb:
        gdb.ask("hbreak bios_run if $ax == 0x13cd && $edx > 0x80000")
        gdb.ask("continue")             # int 10h and int 15h come first
        assert gdb.value("$ax") == 0x13CD and gdb.value("$edx") > 0x80000
        assert gdb.value("$pc") == symbols("loader/loader.elf")["bios_run"]


def test_where_in_the_bios_and_in_a_copy():
    """The BIOS is none of ours; the loader's last step runs at boot.img's address."""
    start = symbols("stage1/boot.elf")["_start"]
    with Debugger("loader") as gdb:
        gdb.ask("hbreak *0xfe3fe")      # INT 13h of PCs since the first
        gdb.ask("continue")
        assert "stage     BIOS\n" in gdb.ask("fl-where")
        gdb.ask("delete")
        gdb.press(0x1C, "\r")
        gdb.ask(f"hbreak *{start:#x}")
        gdb.ask("continue")
        where = gdb.ask("fl-where")
        assert f"linear {start:#x}, linked at {symbols('loader/loader.elf')['last_step']:#x}" in where
        assert "stage     loader\n" in where and "loader/bios/handoff.asm" in where


def test_break_in_the_rest():
    """Of the loader a part is unpacked at its first call; breakpoints set before work."""
    run_it = symbols("loader/loader.elf")["prompt_run"]
    with Debugger("loader") as gdb:
        gdb.ask("tbreak loader_main")
        gdb.ask("continue")
        assert "0xcccccccc" in gdb.ask(f"x/1xw {run_it:#x}")
        gdb.ask(f"break *{run_it:#x}")
        gdb.press(0x2E, "c")
        gdb.ask("continue")
        assert gdb.value("$pc") == run_it
        assert "source    loader/menu/prompt.c:" in gdb.ask("fl-where")
        assert "0xcccccccc" not in gdb.ask(f"x/1xw {run_it:#x}")


# --- the rest

def test_help(at_stage1):
    """Each command says what it does, and the first words name them all."""
    for command in ("fl-where", "fl-gdt", "fl-idt", "fl-pagetable", "fl-bios-call", "fl-task"):
        assert command in at_stage1.hello
        assert at_stage1.ask(f"help {command}").startswith(command)


def test_no_such_stage():
    done = subprocess.run(["make", "-s", f"B={BUILD.relative_to(ROOT)}", "debug", "STAGE=stage9"], cwd=ROOT,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode != 0
    assert "no stage 'stage9'; there are: stage1 stage2" in done.stderr


def machines_with(image):
    """Whether a QEMU has this disk."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"file={image},".encode() in command.read_bytes():
                return True
        except OSError:                 # it has just ended
            pass
    return False


def test_the_machine_ends_with_gdb(linux16, tmp_path):
    """Also when gdb had no time to end it."""
    image = tmp_path / "mortal.img"
    shutil.copyfile(linux16, image)
    with Debugger("stage1", image) as gdb:
        assert machines_with(image)
        gdb.process.kill(signal.SIGKILL)
        end = time.monotonic() + TIMEOUT
        while machines_with(image):
            assert time.monotonic() < end, "QEMU goes on"
            time.sleep(0.1)


# --- docs/debugging.md

def documented_sessions():
    """(stage, [(command, what it prints)]) of each session; the first command is None."""
    sessions, steps = [], []
    for line in (ROOT / "docs/debugging.md").read_text().splitlines():
        start = re.match(r"    \$ make debug STAGE=(\w+)", line)
        command = re.match(r"    \(gdb\) (.*)", line)
        if line.startswith("## "):      # ends what came before
            steps = []
        elif start:
            steps = [(None, [])]
            sessions.append((start[1], steps))
        elif command:
            steps.append((command[1], []))
        elif line.startswith("    ") and steps:
            steps[-1][1].append(line[4:])
    return sessions


def masked(text):
    """Lines without the numbers that depend on the build."""
    lines = [re.sub(r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b", "#", line).split() for line in text.splitlines()]
    return [" ".join(line) for line in lines if line]


@pytest.mark.parametrize("stage,steps", documented_sessions(), ids=lambda v: v if isinstance(v, str) else "")
def test_documented_session(stage, steps):
    """Each command prints what the page shows, but for addresses; "..." stands for any lines."""
    with Debugger(stage) as gdb:
        for command, printed in steps:
            real = masked(gdb.hello if command is None else gdb.ask(command))
            shown = masked("\n".join(printed))
            if "..." in shown:
                cut = shown.index("...")
                tail = len(shown) - cut - 1
                assert len(real) > cut + tail, command
                real = real[:cut] + ["..."] + real[len(real) - tail:]
            assert real == shown, command


def test_documented_commands():
    """The page shows each command of ours."""
    shown = {words.split()[0] for _, steps in documented_sessions() for words, _ in steps if words}
    assert shown >= {"fl-where", "fl-gdt", "fl-idt", "fl-pagetable", "fl-bios-call", "fl-task"}
