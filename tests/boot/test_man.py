# test_man.py - the manual pages say of each tool what it says itself; make install puts both
# where a system looks for them.

import os
import re
import subprocess

import pytest

from images import MIB, Part, make_disk, run
from machine import BUILD, ROOT

PAGES = sorted((ROOT / "docs/man").glob("*.[18]"))
HELP = {"-h", "--help"}


def tools():
    """What make builds of them, by the makefiles' own list."""
    text = "".join(path.read_text() for path in (ROOT / "tools").glob("*.mk"))
    return {name for line in re.findall(r"^TOOLS \+= (.*)$", text, re.M)
            for name in re.findall(r"fl-\w+", line)}


def options_in(page):
    """-o and --output of each Fl macro"""
    return {f"-{name}" for name in re.findall(r"\bFl (-?[a-z][a-z-]*)", page.read_text())}


def call(tool, *arguments):
    return subprocess.run([BUILD / tool, *arguments], capture_output=True, text=True, timeout=60)


def test_every_tool_has_a_page():
    assert {page.stem for page in PAGES} == tools()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_options(page):
    """Those of the page are those that the tool prints, and it takes each."""
    done = call(page.stem, "--help")
    assert done.returncode == 0 and not done.stderr
    printed = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", done.stdout))
    assert options_in(page) - HELP == printed - HELP
    assert "--help" in options_in(page)
    assert ("-h" in options_in(page)) == (call(page.stem, "-h").returncode == 0)
    for option in printed:
        said = call(page.stem, option)
        assert "unrecognized option" not in said.stderr and "invalid option" not in said.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sections(page):
    text = page.read_text()
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
        assert f".Sh {section}\n" in text
    assert f".Dt {page.stem.upper()} {page.suffix[1:]}\n" in text
    assert re.search(r"fl-\w+ \d", text)
    for name, section in re.findall(r"\.Xr (fl-\w+) (\d)", text):
        assert (ROOT / f"docs/man/{name}.{section}").exists()


def test_exit_status_of_misuse():
    """Each page says that wrong options end with 2."""
    for page in PAGES:
        assert call(page.stem, "--nonsense").returncode == 2
        assert re.search(r"^(\.It )?2\b", page.read_text(), re.M)


def test_settings_of_mkconfig():
    used = {name for path in (ROOT / "tools/mkconfig").glob("*.c")
            for name in re.findall(r'"(GRUB_\w+)"', path.read_text())}
    page = (ROOT / "docs/man/fl-mkconfig.8").read_text()
    assert used == set(re.findall(r"^\.Ev (GRUB_\w+)$", page, re.M))


def test_make_install(tmp_path):
    """Tools, images and pages; and what is there works there."""
    root = tmp_path / "root"
    subprocess.run(["make", "-s", "--no-print-directory", f"B={os.path.relpath(BUILD, ROOT)}",
                    f"DESTDIR={root}", "PREFIX=/usr", "install"], cwd=ROOT, check=True,
                   capture_output=True, timeout=300)
    there = {str(path.relative_to(root / "usr")) for path in root.rglob("*") if path.is_file()}
    want = {f"share/man/man{page.suffix[1:]}/{page.name}" for page in PAGES}
    want |= {f"{'sbin' if page.suffix == '.8' else 'bin'}/{page.stem}" for page in PAGES}
    want |= {f"lib/firstlight/{name}" for name in
             ("boot.img", "core.img", "vmlinuz", "initramfs.cpio.gz")}
    assert there == want
    disk = make_disk(tmp_path / "disk.img", [Part("raw", size=8 * MIB)])
    run(root / "usr/sbin/fl-install", disk)
    core = (BUILD / "core.img").read_bytes()
    assert disk.read_bytes()[1024:512 + len(core)] == core[512:]
