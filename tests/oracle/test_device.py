"""test_device.py - commands about devices and files: GRUB in QEMU and ours on copies of one disk.

What they print must be equal but for blanks and for the text of messages; and so must the disks
be when both have written to their environment blocks."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "boot"))

from grub import install_grub  # noqa: E402
from images import EXT_UUID, Part, make_disk, run  # noqa: E402

EMU = os.environ.get("BUILD", "build") + "/asan/fl-emu"
MODULES = ("biosdisk part_msdos part_gpt ext2 fat normal configfile echo test true search "
           "search_fs_file search_fs_uuid search_label serial loadenv probe loopback iso9660 ls "
           "cat halt").split()
BLOCK = b"# GRUB Environment Block\nsaved_entry=a\\\\b\nnext_entry=c\n"
START = 2048 * 512

# Each runs by itself; $? where we mean it to be GRUB's.
SNIPPETS = [
    "cat /text", "cat /dos", "cat --dos /dos", "cat /utf8; cat /none; echo $?",
    "cat /boot; echo $?", "ls /", "ls -a /", "ls /dir/a /text", "ls /text /dir /boot", "ls -l /",
    "ls -lh /", "ls -lha /boot", "ls (hd0,2)/", "ls (hd0,msdos1)/dir", "ls -h /dir",
    "cat (hd0,1)0x1000+0x1", "cat (hd0)+0; echo $?", "cat (hd0)1; echo $?",
    "cat (hd0)99999999+1; echo $?", "cat (hd0)0x1+0x1,; echo $?", "cat (hd0)1+1x; echo $?",
    "cat (hd0)+; echo $?", "cat hd0; echo $?", f"search -u {EXT_UUID}; echo $?",
    "search --set=a -l FATTY; echo $? $a", "search -f --set /text; echo $? $root",
    "search --fs-uuid --set 1234-5678; echo $? $root", "search -su 1234-5678; echo $? $root",
    "search -s b -u 1234-5678; echo $? $b", "search -u -s 1234-5678; echo $? $root",
    "search -us b 1234-5678; echo $? $b", "search --set=b -f -l FATTY; echo $? $b",
    "search --set=b -l -u 1234-5678; echo $? [$b]", "search -nu 1234-abcd; echo $?",
    "search --set=b -u 1234-ABCD; echo $? [$b]", "search --set=b 1234-5678; echo $? [$b]",
    "search --set=b --hint-foo=hd0 --hint-bios=hd0,msdos1 --hint-efi=hd0,gpt1 --hint='lvmid/x'"
    " -u 1234-5678; echo $b",
    "search --set=b -u 1234-5678 extra; echo $b", "search -u; echo $?",
    "search.fs_uuid 1234-5678 v hd0,msdos1 hd0; echo $? $v", "search.file /text v; echo $? $v",
    "search.fs_label one; echo $?", "search.file; echo $?",
    "search --set=v -u -- 1234-5678; echo $v", "probe -u hd0,msdos1; echo",
    "probe --fs-uuid (hd0,1); echo", "probe -l (hd0,2); echo", "probe -f (hd0,1); echo",
    "probe --fs (hd0,2); echo", "probe -d (hd0); echo", "probe -p (hd0,1); echo",
    "probe --partmap (hd0); echo", "probe --part-uuid (hd0,1); echo",
    "probe --part-uuid (hd0); echo", "probe --set=q -u (hd0,1); echo $? $q",
    "probe -s q -f (hd0,1); echo $q", "probe -f (hd0); echo $?", "probe -l (hd0,3); echo $?",
    "probe (hd0,1); echo $?", "probe -u; echo $?", "probe -p (hd0,9); echo $?",
    "probe -u (hd0,1) (hd0,2); echo",
    "loopback l /x.iso; echo $?; ls (l)/; ls -l (l)/; cat (l)/UPPER.TXT; "
    "cat '(l)/dir/File Long.txt'",
    "loopback l /plain.iso; ls -lh (l)/; ls (l)/dir; cat (l)/upper.txt; cat (l)/UPPER.TXT",
    "loopback l /joliet.iso; ls (l)/dir; cat '(l)/dir/File Long.txt'",
    "loopback l /x.iso; probe -u (l); probe -l (l); probe -f (l); probe -d (l); "
    "probe -p (l); echo; search -l ISO_LABEL",
    "loopback l /x.iso; loopback l /text; echo $?", "loopback l /text; cat (l)+1",
    "loopback l /fat.img; echo $?; ls (l)/; ls -l (l)/; cat '(l)/dir/File Long.txt'",
    "loopback l /ext.img; ls -lh (l)/; ls (l)/dir; cat (l)/upper.txt; cat (l)/UPPER.TXT",
    "loopback l /ext.img; probe -u (l); probe -l (l); probe -f (l); probe -d (l); "
    "probe -p (l); echo; search -l IMAGE",
    "loopback l /fat.img; loopback l /text; echo $?", "loopback l /text; cat (l)+1",
    "loopback; echo $?", "loopback l; echo $?", "loopback l /none; echo $?",
    "loopback l /dir; echo $?", "loopback l (hd0)2048+8000; probe -f (l); ls (l)/dir",
    "load_env; echo $? [$saved_entry] [$next_entry]", "load_env next_entry; echo $? [$saved_entry]",
    "load_env -f /env2048; echo $? $next_entry", "load_env -f /env512; echo $? $next_entry",
    "load_env -f /nosig; echo $?", "load_env --skip-sig -f /nosig; echo $?",
    "load_env -f /none; echo $?", "load_env --file /cut; echo $? [$v] [$w]",
    "load_env -f /dir; echo $?", "load_env -f (hd0,1)+2; echo $?", "save_env; echo $?",
    "save_env -f /nosig v; echo $?", "v=1; save_env -f /full v; echo $?",
    "save_env -f /none v; echo $?", "save_env -f (hd0)+2 v; echo $?",
    "loopback l /x.iso; save_env -f (l)/UPPER.TXT v; echo $?",
    # From here on blocks change.
    "v='x\ny\\z'; save_env v; echo $?; save_env -f /env2048 v; echo $?", "save_env unset; echo $?",
    "load_env next_entry; save_env -f /env512 next_entry; echo $?",
    "unset next_entry; save_env next_entry v; echo $?",
    "empty=; save_env empty; load_env; echo $? [$empty] [$saved_entry]",
    "saved_entry='a>b #'; next_entry=0; save_env next_entry saved_entry; echo $?",
    "w='\\'; save_env -f (hd0,msdos2)/env w; echo $?", "load_env -f (hd0,2)/env; echo $w",
    "loopback l /fat.img; w=2; save_env -f (l)/env w; echo done",
    "extract_entries_source /inc.cfg; echo $?", "source /inc.cfg; echo $? $x",
    ". /inc.cfg; echo $?", "source; echo $?",
]
NAMES = "a b v w x q empty saved_entry next_entry".split()


def make_iso(path, source, *options):
    run("xorriso", "-as", "mkisofs", "-quiet", "-V", "ISO_LABEL", *options, "-o", path, source)
    return path


def make_image(folder):
    source = folder / "iso"
    (source / "dir").mkdir(parents=True)
    (source / "dir/File Long.txt").write_text("in an iso\n")
    (source / "UPPER.TXT").write_text("up\n")
    small = folder / "fat.img"
    with open(small, "wb") as f:
        f.truncate(1440 * 1024)
    run("mkfs.vfat", small)
    (folder / "env").write_bytes(BLOCK.ljust(1024, b"#"))
    run("mcopy", "-i", small, folder / "env", "::env")
    run("mcopy", "-s", "-i", small, source / "dir", "::")
    run("mke2fs", "-q", "-t", "ext2", "-L", "IMAGE", "-U", EXT_UUID.replace("1", "3"), "-d", source,
        folder / "ext.img", "1M")
    env = BLOCK.ljust(1024, b"#")
    tree = {
        "boot/grub/grubenv": env, "boot/.hidden": "h", "text": "two\nlines\n", "utf8": "a\n",
        "dos": b"a\r\nb\rc\x01\ttab\n", "dir/a": "1", "dir/b c": "2", "inc.cfg": "set x=inc\n",
        "env2048": env.ljust(2048, b"#"), "env512": env[:512], "nosig": b"a=x\n".ljust(1024, b"#"),
        "full": BLOCK + b"z=" + b"x" * (1024 - len(BLOCK) - 3) + b"\n",
        "cut": BLOCK[:25] + b"v=x\\\ny\nw=end", "big": b"x" * 123456, "huge": b"y" * 5000000,
        "x.iso": make_iso(folder / "x.iso", source, "-R"), "fat.img": small,
        "ext.img": folder / "ext.img",
        "plain.iso": make_iso(folder / "plain.iso", source, "--norock"),
        "joliet.iso": make_iso(folder / "joliet.iso", source, "--norock", "-J"),
    }
    image = folder / "grub.img"
    make_disk(image, [Part("ext4", tree | {"boot/grub/grub.cfg": grub_config()}, label="ONE"),
                      Part("vfat", {"b.txt": "2", "Long Name.txt": "3", "env": env}, label="FATTY"),
                      Part("raw", size=1 << 20)])
    return install_grub(image, modules=MODULES)


def prepared(snippet):
    return ("".join(f"unset {name}\n" for name in NAMES) + "set root=hd0,msdos1\n" + snippet +
            "\nloopback -d l\n")


def grub_config():
    lines = ["serial --unit=0 --speed=115200", "terminal_output serial", "terminal_input serial"]
    for i, snippet in enumerate(SNIPPETS):
        lines += [f"echo @@{i}@", prepared(snippet)]
    return "\n".join(lines + [f"echo @@{len(SNIPPETS)}@", "halt", ""])


def answers(text):
    """What each snippet printed, without blanks and messages."""
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", text).replace(b"\r", b"").decode("latin-1")
    pieces = re.split(r"@@\d+@", text)[1:-1]
    assert len(pieces) == len(SNIPPETS), text[-2000:]
    message = re.compile(r"^(error: |\S+:\d+: |\(\S+\): )[^\n]*\n", re.M)
    return [re.sub(r"\s", "", message.sub("", piece)) for piece in pieces]


def test_grub(tmp_path):
    theirs, ours = make_image(tmp_path), tmp_path / "ours.img"
    shutil.copy(theirs, ours)
    output, script = tmp_path / "serial", tmp_path / "script.cfg"
    subprocess.run(["qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-display", "none",
                    "-net", "none", "-serial", f"file:{output}",
                    "-drive", f"file={theirs},format=raw,if=ide"], check=True, timeout=240)
    script.write_text("set prefix=(hd0,msdos1)/boot/grub\n" +
                      grub_config().partition("terminal_input serial\n")[2])
    done = subprocess.run([EMU, "--disk", ours, "--script", script], capture_output=True,
                          timeout=240)
    assert not done.stderr, done.stderr.decode()
    for snippet, grub, us in zip(SNIPPETS, answers(output.read_bytes()), answers(done.stdout)):
        assert us == grub, snippet
    assert ours.read_bytes() == theirs.read_bytes()
