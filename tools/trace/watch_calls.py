# watch_calls.py - system calls, up to the shell's prompt.

import errno
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
FILLING = ("read", "getcwd", "getrandom", "pread")      # their buffer is for the answer
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


def argument(kind, value, size):
    """As text; `size` is how many bytes a buffer has, which may be none yet."""
    if kind == "s":
        try:
            return f'"{watch_files.text(value)}"'
        except gdb.GdbError:
            return f"{value:#x}"        # not in memory yet
    if kind == "b" and size:
        return repr(some_bytes(value, size))[1:] + ("..." if size > SHOWN_BYTES else "")
    if kind == "d":
        return str(signed(value & 0xFFFFFFFF, 32))
    if kind == "o":
        return f"0{value:o}"
    return f"{value:#x}"


def answer(result):
    if result > 2**64 - 1 - ERRORS:
        number = -signed(result, 64)
        return f"error {number}, {errno.errorcode.get(number, 'unknown')}"
    return str(result) if result < 2**16 else f"{result:#x}"


class Arguments:
    """Of a call: what can be told before it, and what only its answer has brought."""

    def __init__(self, name, kinds, values):
        self.name, self.kinds, self.values = name, kinds, values
        self.fills = name.startswith(FILLING)
        self.words = [argument(kind, values[i], self.size(i)) for i, kind in enumerate(kinds)]

    def size(self, i):
        return 0 if self.fills or i >= 5 else self.values[i + 1]

    def answered(self, result):
        for i, kind in enumerate(self.kinds):
            late = kind == "s" and self.words[i].startswith("0x")
            if late or kind == "b" and self.fills and result <= self.values[i + 1]:
                self.words[i] = argument(kind, self.values[i], result)

    def __str__(self):
        return f"{self.name}({', '.join(self.words)})"


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
        arguments = Arguments(name, kinds, values)
        task = gdb.parse_and_eval("current_task").dereference()
        program = task["comm"].string()
        self.open[pid] = self.log.begin(
            "call", name, now, {"pid": pid, "number": number, "bits": bits},
            call=str(arguments), number=f"{number}, {bits} bits", pid=f"{pid}, {program}")
        self.open[pid].arguments = arguments
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
        call.arguments.answered(result)
        call.details |= {"call": str(call.arguments), "answer": answer(result)}
        if call is getattr(self, "prompt", None):
            self.machine.stop()
