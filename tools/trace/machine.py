# machine.py - the machine that is looked at: QEMU below gdb, told where to stop.
#
# The time is the number of instructions that the guest has done since the reset.  QEMU counts
# them while it records a run for replay (-icount rr=record; nobody replays it), and its monitor
# tells the number, to the instruction, at every stop: `info replay`.  Nothing in the guest
# is changed or asked.  What it does not count is the time that the CPU sleeps.

import re

import gdb

import cpu
import memory
import stages

INT3 = 0xCC                             # stands in the loader's rest until that is unpacked
ABOVE_LOADER = 1 << 20
OPTIONS = ("-icount shift=0,rr=record,rrfile=/dev/null -display none -nic none -no-reboot -S "
           "-gdb stdio")


class Machine:
    def __init__(self, qemu):
        self.points = {}                # address: [(what to do, group)]
        self.breakpoints = {}
        self.stops = 0
        self.running = True
        gdb.execute(f"target remote | exec {stages.END_WITH_GDB} {qemu} {OPTIONS}", to_string=True)
        # Else each stop takes all of them out, and puts them in again.
        gdb.execute("set breakpoint always-inserted on")

    def at(self, address, act, group=None):
        """Call act(cpu) whenever the CPU comes to a linear address.  A hardware breakpoint:
        what is to run there is not in memory yet."""
        if address not in self.points:
            self.points[address] = []
            self.breakpoints[address] = gdb.Breakpoint(
                f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True)
            self.breakpoints[address].silent = True
        self.points[address].append((act, group))

    def once(self, address, act):
        """The same, for the first time only; `act` says True when it was that."""
        def first(now):
            if act(now) is not False:
                self.drop(address, first)
        self.at(address, first)

    def drop(self, address, act):
        self.keep(address, [point for point in self.points[address] if point[0] is not act])

    def forget(self, group):
        """No more stops at the points of a group."""
        for address, points in list(self.points.items()):
            self.keep(address, [point for point in points if point[1] != group])

    def keep(self, address, points):
        self.points[address] = points
        if not points:
            self.breakpoints.pop(address).delete()
            del self.points[address]

    def time(self):
        return int(re.search(r"instruction count = (\d+)", cpu.monitor("info replay"))[1])

    def stop(self):
        self.running = False

    def goes_on(self):
        """To the next stop, if there is one before the machine ends."""
        try:
            gdb.execute("continue", to_string=True)
        except gdb.error:
            if gdb.selected_inferior().pid:
                raise
        return gdb.selected_inferior().pid != 0

    def end(self):
        if gdb.selected_inferior().pid:
            gdb.execute("kill", to_string=True)

    def run(self):
        """Until somebody calls stop(), or the machine ends; the time of the last stop."""
        now = None
        while self.running and self.goes_on():
            now = cpu.read()
            self.stops += 1
            if now.pc not in self.points:
                raise gdb.GdbError(f"stopped at {now.pc:#x}, where nothing was to be seen")
            now.time = self.time()
            if not self.still_packed(now.pc):
                for act, _ in list(self.points[now.pc]):
                    act(now)
            self.step_over(now)
        return now.time

    def still_packed(self, address):
        return address < ABOVE_LOADER and memory.read(address, 1)[0] == INT3

    def step_over(self, now):
        """In a 16-bit segment whose base is not 0, gdb's $pc is not the breakpoint's address:
        it would not step over it, and never get away."""
        if self.running and now.bits == 16 and now.segments["cs"].base:
            gdb.execute("stepi", to_string=True)
