# test_emu.py - the loader as a process: what it finds, lists, plans and runs, over real images.

import re

import pytest

from emu import (EMU, GRUB_CFG, KERNEL, SIMPLE, Terminal, answer, disk_with, listing, plan, run,
                 script)
from images import Part, make_disk

CENTOS_UUID = "b1aceb95-6b9e-464a-a589-bed66220ebee"
CENTOS = """menuentry 'CentOS Linux (3.10.0-862.el7.x86_64) 7 (Core)' --class centos --class gnu-linux --class gnu --class os --unrestricted $menuentry_id_option 'gnulinux-3.10.0-862.el7.x86_64-advanced-b1aceb95-6b9e-464a-a589-bed66220ebee' {
  load_video
  set gfxpayload=keep
  insmod gzio
  insmod part_msdos
  insmod ext2
  set root='hd0,msdos1'
  if [ x$feature_platform_search_hint = xy ]; then
    search --no-floppy --fs-uuid --set=root --hint='hd0,msdos1'  b1aceb95-6b9e-464a-a589-bed66220ebee
  else
    search --no-floppy --fs-uuid --set=root b1aceb95-6b9e-464a-a589-bed66220ebee
  fi
  linux16 /boot/vmlinuz-3.10.0-862.el7.x86_64 root=UUID=b1aceb95-6b9e-464a-a589-bed66220ebee ro console=tty0 console=ttyS0,115200 crashkernel=auto net.ifnames=0 biosdevname=0 rhgb quiet 
  initrd16 /boot/initramfs-3.10.0-862.el7.x86_64.img
}
"""


@pytest.fixture(scope="module")
def simple(tmp_path_factory):
    return disk_with(tmp_path_factory.mktemp("simple"), SIMPLE.format(timeout=-1))


# --- The list and the plans.

def test_list(simple):
    menu = listing(simple)
    assert [e["title"] for e in menu["entries"]] == ["One", "More", "Broken", "Empty"]
    assert menu["timeout"] == -1 and menu["default"] == "0" and menu["timeout_style"] == "menu"
    one, more = menu["entries"][:2]
    assert one["class"] == ["a", "b"] and one["id"] == "one" and one["submenu"] == []
    assert "first=1" in one["commands"]
    two, three = more["submenu"]
    assert two["hotkey"] == "t" and two["users"] is None and not two["unrestricted"]
    assert three["users"] == "" and three["unrestricted"] and three["id"] == "Three > 3"


@pytest.mark.parametrize("text, seconds", [
    ("3s", 3), ("0x10", 16), ("010", 8), ("abc", -1), ("''", -1), ("-5", -1), ("99999999999", 4000000)])
def test_timeout_is_the_loaders(tmp_path, text, seconds):
    (tmp_path / "c.cfg").write_text(f"set timeout={text}\nmenuentry A {{ true }}\n")
    assert answer("--config", tmp_path / "c.cfg", "--list")["timeout"] == seconds


@pytest.mark.parametrize("entry, kernel_args", [
    (None, "first=1"), ("0", "first=1"), ("one", "first=1"), ("One", "first=1"),
    ("1>0", "second"), ("more>two", "second"), ("More>Two", "second"), ("1", "second"),
    ("more>Three >> 3", ""),
])
def test_plan_of(simple, entry, kernel_args):
    done = plan(simple, entry)
    assert done["status"] == 0 and done["messages"] == []
    assert done["kernel"] == "(hd0,msdos1)/vmlinuz"
    assert done["cmdline"] == f"BOOT_IMAGE=/vmlinuz {kernel_args}".strip()


def test_plan_has_every_initrd(simple):
    done = plan(simple, "more>two")
    assert done["protocol"] == "linux16"
    assert done["initrd"] == ["(hd0,msdos1)/initrd", "(hd0,msdos1)/initrd2"]


@pytest.mark.parametrize("default, title", [
    ("2", "Broken"), ("more>two", "second"), ("More>1", ""), ("nothing", "first=1"), ("99", "first=1"),
])
def test_default(tmp_path, default, title):
    disk = disk_with(tmp_path, f"set default='{default}'\n" + SIMPLE.format(timeout=3))
    menu = listing(disk)
    assert menu["timeout"] == 3
    assert menu["default"] == {"2": "2", "more>two": "1>0", "More>1": "1>1"}.get(default, "0")
    done = plan(disk)
    if default == "2":
        assert done["status"] == 5
    else:
        assert done["status"] == 0 and done["cmdline"].endswith(title)


def test_missing_initrd_refuses(simple):
    done = plan(simple, "broken")
    assert done["status"] == 5
    assert any("/missing" in m and "grub.cfg:7: initrd:" in m for m in done["messages"])


def test_entry_without_kernel(simple):
    done = plan(simple, "empty")
    assert done["status"] == 22 and done["protocol"] is None and done["kernel"] is None


def test_no_such_entry(simple, tmp_path):
    done = run(EMU, "--disk", simple, "--plan", "nonsense")
    assert done.returncode == 2 and "nonsense" in done.stderr
    (tmp_path / "c.cfg").write_text("submenu Empty { true }\n")
    for config in ("/dev/null", tmp_path / "c.cfg"):
        done = run(EMU, "--disk", simple, "--config", config, "--plan")
        assert done.returncode == 2 and done.stderr == "fl-emu: the menu has no entries\n"


def test_seed_entry_as_printed(tmp_path):
    """The seed's CentOS entry, word for word, on a disk that has what it names."""
    release = "3.10.0-862.el7.x86_64"
    disk = disk_with(tmp_path, CENTOS, name="boot/grub2/grub.cfg", uuid=CENTOS_UUID, files={
        f"boot/vmlinuz-{release}": KERNEL, f"boot/initramfs-{release}.img": b"X" * 70000})
    done = plan(disk)
    # load_video is a function of the rest of that file: unknown here, which stops nothing.
    assert done["status"] == 0
    assert done["messages"] == ["(hd0,msdos1)/boot/grub2/grub.cfg:2: unknown command `load_video'"]
    assert done["protocol"] == "linux16"
    assert done["kernel"] == f"(hd0,msdos1)/boot/vmlinuz-{release}"
    assert done["cmdline"].startswith(f"BOOT_IMAGE=/boot/vmlinuz-{release} root=UUID={CENTOS_UUID} ro")
    assert done["initrd"] == [f"(hd0,msdos1)/boot/initramfs-{release}.img"]


# --- Where the config is.

@pytest.mark.parametrize("place", ["boot/grub", "boot/grub2", "grub", "grub2"])
def test_config_places(tmp_path, place):
    disk = disk_with(tmp_path, "echo $root $prefix $cmdpath\nmenuentry A { true }\n",
                     name=f"{place}/grub.cfg")
    done = run(EMU, "--disk", disk, "--list")
    assert done.stderr.splitlines() == [f"hd0,msdos1 (hd0,msdos1)/{place} (hd0)"]


def test_first_config_wins_boot_disk_first(tmp_path):
    def part(title, kind="ext4"):
        return Part(kind, {GRUB_CFG: f"menuentry {title} {{ true }}\n"})

    boot, other = tmp_path / "boot.img", tmp_path / "other.img"
    make_disk(boot, [Part("ext4", {}), part("second", "vfat"), part("third")])
    make_disk(other, [part("other")])
    done = listing(boot, "--disk", other)
    assert [e["title"] for e in done["entries"]] == ["second"]
    make_disk(boot, [Part("ext4", {})])
    done = listing(boot, "--disk", other)
    assert [e["title"] for e in done["entries"]] == ["other"]


def test_no_config_says_where_it_looked(tmp_path):
    disk = disk_with(tmp_path, None)
    with Terminal("--disk", disk) as t:
        t.see("firstlight>")
        shown = str(t.screen)
        assert "No grub.cfg in /boot/grub /boot/grub2 /grub /grub2 on" in shown
        assert "(hd0): " in shown and "(hd0,msdos1): ext2" in shown
        t.press("ls /", "enter")
        t.see("vmlinuz")


@pytest.mark.parametrize("config", [b"", b"\n\n# nothing\n"])
def test_config_without_entries_gives_a_prompt(tmp_path, config):
    with Terminal("--disk", disk_with(tmp_path, config)) as t:
        t.see("grub.cfg has no menu entries")
        t.see("firstlight>")


def test_a_key_ends_cat(tmp_path):
    """On a serial line a file of some megabytes takes minutes."""
    disk = tmp_path / "disk.img"
    make_disk(disk, [Part("ext4", {"long": "".join(f"line {i}\n" for i in range(500000))})])
    with Terminal("--disk", disk) as t:
        t.see("firstlight>")
        t.press("cat /long", "enter")
        t.see("line 9")
        t.press("esc")
        t.until(lambda screen: screen.lines()[screen.y] == "firstlight>")
        assert "line 499999" not in t.text


ENTRY = b"menuentry A { linux /vmlinuz }\n"


ODD = {
    "CRLF": (ENTRY.replace(b"\n", b"\r\n") * 2, 2),
    "BOM": (b"\xef\xbb\xbf" + ENTRY, 1),
    "NULs": (ENTRY + b"echo a\0b\n\0\0\0\n" + ENTRY, 2),
    "64 KiB word": (b"set a=" + b"x" * 65536 + b"\n" + ENTRY, 1),
    "1 MiB line": (b"set a=1 # " + b"x" * (1 << 20) + b"\n" + ENTRY, 1),
    "10 MiB": (b"# a line of a comment, again and again\n" * 270000 + ENTRY, 1),
    "unterminated quote": (ENTRY + b"echo 'never ends\n" + ENTRY, 1),
    "unterminated block": (ENTRY + b"menuentry B {\n" + ENTRY, 1),
    "long title": (b"menuentry '" + b"t" * 10000 + b"' { linux /vmlinuz }\n", 1),
    "runs itself": (ENTRY + b"source $config_file\n", 16),
    "unknown words": (b"grub_platform\nfrobnicate a b\n" + ENTRY, 1),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_configs(tmp_path, name):
    config, entries = ODD[name]
    disk = disk_with(tmp_path, config)
    assert len(listing(disk)["entries"]) == entries
    assert plan(disk)["status"] == 0


def test_config_beyond_16_mib_is_refused_with_numbers(tmp_path):
    disk = disk_with(tmp_path, b"#" * (16 * (1 << 20) + 1))
    with Terminal("--disk", disk) as t:
        t.see("firstlight>")
        assert "grub.cfg: file is larger than 16777216 bytes" in str(t.screen)


# --- Commands.

def test_small_commands(tmp_path):
    status, lines = script(tmp_path, """
echo -n a; echo -e 'b\\tc\\nd'; echo -x -n; echo -ne 'e\\n'
insmod ext2; echo $?
insmod nonsuch; echo $?
terminal_output gfxterm; serial --unit=0 --speed=115200; terminal_input console serial; echo $?
if loadfont x; then echo font; fi
if background_image /x.png; then echo picture; else echo plain; fi
if keystatus --shift; then echo held; else echo not held; fi
sleep x; echo $?
sleep 0; echo $?
help search
nonsuch; echo $?
linux; echo $?
boot; echo $?
initrd; echo $?
menuentry; echo $?
menuentry A --nonsense { true }; echo $?
configfile /nowhere; echo $?
echo $grub_platform $grub_cpu $feature_menuentry_id $feature_timeout_style
linux /nowhere
""")
    text = "\n".join(lines)
    assert lines[:5] == ["ab      c", "d", "-x -n", "e", "0"]
    assert lines[5] == "0" and lines[6] == "0"
    assert lines[7:10] == ["font", "plain", "not held"]
    assert lines[11] == "0" and lines[12] == "0"    # as in GRUB a word that is no number is no error
    assert lines[13].startswith("search ")
    assert "\npc i386 y y\n" in text
    assert status != 0                      # no disk at all: no root


def test_time(tmp_path):
    """What is timed is the command with its words as they are; its status stays."""
    status, lines = script(tmp_path, """
time sleep 1; echo $?
time test 'a b' = "a b"; echo $?
function three { echo $# $2; return 3; }
time three '' '$x;' 2; echo $?
time time test 1 = 2; echo $?
time x='1  2'; echo "$x"
time nonsuch
time; echo $?
""")
    clock = re.compile(r"(?:(\d+) ms, )?(\d+) ticks, 0 in INT 13h, 0 copying$")
    ms, ticks = clock.match(lines[0]).groups()
    assert 900 <= int(ms) and int(ticks) > 1000
    assert [line for line in lines if not clock.match(line)] == [
        "0", "0", "3 $x;", "3", "1", "1  2", "script:8: unknown command `nonsuch'", "0"]
    assert len([line for line in lines if clock.match(line)]) == 8


def test_halt_and_reboot_leave(tmp_path):
    assert script(tmp_path, "halt\necho not reached\n") == (0, ["halted"])
    assert script(tmp_path, "reboot\necho not reached\n") == (0, ["rebooted"])


def test_script_boots(tmp_path, simple):
    status, lines = script(tmp_path, "set root=hd0,msdos1\nlinux /vmlinuz a b\ninitrd /initrd\nboot\n",
                           simple)
    assert status == 0 and lines[-1].startswith("handed off to a kernel: 32-bit")
