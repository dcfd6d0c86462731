# bios_call.py - fl-bios-call: what our stages ask of the BIOS, and what it answers.

import gdb

import bios_words
import cpu
import memory
import stages

INT = 0xCD                              # its first byte; the second is the vector
INT_BYTES = 2
STAGES_WITH_INT = ("stage1", "stage2", "decompress")    # the loader has one for all
mode = None                             # stop, log, or None
points = []


class Call:
    """The registers at an INT; `who` is the line that asks."""

    def __init__(self, vector, registers, who):
        self.vector, self.who = vector, who
        self.registers = registers      # ax bx cx dx si di ds es, e.g. ["ax"]: 32 bits

    def tell(self):
        print(f"int {self.vector:02x}h  {bios_words.question(self.vector, self.registers)}"
              f"  <- {self.who}")

    def answer(self, registers, flags):
        print(f"   -> {bios_words.answer(self.vector, self.registers, registers, flags)}")


class Point(gdb.Breakpoint):
    """A hardware breakpoint: what is to run there is not in memory yet."""

    def __init__(self, address, act):
        super().__init__(f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True)
        self.act = act
        self.silent = True

    def stop(self):
        try:
            return self.act(cpu.read())
        except gdb.GdbError as why:
            print(f"fl-bios-call: {why}")
            return True


def asked(call):
    call.tell()
    return mode == "stop"


# --- the stages in real mode: an INT here and there

def lines_of(linked):
    """Where each line of its source begins, included files too."""
    for section in linked.sections:
        at, end = section.start, section.start + len(section.data)
        while at < end:
            line = gdb.find_pc_line(at)
            yield at
            at = max(line.last or at, at) + 1


def ints_of(stage):
    """(address, vector) of each INT of a stage: where a line of its source begins with one."""
    for address in lines_of(stage.elf):
        code = stage.elf.at(address, INT_BYTES)
        if code[:1] == bytes([INT]):
            yield address, code[1]


def registers_now(now):
    names = {name: now.register(name) for name in ("ax", "bx", "cx", "dx", "si", "di")}
    return names | {name: now.segments[name].selector for name in ("ds", "es")}


def watch_int(address, vector):
    asking = []

    def before(now):
        if memory.read(address, INT_BYTES) != bytes([INT, vector]):
            return False                # other code at the same place
        place = memory.place(address)
        asking[:] = [Call(vector, registers_now(now), place[0] if place else f"{address:#x}")]
        return asked(asking[0])

    def after(now):
        if asking:
            asking.pop().answer(registers_now(now), now.register("fl"))
        return False

    points.extend([Point(address, before), Point(address + INT_BYTES, after)])


# --- the loader: bios_run(code, registers), and where its way back ends

def registers_at(address):
    regs = memory.fields("bios_regs", address)
    return {name: regs[f"e{name}"] for name in ("ax", "bx", "cx", "dx", "si", "di")} \
        | {name: regs[name] for name in ("ds", "es")}, regs["eflags"]


def caller(now):
    """Who called bios_int(): the return address on the stack."""
    back = memory.number(now.register("sp"), 4)
    place = memory.place(back - 1)
    name = (memory.symbol(back - 1) or "").split("+")[0].split(".")[0]    # .isra and the like are gcc's
    return f"{place[0]} {name}()" if place else f"{back:#x}"


def watch_loader():
    asking = []

    def before(now):
        code, vector = now.register("ax") & 0xFF, now.register("ax") >> 8 & 0xFF
        at = now.register("dx")
        asking[:] = []
        if code != INT:                 # bios_run() with another instruction
            return False
        asking[:] = [(Call(vector, registers_at(at)[0], caller(now)), at)]
        return asked(asking[0][0])

    def after(now):
        if asking:
            call, at = asking.pop()
            call.answer(*registers_at(at))
        return False

    points.extend([Point(stages.address_of("bios_run"), before),
                   Point(stages.address_of("'instruction.done'"), after)])


def off():
    while points:
        points.pop().delete()


def on():
    off()
    for name in STAGES_WITH_INT:
        for address, vector in ints_of(stages.STAGES[name]):
            watch_int(address, vector)
    watch_loader()


class BiosCall(gdb.Command):
    """fl-bios-call [stop|log|off] - each INT of the stages and of the loader, with its arguments
in words, and what came back: the carry flag, ah, and what the call is for.
    stop   stop at each (what it does without a word); `continue` goes to the next
    log    only print them
    off    no more
What the kernel's 16-bit entry asks, for linux16, is not among them."""

    def __init__(self):
        super().__init__("fl-bios-call", gdb.COMMAND_USER)

    def complete(self, text, word):
        return [w for w in ("stop", "log", "off") if w.startswith(word)]

    def invoke(self, argument, from_tty):
        global mode
        mode = argument or "stop"
        if mode == "off":
            off()
        elif mode in ("stop", "log"):
            on()
            print(f"{mode}: {len(points) // 2} places that call the BIOS")
        else:
            raise gdb.GdbError("fl-bios-call [stop|log|off]")


BiosCall()
