# test_proc.py - what ps, top, free, uptime and mount read in /proc: it is there, in the form
# that Linux documents (proc(5)), and its numbers agree with each other.

import re

import pytest

from test_shell import CONSOLE, Shell


@pytest.fixture(scope="module")
def shell(build):
    with Shell(build) as pc:
        pc.prompt()
        pc.send("stty cols 250\r")
        pc.prompt()
        yield pc


def table(lines):
    """NAME: VALUE ... as {name: value}."""
    return {name: rest.strip() for name, _, rest in (line.partition(":") for line in lines)}


def test_free_and_meminfo(shell):
    lines = shell.run("cat /proc/meminfo; free")
    info = {name: int(value.split()[0]) for name, value in table(lines[:-3]).items()}
    assert info["MemTotal"] > 120 * 1024 and info["SwapTotal"] == 0
    assert info["MemTotal"] > info["MemAvailable"] >= info["MemFree"] - 1024 > 100 * 1024
    assert info["Slab"] == info["SReclaimable"] + info["SUnreclaim"]
    total, used, unused = [int(n) for n in lines[-2].split()[1:4]]
    assert total == info["MemTotal"] and 0 < used < 16 * 1024
    assert abs(total - used - unused) <= int(lines[-2].split()[5]) + 64
    # A file in memory is memory in use, and is given back.
    free = "awk '/MemFree/ { print $2 }' /proc/meminfo"
    before, full, after = [int(n) for n in shell.run(
        f"{free}; dd if=/dev/zero of=/tmp/f bs=1M count=20 2>/dev/null; {free}; rm /tmp/f; {free}")]
    assert 20 * 1024 <= before - full < 21 * 1024 and abs(before - after) < 256


def test_uptime_and_load(shell):
    up, idle = [float(x) for x in shell.run("cat /proc/uptime")[0].split()]
    assert 0 < idle <= up < 3600
    one, two = [float(x.split()[0]) for x in
                shell.run("cat /proc/uptime; sleep 1; cat /proc/uptime")]
    assert 1 <= two - one < 60
    assert re.fullmatch(r"\d+\.\d\d \d+\.\d\d \d+\.\d\d \d+/\d+ \d+",
                        shell.run("cat /proc/loadavg")[0])
    assert re.fullmatch(r" \d\d:\d\d:\d\d up \d+ min,  0 users,  load average: .*",
                        shell.run("uptime")[0])


def test_stat(shell):
    rows = [row.split() for row in shell.run("cat /proc/stat")]
    names = [row[0] for row in rows]
    assert names == ["cpu", "cpu0", "intr", "ctxt", "btime", "processes", "procs_running",
                     "procs_blocked"]
    rows = dict(zip(names, rows))
    assert len(rows["cpu"]) == 11 and rows["cpu"][1:] == rows["cpu0"][1:]
    assert int(rows["intr"][1]) == sum(int(n) for n in rows["intr"][2:])
    assert int(rows["ctxt"][1]) > 10
    now = int(shell.run("date +%s")[0])
    assert 0 <= now - int(rows["btime"][1]) < 3600
    # A busy process: its time is user time, of it and of the machine.
    one, two = [[int(n) for n in line.split()[1:]] for line in shell.run(
        "(while :; do :; done) & sleep 1; head -1 /proc/stat; sleep 1; head -1 /proc/stat")]
    spent = [b - a for a, b in zip(one, two)]
    assert 90 <= sum(spent) < 6000 and spent[0] + spent[2] > 0.8 * sum(spent), spent
    top = shell.run("top -b -n2 -d1 | grep ' R ' | grep -v top")
    assert any(int(re.search(r"(\d+)%\s+(\{sh\} )?-sh", line)[1]) > 80 for line in top), top
    shell.run("kill %1; wait")


def test_of_a_process(shell):
    shell.run("cd /tmp; X=y /bin/sleep 2000 & cd")
    pid = shell.run("echo $!")[0]
    stat = shell.run(f"cat /proc/{pid}/stat")[0]
    head, name, rest = re.fullmatch(r"(\d+) \((.*)\) (.*)", stat).groups()
    rest = rest.split()
    assert (head, name, rest[0], len(rest)) == (pid, "sleep", "S", 50)
    assert rest[1] == shell.run("echo $$")[0]                  # its parent
    assert rest[2] == pid and rest[3] == rest[1] and rest[4] == "1088"
    status = table(shell.run(f"cat /proc/{pid}/status"))
    assert status["Name"] == "sleep" and status["State"] == "S (sleeping)"
    assert status["Pid"] == status["Tgid"] == pid and status["PPid"] == rest[1]
    assert status["Uid"] == "0\t0\t0\t0" and status["Threads"] == "1"
    pages = [int(n) for n in shell.run(f"cat /proc/{pid}/statm")[0].split()]
    assert len(pages) == 7
    assert int(rest[20]) == pages[0] * 4096 and int(rest[21]) == pages[1]
    assert int(status["VmSize"].split()[0]) == pages[0] * 4
    assert int(status["VmRSS"].split()[0]) == pages[1] * 4
    size = 0
    for line in shell.run(f"cat /proc/{pid}/maps"):
        low, high = re.match(r"([0-9a-f]+)-([0-9a-f]+) [r-][w-][x-][ps] [0-9a-f]{8} "
                             r"[0-9a-f]{2}:[0-9a-f]{2} \d+", line).groups()
        if "[vdso]" not in line and "[vvar]" not in line:
            size += int(high, 16) - int(low, 16)
    assert abs(size - pages[0] * 4096) <= 2 * 4096
    assert shell.run(f"tr '\\0' ' ' < /proc/{pid}/cmdline; echo") == ["/bin/sleep 2000 "]
    assert "X=y" in shell.run(f"tr '\\0' '\\n' < /proc/{pid}/environ")
    assert shell.run(f"cat /proc/{pid}/comm; for f in exe cwd root fd/1; do readlink"
                     f" /proc/{pid}/$f; done") == \
        ["sleep", "/bin/busybox", "/tmp", "/", "/dev/ttyS0"]
    shell.run("kill %1; wait")
    assert "No such file" in shell.run(f"ls /proc/{pid}")[0]


def test_ps_of_all_states(shell):
    """A zombie, a stopped one, a running one, a kernel thread."""
    shell.run("sh -c '/bin/true & exec /bin/sleep 900' & /bin/sleep 800 &"
              " sleep 1; kill -STOP $!; sleep 1")
    rows = [line.split(None, 2) for line in shell.run("ps -o stat,pid,args")[1:]]
    states = {args: stat for stat, _, args in rows}
    assert states["[true]"].startswith("Z") and states["/bin/sleep 900"][0] == "S"
    assert states["/bin/sleep 800"][0] == "T" and states["[kthreadd]"][0] == "S"
    assert [args for args, stat in states.items() if stat[0] == "R"] == ["{ps} -sh"]
    shell.run("kill -CONT $!; kill %1 %2; wait")


def test_orphans(shell):
    """Process 1 becomes their parent, and takes them away when they end."""
    shell.run("rm -f /tmp/go; sh -c '(while [ ! -e /tmp/go ]; do sleep 1; done; exit 3) &'")
    parents = shell.run("ps -o pid,ppid,comm | awk '$2 == 1 && $3 == \"sh\" { print $1 }'")
    assert len(parents) == 2  # the shell itself, and the orphan
    shell.run(f"touch /tmp/go; while kill -0 {parents[-1]}; do sleep 1; done 2>/dev/null")
    assert not [line for line in shell.run("ps -o stat,args")[1:] if line.startswith("Z")]


def test_idle(shell):
    """Nobody wants to run: the CPU sleeps in hlt, and process 0 gets the time."""
    assert shell.halts()
    up, idle = zip(*[[float(x) for x in line.split()] for line in
                     shell.run("cat /proc/uptime; sleep 2; cat /proc/uptime")])
    assert idle[1] - idle[0] > 0.5 * (up[1] - up[0])


def test_mount(shell):
    shell.run("mkdir -p /tmp/m /tmp/'a b'; mount -t tmpfs -o size=1m,ro,noexec t /tmp/m;"
              " mount -t tmpfs t2 '/tmp/a b'")
    lines = shell.run("mount")
    assert lines[:3] == ["rootfs on / type rootfs (rw,relatime)",
                         "proc on /proc type proc (rw,relatime)",
                         "devtmpfs on /dev type devtmpfs (rw,relatime)"]
    assert lines[3] == "t on /tmp/m type tmpfs (ro,noexec,relatime,size=1m)"
    assert lines[4] == "t2 on /tmp/a b type tmpfs (rw,relatime)"
    assert r"t2 /tmp/a\040b tmpfs rw,relatime 0 0" in shell.run("cat /proc/self/mounts")
    rows = [row.split() for row in shell.run("df -k /tmp/m")]
    assert rows[1][0] == "t" and rows[1][1] == "1024"
    shell.run("umount /tmp/m; umount '/tmp/a b'; rmdir /tmp/*")
    assert len(shell.run("mount")) == 3


def test_the_machine(shell):
    assert shell.run("cat /proc/cmdline") == [CONSOLE]
    assert re.match(r"Linux version \S+ ", shell.run("cat /proc/version")[0])
    cpu = table(shell.run("sed 's/\\t//' /proc/cpuinfo"))
    assert cpu["processor"] == "0" and cpu["vendor_id"]
    assert shell.run("nproc") == ["1"]
    kinds = [line.split("\t") for line in shell.run("cat /proc/filesystems")]
    assert ["nodev", "proc"] in kinds and ["", "ext2"] in kinds and ["nodev", "tmpfs"] in kinds
    assert "  1 mem" in shell.run("cat /proc/devices")
    rows = shell.run("cat /proc/interrupts")
    assert any(re.match(r" +0: +\d+ +XT-PIC", row) for row in rows), rows
    assert shell.run("cat /proc/sys/kernel/ostype; sysctl -n kernel.ostype") == ["Linux"] * 2
    assert len(shell.run("cat /proc/sys/kernel/random/uuid")[0]) == 36
