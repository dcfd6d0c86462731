# watch_stages.py - the stages and the CPU's modes: where each begins.

import re

import memory
import stages
import symbols

import watch_bios
import watch_files
import watch_kernel
import watch_calls

WHAT = {
    "stage1": "boot.img, the MBR", "stage2": "diskboot.img", "decompress": "lzma_decompress.img",
    "loader": "The loader", "kernel": "The kernel", "user": "/init and what it starts",
}
UNPACKING = {
    "checksum": "CRC-32 of what is packed", "a20_open": "A20, if it is not open",
    "lzma_open": "LZMA's header and probabilities", "lzma_run": "LZMA, into streams",
    "x86_join": "the streams put together, into instructions",
}
MILESTONES = re.findall(r'^\tM\((\w+), +"(?:loader: )?(.*)"\)', open("common/timeline.h").read(), re.M)


class Stages:
    def __init__(self, machine, log):
        self.machine, self.log, self.mode = machine, log, None
        for name in ("stage1", "stage2", "decompress", "loader"):
            machine.once(stages.STAGES[name].elf.entry, lambda now, n=name: self.enter(n, now))

    def look(self, now):
        """Note a change of the CPU's mode."""
        if now.mode != self.mode:
            self.log.turn("mode", now.mode, now)
            self.mode = now.mode

    def change(self, stage, name, after=0, group=None):
        """A place where the mode has just changed."""
        self.machine.at(symbols.address(stage, name, after), self.look, group)

    def enter(self, name, now):
        self.log.turn("stage", name, now, what=WHAT[name], address=f"{now.pc:#x}", mode=now.mode)
        self.look(now)
        self.machine.forget("stage")
        getattr(self, f"in_{name}")(now)

    def in_stage1(self, _now):
        watch_bios.stage(self.machine, self.log, "stage1")

    def in_stage2(self, _now):
        watch_bios.stage(self.machine, self.log, "stage2")

    def in_decompress(self, _now):
        watch_bios.stage(self.machine, self.log, "decompress")
        self.change("decompress", "real_to_prot.flat", group="stage")
        self.change("decompress", "prot_to_real.real", group="stage")
        self.watch_unpacking()

    def watch_unpacking(self):
        for name, what in UNPACKING.items():
            self.machine.at(symbols.address("decompress", name), lambda now, n=name, w=what:
                            self.log.turn("unpack", n, now, what=w), "unpack")
        # Called from the loader, when somebody calls what is not unpacked yet.
        self.machine.at(symbols.address("decompress", "unpack_rest"), self.unpack_rest, "unpack")

    def unpack_rest(self, now):
        back = memory.number(now.register("sp"), 4)
        self.machine.once(back, lambda then: self.log.close("unpack", then))

    def in_loader(self, now):
        self.log.close("unpack", now)
        stages.press_return()
        run = symbols.address("loader", "bios_run")
        self.change("loader", "leave_protected.real", run, "stage")
        self.change("loader", "instruction.protected", run, "stage")
        watch_bios.loader(self.machine, self.log)
        watch_files.watch(self.machine, self.log)
        self.machine.at(symbols.address("loader", "milestone"), self.milestone, "stage")
        self.machine.at(symbols.address("loader", "bios_handoff"), self.hand_off, "stage")

    def milestone(self, now):
        name, what = MILESTONES[now.register("dx")]
        self.log.begin("milestone", name, now, what=what).end = now.time

    def hand_off(self, now):
        name, what = next(m for m in MILESTONES if m[0] == "HANDOFF")
        self.log.begin("milestone", name, now, what=what).end = now.time
        to = memory.fields("handoff", now.register("ax"))
        if to["real_mode"]:             # linux16: what its setup asks of the BIOS is not seen
            entry = to["cs"] * 16 + to["ip"]
            self.long_at = symbols.address("kernel", "startup_64.high")
        else:                           # kernel/entry/start32.asm, where the loader put it
            entry = to["entry"]
            self.long_at = entry + symbols.address("kernel", "startup_64") \
                - symbols.address("kernel", "startup_32")
        self.machine.once(entry, lambda now: self.enter("kernel", now))

    def in_kernel(self, _now):
        self.machine.forget("unpack")
        self.machine.once(self.long_at, self.look)
        watch_kernel.watch(self.machine, self.log)
        self.calls = watch_calls.Calls(self.machine, self.log)
        self.machine.at(stages.STAGES["user"].elf.entry, self.ring_3, "stage")

    def ring_3(self, now):
        """Its first instruction is at first not there: the CPU comes here, finds no page, has
        the kernel read it, and comes here again."""
        if now.ring == 3 and memory.is_there(now.pc):
            self.enter("user", now)

    def in_user(self, now):
        self.log.close("kernel", now)
        self.log.own = watch_kernel.own_timeline()
        self.machine.forget("kernel")
