# test_emu_disk.py - the commands about devices and files, in the loader as a process.

import pytest

from emu import CHECK, disk_with, lines_of, listing, plan, run, script
from images import EXT_UUID, Part, make_disk, run as tool
from machine import BUILD

DATE = 1_700_000_000                    # 2023-11-14 22:13:20, a Tuesday


# --- search

TWO = "22222222-0000-0000-0000-00000000abcd"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    one, two = folder / "one.img", folder / "two.img"
    make_disk(one, [Part("ext4", {"a": "1"}, label="ONE"), Part("vfat", {"b": "2"}, label="FATTY")])
    make_disk(two, [Part("ext4", {"a": "3", "dir/c": "4"}, label="TWO", uuid=TWO)])
    return one, two


SEARCHES = [
    (f"--no-floppy --fs-uuid --set=root {EXT_UUID}; echo $? $root", "0 hd0,msdos1"),
    (f"-u -s {TWO.upper()}; echo $? $root", "0 hd1,msdos1"),
    (f"-us x {TWO}; echo $? $x", "0 hd1,msdos1"),
    (f"-su {TWO}; echo $? $root", "0 hd1,msdos1"),
    (f"-s x -nu {TWO}; echo $? $x", "0 hd1,msdos1"),
    (f"-u -- {TWO}", " hd1,msdos1"),
    ("--label --set=x FATTY; echo $? $x", "0 hd0,msdos2"),
    ("-l TWO --set; echo $? $root", "0 hd1,msdos1"),
    ("-f -u -l TWO --set; echo $? $root", "0 hd1,msdos1"),
    ("--file --set=x /dir/c; echo $? $x", "0 hd1,msdos1"),
    ("-f --set=x /a; echo $? $x", "0 hd0,msdos1"),
    ("-f --set=x --hint hd1,msdos1 /a; echo $? $x", "0 hd1,msdos1"),
    ("-f --set=x --hint-bios=hd1,msdos1 --hint-efi=hd9,gpt7 --hint='lvmid/x' /a; echo $x",
     "hd1,msdos1"),
    ("-f --set=x --hint-ieee1275=x --hint-baremetal=ahci0,1 --hint-xyz=hd1,1 /a; echo $x",
     "hd1,msdos1"),
    ("-f /a", " hd0,msdos1 hd1,msdos1"),
    ("-f --set=x /a extra; echo $? $x", "0 hd0,msdos1"),
    (".fs_uuid " + EXT_UUID + " y hd1,msdos1; echo $? $y", "0 hd0,msdos1"),
    (".fs_label TWO y; echo $? $y", "0 hd1,msdos1"),
    (".file /b y; echo $? $y", "0 hd0,msdos2"),
    (".file /b", " hd0,msdos2"),
]


def test_search(pair, tmp_path):
    text = "".join("search" + ("" if s[0] == "." else " ") + s + "\n" for s, _ in SEARCHES)
    assert lines_of(tmp_path, text, *pair) == [answer for _, answer in SEARCHES]


def test_search_that_finds_nothing_says_what_there_is(pair, tmp_path):
    lines = lines_of(tmp_path, "set x=kept\nsearch --file --set=x /nowhere; echo $? $x\n", *pair)
    assert lines[0] == "script:2: search: no such device: /nowhere; there are:"
    assert f'(hd0,msdos1): ext2, UUID {EXT_UUID}, label "ONE", 32768 KiB at 1024 KiB' in lines
    assert any(line.startswith("(hd0,msdos2): fat, UUID 1234-5678") for line in lines)
    assert any(line.startswith(f"(hd1,msdos1): ext2, UUID {TWO}") for line in lines)
    assert "(hd1): no known filesystem, 34816 KiB at 0 KiB" in lines
    assert lines[-1] == "5 kept"
    lines = lines_of(tmp_path, "search --set=x nothing; echo $?\nsearch -u; echo $?\n"
                     "search -u --set=1234-ABCD; echo $?\n", *pair)
    assert lines[1] == "17" and lines[3] == "18" and lines[-1] == "5"
    assert "no such device: 1234-ABCD" in lines[4]


def test_search_takes_the_boot_disk_of_twins(tmp_path):
    """Who plugs in a disk that calls itself ours does not become root, and it is said."""
    one, two = tmp_path / "one.img", tmp_path / "two.img"
    make_disk(one, [Part("ext4", {"a": "1"}, label="X")])
    make_disk(two, [Part("ext4", {"a": "1"}, label="X")])
    find = f"search --set=r -u --hint=hd1,msdos1 {EXT_UUID}; echo $r\n"
    lines = lines_of(tmp_path, find * 2 + "search -l X --set=r --hint=hd1,msdos1; echo $r\n"
                     "search -f --set=r --hint=hd1,msdos1 /a; echo $r\n", one, two)
    assert lines == [
        f"script:1: search: warning: {EXT_UUID} is (hd0,msdos1) and (hd1,msdos1); the first is"
        " taken", "hd0,msdos1", "hd0,msdos1", "hd0,msdos1", "hd1,msdos1"]
    # Not ours: the hint decides.
    make_disk(two, [Part("ext4", {"a": "1"}, uuid=TWO), Part("ext4", {"a": "2"}, uuid=TWO)])
    lines = lines_of(tmp_path, f"search --set=r -u --hint=hd1,msdos2 {TWO}; echo $r\n", one, two)
    assert "is (hd1,msdos2) and (hd1,msdos1)" in lines[0] and lines[1] == "hd1,msdos2"


# --- ls, cat, block lists, source

FILES = {"boot/.hidden": "h", "text": "two\nlines\n", "dos": b"a\r\nb\rc\x01\x1b\ttab\n",
         "big": b"x" * 123456, "dir/a b": "1"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    disk = folder / "disk.img"
    make_disk(disk, [Part("ext4", FILES | {"boot/grub/grub.cfg": "set x=1"}),
                     Part("vfat", {"f.txt": "fat"})])
    commands = "".join(f"set_inode_field /{n} mtime @{DATE}\n" for n in ("text", "big", "dir"))
    tool("debugfs", "-w", "-f", "/dev/stdin", f"{disk}?offset={2048 * 512}", input=commands)
    return disk


def test_ls(files, tmp_path):
    lines = lines_of(tmp_path, """
ls
ls (hd0,msdos1)
ls /boot
ls -a /boot
ls -l /text
ls -lh /big
ls -l /dir
ls -h /text /dir
ls (hd0,2)/
ls /nothing; echo $?
ls (hd7)/; echo $?
ls (hd0,9)/
ls hd0; echo $?
ls /nothing /text; true
""", files)
    assert lines[0].split() == ["(hd0)", "(hd0,msdos1)", "(hd0,msdos2)"]
    assert EXT_UUID in lines[1] and lines[2].split() == ["grub/"]
    assert sorted(lines[3].split()) == ["../", "./", ".hidden", "grub/"]
    assert lines[4] == "10           20231114221320 text"
    assert lines[5] == "120.56K      2023-11-14 22:13:20 Tuesday     big"
    assert lines[6].split()[0] == "1" and lines[6].endswith(" a b")
    assert lines[7:10] == ["text ", "a b ", "f.txt "]
    assert lines[10:] == [
        "script:11: ls: (hd0,msdos1)/nothing: file not found", "5",
        "script:12: ls: (hd7)/: no such device", "12",
        "script:13: ls: (hd0,9)/: hd0 has no partition 9",
        "script:14: ls: (hd0,msdos1)hd0: neither a /path nor a block list of the"
        " device", "7",
        "script:15: ls: (hd0,msdos1)/nothing: file not found", "text "]


def test_ls_of_every_device(files, tmp_path):
    lines = lines_of(tmp_path, "ls -l\nls -l (hd0,2)\n", files)
    assert lines[0].startswith("(hd0): no known filesystem, ")
    assert lines[1].startswith(f"(hd0,msdos1): ext2, UUID {EXT_UUID}, ")
    assert lines[2] == lines[3] and lines[2].startswith("(hd0,msdos2): fat, UUID 1234-5678, ")


@pytest.mark.parametrize("oem, says", [(b"", "no known filesystem"),
                                       (b"FAT16", "fat: boot sector is damaged")])
def test_ls_of_a_disk_without_a_table(oem, says, tmp_path):
    """What it may be instead says more than that there is no table."""
    disk = tmp_path / "disk.img"
    disk.write_bytes(oem.rjust(54 + len(oem), b"\0").ljust(1 << 20, b"\0"))
    lines = lines_of(tmp_path, "ls -l\nls (hd0,1)\n", disk, status=6)
    assert lines == [f"(hd0): {says}, 1024 KiB at 0 KiB",
                     "script:2: ls: (hd0,1): hd0 has no partition 1"]


def test_cat(files, tmp_path):
    lines = lines_of(tmp_path, """cat /text
cat /dos
cat --dos /dos
cat /boot; echo $?
cat; echo $?
cat /no; echo $?
""", files)
    assert lines[:3] == ["two", "lines", ""]
    assert lines[3:6] == ["a<d>", "b<d>c<1><1b>    tab", ""]
    assert lines[6:9] == ["a", "b<d>c<1><1b>    tab", ""]
    assert lines[9:] == ["script:4: cat: (hd0,msdos1)/boot: not a file", "4",
                         "script:5: cat: usage: cat [--dos] FILE", "18",
                         "script:6: cat: (hd0,msdos1)/no: file not found", "5"]


def test_block_lists(files, tmp_path):
    """Sectors as files, for every command that opens one."""
    part = f"{files}?offset={2048 * 512}"
    block = int(tool("debugfs", "-R", "blocks /text", part).split()[0])
    size = next(line for line in tool("debugfs", "-R", "stats -h", part).splitlines()
                if line.startswith("Block size"))
    sector = block * int(size.split()[-1]) // 512
    lines = lines_of(tmp_path, f"""
cat (hd0,1){sector:#x}+0x1
loopback one (hd0){sector + 2048}+1,0+2; cat (one)+1
ls -l (one)2+1
if [ ! -f (hd0)+1 ]; then echo no names; fi
set root=hd0,msdos2; ls -l 1+2,7+1
""", files)
    assert lines[0:2] == lines[3:5] == ["two", "lines"]
    assert lines[6:] == ["512          19700101000000 (one)2+1", "no names",
                         "1536         19700101000000 1+2,7+1"]
    for bad in "99999999+1", "+0", "1", "0x10+0x1,", "+", "1+1x", "x+1", "+1,", "65536+131072":
        path = f"(hd0){bad}"
        lines = lines_of(tmp_path, f"cat {path}; echo $?\n", files)
        assert lines == [f"script:1: cat: {path}: neither a /path nor a block list"
                         " of the device", "7"]


def test_source_and_its_kin(tmp_path):
    disk = disk_with(tmp_path, "#", files={
        "inc.cfg": "set x=inc\nmenuentry I { true }\n", "bad.cfg": "set x=2; menuentry B { true }"})
    lines = lines_of(tmp_path, """
source /inc.cfg; echo $? $x
. /inc.cfg; echo $?
set x=kept
extract_entries_source /bad.cfg; echo $? $x
extract_entries_configfile /inc.cfg; echo $? $x
source /missing.cfg; echo $?
extract_entries_source /missing.cfg; echo $? $x
""", disk)
    assert lines == ["0 inc", "0", "0 kept", "0 kept",
                     "script:7: source: (hd0,msdos1)/missing.cfg: file not found", "5",
                     "script:8: extract_entries_source: (hd0,msdos1)/missing.cfg: file not found",
                     "5 kept"]
    config = tmp_path / "c.cfg"
    config.write_text("menuentry A { true }\nextract_entries_source /inc.cfg\n"
                      "extract_entries_configfile /bad.cfg\nmenuentry Z { true }\n")
    menu = listing(disk, "--config", config)
    assert [e["title"] for e in menu["entries"]] == ["A", "I", "B", "Z"]


# --- probe, loopback

def test_probe(tmp_path):
    mbr, gpt = tmp_path / "mbr.img", tmp_path / "gpt.img"
    make_disk(mbr, [Part("ext4", {"a": "1"}, label="ONE"), Part("vfat", {}, label="FATTY"),
                    Part("raw", size=1 << 20)])
    make_disk(gpt, [Part("ext4", {"a": "1"}, uuid=TWO)], scheme="gpt")
    guid = tool("sfdisk", "--part-uuid", gpt, 2).strip().lower()
    rows = [("-u hd0,msdos1", EXT_UUID), ("--fs-uuid (hd0,1)", EXT_UUID),
            ("-u (hd0,2)", "1234-5678"), ("-l (hd0,1)", "ONE"), ("--label (hd0,2)", "FATTY"),
            ("-f (hd0,1)", "ext2"),
            ("--fs (hd0,2)", "fat"), ("-d (hd0,1)", "biosdisk"), ("--driver (hd0)", "biosdisk"),
            ("-p (hd0,1)", "msdos"), ("--partmap (hd1,2)", "gpt"), ("-p (hd0)", "none"),
            ("--part-uuid (hd0,1)", "f1257161-01"), ("--part-uuid (hd0,3)", "f1257161-03"),
            ("--part-uuid (hd0)", "none"), ("--part-uuid (hd1,2)", guid),
            ("--set=v -u (hd0,1); echo $v", EXT_UUID), ("-s v -f (hd0,1); echo $v", "ext2"),
            ("-u hd0,1 hd0,2", EXT_UUID)]
    text = "".join(f"probe {command}\n" for command, _ in rows)
    assert lines_of(tmp_path, text, mbr, gpt) == [answer for _, answer in rows]
    wrong = ("-f (hd0,3)", "-u (hd9)", "(hd0)", "-u", "-p (hd0,7)", "-q (hd0)")
    lines = lines_of(tmp_path, "".join(f"probe {w}; echo $?\n" for w in wrong), mbr, gpt)
    assert lines[1::2] == ["8", "12", "18", "18", "12", "18"]
    assert "probe: (hd0,3): no known filesystem" in lines[0] and "(hd9): no such device" in lines[2]


@pytest.fixture(scope="module")
def sticks(tmp_path_factory):
    """A disk with an image, whose folder has a disk image with a FAT partition, with an image."""
    folder = tmp_path_factory.mktemp("sticks")

    def ext2(name, tree):
        source = folder / (name + "-tree")
        for path, content in tree.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_bytes(content)
        size = sum(map(len, tree.values())) // 1024 * 5 // 4 + 256
        tool("mke2fs", "-q", "-t", "ext2", "-b", "1024", "-L", name.upper(), "-U", EXT_UUID, "-d",
             source, folder / f"{name}.img", str(size))
        return (folder / f"{name}.img").read_bytes()

    inner = ext2("inner", {"deep.txt": b"deepest\n"})
    make_disk(folder / "fat.img", [Part("vfat", {"inner.img": inner, "f": b"on fat"},
                                        size=2 << 20)])
    outer = ext2("outer", {"live/vmlinuz": (BUILD / "vmlinuz").read_bytes(),
                          "live/initrd.img": b"I" * 70000,
                          "disk.img": (folder / "fat.img").read_bytes(),
                          "boot/grub/loopback.cfg": b"menuentry L { linux /live/vmlinuz }\n"})
    disk = folder / "disk.img"
    make_disk(disk, [Part("ext4", {"live/outer.img": outer, "text": b"no disk at all\n" * 100,
                                   "boot/grub/grub.cfg": STICK}, size=64 << 20)])
    return disk


STICK = """menuentry Live --id live {
  set image=/live/outer.img
  loopback loop $image
  set root=(loop)
  linux /live/vmlinuz boot=live image=$image
  initrd (loop)/live/initrd.img
}
menuentry 'Its own' --id own {
  loopback loop /live/outer.img
  set root=loop
  configfile /boot/grub/loopback.cfg
}
"""


def test_loopback(sticks, tmp_path):
    lines = lines_of(tmp_path, """
loopback loop /live/outer.img; echo $?
ls (loop)/
ls (loop)
ls
probe -u (loop); probe -l (loop); probe -f (loop); probe -d (loop); probe -p (loop)
search -l OUTER; search --set=z -f /live/initrd.img; echo $z
loopback disk (loop)/disk.img; cat (disk,1)/f
probe -d (disk,msdos1); probe -p (disk,1); probe -l (disk,1)
loopback in (disk,msdos1)/inner.img; cat (in)/deep.txt
loopback part (disk)2048+4096; cat (part)/f
""", sticks)
    assert lines[0] == "0" and sorted(lines[1].split()) == ["boot/", "disk.img", "live/", "lost+found/"]
    assert lines[2].startswith("(loop): ext2, UUID ")
    assert lines[3].split() == ["(hd0)", "(hd0,msdos1)", "(loop)"]
    assert lines[5:9] == ["OUTER", "ext2", "loopback", "none"]
    assert lines[9:11] == [" loop", "loop"]
    assert lines[11:] == ["on fat", "loopback", "msdos", "", "deepest", "", "on fat"]


def test_loopback_refuses(sticks, tmp_path):
    lines = lines_of(tmp_path, """loopback; echo $?
loopback loop; echo $?
loopback loop /none; echo $?
loopback loop /live; echo $?
loopback -d loop; echo $?
loopback -d hd0; echo $?
loopback hd0 /text; echo $?
loopback a,b /text; echo $?
loopback averyveryverylongname /text; echo $?
loopback loop /text; loopback loop (loop)+1; echo $?
ls (loop)/; echo $?
loopback -d loop; ls (loop)/; echo $?
loopback a /text; loopback b (a)+2; loopback c (b)+2; loopback d (c)+2; loopback e (d)+2; echo $?
""", sticks)
    assert [line.partition(": loopback: ")[2] for line in lines[0:20:2]] == [
        "usage: loopback [-d] NAME [FILE]", "usage: loopback [-d] NAME [FILE]", "loop: (hd0,msdos1)/none: file not found",
        "loop: (hd0,msdos1)/live: not a file", "loop: no such device", "hd0: not made by loopback",
        "hd0: there is a device hd0 already", "a,b: name too long, or with a comma",
        "averyveryverylongname: name too long, or with a comma",
        "loop: there is a device loop already"]
    assert lines[1:20:2] == ["18", "18", "5", "4", "12", "18", "18", "18", "18", "18"]
    assert lines[20] == "script:11: ls: (loop)/: no known filesystem"
    assert lines[22] == "script:12: ls: (loop)/: no such device" and lines[23] == "12"
    assert "e: more than 4 disks in each other" in lines[24] and lines[25] == "18"


def test_boot_from_an_image(sticks):
    """A kernel in a file in a file; taking the name away does not take the plan's files."""
    answer = plan(sticks, "live")
    assert answer["status"] == 0 and answer["messages"] == []
    assert answer["kernel"] == "(loop)/live/vmlinuz"
    assert answer["initrd"] == ["(loop)/live/initrd.img"]
    assert answer["cmdline"] == "BOOT_IMAGE=/live/vmlinuz boot=live image=/live/outer.img"
    assert run(CHECK, "--disk", sticks).returncode == 0


def test_open_files_outlive_their_loop(sticks, tmp_path):
    status, lines = script(tmp_path, "loopback loop /live/outer.img\nlinux (loop)/live/vmlinuz\n"
                           "initrd (loop)/live/initrd.img\nloopback -d loop\nboot\n", sticks)
    assert status == 0 and lines[-1].startswith("handed off to a kernel")


# --- initrd newc:

def test_newc(tmp_path):
    disk = disk_with(tmp_path, "menuentry A { linux /vmlinuz; initrd newc:/a/b:/initrd /initrd2"
                     " newc:c:(hd0,1)/initrd2 }\nmenuentry B { linux /vmlinuz; initrd newc:x }\n")
    answer = plan(disk, "A")
    assert answer["status"] == 0
    assert answer["initrd"] == ["newc:a/b:(hd0,msdos1)/initrd", "(hd0,msdos1)/initrd2",
                                "newc:c:(hd0,1)/initrd2"]
    assert "newc:x: newc:NAME:FILE is meant" in plan(disk, "B")["messages"][0]
