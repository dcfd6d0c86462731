# test_shell.py - our kernel, our /init, and Debian's busybox as it comes from its package.

import re

import pytest

from machine import Machine

PROMPT = r"~ # (?:\x1b\[6n)?$"          # busybox asks the terminal where the cursor is
CONSOLE = "console=ttyS0"


class Shell(Machine):
    """The PC at its shell prompt."""

    def __init__(self, build, cmdline=CONSOLE, memory="128M", **more):
        arguments = ["-kernel", build / "vmlinuz", "-initrd", build / "initramfs.cpio.gz",
                     "-append", cmdline]
        super().__init__(memory=memory, arguments=arguments, **more)

    def prompt(self):
        return self.expect(PROMPT)

    def run(self, command):
        """What a command prints, as lines; the echo of the command is left out."""
        self.send(command + " ; echo e''nd $?\r")
        said = self.expect(r"(?s)e''nd \$\?\r+\n(.*?)end (\d+)\r+\n")
        self.prompt()
        self.status = int(said[2])
        return said[1].replace("\r", "").splitlines()


@pytest.fixture(scope="module")
def shell(build):
    with Shell(build) as pc:
        pc.prompt()
        pc.send("stty cols 200\r")      # or the shell breaks the echo of long lines
        pc.prompt()
        yield pc


def test_first_programs(shell):
    assert shell.run("echo $((1+2))") == ["3"]
    assert shell.run("echo $$; cat /proc/1/comm") == ["3", "init"]
    assert shell.run("uname -s; whoami; pwd") == ["Linux", "root", "/root"]
    assert shell.run("false") == [] and shell.status == 1
    assert shell.run("no-such-program") and shell.status == 127


def test_ls(shell):
    lines = shell.run("ls -l /")
    names = [line.split()[8] for line in lines[1:]]
    assert names == sorted(names)
    assert {"bin", "dev", "etc", "init", "proc", "root", "tmp"} <= set(names)
    assert any(re.match(r"-rwxr-xr-x +1 root +root +\d+ .* init$", line) for line in lines)


def test_ps_and_proc(shell):
    table = shell.run("ps -o pid,ppid,comm")
    assert table[0].split() == ["PID", "PPID", "COMMAND"]
    rows = [line.split() for line in table[1:]]
    assert rows[:3] == [["1", "0", "init"], ["2", "0", "kthreadd"], ["3", "1", "sh"]]
    total = shell.run("cat /proc/meminfo")[0].split()
    assert total[0] == "MemTotal:" and 120 * 1024 < int(total[1]) < 128 * 1024
    assert shell.run("cat /proc/cmdline") == [CONSOLE]
    steps = [line.split(None, 1)[1] for line in shell.run("cat /proc/boot-timeline")]
    assert steps[0] == "kernel: first instruction" and steps[-1] == "kernel_init"
    assert steps.index("mm_init") < steps.index("vfs_caches_init") < steps.index("/init")
    mounts = [line.split()[:3] for line in shell.run("cat /proc/mounts")]
    assert ["proc", "/proc", "proc"] in mounts and ["devtmpfs", "/dev", "devtmpfs"] in mounts
    assert any("Firstlight kernel" in line for line in shell.run("dmesg | head -1"))


def test_pipes_and_files(shell):
    assert shell.run("seq 1 1000 | sort -rn | head -2 | tr '\\n' ,; echo") == ["1000,999,"]
    assert shell.run("yes | head -n 100000 | wc -c") == ["200000"]
    assert shell.run("cd /tmp; echo one > a; ln -s a b; ln a c; cat b c; stat -c %h a; cd") == \
        ["one", "one", "2"]
    shell.run("cd /tmp; mkdir -p d/e; cp a d/e/f; tar czf t.tgz d; rm -r d; tar xzf t.tgz; cd")
    assert shell.run("cd /tmp; find d | sort; cat d/e/f; cd") == \
        ["d", "d/e", "d/e/f", "one"]
    assert shell.run("dd if=/dev/zero bs=64k count=64 2>/dev/null | md5sum") == \
        ["b5cfa9d6c8febd618f91ac2843d50a1c  -"]
    shell.run("rm -r /tmp/*")


def test_jobs(shell):
    shell.run("sleep 100 & sleep 100 & :")
    assert [line.split()[1] for line in shell.run("jobs")] == ["Running"] * 2
    shell.run("kill %1 %2; wait")
    shell.send("sleep 100\r")
    shell.expect("sleep 100\r+\n")
    shell.expect_silence(PROMPT, 0.5)
    shell.send("\x1a")
    shell.expect("Stopped +sleep 100")
    shell.prompt()
    shell.send("fg\r")
    shell.expect("sleep 100\r+\n")
    shell.expect_silence(PROMPT, 0.5)
    shell.send("\x03")
    shell.prompt()
    assert shell.run("echo $?") == ["130"]
    assert shell.run("jobs") == []


def test_signals(shell):
    assert shell.run("trap 'echo caught' USR1; kill -USR1 $$; trap - USR1") == ["caught"]
    assert shell.run("sh -c 'kill -SEGV $$'") and shell.status == 139
    assert shell.run("(sleep 1; echo late) & wait; echo on")[-1] == "on"


def test_both_ways_into_the_kernel(shell):
    lines = shell.run("demo")
    assert shell.status == 0
    assert lines[-1].startswith("0 of ")
    assert lines.count("hello, world") == 2
    assert "int 80h 6 close ebx=0x63 -> -9" in lines
    assert "syscall 3 close rdi=0x63 -> -9" in lines
    lines = shell.run("demo32")
    assert shell.status == 0
    assert lines[0].startswith("32-bit program") and lines.count("hello, world") == 1


@pytest.mark.parametrize("memory", ["32M", "4G"])
@pytest.mark.parametrize("cpu", ["qemu64", "max", "max,-smep,-smap"])
def test_poweroff(build, memory, cpu):
    with Shell(build, memory=memory, cpu=cpu) as pc:
        pc.prompt()
        assert pc.run("echo $((6*7))") == ["42"]
        pc.send("poweroff\r")
        assert pc.exit_status() == 0


@pytest.mark.parametrize("command", ["poweroff -f", "reboot", "reboot -f", "halt"])
def test_the_end(build, command):
    with Shell(build) as pc:
        pc.prompt()
        pc.send(command + "\r")
        assert pc.exit_status() == 0


def test_command_of_the_command_line(build):
    with Shell(build, CONSOLE + " -- -c 'echo'") as pc:
        assert pc.exit_status() == 0


def test_strace(build):
    with Shell(build, CONSOLE + " strace -- /etc/profile") as pc:
        pc.expect(r"\[1\] getpid\(\) = 1\r")
        pc.expect(r"\[1\] mount\(")
        assert pc.exit_status() == 0


def test_keyboard_and_screen(build):
    with Shell(build, "console=tty0") as pc:
        pc.expect_screen(r"(?m)^~ #$")
        pc.type("echo $((20+3)) ok\n")
        pc.expect_screen(r"\n23 ok\n")
        pc.type("poweroff\n")
        assert pc.exit_status() == 0
