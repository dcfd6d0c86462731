# memory.py - bytes of the machine, and C's structs in them by their debug info.

import os
import re

import gdb

from cpu import monitor


def read(address, size):
    """Bytes at a linear address, through the CPU's page tables if it has any."""
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except gdb.MemoryError:
        raise gdb.GdbError(f"no memory at {address:#x}")


def is_there(address):
    try:
        return bool(read(address, 1))
    except gdb.GdbError:
        return False


def number(address, size):
    return int.from_bytes(read(address, size), "little")


def write(address, value, size):
    gdb.selected_inferior().write_memory(address, value.to_bytes(size, "little"))


def physical(address):
    """The 8 bytes at a physical address."""
    return int(re.search(r": (0x[0-9a-f]+)", monitor(f"xp /1gx {address:#x}"))[1], 16)


def fields(struct, address):
    """The integers of a struct that has its debug info in one of the stages: name: value."""
    kind = gdb.lookup_type(f"struct {struct}")
    raw = read(address, kind.sizeof)
    return {f.name: int.from_bytes(raw[f.bitpos // 8:][:f.type.sizeof], "little")
            for f in kind.fields()}


def evaluate(typed):
    """The number that an expression stands for."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long long)({typed})"))
    except gdb.error as why:
        raise gdb.GdbError(str(why))


def symbol(address):
    """name+offset, or nothing."""
    text = gdb.execute(f"info symbol {address:#x}", to_string=True)
    match = re.match(r"(\S+)(?: \+ (\d+))? in section", text)
    return match and match[1] + (f"+{match[2]}" if match[2] else "")


def place(address):
    """file:line of an address and the text there, or None."""
    line = gdb.find_pc_line(address)
    if not line.symtab:
        return None
    try:
        with open(line.symtab.fullname(), errors="replace") as f:
            text = f.read().splitlines()[line.line - 1].strip()
    except (OSError, IndexError):
        text = ""
    return f"{os.path.relpath(line.symtab.fullname())}:{line.line}", text
