# test_docs.py - every page: the files, names, targets and links in it are there.

import re

import pytest

from machine import BUILD, ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = sorted(path.name for path in ROOT.iterdir()
                 if path.is_dir() and path.name[0] != "." and path != BUILD)
FILES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")]
# Words of a page that stand for others, and a student's own file.
PLACEHOLDER = re.compile(r"NAME|my\.")
SOURCE = r"[\w.-]+\.(?:asm|c|cfg|h|inc|md|mk|py|sh|tbl)"


def quoted(page):
    return sorted({word for word in re.findall(r"`([^`\n]+)`", page.read_text())
                   if not PLACEHOLDER.search(word)})


def is_there(page, name):
    return any(list(folder.glob(name)) for folder in (ROOT, page.parent))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files(page):
    """folder/file, folder/file:name, folder/ and file.c in backquotes; links."""
    for word in quoted(page):
        if match := re.fullmatch(rf"((?:{'|'.join(FOLDERS)})/[\w/*.-]*?)/?(?:::?(\w[\w.]*))?", word):
            name, symbol = match[1], match[2]
            assert is_there(page, name), word
            if symbol:
                last = symbol.rsplit(".", 1)[-1]
                assert re.search(rf"\b{last}\b", (ROOT / name).read_text()), word
        elif re.fullmatch(SOURCE, word):
            assert word in {path.name for path in FILES}, word
    for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / link).exists(), link


@pytest.fixture(scope="module")
def targets():
    """Those of the makefiles."""
    makefiles = [path for path in [*FILES, *ROOT.iterdir()]
                 if path.suffix == ".mk" or path.name == "Makefile"]
    text = "".join(path.read_text() for path in makefiles)
    return {word for line in re.findall(r"(?m)^([a-z][a-z -]*):", text) for word in line.split()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_targets(page, targets):
    """What a page says to make."""
    said = re.findall(r"(?m)(?:^    (?:\$ )?|`)make ([a-z-]+(?: [a-z-]+)*)", page.read_text())
    for words in said:
        assert set(words.split()) <= targets, words
