"""test_text.py - the commands about words, time, terminals, bytes, hashes and passwords, and packed
files: GRUB 2.06 in QEMU and our loader (fl-emu) on the same disk print the same and leave the
same status.  GRUB runs all scripts in one boot."""

import gzip
import hashlib
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "boot"))

from images import Part, make_disk  # noqa: E402
from machine import BUILD, QEMU  # noqa: E402

EMU = BUILD / "asan" / "fl-emu"
CLOCK = "2024-02-28 12:34:01"
MODULES = """biosdisk iso9660 normal configfile echo test true eval serial terminal halt regexp tr read
 sleep date hexdump cmp hashsum lsmmap keystatus terminfo help password password_pbkdf2 gzio
 gcry_md5 gcry_sha1 gcry_sha256 gcry_sha512 gcry_crc cat part_msdos ext2""".split()
TEXT = b"0123456789abcdefghijk\n"
BYTES = bytes(range(256)) * 300
HASH = "grub.pbkdf2.sha512.10000." + "AB" * 64 + "." + "CD" * 64

# An error is one line in GRUB; one line of ours names the script and the command.
GRUBS_ERROR = re.compile(rb"^error: [^\n]*\n", re.M)
OUR_ERROR = re.compile(rb"^\S*\.cfg:\d+: [^\n]*\n", re.M)


def md5(data):
    return hashlib.md5(data).hexdigest()


def with_header(data, flags, fields):
    """A gzip file whose header has more fields."""
    packed = gzip.compress(data, mtime=0)
    return bytes([0x1f, 0x8b, 8, flags]) + packed[4:10] + fields + packed[10:]


FILES = {
    "t": TEXT, "t2": b"0123X56789abcdYfghijk\n", "t3": b"0123", "dir/x": b"x", "dir/t": TEXT,
    "empty": b"", "zeros": bytes(1000), "aa": b"a" * 1000, "bytes": BYTES,
    "mix": b"abcdefghijklmnop" * 40 + b"x" * 300, "bytes2": BYTES[:70000] + b"?" + BYTES[70001:],
    "t.gz": gzip.compress(TEXT, mtime=0), "bytes.gz": gzip.compress(BYTES),
    "stored.gz": gzip.compress(BYTES, 0), "empty.gz": gzip.compress(b""),
    "named.gz": with_header(TEXT, 8, b"a name\0"),
    "fields.gz": with_header(TEXT, 4 | 16, b"\3\0abc" + b"a comment\0"),
    "old.gz": b"\x1f\x8b\x07" + gzip.compress(TEXT)[3:], "magic": b"\x1f\x8b",
    "config.gz": gzip.compress(b"set x=packed\necho a config $x\n"),
    "sums": f"{md5(TEXT)}  /t\n{md5(b'x')}  x\n".encode(),
    "sums.wrong": f"{md5(b'q')}  /t\n{md5(b'x')}  /dir/x\n".encode(),
    "sums.missing": f"{md5(b'q')}  /nothing\n{md5(TEXT)}  /t\n".encode(),
    "sums.no": f"xyz  /t\n{md5(TEXT)}  /t\n".encode(),
    "sums.gz": f"{md5(TEXT)}  /t.gz\n".encode(), "sums.empty": b"\n\n",
    "sums.star": f"{md5(TEXT)} */t\n".encode(), "sums.short": f"{md5(TEXT)} /t".encode(),
    "sums.upper": f"{md5(TEXT).upper()}  /t\n".encode(), "sums.dos": f"{md5(TEXT)}  /t\r\n".encode(),
    "sums.crc": f"{zlib.crc32(TEXT):08x}  /t\n".encode(),
}

# In this order: what a script sets, the next one sees.
GROUPS = ("regexps", "words", "bytes", "sums", "packed", "time", "terminals", "passwords")


def scripts():
    """A script is a line of text/GROUP.txt, where HASH stands for one."""
    return [(name, line.replace("HASH", HASH)) for name in GROUPS
            for line in (Path(__file__).parent / f"text/{name}.txt").read_text().splitlines()]


def whole(line):
    """The script as both run it: from the disk, and with the status behind it."""
    return f"set root=hd0,msdos1\n{line}\necho = $?\n"


def run_grub(folder, disk):
    grub = folder / "cd/boot/grub"
    grub.mkdir(parents=True)
    config = ["serial --unit=0 --speed=115200", "terminal_output serial", "terminal_input serial",
              "ls (hd0,msdos1)/"]
    for i, (_, line) in enumerate(scripts()):
        (grub / f"{i}.cfg").write_text(whole(line))
        config += ["echo", f"echo @@{i}", f"source $prefix/{i}.cfg"]
    (grub / "grub.cfg").write_text("\n".join(config + ["echo", f"echo @@{len(scripts())}", "halt", ""]))
    image, output = folder / "grub.iso", folder / "serial"
    subprocess.run(["grub-mkrescue", "-o", image, "--install-modules=" + " ".join(MODULES),
                    folder / "cd"], check=True, capture_output=True, timeout=60)
    subprocess.run([QEMU, "-accel", "tcg", "-m", "64", "-display", "none", "-net", "none",
                    "-rtc", "base=" + CLOCK.replace(" ", "T"), "-serial", f"file:{output}",
                    "-drive", f"file={disk},format=raw,if=ide,index=0",
                    "-drive", f"file={image},media=cdrom,if=ide,index=2", "-boot", "d"],
                   check=True, timeout=300)
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", output.read_bytes()).replace(b"\r", b"")
    results = []
    for i in range(len(scripts())):
        start, end = (text.index(b"@@%d\n" % n) for n in (i, i + 1))
        results.append(GRUBS_ERROR.sub(b"", text[start:end].split(b"\n", 1)[1]))
    return results


def run_emu(folder, disk, all_scripts):
    """The same in one process: what a script sets, the next sees, as in GRUB."""
    text = "".join(f"echo @@{i}\n{whole(line)}" for i, (_, line) in enumerate(all_scripts))
    path = folder / "all.cfg"
    path.write_text(text + f"echo @@{len(all_scripts)}\n")
    done = subprocess.run([EMU, "--disk", disk, "--memory", "64", "--clock", CLOCK, "--script", path],
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=300)
    assert not done.stderr, done.stderr
    results = []
    for i in range(len(all_scripts)):
        start, end = (done.stdout.index(b"@@%d\n" % n) for n in (i, i + 1))
        results.append(done.stdout[start:end].split(b"\n", 1)[1])
    return results


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("text")
    disk = make_disk(folder / "disk.img", [Part("ext2", dict(FILES))])
    ours = run_emu(folder, disk, scripts())
    theirs = run_grub(folder, disk)
    return list(zip(scripts(), ours, theirs))


def squeeze(text):
    """GRUB breaks long lines at 80 columns, and where a command says something it knows nothing
    of the column it is in: what counts is the text."""
    return re.sub(rb"\s", b"", re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", text))


@pytest.mark.parametrize("group", GROUPS)
def test_as_grub(answers, group):
    different = []
    for (name, line), ours, theirs in answers:
        if name != group:
            continue
        ours = OUR_ERROR.sub(b"", ours)
        if line.startswith("date"):         # the clock goes on meanwhile
            ours, theirs = (re.sub(rb"(:\d\d):\d\d ", rb"\1 ", t) for t in (ours, theirs))
        if line == "lsmmap":                # other machines
            ours, theirs = (re.findall(rb"base_addr = 0x[0-9a-f]+, length = 0x[0-9a-f]+, "
                                       rb"(?:available|reserved) RAM\n", t)[:1] for t in (ours, theirs))
            ours, theirs = b"".join(ours), b"".join(theirs)
        if squeeze(ours) != squeeze(theirs):
            different.append(f"{line}\n  ours   {ours!r}\n  GRUB's {theirs!r}")
    assert not different, "\n".join(different)
