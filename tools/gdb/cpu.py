# cpu.py - the CPU as QEMU's monitor knows it: also what the gdb stub does not tell, the
# hidden parts of the segment registers, GDTR and IDTR.

import re
from dataclasses import dataclass

import gdb

CR0_PE, CR0_PG = 1 << 0, 1 << 31        # Intel SDM vol. 3, 2.5
CR4_LA57 = 1 << 12
EFER_LMA, EFER_NXE = 1 << 10, 1 << 11   # 2.2.1
FLAG_CF, FLAG_ZF, FLAG_IF, FLAG_VM = 1 << 0, 1 << 6, 1 << 9, 1 << 17
SEGMENT_L, SEGMENT_D = 1 << 21, 1 << 22         # of a descriptor's upper half, 3.4.5
SEGMENTS = ("cs", "ss", "ds", "es", "fs", "gs")


@dataclass
class Segment:
    selector: int
    base: int
    limit: int
    flags: int                          # the upper half of the descriptor


class Cpu:
    def __init__(self, text):
        numbers = re.findall(r"\b([A-Z]\w{1,3})=\s*([0-9a-f]+)", text)
        self.values = {name.lower(): int(value, 16) for name, value in numbers}
        self.segments = {name.lower(): Segment(*(int(v, 16) for v in rest)) for name, *rest in
                         re.findall(r"^(\w+) *=(\w+) (\w+) (\w+) (\w+)", text, re.M)}
        self.tables = {name.lower(): (int(base, 16), int(limit, 16)) for name, base, limit in
                       re.findall(r"^(GDT|IDT)= +(\w+) (\w+)", text, re.M)}
        self.a20 = self.values["a20"] == 1

    def register(self, name):
        """eax, or the lower half of rax: whichever the CPU's mode has; flags = "fl"."""
        return self.values.get("e" + name, self.values.get("r" + name)) & 0xFFFFFFFF

    @property
    def ip(self):
        return self.values.get("eip", self.values.get("rip"))

    @property
    def pc(self):
        """The linear address of the next instruction; gdb's $pc is only ip."""
        return self.ip + (0 if self.bits == 64 else self.segments["cs"].base)

    @property
    def ring(self):
        return self.values["cpl"]

    @property
    def real(self):
        return not self.values["cr0"] & CR0_PE

    @property
    def paging(self):
        return bool(self.values["cr0"] & CR0_PG)

    @property
    def long(self):
        return bool(self.values["efer"] & EFER_LMA)

    @property
    def bits(self):
        flags = self.segments["cs"].flags
        if self.real or self.register("fl") & FLAG_VM:
            return 16
        if self.long and flags & SEGMENT_L:
            return 64
        return 32 if flags & SEGMENT_D else 16

    @property
    def mode(self):
        if self.real:
            return "real mode, 16 bits"
        if self.register("fl") & FLAG_VM:
            return "virtual 8086 mode, 16 bits"
        if self.bits == 64:
            return "long mode, 64 bits"
        return f"{'compatibility' if self.long else 'protected'} mode, {self.bits} bits"


def monitor(command):
    return gdb.execute(f"monitor {command}", to_string=True)


def read():
    try:
        return Cpu(monitor("info registers"))
    except gdb.error as why:
        raise gdb.GdbError(f"QEMU does not answer: {why}")
