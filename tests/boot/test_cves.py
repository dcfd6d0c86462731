# test_cves.py - inputs of the kinds that broke GRUB, in the whole loader under ASan and UBSan.
#
# docs/security.md says which class each belongs to.  After each the loader still works.

import re
import struct

import pytest

from emu import script
from images import MIB, Part, make_disk, run as tool
from machine import BUILD
from menu_emu import disk_with

ALIVE = "alive 42"
SIGNATURE = "# GRUB Environment Block\n"


def survive(folder, text, *disks):
    """What is printed before the last line, which only a loader prints that is well."""
    lines = script(folder, f"{text}\nset a=4; set b=2; echo alive $a$b\n", *disks)[1]
    assert lines[-1] == ALIVE, lines[-20:]
    return lines[:-1]


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    many = SIGNATURE + "".join(f"v{i}={i}\n" for i in range(5000))
    return disk_with(tmp_path_factory.mktemp("cves"), "true\n", {
        "file": "text\n", "loop.img": b"\0" * 65536, "self": "source /self\nconfigfile /self\n",
        "many": many, "twice": many * 2, "who": SIGNATURE + "superusers=me\nx=1\n", "torn": many[:1000], "bad.png": b"\x89PNG\r\n\x1a\n" + b"\xff" * 500,
        "bad.pf2": b"FILE\0\0\0\4PFF2NAME\xff\xff\xff\xff", "de.mo": b"\xde\x12\x04\x95" + b"\xff" * 60,
    })


# --- the language

LANGUAGE = {
    "a variable of 2 KiB in a line again and again":        # CVE-2020-27749
        ("set a=" + "x" * 2048 + "\necho " + "$a" * 64, lambda out: len(out[0]) == 2048 * 64),
    "options in a row that each want a value":              # CVE-2021-20225
        ("search -hhhhhhhhhhhhhf; search " + "-h x " * 500 + "-f /nowhere; search -" + "s" * 5000,
         lambda out: "-hhhhhhhhhhhhhf needs a value" in out[0]),
    "a title of apostrophes":                               # CVE-2021-20233
        ("menuentry \"" + "'" * 10000 + "\" { true }\nsetparams \"" + "'" * 10000 + "\"; echo ok",
         lambda out: out == ["ok"]),
    "a function that defines itself anew and goes on":      # CVE-2020-15706
        ("function f { eval 'function f { echo new; }'; echo old; }; f; f", lambda out:
         out == ["script:1: function f runs: it stays as it is", "old"] * 2),
    "brackets in brackets": ("[ " + "( " * 100000 + "]", lambda out: "inside each other" in out[0]),
    "a number beyond all bits": ("sleep 0x; set timeout=99999999999999999999; [ 99999999999999999999 -gt 1 ];"
                                 " increment timeout", lambda out: out),
    "unset, and commands that take modules away":           # CVE-2020-25632, 2025-61661 to 61664
        ("rmmod normal; rmmod script; insmod nowhere; lsmod; unset root prefix; help rmmod", lambda out: out),
}


@pytest.mark.parametrize("what", LANGUAGE)
def test_language(tmp_path, disk, what):
    text, right = LANGUAGE[what]
    assert right(survive(tmp_path, text, disk))


def test_files_in_themselves(tmp_path, disk):
    """Configs and loop devices."""
    assert any("16 configs" in line for line in survive(tmp_path, "source /self", disk))
    lines = survive(tmp_path, "loopback a /loop.img; loopback a (a)/loop.img; loopback b (a)+128\n"
                    "loopback c (b)+128; loopback -d a; ls (b); ls (c); cat (c)+1; ls (a)", disk)
    assert lines


# --- what is not there

FORMATS = {                             # magic bytes, and where they stand
    "iso9660": (b"\1CD001\1", 0x8000), "udf": (b"\0BEA01\1", 0x8000), "ntfs": (b"\xebR\x90NTFS    ", 0),
    "hfs": (b"BD", 1024), "hfsplus": (b"H+\0\4", 1024), "squash4": (b"hsqs", 0), "xfs": (b"XFSB", 0),
    "btrfs": (b"_BHRfS_M", 0x10040), "jfs": (b"JFS1", 0x8000), "romfs": (b"-rom1fs-", 0),
    "reiserfs": (b"ReIsEr2Fs", 0x10034), "ufs2": (b"\x19\x01\x54\x19", 0x1055c),
    "bfs": (b"1SFB", 544), "tar": (b"ustar", 257), "minix": (b"\x7f\x13", 1040),
    "zfs": (b"\x0c\xb1\xba\0\0\0\0\0", 0x20000),
}


@pytest.mark.parametrize("name", FORMATS)
def test_filesystems_that_are_not_read(tmp_path, name):
    """A reader that is not there has no holes: the disk has no known filesystem."""
    magic, at = FORMATS[name]
    image = bytearray(b"\xff" * MIB)
    image[:at] = bytes(at)
    image[at:at + len(magic)] = magic
    path = tmp_path / "disk.img"
    path.write_bytes(image)
    lines = survive(tmp_path, "ls (hd0); ls (hd0)/", path)
    assert re.search(r"\(hd0\): no (partition table|known filesystem)", lines[0])
    assert "(hd0)/: no known filesystem" in lines[1]


def test_pictures_fonts_and_languages_are_not_read(tmp_path, disk):
    assert survive(tmp_path, "loadfont /bad.pf2; echo $?; background_image /bad.png; echo $?\n"
                   "insmod png; insmod jpeg; insmod gfxterm; terminal_output gfxterm; echo $?\n"
                   "set theme=/bad.png; export theme; set lang=de; set locale_dir=/; echo here", disk
                   ) == ["0", "1", "0", "here"]


def test_there_is_no_network_and_no_usb(tmp_path, disk):
    name = "A" * 65536
    lines = survive(tmp_path, f"net_bootp; net_add_addr a b c; cat (tftp,1.2.3.4)/{name}\n"
                    f"cat (http,x)/{name}; ls (pxe); ls (usb0); usb; net_set_vlan a 1", disk)
    assert lines and not [line for line in lines if "AAAA" in line and len(line) > 2000]


def test_memory_is_not_shown_or_changed(tmp_path, disk):
    """The commands that a locked system must not have are no commands, or do nothing."""
    words = "dump write_dword read_dword outb setpci memrw wrmsr rdmsr usb".split()
    lines = survive(tmp_path, "".join(f"{word} 0 0\n" for word in words) +
                    "hexdump (mem); echo $?\nacpi /file; cutmem 0 99999999; badram 0,0; echo $?\n"
                    "chainloader /file; echo $?", disk)
    assert re.findall(r"unknown command `(\w+)'", "\n".join(lines)) == words
    assert lines[len(words):-2] == [f"script:{len(words) + 1}: hexdump: no such device", "0", "0"]
    assert "no chainloader yet" in lines[-2] and lines[-1] != "0"


# --- environment blocks

def test_environment_blocks(tmp_path, disk):
    """5 000 variables, more than a block may have, a torn one, none, not 1024 bytes."""
    lines = survive(tmp_path, "load_env -f /many; echo $v0 $v4999; load_env -f /torn; echo $v0\n"
                    "load_env -f /twice; load_env -f /file; load_env -f /loop.img; load_env -f /nowhere", disk)
    assert lines[:2] == ["0 4999", "0"]
    assert "larger than 65536 bytes" in lines[2]
    assert sum("not an environment block" in line for line in lines) == 2


def test_environment_blocks_name_no_superusers(tmp_path, disk):
    """CVE-2024-1048 and its like let anybody write one.  Unless the config asks for it."""
    assert survive(tmp_path, "load_env -f /who; echo $x [$superusers]\n"
                   "load_env -f /who superusers; echo [$superusers]", disk) == ["1 []", "[me]"]


# --- ext4, byte by byte

FILES = {"victim": b"v" * 300000, "dir/first": "1", "dir/second": "2"}
HEADER = b"\x0a\xf3"                    # of extents: magic, entries, most, depth


def ext4(folder):
    path = folder / "disk.img"
    make_disk(path, [Part("ext4", FILES, options=["-b", "1024", "-O", "^metadata_csum"])])
    return path


def each(data, pattern):
    at = data.find(pattern)
    while at >= 0:
        yield at
        at = data.find(pattern, at + 1)


def change(path, edits):
    data = bytearray(path.read_bytes())
    for at, new in edits(bytes(data)):
        data[at:at + len(new)] = new
    path.write_bytes(data)


def extents(offset, value):
    """That field of every header."""
    return lambda data: [(at + offset, struct.pack("<H", value)) for at in each(data, HEADER)
                         if at % 4 == 0 and data[at + 3] == 0]


def entries(offset, value, size="<H"):
    """That field of every entry called first or second."""
    return lambda data: [(at - 8 + offset, struct.pack(size, value)) for name in (b"first", b"second")
                         for at in each(data, name) if data[at - 2] == len(name)]


def superblock(offset, value, size="<I"):
    return lambda data: [(2048 * 512 + 1024 + offset, struct.pack(size, value))]


EXTENTS, ENTRY, SUPERBLOCK = (f"is damaged{what}" for what in (r" \(extents\)", r" \(entry\)", ""))
DAMAGE = {                              # what is changed, and the sentence for it
    "65535 extents": (extents(2, 0xFFFF), EXTENTS), "5 extents in an inode": (extents(2, 5), EXTENTS),
    "depth 65535": (extents(6, 0xFFFF), EXTENTS), "no magic": (extents(0, 0), EXTENTS),
    "depth 1, which makes leaves nodes": (extents(6, 1), "is past the end of the device"),
    "depth 5": (extents(6, 5), "is past the end of the device"), "no extent": (extents(2, 0), ENTRY),
    "an entry of 0 bytes": (entries(4, 0), ENTRY), "an entry of 7 bytes": (entries(4, 7), ENTRY),
    "an entry past its block": (entries(4, 0xFFFC), ENTRY), "a name of 255": (entries(6, 255, "<B"), ENTRY),
    "blocks of 2 TiB": (superblock(24, 31), SUPERBLOCK),
    "blocks of 64 KiB": (superblock(24, 6), "inode 2 is not in use"),
    "inodes of 0 bytes": (superblock(88, 0, "<H"), SUPERBLOCK),
    "inodes of 129 bytes": (superblock(88, 129, "<H"), SUPERBLOCK),
    "0 blocks in a group": (superblock(32, 0), SUPERBLOCK),
    "0 inodes in a group": (superblock(40, 0), SUPERBLOCK),
    "0 blocks": (superblock(4, 0), SUPERBLOCK), "4 G blocks": (superblock(4, 0xFFFFFFFF), "first"),
    "groups from the end on": (superblock(20, 0xFFFFFFFF), SUPERBLOCK),
    "descriptors of 65535 bytes": (superblock(254, 0xFFFF, "<H"), SUPERBLOCK),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_ext4_that_lies(tmp_path, what):
    """Read as far as it makes sense, then there is a sentence."""
    edits, sentence = DAMAGE[what]
    path = ext4(tmp_path)
    before = path.read_bytes()
    change(path, edits)
    assert path.read_bytes() != before
    lines = survive(tmp_path, "ls (hd0,1); ls (hd0,1)/; ls -l (hd0,1)/dir; hashsum -h md5 (hd0,1)/victim\n"
                    "cat (hd0,1)/dir/first; cat (hd0,1)/dir/second; linux (hd0,1)/victim", path)
    assert re.search(sentence, lines[2]) and all(line.isprintable() for line in lines), lines


def test_ext4_symlink_of_4_gib(tmp_path):
    """CVE-2020-14311."""
    path = tmp_path / "disk.img"
    make_disk(path, [Part("ext4", {"victim": "v"})])
    commands = "symlink /link " + "t" * 40 + "\nset_inode_field /link size 0xffffffff\n"
    tool("debugfs", "-w", "-f", "/dev/stdin", f"{path}?offset={2048 * 512}", input=commands)
    lines = survive(tmp_path, "cat (hd0,1)/link; linux (hd0,1)/link", path)
    assert "a symlink has 4294967295 bytes" in lines[0]


# --- initrds

def test_initrds_beyond_all_memory(tmp_path):
    """CVE-2020-15707: sizes that sum up to 4 GiB and more, from sparse files."""
    path = tmp_path / "disk.img"
    make_disk(path, [Part("ext4", {"vmlinuz": BUILD / "vmlinuz", "big": "b"})])
    tool("debugfs", "-w", "-f", "/dev/stdin", f"{path}?offset={2048 * 512}",
         input="set_inode_field /big size 0xfffff000\n")
    for initrds in ("/big", "/big /big", "/big " * 20, "newc:a:/big newc:b:/big"):
        lines = survive(tmp_path, f"linux /vmlinuz; initrd {initrds}; boot", path)
        assert any("memory" in line or "GiB" in line or "large" in line or "room" in line
                   for line in lines), lines
