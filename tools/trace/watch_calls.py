# watch_calls.py - system calls, up to the shell's prompt.

import os
import re
import sys

import gdb

import memory
import symbols
import watch_files

sys.path.insert(1, "kernel/sys")
from gen_tables import rows  # noqa: E402

# What a table's letters mean: kernel/sys/gen_tables.py.
ARGUMENTS = {64: ("di", "si", "dx", "r10", "r8", "r9"), 32: ("bx", "cx", "dx", "si", "di", "bp")}
TABLES = {bits: rows(f"kernel/sys/syscall_{bits}.tbl") for bits in (64, 32)}
DISPATCHERS = {64: "do_syscall_64", 32: "do_syscall_32_irqs_on"}
SHOWN_BYTES = 60
ERRORS = 4095                           # of the highest addresses: -errno
PROMPT = re.compile(rb"[#$] (\x1b\[\S+)?$")     # a shell waits for commands behind it


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def some_bytes(address, size):
    try:
        return memory.read(address, min(size, SHOWN_BYTES))
    except gdb.GdbError:
        return b""                      # not in memory yet, or never


def last_bytes(address, size):
    size, behind = min(size, SHOWN_BYTES), address + size
    return some_bytes(behind - size, size)


def argument(kind, value, behind, filled):
    if kind == "s":
        try:
            return f'"{watch_files.text(value)}"'
        except gdb.GdbError:
            return f"{value:#x}"
    if kind == "b" and not filled:
        return repr(some_bytes(value, behind))[1:] + ("..." if behind > SHOWN_BYTES else "")
    if kind == "d":
        return str(signed(value & 0xFFFFFFFF, 32))
    if kind == "o":
        return f"0{value:o}"
    return f"{value:#x}"


class Calls:
    def __init__(self, machine, log):
        self.machine, self.log, self.open, self.backs = machine, log, {}, set()
        for bits, dispatcher in DISPATCHERS.items():
            machine.at(symbols.address("kernel", dispatcher), lambda now, b=bits: self.ask(now, b))

    def watch_return(self, now):
        back = memory.number(now.values["rsp"], 8)
        if back not in self.backs:
            self.backs.add(back)
            self.machine.at(back, self.answer)

    def ask(self, now, bits):
        pid = int(gdb.parse_and_eval("current_task->pid"))
        if pid in self.open:            # an interrupt came first: now it is really called
            return
        self.watch_return(now)
        regs = memory.fields("pt_regs", now.values["rdi"])
        number, values = regs["orig_ax"] & 0xFFFFFFFF, [regs[name] for name in ARGUMENTS[bits]]
        name, _, kinds = TABLES[bits].get(number, (f"syscall_{number}", "", "xxxxxx"))
        filled = name.startswith(("read", "getcwd", "getrandom", "pread"))
        words = ", ".join(argument(kind, values[i], values[i + 1] if i < 5 else 0, filled)
                          for i, kind in enumerate(kinds))
        task = gdb.parse_and_eval("current_task").dereference()
        program = task["comm"].string()
        self.open[pid] = self.log.begin(
            "call", name, now, {"pid": pid, "number": number, "bits": bits},
            call=f"{name}({words})", number=f"{number} of {bits} bits", pid=f"{pid}, {program}")
        if name == "write" and PROMPT.search(last_bytes(*values[1:3])):
            self.prompt = self.open[pid]
            self.log.begin("milestone", "PROMPT", now, what="the shell's prompt").end = now.time

    def answer(self, now):
        pid = int(gdb.parse_and_eval("current_task->pid"))
        call = self.open.pop(pid, None)
        if not call:
            return                      # of a call that was before, as exec's
        call.end = now.time
        result = memory.fields("pt_regs", now.values["rsp"])["ax"]
        call.details["answer"] = (f"error {-signed(result, 64)}" if result > 2**64 - 1 - ERRORS
                                  else str(result) if result < 2**16 else f"{result:#x}")
        if call is getattr(self, "prompt", None):
            self.machine.stop()
