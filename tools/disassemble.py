# disassemble.py - each stage's instructions beside their source, every part in the mode it
# runs in: what is 16-bit code as 16-bit code.
#
#     disassemble.py [--stage STAGE] [--symbol NAME] [--write FOLDER]
#
# A linked file does not say which of its instructions are of which mode.  The line table
# says which source line each came from, and the source has `bits 16` above it.

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

BUILD = Path(os.environ.get("BUILD", "build"))
# The linked files of each stage, in the order they run, and the folders of their sources.
STAGES = {
    "stage1": (["stage1/boot.elf"], ["stage1"]),
    "stage2": (["stage2/diskboot.elf"], ["stage2"]),
    "decompress": (["decompress/decompress.elf"], ["decompress"]),
    "loader": (["loader/loader.elf"], ["loader"]),
    "kernel": (["kernel/setup.elf", "kernel/vmlinux.elf"], ["kernel"]),
    "user": (["user/64/init", "user/32/demo"], []),
}
# Where code ends in a section that has data behind it.
CODE_ENDS = {"loader/loader.elf": {".start": "text16_end"}}
AS = {16: ["-M", "i8086,intel"], 32: ["-M", "i386,intel"], 64: ["-M", "intel"]}
MODES = {16: "16-bit: real mode, or on the way to it", 32: "32-bit: protected mode",
         64: "64-bit: long mode"}
MODES_OF_PROGRAMS = MODES | {32: "32-bit: compatibility mode, below the 64-bit kernel"}


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


class Elf:
    """A linked file: its symbols, its code sections, and which bits its code has where."""

    def __init__(self, name, folders):
        self.path = BUILD / name
        self.mode_names = MODES if folders else MODES_OF_PROGRAMS
        head = output("objdump", "-f", self.path)
        self.own_bits = 64 if "x86-64" in head else 32
        self.symbols = sorted(self.read_symbols())
        self.sections = list(self.read_sections(CODE_ENDS.get(name, {})))
        self.modes = sorted(self.read_modes(self.sources(folders)))

    def read_symbols(self):
        """(address, size or 0, name); nasm has no sizes of functions"""
        for words in map(str.split, output("readelf", "-sW", self.path).splitlines()):
            if len(words) == 8 and words[6].isdigit() and words[3] in ("FUNC", "NOTYPE", "OBJECT"):
                size = int(words[2], 0) if words[3] == "FUNC" else 0
                yield int(words[1], 16), size, words[7]

    def address_of(self, name):
        return next((at for at, _, symbol in self.symbols if symbol == name), None)

    def read_sections(self, ends):
        """(start, end) of each that has code"""
        lines = output("objdump", "-h", "-w", self.path).replace(",", " ").splitlines()
        for words in map(str.split, lines):
            if words[:1] and words[0].isdigit() and "CODE" in words:
                start = int(words[3], 16)
                end = start + int(words[2], 16)
                if words[1] in ends:
                    end = self.address_of(ends[words[1]]) or end
                if end > start:
                    yield start, end

    @staticmethod
    def sources(folders):
        """{name: bits of each line} of the assembly in these folders"""
        found = {}
        for path in (p for folder in folders for p in Path(folder).rglob("*.asm")):
            bits, lines = None, [None]
            for line in path.read_text().splitlines():
                include = re.match(r'%include "(\S+)"', line)
                if include and (path.parent / include[1]).exists():
                    line = (path.parent / include[1]).read_text()
                bits = next(map(int, reversed(re.findall(r"(?m)^\s*bits\s+(16|32|64)\b", line))), bits)
                lines.append(bits)
            # nasm starts with 16 bits for a flat file, and what it makes here is none.
            found[path.name] = [b or 0 for b in lines]
        return found

    def read_modes(self, sources):
        """(address, bits) of each line of source; included files are as what includes them"""
        bits = self.own_bits
        for line in output("objdump", "-w", "--dwarf=decodedline", self.path).splitlines():
            match = re.match(r"(\S+)\s+(\d+)\s+(0x[0-9a-f]+)\b", line)
            if not match:
                continue
            name, number = Path(match[1]).name, int(match[2])
            if name in sources and number < len(sources[name]):
                bits = sources[name][number] or self.first_bits()
            elif not name.endswith(".inc"):
                bits = self.own_bits
            yield int(match[3], 16), bits

    def first_bits(self):
        """Of assembly before its first `bits`: stage.inc has it."""
        return 16 if self.own_bits == 32 else 64

    def ranges(self, start, end):
        """(start, end, bits) of the pieces between, each of one mode"""
        edges = [(start, self.bits_at(start))] + [(at, bits) for at, bits in self.modes if start < at < end]
        pieces = [edges[0]]
        for at, bits in edges[1:]:
            if bits != pieces[-1][1]:
                pieces.append((at, bits))
        ends = [at for at, _ in pieces[1:]] + [end]
        return [(at, until, bits) for (at, bits), until in zip(pieces, ends)]

    def bits_at(self, address):
        before = [bits for at, bits in self.modes if at <= address]
        after = [bits for at, bits in self.modes if at > address]
        return before[-1] if before else after[0] if after else self.own_bits

    def find(self, name):
        """(start, end) of a function or of a label with what is behind it; None: not here"""
        for i, (at, size, symbol) in enumerate(self.symbols):
            if symbol != name:
                continue
            section_end = next((end for start, end in self.sections if start <= at < end), None)
            if section_end is None:
                return None
            behind = [a for a, _, s in self.symbols[i:] if a > at and not s.startswith(name + ".")]
            return at, min([at + size] if size else behind[:1] + [section_end])
        return None

    def text(self, start, end):
        for begin, until, bits in self.ranges(start, end):
            yield f"\n{self.path} {begin:#x} to {until - 1:#x}, {self.mode_names[bits]}\n"
            said = output("objdump", "-d", "-S", "-w", *AS[bits], f"--start-address={begin:#x}",
                          f"--stop-address={until:#x}", self.path)
            # Behind the title and the section's name.
            yield said.split("\n\n\n", 1)[-1]


def stage_text(name, symbol):
    files, folders = STAGES[name]
    for path in files:
        elf = Elf(path, folders)
        if symbol is None:
            for start, end in elf.sections:
                yield from elf.text(start, end)
        elif elf.find(symbol):
            yield from elf.text(*elf.find(symbol))


def main():
    parser = argparse.ArgumentParser(description="Stages, disassembled beside their source.")
    parser.add_argument("--stage", choices=STAGES, action="append")
    parser.add_argument("--symbol")
    parser.add_argument("--write", metavar="FOLDER", type=Path, help="a file for each stage, too")
    options = parser.parse_args()
    found = False
    for stage in options.stage or STAGES:
        text = "".join(stage_text(stage, options.symbol))
        found = found or bool(text)
        if text:
            sys.stdout.write(f"\n===== {stage}\n{text}")
        if options.write and not options.symbol:
            options.write.mkdir(parents=True, exist_ok=True)
            (options.write / f"{stage}.txt").write_text(text)
    if not found:
        sys.exit(f"disassemble.py: no code called {options.symbol} in "
                 + (" and ".join(options.stage) if options.stage else "any stage"))


try:
    main()
    sys.stdout.flush()
except BrokenPipeError:                 # `make inspect | head`
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
