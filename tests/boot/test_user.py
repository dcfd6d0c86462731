# test_user.py - ring 3: /init, Debian's busybox and the demo on our kernel; the demo on the host's.

import re
import subprocess

import pexpect
import pytest

from machine import BUILD, QEMU

PROMPT = r"# \x1b\[6n"
SECONDS = 60
ENOSYS = "-38"

COMMANDS = [
    ("echo a b | wc -w", "2"),
    ("for i in 1 3 2; do echo $i; done | sort -r | tr '\\n' .", r"3\.2\.1"),
    ("(exit 7); echo $?", "7"),
    ("cat /nope; echo rc $?", "rc 1"),
    ("mkfifo /tmp/p; echo through > /tmp/p & cat /tmp/p", "through"),
    ("dd if=/dev/zero bs=64k count=16 2>/dev/null | md5sum", "b6d81b360a5672d80c27430f39153e2c"),
    ("tar czf - /etc 2>/dev/null | tar tzf - | grep -c passwd", "1"),
    ("trap 'echo caught' USR1; kill -USR1 $$", "caught"),
    ("timeout 1 sleep 30; echo rc $?", "rc 143"),
    ("touch /tmp/t; chmod 640 /tmp/t; chown 1:2 /tmp/t; stat -c '%a %u %g' /tmp/t", "640 1 2"),
    ("mkdir /tmp/m; mount -t tmpfs x /tmp/m; grep -c tmpfs /proc/mounts; umount /tmp/m", "[12]"),
    ("readlink -f /proc/self/exe", "/bin/busybox"),
    ("ps | grep -c kthreadd", "[12]"),
    ("echo 'sh -c \"exit 4\"' > /tmp/s; sh /tmp/s; echo rc $?", "rc 4"),
]


@pytest.fixture(scope="module")
def shell():
    child = pexpect.spawn(QEMU, [
        "-accel", "tcg", "-m", "64", "-nographic", "-no-reboot", "-kernel", str(BUILD / "vmlinuz"),
        "-initrd", str(BUILD / "initramfs.cpio.gz"), "-append", "console=ttyS0",
    ], timeout=SECONDS, encoding="latin1", dimensions=(25, 200))
    child.expect(PROMPT)
    yield child
    child.close(force=True)


def run(shell, command):
    shell.send(command + "\r")
    shell.expect("\n")
    shell.expect(PROMPT)
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shell.before).replace("\r", "")


@pytest.mark.parametrize("command,expected", COMMANDS)
def test_command(shell, command, expected):
    assert re.search(rf"(?m)^ *{expected}\b", run(shell, command))


def results(text):
    """{(way, call): result} of a demo's traces, without what differs from run to run."""
    return [line for line in re.findall(r"(?m)^(?:int 80h|syscall) .* -> -?\d+$", text)
            if not re.search(r"get(p?)pid", line)]


@pytest.mark.parametrize("name,width", [("demo", 64), ("demo32", 32)])
def test_demo_as_on_the_host(shell, name, width):
    host = subprocess.run([BUILD / f"user/{width}/demo"], capture_output=True, text=True, timeout=SECONDS)
    ours = run(shell, name)
    assert host.returncode == 0
    assert len(results(ours)) == (14 if width == 64 else 7)
    assert results(ours) == results(host.stdout)
    assert f"no such call -> {ENOSYS}" in ours


def test_trace(shell):
    text = run(shell, "trace /bin/cat /etc/group")
    assert re.search(r'\] openat\(-100, "/etc/group", 0, 0\) = 3', text)
    assert re.search(r"\] exit_group\(0\)", text)
    assert "root:x:0:" in text


def test_poweroff(shell):
    shell.send("poweroff\r")
    shell.expect("powering off")
    shell.expect(pexpect.EOF)
