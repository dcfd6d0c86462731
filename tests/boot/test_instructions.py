# test_instructions.py - how much is done between the MBR and the kernel: instructions, calls of
# INT 13h, and whether what a boot without a person needs of the loader was enough for it.
#
# What is counted is the same in each run, so these are no times.  The bench has more disks and
# other loaders: docs/performance.md.

import random
import re
import subprocess
import sys

import pytest

from counted_boot import boot, fewest, layout, make_kernel
from images import EXT_UUID, MIB, Part, install, make_disk
from machine import BUILD, ROOT, need

TINY, BIG = 64 * 1024, (8 * MIB, 32 * MIB)      # a kernel; kernel and initrd
MOST = {"tiny": 6_000_000, "big": 17_000_000}
CALL = 127 * 512                        # bytes that a call of INT 13h reads at most
OTHER_CALLS = 40                        # for all that is not the payload
# 4 KiB blocks and clusters, as any real disk has, and the smallest.
KINDS = ["ext4", "ext4 1k", "vfat"]
OPTIONS = {"ext4": ["-b", "4096"], "ext4 1k": ["-b", "1024"], "vfat": ["-F", "32", "-s", "8"],
           "vfat 512": ["-F", "32", "-s", "1"]}
PART_SIZE = 320 * MIB                   # FAT32 wants that many clusters
SMALL_SIZE = 64 * MIB                   # ... or small ones

LINUX = "linux /vmlinuz quiet"
DEBIAN = f"""\
if [ -s $prefix/grubenv ]; then
  set have_grubenv=true
  load_env
fi
if [ "${{next_entry}}" ] ; then
   set default="${{next_entry}}"
else
   set default="0"
fi
if [ x"${{feature_menuentry_id}}" = xy ]; then
  menuentry_id_option="--id"
fi
export menuentry_id_option
function load_video {{
  if [ x$feature_all_video_module = xy ]; then
    insmod all_video
  fi
}}
if loadfont unicode ; then
  set gfxmode=auto
  load_video
  insmod gfxterm
fi
terminal_output gfxterm
set timeout_style=menu
set timeout=0
set menu_color_normal=cyan/blue
menuentry 'Debian GNU/Linux' --class debian --class os $menuentry_id_option 'gnulinux-simple' {{
  load_video
  insmod gzio
  if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
  insmod part_msdos
  insmod ext2
  search --no-floppy --fs-uuid --set=root --hint-bios=hd0,msdos1 {EXT_UUID}
  echo 'Loading Linux ...'
  linux /boot/vmlinuz-6.1.0-18-amd64 root=UUID={EXT_UUID} ro quiet
  echo 'Loading initial ramdisk ...'
  initrd /initrd
}}
submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced' {{
  menuentry 'Recovery' {{ linux /vmlinuz single
  }}
}}
"""


def entry(*commands, before=""):
    return "\n".join([before, "set timeout=0", "menuentry probe {", *commands, "}", ""])


def tree(kernel, config, initrd=b""):
    return {"vmlinuz": kernel, "boot/vmlinuz-6.1.0-18-amd64": kernel, "initrd": initrd,
            "boot/grub/grub.cfg": config,
            "boot/grub/grubenv": "# GRUB Environment Block\nsaved_entry=0\n".ljust(1024, "#")}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return make_kernel(tmp_path_factory.mktemp("tiny") / "vmlinuz", TINY)


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    folder = tmp_path_factory.mktemp("big")
    (folder / "initrd").write_bytes(random.Random(2).randbytes(BIG[1]))
    return make_kernel(folder / "vmlinuz", BIG[0]), folder / "initrd"


def disk(image, kind, files, scheme="mbr", size=PART_SIZE):
    part = Part(kind.split()[0], files, size=size, options=OPTIONS.get(kind, []), label="LABEL")
    return install(make_disk(image, [part], scheme=scheme))


def small_disk(image, kind, files, scheme="mbr"):
    return disk(image, {"vfat": "vfat 512"}.get(kind, kind), files, scheme, SMALL_SIZE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_tiny_payload(kind, tiny, tmp_path):
    image = disk(tmp_path / "disk.img", kind, tree(tiny, entry(LINUX)))
    found = {interface: fewest(image, interface, MOST["tiny"]).instructions
             for interface in ("ahci", "virtio", "ide")}
    assert max(found.values()) <= MOST["tiny"], found


@pytest.mark.parametrize("kind", KINDS)
def test_a_big_payload(kind, big, tmp_path):
    kernel, initrd = big
    image = disk(tmp_path / "disk.img", kind, tree(kernel, entry(LINUX, "initrd /initrd"), initrd))
    found = {interface: fewest(image, interface, MOST["big"]) for interface in ("ahci", "virtio")}
    counts = {interface: done.instructions for interface, done in found.items()}
    assert max(counts.values()) <= MOST["big"], counts
    calls = -(-sum(BIG) // CALL)
    assert calls <= found["ahci"].reads <= calls * 1.05 + OTHER_CALLS


# --- the rest of the loader, which an unwatched boot does not unpack


def rest():
    """Where it is in memory: (start, size)."""
    names = subprocess.run([need("nm"), BUILD / "loader/loader.elf"], capture_output=True, text=True,
                           check=True).stdout
    start, end = (int(re.search(rf"^(\w+) \w {name}$", names, re.M)[1], 16)
                  for name in ("rest_start", "rest_end"))
    assert layout("LOADER_START") < start < end - 1000
    return start, end - start


def unpacked(image, interface="ahci"):
    """Was it called?  Else breakpoints stand for its code."""
    start, size = rest()
    done = boot(image, interface, keep={"rest": (start, size)})
    return done.kept["rest"] != b"\xcc" * size


UNWATCHED = {
    "plain, ext4": ("ext4", entry(LINUX, "initrd /initrd")),
    "plain, ext2": ("ext2", entry(LINUX, "initrd /initrd")),
    "plain, FAT32": ("vfat", entry("linux /boot/vmlinuz-6.1.0-18-amd64 quiet", "initrd /initrd")),
    "16-bit protocol": ("ext4", entry("linux16 /vmlinuz a=b", "initrd16 /initrd")),
    "search by UUID": ("ext4", entry(f"search --no-floppy --fs-uuid --set=root {EXT_UUID}", LINUX)),
    "search by label": ("ext4", entry("search --no-floppy --label --set=root LABEL", LINUX)),
    "search by file": ("vfat", entry("search --no-floppy --file --set=root /vmlinuz", LINUX)),
    "default by its id": ("ext4", "set default=b\n" + entry("linux /none") +
                          f"menuentry two --id b {{\n{LINUX}\n}}\n"),
    "the language": ("ext4", entry(
        LINUX, before="function f {\n for i in a b; do\n  if [ $i = b -a -n \"$1\" ]; then\n"
        "   set x=${x}$i\n  elif test ! -e /none; then\n   unset y\n  fi\n done\n return 0\n}\n"
        "f 1 2\nset long=a\\\nb\ntrue\n")),
    "another file": ("ext4", entry(LINUX, before="source $prefix/grubenv")),
    "hidden menu": ("ext4", "set timeout_style=hidden\n" + entry(LINUX)),
    "Debian's": ("ext4", DEBIAN),
}


@pytest.mark.parametrize("name", UNWATCHED)
def test_the_rest_stays_out(name, tiny, tmp_path):
    kind, config = UNWATCHED[name]
    files = tree(tiny, config, initrd=bytes(range(256)) * 400)
    assert not unpacked(small_disk(tmp_path / "disk.img", kind, files))


def test_the_rest_stays_out_on_gpt(tiny, tmp_path):
    for kind in ("ext4", "vfat"):
        files = tree(tiny, entry(LINUX))
        assert not unpacked(small_disk(tmp_path / f"{kind}.img", kind, files, scheme="gpt"))


@pytest.mark.parametrize("command", ["ls", "hashsum --hash md5 /vmlinuz", "nonsense"])
def test_the_rest_comes_when_it_is_called(command, tiny, tmp_path):
    files = tree(tiny, entry(LINUX, before=command))
    assert unpacked(small_disk(tmp_path / "disk.img", "ext4", files))


@pytest.mark.parametrize("line", ["menu/view.c: view_nothing", "menu/view.c: line",
                                  "script/lex.c: view_draw"])
def test_the_list_says_what_is(line, tmp_path):
    """A function that is not there, or that only the rest calls, ends the build."""
    wrong = tmp_path / "rest.txt"
    wrong.write_text((ROOT / "loader/rest.txt").read_text() + line + "\n")
    objects = sorted((BUILD / "loader").rglob("*.o"))
    for name, status in ((ROOT / "loader/rest.txt", 0), (wrong, 1)):
        done = subprocess.run([sys.executable, ROOT / "tools/rest.py", name, tmp_path / "code",
                               tmp_path / "data", *objects], capture_output=True, text=True)
        assert done.returncode == status, done.stderr
    assert done.stdout == f"{wrong}: {line} is no function that what is always there calls\n"
