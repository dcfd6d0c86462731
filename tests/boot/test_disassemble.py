# test_disassemble.py - make inspect: each stage's code beside its source, in its own mode.

import functools
import os
import re
import subprocess
import sys

import pytest

from machine import BUILD, ROOT

STAGES = ["stage1", "stage2", "decompress", "loader", "kernel", "user"]
PIECE = re.compile(r"^(\S+) (0x[0-9a-f]+) to (0x[0-9a-f]+), (16|32|64)-bit", re.M)
# "    7c64:	31 c0                	xor    ax,ax"
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t((?:[0-9a-f]{2} )+)\s*\t(\w+)\s+(\w+)?")
SOURCE = re.compile(r"^(?:\.?\w+:)?\t(\w+)\s+(\w+)\b")
REGISTERS = {f"{size}{name}" for size in ("", "e", "r") for name in
             ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp")}


def disassemble(*options):
    return subprocess.run([sys.executable, "-B", ROOT / "tools/disassemble.py", *options], cwd=ROOT,
                          env={**os.environ, "BUILD": str(BUILD)}, capture_output=True, text=True,
                          timeout=120)


@functools.cache
def listing(*options):
    done = disassemble(*options)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def pieces(text):
    """[(file, bits, its lines)]"""
    found = list(PIECE.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)]
    return [(m[1].rsplit("/", 1)[1], int(m[4]), text[m.end():end]) for m, end in zip(found, ends)]


@pytest.mark.parametrize("symbol, modes, words", [
    ("real_to_prot", [16, 32], ["mov    cr0,eax", "movzx  esp,sp"]),
    ("prot_to_real", [32, 16], ["mov    cr0,eax"]),
    ("bios_run", [32], ["pusha"]), ("leave_protected", [16], ["mov    cr0,eax"]),
    ("go_to_protected_mode", [16, 32], ["lgdt", "jmp dword 10h:0"]), ("check_long_mode", [32], ["cpuid"]),
    ("entry_64", [64], []), ("startup_64", [64], ["mov rsp, "]),
    ("start_kernel", [64], ["void start_kernel("]), ("loader_main", [32], ["loader_main("]),
])
def test_symbol(symbol, modes, words):
    text = listing("--symbol", symbol)
    assert [bits for _, bits, _ in pieces(text)][:len(modes)] == modes
    assert f"<{symbol}>:" in text
    for word in words:
        assert word in text


def pairs(text):
    """(mnemonic and first operand in the source, and in the code) where both are there"""
    lines = text.splitlines()
    for source, code in zip(lines, lines[1:]):
        s, c = SOURCE.match(source), INSTRUCTION.match(code)
        if s and c and s[1] == c[3] and s[1] != "xchg" and s[2] in REGISTERS and c[4] in REGISTERS:
            yield source.strip(), s[2], c[4]


@pytest.mark.parametrize("stage, least", zip(STAGES[:5], (15, 15, 30, 60, 40)))
def test_registers_are_those_of_the_source(stage, least):
    """Code taken for another mode's says eax where the source has ax."""
    found = list(pairs(listing("--stage", stage)))
    assert len(found) >= least, len(found)
    assert [p for p in found if p[1] != p[2]] == []


def test_modes_of_each_stage():
    """Which are there; the kernel has all three, and programs of both widths."""
    assert {s: {bits for _, bits, _ in pieces(listing("--stage", s))} for s in STAGES} == {
        "stage1": {16}, "stage2": {16}, "decompress": {16, 32}, "loader": {16, 32},
        "kernel": {16, 32, 64}, "user": {32, 64}}


def test_unknown_names():
    done = disassemble("--symbol", "nonsense")
    assert done.returncode == 1 and "no code called nonsense in any stage" in done.stderr
    done = disassemble("--stage", "kernel", "--symbol", "real_to_prot")
    assert done.returncode == 1 and "no code called real_to_prot in kernel" in done.stderr
    assert disassemble("--stage", "stage9").returncode == 2


def test_32_bits_below_a_64_bit_kernel():
    modes = re.findall(r"32-bit: (\w+) mode", listing("--stage", "user"))
    assert modes == ["compatibility"] and "compatibility" not in listing("--stage", "decompress")


def test_who_reads_only_the_first_lines():
    done = subprocess.run(f"{sys.executable} -B tools/disassemble.py --stage loader | head -3", cwd=ROOT,
                          env={**os.environ, "BUILD": str(BUILD)}, shell=True, capture_output=True,
                          text=True, timeout=120)
    assert done.stdout.startswith("\n===== loader\n") and done.stderr == ""


def make_inspect(*options):
    done = subprocess.run(["make", "-s", "--no-print-directory", f"B={os.path.relpath(BUILD, ROOT)}",
                           "inspect", *options], cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout


def test_make_inspect():
    """The disk first, then every stage, which is in a file, too."""
    status, text = make_inspect()
    assert status == 0
    places = [text.index(mark) for mark in ["\nblock list\n", *(f"===== {s}\n" for s in STAGES)]]
    assert places == sorted(places)
    for stage in STAGES:
        assert (BUILD / f"inspect/{stage}.txt").read_text() in text


def test_make_inspect_stage_and_symbol():
    status, text = make_inspect("STAGE=stage2")
    assert status == 0 and re.findall(r"===== (\w+)", text) == ["stage2"]
    status, text = make_inspect("SYMBOL=real_to_prot")
    assert status == 0 and "<real_to_prot>:" in text and "diskboot" not in text
    assert make_inspect("SYMBOL=nonsense")[0] != 0
