# start.py - what `make debug` gives gdb: a machine with build/disk.img, the symbols of all
# stages, our commands, and a stop at the first instruction of the stage asked for.

import os
import sys

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))

import stages  # noqa: E402
import view  # noqa: E402
import bios_call  # noqa: E402,F401
import idt  # noqa: E402,F401
import gdt  # noqa: E402,F401
import pagetable  # noqa: E402,F401
import task  # noqa: E402,F401
import unwind  # noqa: E402,F401
import where  # noqa: E402,F401

SETTINGS = ("confirm off", "pagination off", "disassembly-flavor intel", "history save off",
            "remotetimeout 60")                 # until QEMU says something, on a host with much to do
# A session changes nothing on the disk.
OPTIONS = "-snapshot -display none -nic none -no-reboot -S -gdb stdio"

HELLO = """
Commands of ours: fl-where fl-gdt fl-idt fl-pagetable fl-bios-call fl-task; `help fl-where` tells
more of each.  Breakpoints may be set in code that is not in memory yet, as the loader's rest.
"""


def end_machine(_event):
    """Else gdb only leaves it, and waits for it to end by itself."""
    try:
        if gdb.selected_inferior().pid:
            gdb.execute("kill", to_string=True)
    except gdb.error:
        pass                            # it has ended


def start(name):
    if name not in stages.STAGES:
        raise gdb.GdbError(f"no stage {name!r}; there are: {' '.join(stages.STAGES)}")
    for setting in SETTINGS:
        gdb.execute(f"set {setting}", to_string=True)
    for stage in stages.STAGES.values():
        stages.add_symbols(stage.path)
    stages.quietly(f"target remote | exec {stages.END_WITH_GDB} {os.environ['QEMU']} {OPTIONS}")
    view.setup()
    gdb.events.stop.connect(stages.stop_hook)
    gdb.events.before_prompt.connect(stages.prompt_hook)
    gdb.events.gdb_exiting.connect(end_machine)
    gdb.execute("define hook-continue\npython stages.continue_hook()\nend")
    stages.go(name)
    print(HELLO)
    gdb.execute("fl-where")


try:
    start(os.environ.get("STAGE") or "stage1")
except (gdb.error, gdb.GdbError) as why:
    print(why, file=sys.stderr)
    gdb.execute("quit 1")
