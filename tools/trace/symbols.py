# symbols.py - addresses in the stages' linked files.

import functools
import subprocess

import gdb

import stages


@functools.lru_cache
def all_of(stage):
    """[(address, name)] of a stage; a name may be there twice."""
    lines = subprocess.run(["nm", "-n", stages.STAGES[stage].path], check=True, capture_output=True,
                           text=True).stdout.splitlines()
    found = (line.split() for line in lines)
    return [(int(words[0], 16), words[2]) for words in found if len(words) == 3 and
            words[1] in "tT"]


def address(stage, name, after=0):
    for at, symbol in all_of(stage):
        if symbol == name and at >= after:
            return at
    raise gdb.GdbError(f"{stage} has no {name}")


def instructions(stage, name):
    """What gdb knows of each instruction of a function: addr, length, asm."""
    start = address(stage, name)
    end = next(at for at, _ in all_of(stage) if at > start)
    # From the file: it is not in memory yet.
    gdb.execute("set trust-readonly-sections on")
    try:
        return gdb.selected_inferior().architecture().disassemble(start, end - 1)
    finally:
        gdb.execute("set trust-readonly-sections off")
