"""test_configs.py - real configurations: the same entries here and in GRUB.

Two ways.  A configuration whose menuentry and submenu are functions that print what they are
given, run on both sides; and the menu that GRUB itself draws for the file, read from its
screen.  Only what they say about terminals is left out."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sides import EMU, MIB, PREFIX, TERMINAL, Part, both, make_disks  # noqa: E402
from machine import Disk, Machine  # noqa: E402

CONFIGS = sorted((Path(__file__).parents[1] / "boot/configs").glob("**/*.cfg"))
ROOT_UUID = "65eb84ee-19e6-4cf0-ba7e-91af1d62b001"
OTHER_UUID = "cafd8c1a-4c92-49ed-95b0-91dbb74608c0"

# A submenu's block runs as a function of its own, because no function can change while it runs.
SHOW = """
function show_entry { echo entry; for i in "$@"; do echo "<$i>"; done; }
function show_submenu {
    echo submenu; for i in "$@"; do last="$i"; echo "<$i>"; done
    shown=x$shown; eval "function body$shown $last"; body$shown; echo end
}
"""

VARIABLES = """
echo "default <$default> timeout <$timeout> <$timeout_style> fallback <$fallback> root <$root>"
echo "saved <$saved_entry> <$prev_saved_entry> next <$next_entry> once <$boot_once>"
echo "env <$have_grubenv> <$env_block> <$recordfail> <$boot_success> <$boot_indeterminate>"
echo "gfx <$linux_gfx_mode> <$gfxpayload> <$menuentry_id_option> <$menu_color_normal>"
"""

# What the environment block may hold; None: there is none.
ENVIRONMENTS = {
    "none": None, "empty": {},
    "saved": {"saved_entry": "gnulinux-advanced-" + ROOT_UUID + ">1"},
    "next": {"next_entry": "1", "saved_entry": "0"},
    "title": {"saved_entry": "Debian GNU/Linux, with Linux 6.1.0-17-amd64"},
    "failed": {"recordfail": "1", "boot_success": "0"},
    "Fedora": {"boot_success": "1", "boot_indeterminate": "1", "menu_auto_hide": "1"},
    "counting": {"boot_counter": "2", "boot_success": "0"},
    "once": {"prev_saved_entry": "gnulinux-simple-" + ROOT_UUID, "saved_entry": "2"},
}


def block(variables):
    text = "# GRUB Environment Block\n" + "".join(f"{k}={v}\n" for k, v in variables.items())
    return text.ljust(1024, "#")


def same_terminal(config):
    return re.sub(r"^(\s*)(serial|terminal_output|terminal_input|set pager)\b.*", r"\1true", config,
                  flags=re.M)


def shown(config):
    """The configuration with functions for menuentry and submenu."""
    return SHOW + re.sub(r"^(\s*)(menuentry|submenu)\b", r"\1show_\2", config, flags=re.M) \
        .replace("show_menuentry", "show_entry") + VARIABLES


@pytest.mark.parametrize("config", CONFIGS, ids=lambda c: c.stem)
@pytest.mark.parametrize("scheme", ["mbr", "gpt"])
def test_entries(tmp_path, scheme, config):
    tree = {"vmlinuz": "k", "images/second image.iso": "i", f"{PREFIX}/custom.cfg": "echo custom\n"}
    some = list(ENVIRONMENTS.items())[:None if scheme == "mbr" else 3]
    scripts = []
    for name, variables in some:
        # Each has an environment block of its own, because it may write to it.
        folder = f"env/{len(scripts)}"
        if variables is not None:
            tree[f"{folder}/grubenv"] = block(variables)
        places = f"prefix=($root)/{folder}\nconfig_directory=($root)/{PREFIX}\n"
        scripts.append(f"echo {name}\n{places}" + shown(same_terminal(config.read_text())))
    other = [Part("ext4", {"boot/x": ""}, size=4 * MIB, uuid=OTHER_UUID)]
    for script, theirs, ours in both(tmp_path, scripts, tree, other, scheme=scheme, uuid=ROOT_UUID):
        assert ours == theirs, script
        # Fedora's entries come from blscfg, which Debian's GRUB has not.
        assert "entry" in theirs or "fedora" in config.stem


# --- The menu as GRUB draws it.

COLUMNS, ROWS = 150, 40
FIRST_ROW, LAST_ROW = 5, ROWS - 7       # of the entries on a screen of that size
MENU_TERMINAL = re.sub(r"-u -g \S+ (\S+) dumb", rf"-g {COLUMNS}x{ROWS} \1 vt100", TERMINAL)

# Behind any configuration: what it has set, and its menu waits.
STAY = """
echo "@@set <$timeout> <$timeout_style> <$fallback>"
set timeout=-1
set timeout_style=menu
"""


def listing(config, disks):
    disk_options = [a for d in disks for a in ("--disk", d)]
    done = subprocess.run([EMU, *disk_options, "--config", config, "--list"],
                          capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read_menu(pc):
    """Wait for GRUB's menu; the titles in it, and the number of the one that is marked."""
    drawn = pc.expect(rf"\x1b\[{FIRST_ROW};3H[\s\S]*?\x1b\[{LAST_ROW};3H[^\x1b]*\x1b\[m")[0]
    rows = re.findall(r"\x1b\[\d+;3H([ *])([^\x1b]*)", drawn)
    titles = [title.strip() for _, title in rows]
    marked = [i for i, (mark, _) in enumerate(rows) if mark == "*"]
    assert len(marked) == 1, drawn
    return [title for title in titles if title], marked[0]


def paths(entries, above=()):
    """The way to each entry, as lists of numbers."""
    for i, entry in enumerate(entries):
        yield [*above, i]
        yield from paths(entry["submenu"], [*above, i])


def way(entries, path):
    """The menus on this way, each with the number that is taken in it."""
    for i in path:
        yield entries, i
        entries = entries[i]["submenu"]


def first_with(entries, name):
    """A name means the first entry that has it as an id or a title."""
    return next(i for i, e in enumerate(entries) if name in (e["id"], e["title"]))


def variants(found):
    """Lines behind a configuration, and the menus and marks that they must lead to."""
    entries = found["entries"]
    if not entries:
        return [("", [])]
    default = [int(n) for n in found["default"].split(">")]
    cases = [("", [(menu, i) for menu, i in way(entries, default)])]
    for path in paths(entries):
        menus, names = [], []
        for menu, i in way(entries, path):
            names.append(menu[i]["id"].replace(">", ">>").replace("'", "'\\''"))
            first = first_with(menu, menu[i]["id"])
            menus.append((menu, first))
            if first != i:
                break
        cases.append((f"set default='{'>'.join(names)}'\n", menus))
    return cases


def check_menus(pc, found, menus):
    timeout, style, fallback = pc.expect("@@set <(.*?)> <(.*?)> <(.*?)>").groups()
    assert int(timeout or -1) == found["timeout"] and fallback == found["fallback"]
    assert (style or "menu") == found["timeout_style"]
    for depth, (menu, marked) in enumerate(menus):
        if depth:
            pc.send("\r")
        assert read_menu(pc) == ([e["title"] for e in menu], marked)
    for depth in range(len(menus)):
        if depth:
            read_menu(pc)
        pc.send("\x1b")


@pytest.mark.parametrize("scheme", ["mbr", "gpt"])
def test_menus(tmp_path, scheme):
    probe = make_disks(tmp_path, {f"{PREFIX}/grub.cfg": ""}, scheme=scheme, uuid=ROOT_UUID)
    driver, files, cases = MENU_TERMINAL, {}, []
    for config in CONFIGS:
        found = listing(config, probe)
        for lines, menus in variants(found):
            path = f"c/{len(cases)}.cfg"
            files[path] = same_terminal(config.read_text()) + STAY + lines
            driver += f"echo @@{len(cases)}\nconfigfile /{path}\n{MENU_TERMINAL}"
            cases.append((found, menus))
    files[f"{PREFIX}/grub.cfg"] = driver + "echo @@end\nhalt\n"
    disks = make_disks(tmp_path, files, scheme=scheme, uuid=ROOT_UUID)
    assert len(CONFIGS) > 7 and sum(len(menus) for _, menus in cases) > 60
    with Machine([Disk(disk) for disk in disks]) as pc:
        for i, case in enumerate(cases):
            pc.expect_exact(f"@@{i}\r\n")
            check_menus(pc, *case)
        pc.expect_exact("@@end")
