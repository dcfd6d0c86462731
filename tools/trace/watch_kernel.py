# watch_kernel.py - the steps of start_kernel() and of process 1's kernel_init(): the functions
# that they call, in the order they come, also those that the compiler has put into them.

import re

import gdb

import symbols

FUNCTIONS = ("start_kernel", "kernel_init")
NOTES = {"boot_step", "boot_step_at"}   # write the kernel's own timeline; no steps


def inside(function, address):
    """The function that the compiler has put into `function` here, or None."""
    block, name = gdb.block_for_pc(address), None
    while block and not block.is_global:
        if block.function:
            if block.function.name == function:
                return name
            name = block.function.name
        block = block.superblock
    return None


def called(instruction):
    found = re.match(r"call\s+\S+\s+<([\w.]+)>", instruction["asm"])
    return found and found[1].split(".")[0]             # .constprop and the like are gcc's


def places(function):
    """(address, name of the step) wherever in its code another step may begin."""
    before = None
    for instruction in symbols.instructions("kernel", function):
        name = inside(function, instruction["addr"])
        if name and name != before or not name and called(instruction):
            yield instruction["addr"], name or called(instruction)
        before = name


def watch_function(machine, log, function):
    begun = set()

    def begin(now, name):
        if name not in begun:
            begun.add(name)
            log.turn("kernel", name, now, of=f"{function}()")

    for address, name in places(function):
        if name not in NOTES:
            machine.at(address, lambda now, n=name: begin(now, n), "kernel")


def watch(machine, log):
    for function in FUNCTIONS:
        watch_function(machine, log, function)


def own_timeline():
    """What /proc/boot-timeline has: (what, TSC) of each step, the boot loader's too."""
    steps = gdb.parse_and_eval("'boot_timeline.c'::step")
    count = int(gdb.parse_and_eval("'boot_timeline.c'::steps"))
    return [(steps[i]["what"].string(), int(steps[i]["tsc"])) for i in range(count)]
