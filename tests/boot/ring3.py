# ring3.py - our kernel with the test programs of tests/user in /t/64 and /t/32.

import linux_guest
from machine import BUILD, Machine
from test_shell import CONSOLE, Shell

PROGRAMS = ("fuzz", "bad", "badelf", "failnth", "hog")
# Where the shell is still there, whatever the program before did.
ALIVE = [
    ("echo $((6*7))", ["42"]),
    ("seq 1 1000 | sort -rn | head -2 | tr '\\n' ,; echo", ["1000,999,"]),
    ("demo | tail -1; demo32 | tail -1",
     ["0 of 9 results differ", "int 80h 9999 no such call -> -38"]),
]


def make_initrd(path, programs=PROGRAMS):
    """The initramfs of the build with these programs, at `path`."""
    files = {f"t/{width}/{name}": (BUILD / f"testuser/{width}/{name}").read_bytes()
             for width in (64, 32) for name in programs}
    first = (BUILD / "initramfs.cpio.gz").read_bytes()
    path.write_bytes(first + b"\0" * (-len(first) % 4) + linux_guest.archive(files))
    return path


class Ring3(Shell):
    """The PC at its shell prompt, with the test programs."""

    def __init__(self, build, initrd, cmdline=CONSOLE, memory="128M", kernel=None, **more):
        arguments = ["-kernel", kernel or build / "vmlinuz", "-initrd", initrd, "-append", cmdline]
        Machine.__init__(self, memory=memory, arguments=arguments, **more)

    def start(self):
        """Wait for the shell; long lines of it stay whole."""
        self.prompt()
        self.send("stty cols 200\r")
        self.prompt()

    def run_long(self, command, timeout):
        """run(), with a time limit of its own, in seconds."""
        self.send(command + " ; echo e''nd $?\r")
        said = self.expect(r"(?s)e''nd \$\?\r+\n(.*?)end (\d+)\r+\n", timeout=timeout)
        self.prompt()
        self.status = int(said[2])
        return said[1].replace("\r", "").splitlines()

    def memory_free(self):
        """MemFree in KiB."""
        return int(self.run("grep MemFree /proc/meminfo")[0].split()[1])

    def check_alive(self):
        for command, expected in ALIVE:
            assert self.run(command) == expected, command
