# test_loader_consoles.py - clock, consoles, serial ports, passwords and packed files on a machine.

import gzip
import hashlib
import random
import re
import zlib

import pytest

from images import MIB, Part, install, make_disk
from machine import BUILD, Disk, Machine

INITRD = gzip.compress(bytes(range(256)) * 1200)        # handed on as it is
SECRET = "grub.pbkdf2.sha512.2000.{salt}.{hash}"


def disk_of(folder, config, **files):
    tree = {"boot/grub/grub.cfg": config, "vmlinuz": BUILD / "vmlinuz"}
    tree.update({name.replace("_", "."): data for name, data in files.items()})
    disk = make_disk(folder / "disk.img", [Part("ext4", tree, size=40 * MIB)])
    return Disk(install(disk, "--yes"), "ide")


def test_date(tmp_path):
    """The BIOS's calendar, read and set."""
    disk = disk_of(tmp_path, "date; date 2001-02-03 4:05; date; date 31-2; echo $?; sleep 2; date; halt\n")
    with Machine([disk], arguments=["-rtc", "base=2024-02-29T12:34:01"]) as pc:
        pc.expect(r"2024-02-29 12:34:\d\d Thursday")
        first = pc.expect(r"2001-02-03 04:05:(\d\d) Saturday")[1]
        pc.expect(r"date: usage: .*\s18\r")
        later = pc.expect(r"2001-02-03 04:05:(\d\d) Saturday")[1]
        assert 1 <= int(later) - int(first) <= 20


def test_consoles_are_switched(tmp_path):
    disk = disk_of(tmp_path, "\n".join([
        "echo one: both", "terminal_output console", "echo two: screen", "terminal_output serial",
        "echo three: line", "terminal_output serial console", "echo four: both",
        "terminal_input console", "read x", "echo five: $x", "terminal_output", "sleep 100"]))
    with Machine([disk]) as pc:
        pc.expect("four: both")
        pc.send("not heard\r")
        pc.type("heard\r")
        pc.expect("five: heard")
        pc.expect(r"Active output terminals:\s+console serial")
        pc.expect_screen("five: heard")
        screen, line = "\n".join(pc.screen_text()), pc.said()
        for text, on_screen, on_line in (("one: both", True, True), ("two: screen", True, False),
                                         ("three: line", False, True), ("four: both", True, True)):
            assert (text in screen, text in line) == (on_screen, on_line), text


def test_serial_ports(tmp_path):
    """The first port at another speed, the second, one that is not there, and one by address."""
    disk = disk_of(tmp_path, "\n".join([
        "serial --speed=9600 --word=7 --parity=even --stop=2", "echo slow", "serial --unit=1 --speed=38400",
        "echo on COM2", "serial --unit=3", "echo status $?", "serial --port=0x3f8 --speed=115200",
        "echo on COM1 again", "halt"]))
    second = tmp_path / "com2"
    with Machine([disk], arguments=["-serial", f"file:{second}"]) as pc:
        pc.expect("slow")
        pc.expect("on COM1 again")
        said = pc.said()
    other = second.read_text()
    assert "on COM2" in other and "on COM2" not in said
    assert "no such serial port" in other and "status 18" in other


def test_line_control(tmp_path):
    """What the UART was told, read back by QEMU's monitor."""
    disk = disk_of(tmp_path, "serial --speed=9600 --word=7 --parity=even --stop=2; echo set; sleep 100\n")
    with Machine([disk]) as pc:
        pc.expect("set\r")
        control = pc.monitor("i /b 0x3fb")
        assert re.search(r"= 0x1e", control), control   # 7 bits, 2 stop bits, even parity
        pc.monitor("o /b 0x3fb 0x9e")                   # the divisor's registers
        assert re.search(r"= 0x0?c", pc.monitor("i /b 0x3f8"))
        assert re.search(r"= 0x0?0", pc.monitor("i /b 0x3f9"))


@pytest.mark.parametrize("linux,initrd", [("linux", "initrd"), ("linux16", "initrd16")])
def test_packed_kernel(build, tmp_path, linux, initrd):
    """The kernel file as a whole is packed, and so is the config that names it; the initrd stays
    as it is."""
    inner = f"menuentry x {{ {linux} /kernel poweroff\n{initrd} /initrd }}\nset timeout=0\n"
    disk = disk_of(tmp_path, "source /inner.cfg\n", kernel=gzip.compress((build / "vmlinuz").read_bytes()),
                   initrd=INITRD, inner_cfg=gzip.compress(inner.encode()))
    with Machine([disk], memory="64M") as pc:
        pc.expect_exact("command line: BOOT_IMAGE=/kernel poweroff\r")
        pc.expect(rf"initrd: at 0x[0-9a-f]+, {len(INITRD)} bytes, CRC-32 {zlib.crc32(INITRD):08x}\r")
        assert pc.exit_status() == 0


def test_damaged_files_say_where(tmp_path):
    whole = gzip.compress(random.Random(1).randbytes(1000) * 3)
    disk = disk_of(tmp_path, "linux /a.gz; echo $?; source /c.gz; echo $?; halt\n",
                   a_gz=whole[:1035] + b"??" + whole[1037:], c_gz=whole[:-1] + b"\x7f")
    with Machine([disk]) as pc:
        pc.expect(r"linux: \(hd0,msdos1\)/a\.gz: gzip at byte \d+: the file is damaged, or its end is\s+21\r")
        pc.expect(r"source: .*/c\.gz: gzip at byte 0: unpacked it has \d+ bytes, and there is room for \d+")


def test_hashes_and_passwords(tmp_path):
    """The hashes of a file of some size, and PBKDF2, in 32-bit code."""
    data = bytes(range(251)) * 4000
    hashes = [hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")]
    salt = bytes(range(64))
    key = hashlib.pbkdf2_hmac("sha512", b"secret", salt, 2000)
    secret = SECRET.format(salt=salt.hex().upper(), hash=key.hex().upper())
    disk = disk_of(tmp_path, "md5sum /data; sha1sum /data; sha256sum /data; sha512sum /data; crc /data\n"
                   f"set superusers=root; password_pbkdf2 root {secret}\n"
                   "authenticate; echo first $?; authenticate; echo second $?; halt\n", data=data)
    with Machine([disk]) as pc:
        for digest in hashes + [f"{zlib.crc32(data):08x}"]:
            pc.expect_exact(f"{digest}  /data")
        pc.expect("username")
        pc.send("root\r")
        pc.expect("assword")
        pc.send("wrong\r")
        pc.expect("access denied")
        pc.expect("first 30")
        pc.expect("username")
        pc.send("root\r")
        pc.expect("assword")
        pc.send("secret\r")
        pc.expect("second 0")
        assert "secret" not in pc.said()
