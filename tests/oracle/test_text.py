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

REGEXPS = r"""
regexp 'a(b)' xabx
regexp --set=v 'a(b)' xabx; echo $v
regexp -s 0:v -s 2:w 'a(b)' xabx; echo $v [$w]
regexp -s 1:v -s w 'a(b)|(c)' c; echo [$v] [$w]
v=old; regexp -s 1:v 'a(b)' zz; echo $? $v
regexp -s x:v 'a(b)' ab
regexp -s 9:q 'a(b)' ab; echo [$q]
regexp a
regexp a b c
regexp 'a(' b
regexp 'a)' 'a)'
regexp '[a' b
regexp '*a' '*a'
regexp 'a**' a
regexp 'a{2' 'a{2'
regexp 'a{2}' aa
regexp 'a{2,1}' aa
regexp '^a{,2}$' aa
regexp 'a{x}' 'a{x}'
regexp '\' a
regexp '\(a\)' '(a)'
regexp '[\]' '\'
regexp '\w+\W\s' 'ab  '
regexp '' 'x ab'
regexp 'a||b' ''
regexp '[[:alpha:]]+' 9
regexp '[[:foo:]]+' 9
regexp '[z-a]' x
regexp '[a-]' -
regexp '[]a]' ']'
regexp '[^]a]' ']'
regexp -s 1:v -s 2:w -s 3:x '(a|ab)(c|bcd)(d*)' abcd; echo $v $w $x
regexp -s 1:v -s 2:w '(a|ab)(bcd|cd)' abcd; echo $v $w
regexp -s 1:v '(a*)*' b; echo [$v]
regexp -s 1:v -s 2:w '((a)|b)*' ab; echo [$v] [$w]
regexp 'a^b' 'a^b'
regexp '(*a)' '*a'
regexp '^*' b
regexp . ''
regexp --sets=x a a
regexp -sx a a
regexp --set x 'a(.)' ab; echo $x
regexp -- -a -a
regexp -a -a
regexp A a
regexp --set=1:d '^\((.*)\)' (hd0,msdos1)/boot; echo $d
"""

WORDS = r"""
tr
tr a b
tr a b abc
tr ab xy abc
tr -s v ab xy abc; echo $v
tr a-c x-z abcde
tr abc xy abc
tr -U aBc
tr --upcase 'aBc d'
tr -D aBc
tr --downcase a b aBc
tr -U -D aBc
tr -U
tr -U a aBc
tr -s v -U aBc; echo $v
tr aa xy aba
tr '' '' aba
tr a b c d
tr a b ''
tr '[:lower:]' '[:upper:]' abc
tr '\-a' '\-b' a-b
echo -n a; echo b
echo -e 'a\nb\tc\\d\ce' f; echo g
echo -e '\q\x41\101'
echo -ne 'x\n'; echo y
echo -- -n
echo -- -- a
echo --foo
echo -nz
echo a -n
echo - a
echo -e 'a\'
echo -n -- a; echo
echo -n '' b ''; echo c
true x
false x
"""

BYTES_SHOWN = r"""
hexdump /t
hexdump -n 5 /t
hexdump -s 3 -n 20 /t
hexdump --skip=17 /t
hexdump -n 4 --skip 0x2 /t
hexdump -s 500000 /t
hexdump -n 0 /t
hexdump
hexdump /nothing
hexdump (hd0)
hexdump -n 32 (hd0,msdos1)
hexdump -s 0x438 -n 4 (hd0,msdos1)
hexdump -s 0x404 -n 300 (hd0,msdos1)
hexdump -s abc /t
hexdump -n -1 /t
hexdump -n4 /t
hexdump (hd9)
hexdump /t /t2
hexdump /dir
hexdump -n 20 /t.gz
hexdump -n 200 /aa
hexdump -n 60 /aa
hexdump -n 70 /aa
hexdump -n 1000 /zeros
hexdump -n 600 -s 250 /zeros
hexdump -n 300 -s 300 /mix
hexdump -s 22 /t
hexdump /empty
hexdump -s 33554430 -n 16 (hd0,msdos1)
hexdump -n 300 /bytes
cmp /t /t
cmp /t /t2
cmp /t /t3
cmp /bytes /bytes2
cmp /t
cmp /t /nothing
cmp /t /t2 /t3
cmp /empty /empty
"""

SUMS = r"""
md5sum /t
sha1sum /t
sha256sum /t
sha512sum /t
crc /t
md5sum /t /t2
md5sum
hashsum /t
hashsum -h sha1 /t
hashsum --hash=crc32 /t
hashsum --hash SHA256 /bytes
hashsum -h nothing /t
sha1sum -h md5 /t
md5sum -u /t.gz
md5sum -uk /t.gz
md5sum -hu md5 /t.gz
md5sum --uncompress /t.gz /t
md5sum /t.gz
md5sum /nothing
md5sum /nothing /t
md5sum -k /nothing /t
md5sum --check=/sums --prefix=/dir
md5sum -c /sums -p /dir
md5sum -c /sums -p (hd0,msdos1)/dir
md5sum -c /sums.wrong
md5sum -k -c /sums.wrong
md5sum -c /sums.missing
md5sum -k -c /sums.missing
md5sum -c /sums.no
md5sum -c /sums /t
md5sum -c /nothing
md5sum -c /sums.gz -u
md5sum -c /sums.empty
md5sum -c /sums.star
md5sum -c /sums.short
md5sum -c /sums.upper
md5sum -c /sums.dos
md5sum --prefix=/dir /t
hashsum -h md5 -c /sums.upper
crc -c /sums.crc
md5sum /empty
sha512sum /bytes /zeros /empty
md5sum (hd0,msdos1)/t
"""

PACKED = r"""
cat /t.gz
cmp /bytes.gz /bytes
cmp /stored.gz /bytes
cat /named.gz
cat /fields.gz
cat /empty.gz
source /config.gz; echo $x
"""

TIME = r"""
date
date 2020-02-29 10:20:30; date
date 2020-02-30; date
date 3-4; date
date 1-1 2-2; date
date 11:12; date
date 11:12:60
date 24:00:00
date 2019-12-31; date
date 12
date abc
date 1979-1-1
date 1980-1-1; date
date 2079-12-31; date
date 2080-1-1
date 2019-13-31
date 1-0
date 1-2-3-4
date 1:2:3:4
date 2020-01-02x
date ''
date 08:09:08; date
sleep 0
sleep
sleep x
sleep 1x
sleep -1
sleep 1 2
sleep --verbose 2
sleep -v -i 1
sleep -vi 1
sleep --interruptible 1
sleep 0x1
sleep -i -- 0
"""

TERMINALS = r"""
terminal_output foo
terminal_input foo
terminal_output --append foo
terminal_output --remove foo
terminal_output --remove serial
terminal_output --append
terminal_output console foo
terminal_output serial_com0
terminal_output serial serial
terminal_output serial
terminal_output --bad
serial --unit=9
serial com1
serial --port=0x3f8 --speed=115200
serial --speed=115200 com0
serial --speed=0
serial --speed=12345
serial --speed=115200 --word=9
serial --speed=115200 --word=4
serial --speed=115200 --parity=foo
serial --speed=115200 --stop=3
serial --speed=115200 --stop=1.5
serial --speed=115200 --word=8 --stop=1 --parity=no --rtscts=off
serial --speed=115200 --parity=even --word=7
serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1
serial foo
serial -u 0 -s 115200 -w 8 -r no -t 1
serial --speed=230400
serial --speed=115200
terminfo serial
terminfo serial vt100
terminfo serial foo
terminfo foo vt100
terminfo -a serial
terminfo -g 80x24 serial vt100
terminfo serial vt100 x
terminfo console
terminfo serial vt100-color
terminfo serial vt100
keystatus
keystatus --shift
keystatus -s -c -a
keystatus --foo
clear
"""

PASSWORDS = rf"""
password
password u
password u t
password u t x
password_pbkdf2
password_pbkdf2 u
password_pbkdf2 u {HASH}
password_pbkdf2 u {HASH} x
password_pbkdf2 u plain
password_pbkdf2 u grub.pbkdf2.sha512.10000.AB
password_pbkdf2 u grub.pbkdf2.sha512.10x.AB.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 u grub.pbkdf2.sha512.10.AB.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 u grub.pbkdf2.sha512.10.ABC.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 u grub.pbkdf2.sha512.10.AB.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCDE
password_pbkdf2 u grub.pbkdf2.sha512.10.AX.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 u grub.pbkdf2.sha512.10.ab.cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
password_pbkdf2 u grub.pbkdf2.sha512.10..CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 u grub.pbkdf2.sha512.10.AB.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD.EF
password_pbkdf2 u grub.pbkdf2.sha256.10.AB.CDCDCDCDCDCDCDCDCDCDCDCDCDCDCDCD
password_pbkdf2 '' {HASH}
authenticate
authenticate u
authenticate u v
help nothing
lsmmap
"""

GROUPS = {"regexps": REGEXPS, "words": WORDS, "bytes": BYTES_SHOWN, "sums": SUMS, "packed": PACKED,
          "time": TIME, "terminals": TERMINALS, "passwords": PASSWORDS}


def scripts():
    return [(name, line) for name, text in GROUPS.items() for line in text.strip().split("\n")]


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
