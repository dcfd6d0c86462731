"""test_security_page.py - docs/security.md answers every bug that GRUB has published with a test
that there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
ATTACKS, CLASSES = PAGE.split("## What broke GRUB")
# The batches, as they were published, and what came alone.
PUBLISHED = """
    2020-10713 2020-14308 2020-14309 2020-14310 2020-14311 2020-15705 2020-15706 2020-15707
    2020-14372 2020-25632 2020-25647 2020-27749 2020-27779 2021-3418 2021-20225 2021-20233
    2021-3695 2021-3696 2021-3697 2022-28733 2022-28734 2022-28735 2022-28736
    2022-2601 2022-3775
    2023-4692 2023-4693
    2024-45774 2024-45775 2024-45776 2024-45777 2024-45778 2024-45779 2024-45780 2024-45781
    2024-45782 2024-45783 2025-0622 2025-0624 2025-0677 2025-0678 2025-0684 2025-0685 2025-0686
    2025-0689 2025-0690 2025-1118 2025-1125
    2025-54770 2025-54771 2025-61661 2025-61662 2025-61663 2025-61664
    2015-8370 2019-14865 2021-3981 2023-4001 2024-1048 2024-49504 2024-56737
    2024-56738 2025-4382
""".split()
# Kinds of bad input that broke GRUB without a number of their own.
UNNUMBERED = ["Recursion", "ext2, ext3, ext4", "ISO 9660", "The memory map", "Partition tables",
              "The chain itself"]


def rows(text, width):
    """The cells of a table's rows, without its head."""
    lines = [[cell.strip() for cell in line[2:-2].split(" | ")]
             for line in text.splitlines() if line.startswith("| ")]
    assert all(len(line) == width for line in lines[1:]), lines
    return lines[1:]


ALL = [(row[0], row[-1]) for row in rows(ATTACKS, 3) + rows(CLASSES, 4)]


def test_every_number_has_one_row():
    numbers = [number for row in rows(CLASSES, 4) for number in re.findall(r"CVE-([\d-]+)", row[1])]
    assert sorted(numbers) == sorted(PUBLISHED)


def test_every_class_has_a_row():
    unnumbered = [row[0] for row in rows(CLASSES, 4) if row[1] == "-"]
    assert unnumbered == UNNUMBERED
    assert len(rows(ATTACKS, 3)) > 15


@pytest.mark.parametrize("what, tests", ALL, ids=[what[:40] for what, _ in ALL])
def test_named_tests_exist(what, tests):
    named = re.findall(r"`(tests/[\w/]+\.(?:py|c))(?:::(\w+))?`", tests)
    assert named and len(named) == tests.count("`") / 2, tests
    for path, name in named:
        text = (ROOT / path).read_text()
        assert name or path.startswith("tests/fuzz/"), path
        if not name:
            assert re.search(r"^int LLVMFuzzerTestOneInput\(", text, re.M), path
        elif path.endswith(".c"):       # defined, and run
            assert re.search(rf"^static void {name}\(", text, re.M), (path, name)
            assert re.search(rf"\b(cmocka_unit_test\w*|[A-Z]+)\({name}\b", text), (path, name)
        else:
            assert re.search(rf"^def {name}\(", text, re.M) and name.startswith("test_"), (path, name)
