# stages.py - the programs of a boot: where their symbols are, how to get to the first
# instruction of each, and which of them is in memory at an address.

import os

import gdb

import cpu
import elf
import memory
import view

BUILD = os.environ.get("BUILD", "build")
PAGE = 4096
# However gdb ends: QEMU goes on when its gdb is gone.
END_WITH_GDB = "setpriv --pdeathsig KILL"
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
# The kernel's first instructions run where the loader put them: of the 32-bit entry, whose file
# is linked elsewhere, or of the 16-bit one (linux16).
KERNEL_START = f"{BUILD}/kernel/entry/start32.o"
KERNEL_SETUP = f"{BUILD}/kernel/setup.elf"
kernel_start = []                       # (ELF file, where it is linked, where it lies)


def add_symbols(arguments):
    """As those of the CPU that the file is for: an architecture that was set counts more than
    the file's, also when gdb reads its debug info."""
    gdb.execute("set architecture auto", to_string=True)
    gdb.execute(f"add-symbol-file {arguments}", to_string=True)


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
    skip_menu()
    run_to(address_of("bios_handoff"))
    to = memory.fields("handoff", cpu.read().register("ax"))
    if to["real_mode"]:
        at, entry = to["segment"] * 16, to["cs"] * 16 + to["ip"]
        kernel_start.append((elf.read(KERNEL_SETUP), 0, at))
        symbols = f"{KERNEL_SETUP} -s .setup"
    else:
        at = entry = to["entry"]
        kernel_start.append((STAGES["kernel"].elf, STAGES["kernel"].elf.entry, at))
        # A section of which gdb is not told where it lies would hide what lies at address 0.
        bss = at + address_of("early_tables") - STAGES["kernel"].elf.entry
        symbols = f"{KERNEL_START} -s .bss {bss:#x} -s .head"
    add_symbols(f"{symbols} {at:#x}")
    run_to(entry)


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
    linked = linked[:PAGE - address % PAGE]     # the next page may not be there, or not yet this one
    if not memory.is_there(address):
        return 0
    same = sum(a == b for a, b in zip(linked, memory.read(address, len(linked))))
    return same if same * 2 >= len(linked) else 0


def moved(address):
    """(stage, its file, where its code that runs at `address` was linked), also for copies."""
    for name, stage in STAGES.items():
        yield name, stage.elf, address
    last_step = address - int(gdb.parse_and_eval("LAST_STEP_START")) + address_of("last_step")
    yield "loader", STAGES["loader"].elf, last_step
    for file, linked, at in kernel_start:
        yield "kernel", file, address - at + linked


def stage_at(now):
    """The name of the stage that the CPU is in, and where its symbols have this address."""
    if now.bits == 16 and BIOS_START <= now.pc < BIOS_END:
        return "BIOS", now.pc
    best = max(((alike(file.at(linked, ALIKE_BYTES), now.pc), name, linked)
                for name, file, linked in moved(now.pc)), key=lambda found: found[0])
    return best[1:] if best[0] else (None, now.pc)


# --- what gdb does around each stop

quiet = False                           # gdb need not say where the machine stops


def notifications(on):
    gdb.execute(f"set suppress-cli-notifications {'off' if on else 'on'}")


def quietly(command):
    """Run the machine on, without words about where it stops."""
    global quiet
    quiet = True
    notifications(False)
    try:
        gdb.execute(command, to_string=True)
    finally:
        quiet = False
        notifications(True)


def continue_hook():
    """Before `continue`.  The 64-bit view, because breakpoints may lie above 4 GiB; what gdb
    says of the stop waits for the right one.  And in a 16-bit segment whose base is not 0,
    $pc is not the address of the breakpoint that has stopped here, so gdb would not step
    over it, and never get away."""
    global quiet
    now, before = cpu.read(), quiet
    if now.bits == 16 and now.segments["cs"].base:
        quietly("stepi")
    quiet = before
    view.show(64)
    notifications(False)


def stop_hook(event):
    late = view.shown == 64 and not quiet and gdb.parameter("suppress-cli-notifications")
    view.show(cpu.read().bits)
    if late:
        notifications(True)
        tell_stop(event)


def tell_stop(event):
    """Why the machine stopped and where, in gdb's words."""
    if isinstance(event, gdb.BreakpointEvent):
        point = event.breakpoints[0]
        if point.number < 0:            # fl-bios-call's, which has told
            return
        print(f"\n{'Temporary breakpoint' if point.temporary else 'Breakpoint'} {point.number}")
    elif isinstance(event, gdb.SignalEvent):
        print(f"\nStopped by {event.stop_signal}")
    gdb.execute("frame")


def prompt_hook():
    """However the last command ended."""
    notifications(True)
