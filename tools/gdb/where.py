# where.py - fl-where: stage, mode, segments, source line; and $fl_pc().

import gdb

import cpu
import memory
import stages
from descriptor import Descriptor


def segment(name, one, real):
    text = f"{name}={one.selector:04x}  base {one.base:#010x}  limit {one.limit:#010x}"
    if real or not one.flags:
        return text
    kind = Descriptor(one.flags << 32)
    return f"{text}  {kind.kind}" + (f"  {kind.width}-bit" if name == "cs" else "")


def state(now):
    return (f"ring {now.ring}, paging {'on' if now.paging else 'off'}, interrupts "
            f"{'on' if now.register('fl') & cpu.FLAG_IF else 'off'}, A20 {'open' if now.a20 else 'shut'}")


def instruction(now):
    if not memory.is_there(now.pc):
        return "not in memory"
    text = gdb.execute(f"x/i {now.pc:#x}", to_string=True)
    return " ".join(text.replace("=>", "").split())


class Where(gdb.Command):
    """fl-where - which stage runs, in which mode, its segments, and the line of its source.

A stage counts as running when its bytes are at this address: memory is used again and again.
`x/i $fl_pc()` shows the next instruction also where cs has a base, which $pc leaves out."""

    def __init__(self):
        super().__init__("fl-where", gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        now = cpu.read()
        stage, linked = stages.stage_at(now)
        print(f"stage     {stage or 'none of ours'}")
        print(f"mode      {now.mode}; {state(now)}")
        print(f"cs:ip     {now.segments['cs'].selector:04x}:{now.ip:x}, linear {now.pc:#x}"
              + (f", linked at {linked:#x}" if linked != now.pc else ""))
        for name in cpu.SEGMENTS:
            print(f"          {segment(name, now.segments[name], now.real)}")
        place = stage and stage != "BIOS" and (memory.place(linked) or memory.place(now.pc))
        if place:
            print(f"source    {place[0]}  {place[1]}")
        print(f"next      {instruction(now)}")


class Pc(gdb.Function):
    """$fl_pc() - the linear address of the next instruction, also where cs has a base."""

    def __init__(self):
        super().__init__("fl_pc")

    def invoke(self):
        return gdb.Value(cpu.read().pc)


Where()
Pc()
