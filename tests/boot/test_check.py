# test_check.py - fl-check: configs that are good and bad, disks that are none.

import os
import signal
import subprocess

import pytest

from emu import CHECK, EMU, KERNEL, SECONDS, disk_with, run
from images import EXT_UUID


def test_check_reports_place(tmp_path):
    config = tmp_path / "bad.cfg"
    config.write_text("set a=1\nif true; then\n  echo 'x'\nelse fi }\n")
    done = run(CHECK, config)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{config}:4:")
    config.write_text("set a=1\n")
    assert run(CHECK, config).returncode == 0
    assert run(CHECK, tmp_path / "missing.cfg").returncode == 2


def test_check_disk(tmp_path):
    good = f"""menuentry Good {{ search --fs-uuid --set=root {EXT_UUID}; linux /vmlinuz }}
submenu S {{ menuentry Off {{ halt }} }}
"""
    disk = disk_with(tmp_path, good)
    done = run(CHECK, "--disk", disk)
    assert done.returncode == 0, done.stderr
    config = tmp_path / "bad.cfg"
    config.write_text(good + """menuentry 'No UUID' { search --fs-uuid --set=root 12-34; linux /vmlinuz }
submenu T { menuentry 'No kernel' { linux /boot/none }
  menuentry 'No initrd' { linux /vmlinuz; initrd /none } }
menuentry 'No disk' { set root=hd4,msdos1; linux /vmlinuz }
menuentry 'No config' { configfile /none.cfg }
menuentry 'No system' { kopenbsd /bsd }
menuentry 'Asks' { read x; linux /vmlinuz }
""")
    done = run(CHECK, "--disk", disk, config)
    assert done.returncode == 1
    for title, why in [("No UUID", "12-34"), ("No kernel", "/boot/none"), ("No initrd", "/none"),
                       ("No disk", ""), ("No config", "/none.cfg: file not found"),
                       ("No system", "unknown command `kopenbsd'"), ("Asks", "cannot be tried")]:
        assert any(line.startswith(f'entry "{title}": ') and why in line
                   for line in done.stderr.splitlines()), done.stderr
    assert "Good" not in done.stderr and "Off" not in done.stderr


ENTRY = "menuentry Good { linux /vmlinuz }\n"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return disk_with(tmp_path_factory.mktemp("good"), ENTRY)


def said(disk, folder, config):
    path = folder / "c.cfg"
    path.write_text(config)
    done = run(CHECK, "--disk", disk, path)
    return done.returncode, done.stderr.replace(str(path), "c.cfg").splitlines()


@pytest.mark.parametrize("config, lines", [
    ("halt\n" + ENTRY, ["c.cfg: halted before there is a menu"]),
    ("linux /vmlinuz\nboot\n", []),
    ("linux /none\nboot\n" + ENTRY, ["c.cfg: (hd0,msdos1)/none: file not found"]),
    ("submenu S { halt }\nmenuentry B { linux /none }\n",
     ['entry "B": (hd0,msdos1)/none: file not found']),
    ("true\n", ["c.cfg: the config has no menu entries"]),
    ("configfile /boot/grub/grub.cfg\n", []),
    ("configfile /boot/grub/grub.cfg\nmenuentry C { true }\n", ['entry "C": no kernel is loaded']),
])
def test_config_that_does_something_itself(good, tmp_path, config, lines):
    assert said(good, tmp_path, config) == (bool(lines), lines)


@pytest.mark.parametrize("config, who", [
    ("search --fs-uuid --set=root 12-34\n" + ENTRY, "c.cfg"),
    ("submenu S { search --fs-uuid --set=root 12-34\n" + ENTRY + "}\n", 'entry "S"'),
])
def test_search_outside_of_entries(good, tmp_path, config, who):
    status, lines = said(good, tmp_path, config)
    assert status == 1 and lines[0] == f"{who}: c.cfg:1: search: no such device: 12-34; there are:"
    assert all(line.startswith("  (hd0") for line in lines[1:])


LOOP = "while true; do true; done"
ENDLESS = {                             # where a loop can be: who is said not to end
    "config": (LOOP, "{config}"), "submenu": (f"submenu S {{ {LOOP}; }}", 'entry "S"'),
    "entry": (f"menuentry S {{ {LOOP}; }}", 'entry "S"'), "plan": (LOOP, "loader"),
}


def test_nothing_hangs(good, tmp_path):
    """All at the same time, because each takes 10 s of a CPU."""
    running = []
    for name, (loop, who) in ENDLESS.items():
        config = tmp_path / name
        config.write_text(f"{loop}\n{ENTRY}")
        command = [EMU, "--plan", "--config"] if name == "plan" else [CHECK]
        running.append((who.format(config=config), subprocess.Popen(
            [*command, config, "--disk", good], stderr=subprocess.PIPE, text=True,
            start_new_session=True)))
    try:
        for who, process in running:
            assert process.communicate(timeout=2 * SECONDS)[1] == f"{who}: does not come to an end\n"
            assert process.returncode == (2 if who == "loader" else 1)
    finally:
        for _, process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_file_that_is_cut_off(tmp_path):
    """Its name is there, its last sectors are not."""
    disk = disk_with(tmp_path, ENTRY, files={"vmlinuz": KERNEL.read_bytes() + b"x" * (40 << 20)})
    assert run(CHECK, "--disk", disk).returncode == 0
    os.truncate(disk, 40 << 20)
    done = run(CHECK, "--disk", disk)
    assert done.returncode == 1
    assert done.stderr.startswith('entry "Good": (hd0,msdos1)/vmlinuz: sector ')
    assert "is past the end of the device" in done.stderr


def test_standard_input(good):
    def check(config, *more):
        done = subprocess.run([CHECK, *more, "-"], input=config, capture_output=True, text=True,
                              timeout=SECONDS)
        return done.returncode, done.stderr

    assert check(ENTRY) == check(ENTRY, "--disk", good) == (0, "")
    assert check("fi\n")[0] == 1
    assert check(ENTRY.replace("linux /", "linux /no"), "--disk", good)[0] == 1


# --- What it is called with.

def test_disks_that_are_none(tmp_path):
    empty, pipe = tmp_path / "empty", tmp_path / "pipe"
    empty.touch()
    os.mkfifo(pipe)
    for disk, why in [(empty, "smaller than a sector"), (pipe, "neither a disk nor"),
                      (tmp_path, "neither a disk nor"), ("/dev/null", "neither a disk nor"),
                      (tmp_path / "none", "No such file")]:
        for command in [(CHECK, "--disk", disk), (EMU, "--disk", disk, "--list"),
                        (EMU, "--disk", disk, "--script", "/dev/null")]:
            done = run(*command)
            assert done.returncode == 2 and done.stderr.startswith(f"{disk}: {why}"), done.stderr


def test_configs_that_are_none(tmp_path):
    """Also endless ones, and nothing is lost on the way out."""
    for config, why in [(tmp_path, "Is a directory"), ("/dev/zero", "more than the 16 MiB"),
                        (tmp_path / "none", "No such file")]:
        done = run(CHECK, config)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        assert done.stderr.startswith(f"{config}: {why}")


@pytest.mark.parametrize("words, why", [
    ([], "no FILE and no DISK"), (["a", "b"], "one word too many: b"),
    (["--disk"], "requires an argument"), (["--frob", "a"], "unrecognized option"),
    (["--disk", "a", "--disk=b"], "one disk at a time, not also b"),
])
def test_wrong_words(words, why):
    done = run(CHECK, *words)
    assert done.returncode == 2 and why in done.stderr.splitlines()[0] and "usage:" in done.stderr


def test_words_in_any_order(good, tmp_path):
    config = tmp_path / "c.cfg"
    config.write_text(ENTRY)
    for words in (["--disk", good, config], [config, f"--disk={good}"], ["--", config]):
        assert run(CHECK, *words).returncode == 0
