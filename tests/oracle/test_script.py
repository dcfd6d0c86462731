"""test_script.py - the script language against bash and against GRUB itself.

Scripts of the subset that bash shares are generated and run in all three; what bash has
not is generated for GRUB and us; tests/oracle/script/ holds the odd ones."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import Generator, GrubGenerator  # noqa: E402
from sides import MIB, Part, both, ours  # noqa: E402

CORPUS = Path(__file__).parent / "script"
SCRIPTS = 100                           # of each generator

TREE = {"dir/one": "1", "dir/two": "2", "dir/.hid": "", "dir/sub/deep.txt": "",
        "dir/sub2/deep.txt": "", "etc/a.cfg": "x", "empty": "", "vmlinuz-1": "1",
        "vmlinuz-2": "2", "vmlinuz-10": "10", "we ird*name": "w"}
SECOND = [Part("ext4", {"efi/debian/grub.cfg": "", "efi/fedora/readme": "x"}, size=4 * MIB,
               uuid="22222222-2222-3333-4444-555555555555"),
          Part("vfat", {"efi/x/y": "1"}, size=4 * MIB, uuid="87654321")]

# Bytes that no file of the corpus should have.
ODD_BYTES = [
    b"echo a\r\necho b \\\r\n c\r\nif true\r\nthen\r\necho 'd'\r\nfi\r\n\r\necho e;\r\n",
    b"echo 'a\r\nb'\r\necho \"c\r\nd\"\r\n",
    b"echo \xc3\xa4\xe2\x82\xac '\xc3\xa4' \"\xc3\xa4\" \\\xc3\xa4\n",
    b"echo a\tb\t\tc \t d\necho 'a\tb'\n\techo \tx\n",
    b"echo no newline at the end", b"echo a\n\n\n\n", b"\n\n\necho a", b"", b"\n", b"#", b"# c\n",
    b" ", b"\t\n", b"x=" + b"a" * 8000 + b'\nif [ "$x" = "$x" -a -n $x ]; then echo long; fi\n',
    b"echo " + b"a b " * 2000 + b"\n", b"true; " * 3000 + b"echo a\n", b"\n" * 20000 + b"echo a\n",
    b"#" * 20000 + b"\necho a\n", b"function f {\n" + b"true\n" * 3000 + b"echo a\n}\nf\n",
    b"for i in " + b"a " * 1000 + b"; do x=$i; done; echo $x\n",
    b"[ " + b"! " * 99 + b"a ]; echo $?\n",
    b"[ " + b"( " * 50 + b"a" + b" )" * 50 + b" ]; echo $?\n", b"[ " + b"( " * 50 + b"]; echo $?\n",
    b"if false; then a; " + b"elif false; then a; " * 50 + b"else echo a; fi\n",
    b"echo '" + b"\n" * 3000 + b"a'\n", b"echo a\\\n" * 500 + b"echo b\n",
]


def generated():
    return [Generator(seed).script() for seed in range(SCRIPTS)]


def bash(text):
    done = subprocess.run(["bash", "--norc", "-f", "-c", text], capture_output=True, text=True,
                          timeout=30)
    assert done.returncode == 0 and not done.stderr, (text, done.stderr)
    return [line.rstrip() for line in done.stdout.strip().split("\n")]


def test_bash(tmp_path):
    for text in generated():
        assert ours(tmp_path, text) == bash(text), text


def same(folder, scripts):
    for script, theirs, our in both(folder, scripts, TREE, SECOND):
        assert our == theirs, script


# A boot for each kind: in one GRUB the functions of a script are there for the next.

def test_grub_corpus(tmp_path):
    # GRUB knows no * before one of them says `insmod regexp`: those come last.
    files = sorted(CORPUS.glob("*.cfg"), key=lambda f: (b"insmod regexp" in f.read_bytes(), f))
    assert len(files) > 15
    same(tmp_path, [f.read_bytes() for f in files])


def test_grub_bytes(tmp_path):
    same(tmp_path, ODD_BYTES)


def test_grub_generated(tmp_path):
    same(tmp_path, generated())


def test_grub_mistakes(tmp_path):
    same(tmp_path, [GrubGenerator(seed).script() for seed in range(SCRIPTS)])
