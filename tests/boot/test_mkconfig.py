# test_mkconfig.py - fl-mkconfig: what GRUB's own generator makes of the same system, and systems
# of every other shape.

import json
import os
import subprocess

import pytest

from emu import listing, plan
from images import EXT_UUID, MIB, Part, install, make_disk, run, write_tree
from machine import BUILD, Machine

MKCONFIG = BUILD / "asan/fl-mkconfig"
CHECK = BUILD / "asan/fl-check"
ROOT_UUID = "22222222-3333-4444-5555-666666666666"
SETTINGS = 'GRUB_DISTRIBUTOR="Test"\nGRUB_CMDLINE_LINUX="a=1"\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n'


def mkconfig(*arguments, status=0):
    done = subprocess.run([MKCONFIG, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


def entries(folder, config):
    """The menu that a config makes, away from any disk: (title, id, kernel line) as a tree."""
    path = folder / "made.cfg"
    path.write_text(config)
    done = run(BUILD / "asan/fl-emu", "--config", path, "--list")
    return json.loads(done)


def titles(tree):
    return [(e["title"], titles(e["submenu"])) if e["submenu"] else e["title"]
            for e in tree["entries"]] if isinstance(tree, dict) else [e["title"] for e in tree]


def folder_config(folder, tree, *arguments):
    """The config for a tree of files that is the root of a filesystem."""
    root = folder / "root"
    root.mkdir(exist_ok=True)
    write_tree(tree, root)
    return mkconfig("--root", root, "--boot-uuid", EXT_UUID, *arguments)


def kernels(*versions):
    return {f"boot/{kind}-{v}": b"k" for v in versions for kind in ("vmlinuz", "initrd.img")}


def test_as_grub_does_it():
    """On the Debian that GRUB's generator ran on: the same menu, the same boot."""
    disk = BUILD / "guest/debian12.img"
    theirs = listing(disk)
    path = BUILD / "guest/made.cfg"
    path.write_text(mkconfig("--disk", disk))
    ours = listing(disk, "--config", path)

    def shape(list_):
        return [(e["title"], e["id"], e["class"], shape(e["submenu"])) for e in list_]

    assert shape(ours["entries"]) == shape(theirs["entries"])
    assert {k: ours[k] for k in ("timeout", "timeout_style", "default")} == \
        {k: theirs[k] for k in ("timeout", "timeout_style", "default")}
    for entry in ("0", "1>0", "1>1"):
        assert plan(disk, entry, "--config", path) == plan(disk, entry)
    run(CHECK, "--disk", disk, path)


def test_order_of_versions(tmp_path):
    versions = ["5.10.0-9-amd64", "6.1.0-9-amd64", "6.1.0-10-amd64", "6.1.0-10-amd64.old", "6.2-rc1",
                "6.2", "4.19"]
    tree = kernels(*versions) | {"boot/vmlinuz-6.2.dpkg-tmp": b"", "boot/config-6.2": b"",
                                 "boot/System.map-6.2": b"", "etc/default/grub": SETTINGS}
    made = entries(tmp_path, folder_config(tmp_path, tree))
    inner = [t for t in titles(made["entries"][1]["submenu"]) if "recovery" not in t]
    assert inner == [f"Test GNU/Linux, with Linux {v}" for v in [
        "6.2", "6.2-rc1", "6.1.0-10-amd64", "6.1.0-10-amd64.old", "6.1.0-9-amd64", "5.10.0-9-amd64",
        "4.19"]]


def test_initrds(tmp_path):
    tree = {"boot/vmlinuz-linux": b"", "boot/initramfs-linux.img": b"", "boot/intel-ucode.img": b"",
            "boot/amd-ucode.img": b"", "boot/vmlinuz-bare": b"",
            "etc/default/grub": SETTINGS + 'GRUB_EARLY_INITRD_LINUX_CUSTOM="acpi.cpio more.cpio"\n'}
    config = folder_config(tmp_path, tree)
    assert "initrd /boot/acpi.cpio /boot/more.cpio /boot/intel-ucode.img /boot/amd-ucode.img " \
           "/boot/initramfs-linux.img\n" in config
    tree["etc/default/grub"] = SETTINGS
    body = folder_config(tmp_path, tree).split("with Linux bare'")[1].split("}")[0]
    assert "linux /boot/vmlinuz-bare" in body and "initrd" not in body


@pytest.mark.parametrize("text,wanted", [
    ("GRUB_DEFAULT=saved\n", 'set default="${saved_entry}"'),
    ("GRUB_DEFAULT='Test GNU/Linux'\n", 'set default="Test GNU/Linux"'),
    ("GRUB_TIMEOUT=0\n", "set timeout=0\n"),
    ("GRUB_TIMEOUT=-1\nGRUB_TIMEOUT_STYLE=countdown\n", "set timeout_style=countdown\nset timeout=-1\n"),
    ("GRUB_HIDDEN_TIMEOUT=3\nGRUB_TIMEOUT=0\nGRUB_HIDDEN_TIMEOUT_QUIET=true\n",
     "set timeout_style=hidden\nset timeout=3\n"),
    ("GRUB_TERMINAL=serial\nGRUB_SERIAL_COMMAND='serial --unit=1'\n",
     "serial --unit=1\nterminal_input serial\nterminal_output serial\n"),
    ("GRUB_SAVEDEFAULT=true\n", "\tsavedefault\n"),
    ("GRUB_GFXPAYLOAD_LINUX=keep\n", "\tset gfxpayload=keep\n"),
    ("A=1\nexport GRUB_CMDLINE_LINUX=\"x=$A y\"   # why\n", " ro x=1 y quiet\n"),
    ("GRUB_CMDLINE_LINUX=\"x=1 \\\ny=2\"\n", " ro x=1 y=2 quiet\n"),
    ("GRUB_CMDLINE_LINUX=\"x=1\ny=2\"\n", " ro x=1 y=2 quiet\n"),
    ("GRUB_CMDLINE_LINUX='dyndbg=\"file a +p\"'\n", " ro dyndbg=\"file a +p\" quiet\n"),
    ("GRUB_CMDLINE_LINUX_RECOVERY=emergency\n", " ro emergency a=1\n"),
    ("GRUB_DISTRIBUTOR=\"Bob's\"\n", "menuentry 'Bob'\\''s GNU/Linux' --class bob-s "),
    ("GRUB_DISTRIBUTOR=Ubuntu\n", "menuentry 'Ubuntu' --class ubuntu "),
    ("GRUB_DISTRIBUTOR=`no-such-program; touch ran`\n", "menuentry 'From Release GNU/Linux' "),
])
def test_settings(tmp_path, text, wanted):
    tree = kernels("6.1") | {"etc/default/grub": SETTINGS + text,
                             "etc/os-release": 'ID=x\nNAME="From Release"\n'}
    config = folder_config(tmp_path, tree)
    assert wanted in config
    entries(tmp_path, config)


@pytest.mark.parametrize("size, kept", [(8187, True), (8188, False), (8190, False),
                                        (8191, False), (9000, False)])
def test_long_settings(tmp_path, size, kept):
    """One that goes on in the next line, and just fits the room for one, or does not."""
    first = 'GRUB_CMDLINE_LINUX="'
    first += "x" * (size - len(first))
    tree = kernels("1") | {"etc/default/grub": first + '\ny"\n'}
    assert ("xxx" in folder_config(tmp_path, tree)) == kept


def test_programs_are_not_run(tmp_path):
    mark = tmp_path / "ran"
    tree = kernels("6.1") | {"etc/default/grub": f"GRUB_CMDLINE_LINUX=$(touch {mark})\n"}
    config = folder_config(tmp_path, tree)
    assert not mark.exists() and "touch" not in config


def test_snippets_submenu_recovery_custom(tmp_path):
    tree = kernels("6.1", "6.2") | {
        "etc/default/grub": SETTINGS,
        "etc/default/grub.d/50-cloud.cfg": "GRUB_CMDLINE_LINUX_DEFAULT=\"console=ttyS0\"\n",
        "etc/default/grub.d/60-more.cfg": "GRUB_DISABLE_SUBMENU=y\nGRUB_DISABLE_RECOVERY=true\n",
        "etc/grub.d/40_custom": "#!/bin/sh\nexec tail -n +3 $0\nmenuentry 'Mine' { halt; }\n",
        "etc/grub.d/10_linux": "#!/bin/sh\nexec tail -n +3 $0\nmenuentry 'Not this' { }\n",
        "etc/grub.d/45_program": "#!/bin/sh\necho menuentry\n"}
    config = folder_config(tmp_path, tree)
    made = entries(tmp_path, config)
    assert titles(made) == ["Test GNU/Linux, with Linux 6.2", "Test GNU/Linux, with Linux 6.1", "Mine"]
    assert " a=1 console=ttyS0\n" in config
    assert "source ${config_directory}/custom.cfg" in config


@pytest.mark.parametrize("kind", ["ext4", "vfat"])
def test_separate_boot_on_an_image(tmp_path, kind):
    boot = {"vmlinuz-6.1": BUILD / "vmlinuz", "initrd.img-6.1": b"070701", "grub/x": b""}
    root = {"etc/default/grub": SETTINGS, "etc/fstab": "", "boot/empty": b""}
    parts = [Part(kind, boot, size=40 * MIB), Part("ext4", root, size=16 * MIB, uuid=ROOT_UUID)]
    disk = make_disk(tmp_path / "disk.img", parts, "gpt")
    path = tmp_path / "grub.cfg"
    mkconfig("-o", path, "--disk", disk)
    run(CHECK, "--disk", disk, path)
    made = plan(disk, "0", "--config", path)
    assert made["kernel"] == "(hd0,gpt2)/vmlinuz-6.1" and made["initrd"] == ["(hd0,gpt2)/initrd.img-6.1"]
    assert made["cmdline"] == f"BOOT_IMAGE=/vmlinuz-6.1 root=UUID={ROOT_UUID} ro a=1 quiet"


def test_what_it_makes_boots(build, tmp_path):
    """From a folder to a disk to a shell on it."""
    tree = {"boot/vmlinuz-1.0": build / "vmlinuz",
            "boot/initrd.img-1.0": build / "initramfs.cpio.gz",
            "etc/default/grub": "GRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX=\"console=ttyS0\"\n"}
    tree["boot/grub/grub.cfg"] = folder_config(tmp_path, tree)
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", tree, size=32 * MIB)])
    run(CHECK, "--disk", disk)
    with Machine([install(disk)], memory="128M") as pc:
        pc.expect(r"~ # ")
        pc.send("cat /proc/cmdline\r")
        pc.expect(rf"BOOT_IMAGE=/boot/vmlinuz-1.0 root=UUID={EXT_UUID} ro console=ttyS0\r")


def test_boot_folder_alone(tmp_path):
    write_tree({"vmlinuz-6.1": b"", "initrd.img-6.1": b""}, tmp_path / "b")
    config = mkconfig("--boot", tmp_path / "b", "--boot-uuid", EXT_UUID, "--root-uuid", ROOT_UUID)
    assert f"search --no-floppy --fs-uuid --set=root {EXT_UUID}\n" in config
    assert f"linux /vmlinuz-6.1 root=UUID={ROOT_UUID} ro\n" in config
    assert "--root-uuid" in mkconfig("--boot", tmp_path / "b", "--boot-uuid", EXT_UUID, status=1)


def test_refusals(tmp_path):
    (tmp_path / "boot").mkdir()
    assert "no vmlinuz-VERSION" in mkconfig("--root", tmp_path, "--boot-uuid", EXT_UUID, status=1)
    assert "No such file" in mkconfig("--root", tmp_path / "nowhere", status=1)
    empty = make_disk(tmp_path / "disk.img", [Part("ext4", {"a": b""}, size=8 * MIB)])
    assert "no partition has a vmlinuz" in mkconfig("--disk", empty, status=1)
    assert "usage" in mkconfig("--disk", empty, "--root", "/", status=2)
    output = tmp_path / "no/such/folder/grub.cfg"
    write_tree(kernels("6.1"), tmp_path)
    assert "No such file" in mkconfig("--root", tmp_path, "--boot-uuid", EXT_UUID, "-o", output,
                                      status=1)


def test_only_files_are_replaced(tmp_path):
    """`-o /dev/null`, as root, must not make a file of it; what a link leads to is replaced."""
    write_tree(kernels("6.1") | {"real.cfg": "old"}, tmp_path)
    words = ["--root", tmp_path, "--boot-uuid", EXT_UUID]
    config = mkconfig(*words)
    pipe, link = tmp_path / "pipe", tmp_path / "link.cfg"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    mkconfig(*words, "-o", pipe)
    assert os.read(reader, 1 << 16).decode() == config and pipe.is_fifo()
    os.close(reader)
    link.symlink_to("real.cfg")
    mkconfig(*words, "-o", link)
    assert link.is_symlink() and (tmp_path / "real.cfg").read_text() == config
    assert "Is a directory" in mkconfig(*words, "-o", tmp_path, status=1)


def test_passwords_are_not_for_everybody(tmp_path):
    """CVE-2021-3981: the file is its owner's alone when a snippet has a password in it."""
    custom = "#!/bin/sh\nexec tail -n +3 $0\nset superusers=root\npassword root geheim\n"
    output, left = tmp_path / "grub.cfg", tmp_path / "grub.cfg.new"
    mask = os.umask(0)
    os.umask(mask)
    for snippet, others in ((custom, 0), ("#!/bin/sh\nexec tail -n +3 $0\ntrue\n", 0o66 & ~mask)):
        write_tree(kernels("6.1") | {"etc/grub.d/40_custom": snippet}, tmp_path / "root")
        left.write_text("of a run that was cut off")     # may be open to all
        mkconfig("--root", tmp_path / "root", "--boot-uuid", EXT_UUID, "-o", output)
        assert ("geheim" in output.read_text()) == (not others)
        assert output.stat().st_mode & 0o77 == others and not left.exists()
