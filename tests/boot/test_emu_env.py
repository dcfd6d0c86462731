# test_emu_env.py - load_env and save_env, in the loader as a process, beside grub-editenv.

import os
import shutil
import subprocess
import tempfile

import pytest

from emu import CHECK, EMU, disk_with, lines_of, listing, plan, run
from grub import grub_editenv
from images import Part, change, make_disk, run as tool

GRUBENV = "boot/grub/grubenv"
SIGNATURE = b"# GRUB Environment Block\n"
PARTS = "not whole sectors of its own on the disk"


def block(text=b"", size=1024):
    return (SIGNATURE + text).ljust(size, b"#")


ENV = {
    GRUBENV: block(b"saved_entry=a\\\\b\nnext_entry=c\n"), "empty": b"",
    "bad": b"saved_entry=x\n".ljust(1024, b"#"),
    "long": block(b"a=b\n", 2048), "odd": block(b"a=b\n", 1000), "short": block(b"a=b\n", 512),
    "cut": SIGNATURE + b"v=x\\\ny\nw=end", "full": block(b"z=" + b"y" * 900 + b"\n"),
    "sparse": SIGNATURE + b"#" * (4096 - len(SIGNATURE)) + bytes(8192) + b"\n" + b"#" * 900,
    "huge": block(b"", 70000), "comment": block(b"# WARNING: do not edit\na=1\n#\n"),
}


@pytest.fixture
def env_disk(tmp_path):
    return disk_with(tmp_path, "#", files=ENV)


def file_on(disk, name):
    """What a file has, as e2fsprogs sees it."""
    done = subprocess.run(["debugfs", "-R", f"cat /{name}", f"{disk}?offset={2048 * 512}"],
                          capture_output=True, timeout=60)
    return done.stdout


def changed_sectors(before, disk):
    """The sectors that are not as they were."""
    after = disk.read_bytes()
    assert len(before) == len(after)
    return [i // 512 for i in range(0, len(before), 512) if before[i:i + 512] != after[i:i + 512]]


def test_load_env(env_disk, tmp_path):
    lines = lines_of(tmp_path, """
load_env; echo $? $saved_entry $next_entry
set next_entry=kept; load_env saved_entry; echo $next_entry
load_env -f /cut; echo $? [$v] [$w]
load_env --file=/long a; echo $? $a
load_env --skip-sig --file /comment; echo $? $a
load_env -f /missing; echo $?
load_env -s -f /bad; echo $?
load_env -f /empty; echo $?
load_env -f /boot; echo $?
load_env -f /huge; echo $?
load_env -f (hd0)+2; echo $?
unset prefix; load_env; echo $?
""", env_disk)
    assert lines[:4] == ["0 a\\b c", "kept", "0 [x y] []", "0 b"]
    assert lines[4] == "0 1" and lines[6::2] == ["5", "4", "4", "4", "4", "4", "5"]
    assert lines[-2].endswith("load_env: (hd0,msdos1)/grubenv: file not found")


CHANGES = [
    ("set new=value\nsave_env new", [("set", "new=value")]),
    ("set next_entry='longer than before'\nsave_env next_entry",
     [("set", "next_entry=longer than before")]),
    ("set next_entry=\nsave_env next_entry", [("set", "next_entry=")]),
    ("unset next_entry\nsave_env next_entry", [("unset", "next_entry")]),
    ("unset nothing\nsave_env nothing", [("unset", "nothing")]),
    ("set saved_entry='a>b \\\\ #c'\nset z=1\nsave_env z saved_entry",
     [("set", "z=1"), ("set", "saved_entry=a>b \\\\ #c")]),
    ("set v='x\ny\\z\n'\nsave_env v", [("set", "v=x\ny\\z\n")]),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_save_env_is_what_grub_editenv_writes(number, env_disk, tmp_path):
    commands, changes = CHANGES[number]
    before = env_disk.read_bytes()
    assert lines_of(tmp_path, commands + "\n", env_disk) == []
    want = grub_editenv(tmp_path, ENV[GRUBENV], *changes)
    assert file_on(env_disk, GRUBENV) == want and len(want) == 1024
    changed = changed_sectors(before, env_disk)
    assert len(changed) == (want != ENV[GRUBENV])
    tool("e2fsck", "-fn", f"{env_disk}?offset={2048 * 512}")


def test_grub_editenv_reads_ours(env_disk, tmp_path):
    lines_of(tmp_path, "set saved_entry='two\nlines'\nsave_env saved_entry\n", env_disk)
    copy = tmp_path / "copy"
    copy.write_bytes(file_on(env_disk, GRUBENV))
    assert tool("grub-editenv", copy, "list") == "saved_entry=two\nlines\nnext_entry=c\n"
    lines_of(tmp_path, "load_env; [ \"$saved_entry\" = 'two\nlines' ]\n", env_disk)


def test_save_env_of_other_sizes(env_disk, tmp_path):
    lines = lines_of(tmp_path, "set a=changed\n" + "".join(
        f"save_env -f /{name} a; echo $?\n" for name in ("long", "short", "comment")), env_disk)
    assert lines == ["0"] * 3
    for name in ("long", "short", "comment"):
        want = grub_editenv(tmp_path, ENV[name], ("set", "a=changed"))
        assert file_on(env_disk, name) == want, name


def test_save_env_refuses(env_disk, tmp_path):
    before = env_disk.read_bytes()
    lines = lines_of(tmp_path, f"""set unsaved=1; set v='{"x" * 100}'
save_env; echo $?
save_env -f /bad v; echo $?
save_env -f /full v; echo $?
save_env -f /cut unsaved; echo $?
save_env -f /missing v; echo $?
save_env -f /sparse v; echo $?
save_env -f /odd v; echo $?
save_env -f /boot v; echo $?
save_env -f /huge v; echo $?
save_env -f (hd0)+2 v; echo $?
save_env -x v; echo $?
loopback l /boot/grub/grubenv
save_env -f (l)+2 v; echo $?
""", env_disk)
    at = "(hd0,msdos1)"
    assert [line.partition(": save_env: ")[2] for line in lines[0::2]] == [
        "usage: save_env [-f FILE] VARIABLE...", f"{at}/bad: not an environment block: its first line is not GRUB's",
        f"v: {at}/full: no room in the environment block",
        f"unsaved: {at}/cut: damaged environment block: its last line does not end",
        f"{at}/missing: file not found",
        f"{at}/sparse: {PARTS}", f"{at}/odd: {PARTS}", f"{at}/boot: not a file",
        f"{at}/huge: file is larger than 65536 bytes",
        "(hd0)+2: not an environment block: its first line is not GRUB's", "unknown option -x",
        "(l)+2: device is read-only"]
    assert lines[1::2] == ["18", "4", "18", "18", "5", "15", "15", "4", "4", "4", "18", "15"]
    assert env_disk.read_bytes() == before


@pytest.mark.parametrize("kind, options, sentence", [
    ("ext4", ["-O", "inline_data", "-I", "2048", "-b", "4096"],
     "is inline, compressed or verified"),
    ("ext4", ["-O", "shared"], "with its features it may only be read"),
    ("ext4", ["-O", "recover"], None), ("ext2", ["-b", "1024"], None),
    ("ext4", ["-b", "4096"], None),
    ("vfat", ["-F", "16", "-s", "2"], None), ("vfat", ["-F", "32", "-s", "1"], None)])
def test_save_env_on_filesystems(kind, options, sentence, tmp_path):
    features = {"shared": ("ro", 0x4000), "recover": ("in", 0x4)}.get(options[-1])
    disk = tmp_path / "disk.img"
    part = Part(kind, {GRUBENV: ENV[GRUBENV], "boot/grub/grub.cfg": "#"}, size=40 << 20,
                options=[] if features else options)
    make_disk(disk, [part])
    if features:                        # which mke2fs does not make: set the superblock's bit
        at = 2048 * 512 + 1024 + (0x64 if features[0] == "ro" else 0x60)
        with open(disk, "r+b") as f:
            f.seek(at)
            old = int.from_bytes(f.read(4), "little")
            f.seek(at)
            f.write((old | features[1]).to_bytes(4, "little"))
    before = disk.read_bytes()
    lines = lines_of(tmp_path, "set new=1; save_env new; echo $?; unset new; load_env; echo $new\n",
                     disk)
    if sentence:
        assert sentence in lines[0] and lines[1] == "15" and disk.read_bytes() == before
        return
    assert lines == ["0", "1"]
    changed = changed_sectors(before, disk)
    want = grub_editenv(tmp_path, ENV[GRUBENV], ("set", "new=1"))
    assert len(changed) == 1
    assert disk.read_bytes()[changed[0] * 512:][:512] == want[:512]


def test_save_env_into_pieces(tmp_path):
    """A FAT with clusters of a sector whose file lies in two places."""
    disk = tmp_path / "disk.img"
    make_disk(disk, [Part("vfat", {}, size=2 << 20, options=["-F", "12", "-s", "1"])])
    fat = f"{disk}@@{2048 * 512}"
    (tmp_path / "s").write_bytes(b"s" * 512)
    (tmp_path / "e").write_bytes(ENV[GRUBENV])
    for name in ("a", "b", "c"):
        tool("mcopy", "-i", fat, tmp_path / "s", f"::{name}")
    free = int("".join(c for c in tool("mdir", "-i", fat, "::").splitlines()[-2] if c.isdigit()))
    (tmp_path / "rest").write_bytes(bytes(free))
    tool("mcopy", "-i", fat, tmp_path / "rest", "::rest")
    tool("mdel", "-i", fat, "::a", "::c")
    tool("mcopy", "-i", fat, tmp_path / "e", "::grubenv")
    assert tool("mshowfat", "-i", fat, "::grubenv").count("<") == 2
    value = "v" * 700
    before = disk.read_bytes()
    lines = lines_of(tmp_path, f"set root=hd0,1\nset v={value}\nsave_env -f /grubenv v; echo $?\n"
                     f"unset v; load_env -f /grubenv; if [ $v = {value} ]; then echo same; fi\n",
                     disk)
    assert lines == ["0", "same"]
    tool("mcopy", "-n", "-i", fat, "::grubenv", tmp_path / "back")
    want = grub_editenv(tmp_path, ENV[GRUBENV], ("set", f"v={value}"))
    assert (tmp_path / "back").read_bytes() == want
    first, second = changed_sectors(before, disk)
    assert second == first + 2


def test_env_block_by_its_sectors(env_disk, tmp_path):
    """As Fedora's grub.cfg does it where the filesystem keeps a place: (hd0,gpt2)8+2."""
    raw = tmp_path / "raw.img"
    make_disk(raw, [Part("ext4", {"boot/grub/grub.cfg": "#"}), Part("raw", size=1 << 20)],
              scheme="gpt")
    table = tool("sfdisk", "-l", "-o", "Start", raw).split()
    start = (int(table[-1]) + 8) * 512
    change(raw, start, ENV[GRUBENV])
    before = raw.read_bytes()
    config = """env_block=8+2; dev=hd0,gpt3
if [ "${env_block}" ] ; then
  if [ "${dev}" ]; then
    set env_block="(${dev})${env_block}"
  else
    set env_block="(${root})${env_block}"
  fi
  export env_block
  load_env -f "${env_block}"
fi
echo $next_entry
set next_entry=
save_env -f "${env_block}" next_entry; echo $?
"""
    assert lines_of(tmp_path, config, raw) == ["c", "0"]
    want = grub_editenv(tmp_path, ENV[GRUBENV], ("set", "next_entry="))
    assert raw.read_bytes() == before[:start] + want + before[start + 1024:]


def test_nothing_is_written_when_only_looking(tmp_path):
    config = "set a=1\nsave_env a\nmenuentry A { save_env a; linux /vmlinuz }\n"
    disk = disk_with(tmp_path, config, files={GRUBENV: ENV[GRUBENV]})
    before = disk.read_bytes()
    assert [e["title"] for e in listing(disk)["entries"]] == ["A"]
    assert plan(disk, "A")["status"] == 0
    assert run(CHECK, "--disk", disk).returncode == 0
    assert disk.read_bytes() == before


def test_a_read_only_image(env_disk, tmp_path):
    """As somebody who may not write it; root may everything."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for source, name in (EMU, "fl-emu"), (env_disk, "disk.img"):
            shutil.copy(source, f"{folder}/{name}")
        with open(f"{folder}/s.cfg", "w") as f:
            f.write("set a=1\nsave_env a; echo $?\n")
        done = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", f"{folder}/fl-emu",
                               "--disk", f"{folder}/disk.img", "--script", f"{folder}/s.cfg"],
                              capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[0].endswith("grubenv: the image file is read-only"), done
    assert done.stdout.splitlines()[1] == "15"
