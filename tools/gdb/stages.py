# stages.py - the programs of a boot: where their symbols are, how to get to the first
# instruction of each, and which of them is in memory at an address.

import os

import gdb

import cpu
import elf
import memory
import view

BUILD = os.environ.get("BUILD", "build")
ALIKE_BYTES = 128                       # of which half is enough: fl-mkimage and fl-install
                                        # fill in fields
BDA, BDA_KEYS_TAIL = 0x400, 0x41C       # the BIOS data area; offset of the next free word
RETURN = 0x1C0D                         # scan code, character
BIOS_START, BIOS_END = 0xC0000, 0x100000        # with the ROMs of cards


class Stage:
    def __init__(self, path, condition=None):
        self.path = f"{BUILD}/{path}"
        self.condition = condition

    @property
    def elf(self):
        return elf.read(self.path)


STAGES = {
    "stage1":     Stage("stage1/boot.elf"),
    "stage2":     Stage("stage2/diskboot.elf"),
    "decompress": Stage("decompress/decompress.elf"),
    "loader":     Stage("loader/loader.elf"),
    "kernel":     Stage("kernel/vmlinux.elf"),
    # Ring 3: the page tables of before may show other memory at the same address.
    "user":       Stage("user/64/init", "($cs & 3) == 3"),
}
# The kernel's first instructions run where the loader put it, the rest where it is linked.
KERNEL_START = f"{BUILD}/kernel/entry/start32.o"
kernel_at = None


def add_symbols():
    for stage in STAGES.values():
        gdb.execute(f"add-symbol-file {stage.path}", to_string=True)


def run_to(address, condition=None):
    """A hardware breakpoint: what is to run there is not in memory yet."""
    view.show(64)                       # which the condition is for, too
    stop = gdb.Breakpoint(f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True)
    if condition:
        stop.condition = condition
    try:
        quietly("continue")
    finally:
        stop.delete()
    if cpu.read().pc != address:
        raise gdb.GdbError(f"stopped at {cpu.read().pc:#x} on the way to {address:#x}")


def address_of(symbol):
    return int(gdb.parse_and_eval(f"(unsigned long long)&{symbol}"))


def press_return():
    """Put Return into the BIOS's keyboard buffer.  QEMU's sendkey does nothing while the machine
    is stopped."""
    tail = memory.number(BDA_KEYS_TAIL, 2)
    memory.write(BDA + tail, RETURN, 2)
    memory.write(BDA_KEYS_TAIL, tail + 2, 2)


def skip_menu():
    """Before the loader's menu waits for a key."""
    run_to(STAGES["loader"].elf.entry)
    press_return()


def run_to_kernel():
    """The loader tells its last function where it jumps to."""
    global kernel_at
    skip_menu()
    run_to(address_of("bios_handoff"))
    to = memory.fields("handoff", cpu.read().register("ax"))
    kernel_at = to["cs"] * 16 + to["ip"] if to["real_mode"] else to["entry"]
    gdb.execute(f"add-symbol-file {KERNEL_START} -s .head {kernel_at:#x}", to_string=True)
    run_to(kernel_at)


def run_to_user():
    """Its first instruction is at first not there: the CPU comes here, finds no page, has the
    kernel read it, and comes here again."""
    stage = STAGES["user"]
    skip_menu()
    for _ in range(2):
        run_to(stage.elf.entry, stage.condition)
        if memory.is_there(stage.elf.entry):
            return


def go(name):
    """To the first instruction of a stage, by running all before it."""
    if name == "kernel":
        run_to_kernel()
    elif name == "user":
        run_to_user()
    else:
        run_to(STAGES[name].elf.entry)


# --- which stage is it

def alike(linked, address):
    """Are these bytes in memory at that address?  0: no, else how many are."""
    same = sum(a == b for a, b in zip(linked, memory.read(address, len(linked))))
    return same if same * 2 >= len(linked) else 0


def moved(address):
    """(stage, where its code that runs at `address` was linked), also for copies."""
    for name, stage in STAGES.items():
        yield name, address, stage
    last_step = address - int(gdb.parse_and_eval("LAST_STEP_START")) + address_of("last_step")
    yield "loader", last_step, STAGES["loader"]
    if kernel_at is not None:
        kernel = STAGES["kernel"]
        yield "kernel", address - kernel_at + kernel.elf.entry, kernel


def stage_at(now):
    """The name of the stage that the CPU is in, and where its symbols have this address."""
    if now.bits == 16 and BIOS_START <= now.pc < BIOS_END:
        return "BIOS", now.pc
    best = max(((alike(stage.elf.at(linked, ALIKE_BYTES), now.pc), name, linked)
                for name, linked, stage in moved(now.pc)), key=lambda found: found[0])
    return best[1:] if best[0] else (None, now.pc)


# --- what gdb does around each stop

def quietly(command):
    """Run the machine on, without gdb's words about where it stops."""
    before = "on" if gdb.parameter("suppress-cli-notifications") else "off"
    gdb.execute("set suppress-cli-notifications on")
    try:
        gdb.execute(command, to_string=True)
    finally:
        gdb.execute(f"set suppress-cli-notifications {before}")


def continue_hook():
    """Before `continue`.  The 64-bit view, because breakpoints may lie above 4 GiB.  And
    in a 16-bit segment whose base is not 0, $pc is not the address of the breakpoint that
    has stopped here, so gdb would not step over it, and never get away."""
    now = cpu.read()
    if now.bits == 16 and now.segments["cs"].base:
        quietly("stepi")
    view.show(64)


def stop_hook(_event):
    view.show(cpu.read().bits)
