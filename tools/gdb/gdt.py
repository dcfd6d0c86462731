# gdt.py - fl-gdt: the table that the CPU's segments come from.

import gdb

import cpu
import memory
from descriptor import Descriptor

ENTRY = 8


def entries(now):
    """(selector, descriptor) of each entry; in long mode a system one is 16 bytes."""
    base, limit = now.tables["gdt"]
    at = 0
    while at + ENTRY - 1 <= limit:
        one = Descriptor(memory.number(base + at, ENTRY))
        size = ENTRY
        if now.long and one.system and one.present:
            size = 2 * ENTRY
            one = Descriptor(memory.number(base + at, size))
        yield at, one
        at += size


def line(selector, one, users):
    if selector == 0:
        text = "null"                   # the CPU never looks at what it holds
    elif not one.present:
        text = "not present" if one.raw else "empty"
    else:
        width = "" if one.system else f"  {one.width}-bit"
        text = f"base {one.base:#010x}  limit {one.limit:#010x}  {one.kind}  ring {one.ring}{width}"
    return f"{selector:#04x}  {text}" + (f"  <- {' '.join(users)}" if users else "")


class Gdt(gdb.Command):
    """fl-gdt - the global descriptor table, decoded: base, limit, kind, ring, width of each
entry, and which segment registers were loaded from it.  In real mode the CPU does not look
at it."""

    def __init__(self):
        super().__init__("fl-gdt", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        now = cpu.read()
        base, limit = now.tables["gdt"]
        print(f"GDT at {base:#x}, limit {limit:#x}" + (", not used in real mode" if now.real else ""))
        if now.real and not base:
            return
        for selector, one in entries(now):
            users = [] if now.real else [
                name for name in cpu.SEGMENTS + ("tr",)
                if now.segments[name].selector & ~7 == selector and one.present]
            print(line(selector, one, users))


Gdt()
