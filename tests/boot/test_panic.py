# test_panic.py - when the kernel itself is wrong, it says all that it knows.

from machine import debug_exit_value
from test_kernel import EXIT_VALUE
from test_shell import Shell

REGISTERS = [r" ip ffffffff8[0-9a-f]{7}  flags [0-9a-f]{16}  sp [0-9a-f]{16}\r",
             r" r13 [0-9a-f]{16}  r14 [0-9a-f]{16}  r15 [0-9a-f]{16}\r"]


def frame(name):
    return rf"  ffffffff8[0-9a-f]{{7}} {name}\+0x[0-9a-f]+\r"


def test_kernel_fault(build):
    """A store to address 0 in a system call."""
    with Shell(build) as pc:
        pc.prompt()
        pc.send("echo c > /proc/sysrq-trigger\r")
        pc.expect_in_order(
            r"kernel panic: page fault at 0x0000000000000000 \(write, not mapped\)\r",
            r"task: pid 3, sh\r", *REGISTERS, r" cr2 0000000000000000  cr3 [0-9a-f]{16}\r",
            r"cs 0010  ss 0018\r", "backtrace:", frame("crash"), frame("sys_write"),
            frame("do_syscall_64"), frame("entry_SYSCALL_64"), frame("sysrq"), timeout=20)
        assert pc.exit_status() == debug_exit_value(EXIT_VALUE)


def test_stack_overflow(build):
    """The fault's own frame does not fit either: a double fault, on a stack of its own."""
    with Shell(build) as pc:
        pc.prompt()
        pc.send("echo S > /proc/sysrq-trigger\r")
        pc.expect_in_order("kernel panic: double fault: the kernel's stack is full\r",
                           r"task: pid 3, sh\r", *REGISTERS, "backtrace:",
                           *[frame("fill_stack")] * 20, timeout=20)
        assert pc.exit_status() == debug_exit_value(EXIT_VALUE)


def test_only_root_may(build):
    with Shell(build) as pc:
        pc.prompt()
        assert pc.run("ls -l /proc/sysrq-trigger")[0].startswith("--w-------")
        pc.run("echo 'me:x:1000:1000::/tmp:/bin/sh' >> /etc/passwd")
        lines = pc.run("su me -c 'echo c > /proc/sysrq-trigger'")
        assert pc.status and "ermission denied" in lines[0]
        pc.send("sleep 100 & echo f > /proc/sysrq-trigger\r")
        pc.expect(r"out of memory for a test: ending process \d+ \((sh|sleep)\)")
        pc.prompt()
        pc.send("echo o > /proc/sysrq-trigger\r")
        assert pc.exit_status() == 0
