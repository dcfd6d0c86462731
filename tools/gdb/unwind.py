# unwind.py - who called bios_run().  It is assembly, of which gdb knows no frame: it would go by
# ebp, which gcc uses for other things, and take a 0 in it for the end of the stack.

import gdb
from gdb.unwinder import Unwinder, register_unwinder

import stages
import view

WORD = 4


class Frame:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class BiosRun(Unwinder):
    """At its first instruction: the return address is what was pushed last."""

    def __init__(self):
        super().__init__("bios_run")

    def __call__(self, pending):
        if view.shown != 32:
            return None
        pc, sp = pending.read_register("eip"), pending.read_register("esp")
        if int(pc) & 0xFFFFFFFF != stages.address_of("bios_run"):
            return None
        back = gdb.Value(int(sp)).cast(gdb.lookup_type("unsigned int").pointer()).dereference()
        found = pending.create_unwind_info(Frame(sp, pc))
        found.add_saved_register("eip", back.cast(pc.type))
        found.add_saved_register("esp", (sp + WORD).cast(sp.type))
        for name in ("ebx", "ebp", "esi", "edi"):       # not changed yet
            found.add_saved_register(name, pending.read_register(name))
        return found


register_unwinder(None, BiosRun())
