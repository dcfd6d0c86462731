"""test_compat_page.py - docs/grub-compat.md names tests that there are, and every command."""

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sides import EMU, ours  # noqa: E402

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/grub-compat.md").read_text()


def test_named_tests_exist():
    """Each name in `(...)` at the end of a line: a function of a test, or a test's file."""
    files = [p for p in (ROOT / "tests").rglob("*") if p.suffix in (".py", ".c", ".sh")]
    there = {p.name for p in files} | {p.stem for p in files}
    for path in files:
        there |= set(re.findall(r"^(?:def|static void) (\w+)\(", path.read_text(), re.M))
    named = [name for names in re.findall(r"\(((?:`[\w./]+`(?:,\s+)?)+)\)", PAGE)
             for name in re.findall(r"`([\w./]+)`", names)]
    assert len(named) > 15
    assert not [name for name in named if name.split("/")[-1] not in there]


def rows():
    """The words of the table, each with its state."""
    table = re.findall(r"^\| (real|accepted|fails|not yet) \| (.*) \|$", PAGE, re.M)
    assert [state for state, _ in table] == ["real", "accepted", "fails", "not yet"]
    return {word: state for state, words in table for word in re.findall(r"`([^`]+)`", words)}


def run(folder, word):
    """Type it, and then keys for whoever asks."""
    path = folder / "script.cfg"
    path.write_text(f"{word}\n")
    return subprocess.run([EMU, "--script", path], input=b"\r\r\r\x1b\x1b\x1b", timeout=60,
                          capture_output=True).stdout.decode(errors="replace")


def test_commands_are_listed(tmp_path):
    states = rows()
    known = {word for word in states if f"unknown command `{word}'" not in run(tmp_path, word)}
    assert {word for word in states if states[word] != "not yet"} == known
    # What ends in _ is how such names start; the last line says what else help does.
    listed = {word for line in ours(tmp_path, "help")[:-1] for word in line.split()
              if word[-1] != "_"}
    assert listed <= known, listed - known
    assert ours(tmp_path, "insmod nosuch; echo $?; nosuch; echo $?") == ["0", "0"]
