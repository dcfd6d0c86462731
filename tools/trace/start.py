# start.py - what `make trace` gives gdb: boot the disk, note what it does, write it down.

import os
import sys

import gdb

sys.dont_write_bytecode = True
sys.path[:0] = [os.path.dirname(__file__), os.path.join(os.path.dirname(__file__), "../gdb")]

import stages  # noqa: E402
import log  # noqa: E402
import machine  # noqa: E402
import unwind  # noqa: E402,F401
import view  # noqa: E402
import watch_stages  # noqa: E402

SECONDS = 60                            # until QEMU says something, on a host with much to do
SETTINGS = ("confirm off", "pagination off", "disassembly-flavor intel",
            "suppress-cli-notifications on", f"remotetimeout {SECONDS}")


def trace(qemu, path):
    for setting in SETTINGS:
        gdb.execute(f"set {setting}", to_string=True)
    for stage in stages.STAGES.values():
        stages.add_symbols(stage.path)
    gdb.execute("set architecture i386:x86-64", to_string=True)
    pc = machine.Machine(qemu)
    view.setup()
    view.show(64)
    seen = log.Log()
    watch_stages.Stages(pc, seen)
    try:
        end = pc.run()
    finally:
        pc.end()
    seen.write(path, end)
    print(f"{len(seen.spans)} spans from {pc.stops} stops")


try:
    trace(os.environ["QEMU"], os.path.join(os.environ["TRACE"], "boot.json"))
except Exception as why:               # gdb itself would end as if all were well
    print(f"{type(why).__name__}: {why}", file=sys.stderr)
    gdb.execute("quit 1")
