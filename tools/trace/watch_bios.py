# watch_bios.py - the calls of the BIOS: what was asked, by whom, how long it took.

import gdb

import bios_call
import bios_words
import stages
import symbols
import view

DISK, READS = bios_words.DISK, (0x42, 0x02)


class Calls:
    """One call at a time: a BIOS call makes none of ours."""

    def __init__(self, log):
        self.log, self.open, self.asked = log, None, None

    def ask(self, now, vector, registers, caller, chain=None):
        if self.open:                   # an interrupt came first: now it is really called
            return
        self.asked = vector, registers
        words = bios_words.question(vector, registers)
        label = f"INT {vector:02X}h {words.split('  ')[-1].split(':')[0]}"
        raw = " ".join(f"{name}={value:x}" for name, value in registers.items())
        self.open = self.log.begin("bios", f"INT {vector:02X}h", now,
                                   facts(vector, registers) | {"label": label}, question=words,
                                   registers=raw, caller=caller)
        if chain:
            self.open.details["called from"] = " > ".join(chain)

    def answer(self, now, registers, flags):
        if self.open:
            self.open.end = now.time
            self.open.details["answer"] = bios_words.answer(*self.asked, registers, flags)
            self.open = None


def facts(vector, registers):
    """Which sectors a read by packet asks for, and the registers, as numbers."""
    found = {"vector": vector, "ax": registers["ax"] & 0xFFFF}
    if (vector, bios_words.ah_of(registers)) == (DISK, 0x42):
        packet = bios_words.packet_of(registers)
        found |= {"drive": registers["dx"] & 0xFF, "lba": packet["lba"], "count": packet["count"]}
    return found


def stage(machine, log, name):
    """Each INT of a stage in real mode."""
    calls = Calls(log)
    for address, vector in bios_call.ints_of(stages.STAGES[name]):
        place = bios_call.memory.place(address)
        caller = f"{name}: {place[0] if place else hex(address)}"

        def ask(now, vector=vector, caller=caller):
            calls.ask(now, vector, bios_call.registers_now(now), caller)

        def answer(now):
            calls.answer(now, bios_call.registers_now(now), now.register("fl"))

        machine.at(address, ask, "stage")
        machine.at(address + bios_call.INT_BYTES, answer, "stage")


def callers():
    """The loader's functions from bios_main() to the one that calls bios_int(), as gdb finds them
    on the stack; each once where it calls itself."""
    view.show(32)
    names, frame = [], gdb.newest_frame().older()
    try:
        while frame and names[-1:] != ["bios_main"]:
            name = frame.name().split(".")[0]           # .isra and the like are gcc's
            if names[-1:] != [name]:
                names.append(name)
            frame = frame.older()
    finally:
        view.show(64)
    return names[::-1]


def loader(machine, log):
    """bios_run(code, registers), and where its way back ends."""
    calls = Calls(log)

    def ask(now):
        code, vector = now.register("ax") & 0xFF, now.register("ax") >> 8 & 0xFF
        calls.at = now.register("dx")
        if code == bios_call.INT:
            calls.ask(now, vector, bios_call.registers_at(calls.at)[0],
                      f"loader: {bios_call.caller(now)}", callers())

    def answer(now):
        calls.answer(now, *bios_call.registers_at(calls.at))

    machine.at(symbols.address("loader", "bios_run"), ask, "stage")
    machine.at(symbols.address("loader", "instruction.done"), answer, "stage")
