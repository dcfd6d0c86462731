# test_dynamic.py - programs as they lie on the host, with ld.so and shared libraries, say the
# same on our kernel.

import encodings
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import linux_guest
import programs
from machine import Machine

NAMES = """bash cat cmp cp cut df diff find grep gzip head ls make mkdir perl printf python3 rm sed
    seq sleep sort stat tail tar tee timeout touch tr wc xargs xz""".split()
COMMANDS = r"""
coproc cat; echo hi >&${COPROC[1]}; read x <&${COPROC[0]}; echo $x; diff <(echo a) <(echo b)
trap 'echo the end' EXIT; (exit 3) | true; echo ${PIPESTATUS[@]}; read -t 0.1 x < <(sleep 1); echo $?
seq 50000 | sort -R | sort --parallel=4 -S 1M -n | tail -1; seq 9 | sed -n '2,3p;s/9/nine/p'
printf 'all: a b\n\t@echo $^\na b:\n\t@sleep 0.1; echo > $@\n' > m; make -j3 -f m; make -f m nothing; echo $?
mkdir d; seq 9999 > d/f; tar c d | xz | xz -d | tar xO | cmp - d/f; gzip -c d/f | gzip -d | wc; ls -ln d | cut -c1-10
find d -type f | xargs -P2 -n1 wc -c; cp -a d e; cp --sparse=always d/f s; cmp d/f s; stat -c '%A %s %h %F' d/f e
timeout 0.2 sleep 5; echo $?; (sleep 0.3; echo more >> g) & touch g; timeout 2 tail -f g 2> no; grep -c P[i]d: /proc/self/status
df --output=fstype /proc; printf 'a1\n' | grep -oP '\d'; printf 'x y' | tee h | tr x z; echo; cat h; echo; head -c3 /dev/zero | wc -c
perl -e 'pipe R, W; if (!fork) { print W "child\n"; exit 3 } wait; print $? >> 8, scalar <R>; $SIG{ALRM} = sub { die "late\n" }; alarm 1; eval { sleep 9 }; print $@'
perl -e 'open F, "+>", "p"; flock F, 2; print F "x" x 9; seek F, 0, 0; print <F>, -s F; select undef, undef, undef, 0.1; print "\n", join(" ", sort { $b <=> $a } 1 .. 5), "\n"'
python3 -IS -c 'import posix, _thread, time; l = _thread.allocate_lock(); l.acquire(); _thread.start_new_thread(l.release, ()); l.acquire(); print(posix.waitpid(posix.fork() or posix._exit(7), 0)[1])' 2> no
""".strip().splitlines()
RUNNER = """
i=0
while IFS= read -r line <&8; do
	mkdir /tmp/d$i; cd /tmp/d$i
	echo "## $i"
	env -i {environment} /bin/bash -c "$line" </dev/null 2>&1 8<&-
	echo "-- $?"
	i=$((i+1))
done 8</compare/commands >/compare/out
echo BEGIN; /bin/busybox cat /compare/out; echo END
"""
ENVIRONMENT = {**programs.ENVIRONMENT, "PATH": "/usr/bin:/bin"}


def needed():
    """{path: bytes}: the programs, what they are linked with, what Python starts with."""
    paths = {shutil.which(name, path="/usr/bin:/bin") for name in NAMES}
    for path in list(paths):
        said = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
        paths.update(re.findall(r"(/\S+) \(0x", said))
    paths.update(str(path) for path in Path(encodings.__file__).parent.glob("*.py"))
    return {path.lstrip("/"): Path(path).read_bytes() for path in paths}


@pytest.fixture(scope="module")
def said(build, tmp_path_factory):
    """[(output, status)] of the commands on our kernel."""
    initrd = tmp_path_factory.mktemp("dynamic") / "initrd"
    first = (build / "initramfs.cpio.gz").read_bytes()
    environment = " ".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    initrd.write_bytes(first + b"\0" * (-len(first) % 4) + linux_guest.archive({
        **needed(), "bin/bash": Path("/bin/bash").read_bytes(),
        "compare/commands": "\n".join(COMMANDS).encode() + b"\n",
        "compare/run": RUNNER.format(environment=environment).encode()}))
    arguments = ["-kernel", build / "vmlinuz", "-initrd", initrd, "-append",
                 "console=ttyS0 quiet loglevel=1 -- /compare/run"]
    with Machine(memory="512M", arguments=arguments) as pc:
        text = pc.expect(r"(?s)BEGIN\r+\n(.*?)\nEND\r", timeout=120)[1]
    text = re.sub(r"\r+\n", "\n", text + "\n")
    return [(out, int(status)) for out, status in
            re.findall(r"(?ms)^## \d+\n(.*?)^-- (\d+)\n", text)]


@pytest.mark.parametrize("number", range(len(COMMANDS)))
def test_as_on_the_host(said, tmp_path, number):
    done = subprocess.run(["/bin/bash", "-c", COMMANDS[number]], cwd=tmp_path, env=ENVIRONMENT,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, preexec_fn=programs.default_signals, timeout=60)
    assert said[number] == (done.stdout.decode("latin1"), done.returncode % 256)
