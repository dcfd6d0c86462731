# test_language.py - scripts print the same on the metal as in fl-emu.

import subprocess
from pathlib import Path

from emu import script
from images import MIB, Part, install, make_disk
from machine import BUILD, ROOT, Disk, Machine

CORPUS = sorted((ROOT / "tests/oracle/script").glob("*.cfg"))
TREE = {"dir/one": "1", "dir/two": "2", "dir/.hid": "", "dir/sub/deep.txt": "", "empty": "",
        "we ird*name": "w", "self.cfg": "x=x$x; echo $x; source /self.cfg\n"}

# What costs the most stack, heap and time; the next statement runs all the same.
DEEP = [
    "function deep { echo $1; deep x$1; }\ndeep\necho end\n",
    "function deep { if true; then for i in 1; do while deep x; do true; done; done; fi; }\n"
    "deep\necho end\n",
    "a='eval \"$a\"'\neval \"$a\"\necho end\n",
    "function deep { eval 'source /self.cfg'; deep; }\ndeep\necho end\n",
    "if true; then " * 39 + "echo 39; " + "fi; " * 39 + "\necho end\n",
    "if true; then " * 100000 + "\necho end\n",
    "function wide { " + "{ a; } " * 10 + "}\n" + "a { " * 100000 + "\necho end\n",
    "[ " + "( " * 100000 + "]\necho $?\n",
    "a=x\nwhile true; do a=$a$a; done\nunset a\necho end\n",
    "function more { setparams \"$@\" \"$@\"; more \"$@\"; }\nmore 1 2 3 4 5 6 7 8\necho end\n",
    "echo '" + "y" * 100000 + "' | x\necho end\n",
    "for f in /*/*/*/* (*)/*/*; do echo $f; done\nset b=" + "/*" * 1000 + "\necho $b\necho end\n",
    "menuentry " + "\"'\"" * 10000 + " { true; }\necho $?\n",
]


def between_marks(said, count):
    said = said.decode(errors="replace").replace("\r", "")
    marks = [said.index(f"@@{i}\n") for i in range(count + 1)]
    return [said[start:end] for start, end in zip(marks, marks[1:])]


def test_same_on_the_metal(tmp_path):
    scripts = [path.read_text() for path in CORPUS] + DEEP
    assert len(CORPUS) > 15
    config = "".join(f"echo @@{i}\nroot=hd0,msdos1\nsource /s/{i}.cfg\n"
                     for i in range(len(scripts)))
    tree = {**TREE, **{f"s/{i}.cfg": text for i, text in enumerate(scripts)},
            "boot/grub/grub.cfg": f"{config}echo @@{len(scripts)}\nhalt\n"}
    disk = install(make_disk(tmp_path / "disk.img", [
        Part("ext4", tree), Part("vfat", {"efi/boot/a.efi": "b", "one": "1"}, size=4 * MIB)]))
    with Machine([Disk(disk)], memory="32M") as pc:
        pc.expect(rf"@@{len(scripts)}\r*\n", timeout=300)
        metal = between_marks(Path(pc.log).read_bytes(), len(scripts))
    done = subprocess.run([BUILD / "fl-emu", "--memory", "32", "--disk", disk],
                          capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
    emulated = between_marks(done.stdout, len(scripts))
    for text, ours, theirs in zip(scripts, metal, emulated):
        assert ours == theirs, text
    assert "more than 128 calls" in metal[-len(DEEP)]


def test_files_that_are_not_there(tmp_path):
    disk = make_disk(tmp_path / "disk.img", [Part("ext4", {"one": "1", "dir/two": "2"})])
    tests = [f"{a} {op} {b}" for op in ("-nt", "-ot", "-nt9", "-ot-9")
             for a, b in (("/one", "/none"), ("/none", "/one"), ("/none", "/none2"))]
    status, lines = script(tmp_path, "".join(
        f"[ -e /one -a -e /dir ]\n[ {test} ]\necho $?\n" for test in tests), disk)
    # What is not there is older than what is, whatever the seconds.
    assert lines == ["0", "1", "1", "1", "0", "1", "0", "1", "1", "1", "0", "1"]
    assert script(tmp_path, "[ a -eq 0 -a -e /one ]; echo $?", disk)[1] == ["0"]
