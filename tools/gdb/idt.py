# idt.py - fl-idt: where interrupts go.

import gdb

import cpu
import memory
from descriptor import Descriptor

VECTORS = 256
REAL_MODE = 0, 4 * VECTORS - 1


def with_symbol(address):
    name = memory.symbol(address)
    return f"{address:#x}" + (f" <{name}>" if name else "")


def real_vector(base, vector):
    """An entry of the real-mode table: offset, segment."""
    offset, segment = (memory.number(base + 4 * vector + half, 2) for half in (0, 2))
    return f"{segment:04x}:{offset:04x}  linear {with_symbol(segment * 16 + offset)}"


def gate(now, base, vector):
    size = 16 if now.long else 8
    one = Descriptor(memory.number(base + size * vector, size))
    if not one.present or not one.system:
        return "empty" if not one.raw else "no gate"
    stack = f"  stack {one.stack}" if now.long and one.stack else ""
    return (f"{one.selector:#04x}:{with_symbol(one.offset)}  {one.kind}  ring {one.ring}{stack}")


class Idt(gdb.Command):
    """fl-idt [VECTOR] - where interrupts go: in real mode segment:offset of each vector, else
the gates.  Without a vector: all that are not empty."""

    def __init__(self):
        super().__init__("fl-idt", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        asked = [memory.evaluate(argument)] if argument else None
        now = cpu.read()
        base, limit = now.tables["idt"]
        # Before a stage loads its own there is what real mode has, with interrupts off.
        real = now.real or (base, limit) == REAL_MODE
        size = 4 if real else 16 if now.long else 8
        count = min(VECTORS, (limit + 1) // size)
        print(f"IDT at {base:#x}, {count} vectors"
              + (", of real mode" if real else ""))
        for vector in asked or range(count):
            if not 0 <= vector < count:
                raise gdb.GdbError(f"there is no vector {vector:#x}")
            text = real_vector(base, vector) if real else gate(now, base, vector)
            if asked or text != "empty":
                print(f"{vector:#04x}  {text}")


Idt()
