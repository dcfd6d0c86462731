"""test_iso9660.py - what xorriso writes, read by ours: Rock Ridge, Joliet, plain names."""

import os
import random

import pytest

from test_fs import cat, check_tree, damage, fscat, line, make_tree, refusal, tool

VOLUME_DATE = "2024022913141599"        # --modification-date; the last two are hundredths
UUID = "2024-02-29-13-14-15-99"
SECTOR_16 = 16 * 2048


def make_iso(image, source, *options):
    tool("xorriso", "-as", "mkisofs", "-quiet", "-V", "A_Label",
         "--modification-date=" + VOLUME_DATE, *options, "-o", image, source)
    return image


def contents():
    r = random.Random(9)
    files = {
        "boot/vmlinuz": r.randbytes(3_000_001), "empty": b"", "one": b"1",
        "UPPER.TXT": b"upper", "Mixed Case and spaces.TxT": b"mixed", ".hidden": b"dot",
        "grün-日本": "ümläut".encode(), "x" * 255: b"the longest name",
        "/".join("d%d" % i for i in range(12)) + "/deepest": b"deep",
    }
    for size in (2047, 2048, 2049, 70000):
        files["sizes/%d" % size] = r.randbytes(size)
    for i in range(300):
        files["many/file-number-%05d" % i] = b"%d" % i
    return files


@pytest.fixture(scope="module")
def files():
    return contents()


@pytest.fixture(scope="module")
def source(files, tmp_path_factory):
    return make_tree(tmp_path_factory.mktemp("iso") / "tree", files)


@pytest.mark.parametrize("options", [("-R",), ("-R", "-J", "-joliet-long"),
                                     ("-R", "-iso-level", "1"), ("-R", "-U")])
def test_rock_ridge(options, files, source, tmp_path):
    image = make_iso(tmp_path / "i", source, *options)
    check_tree(image, files)
    vols = fscat(image, "vols").stdout.decode()
    assert f"iso9660 {UUID} [A_Label]" in vols
    # As GRUB and Linux have it, case counts.
    assert refusal(image, "cat", "(hd0)/upper.txt") == "file not found"
    assert refusal(image, "cat", "(hd0)/boot") == "not a file"
    assert refusal(image, "list", "(hd0)/one") == "not a directory"
    assert cat(image, "(hd0)//boot/../boot/./vmlinuz") == files["boot/vmlinuz"]


def test_joliet(files, source, tmp_path):
    image = make_iso(tmp_path / "i", source, "--norock", "-J", "-joliet-long")
    long_name = "x" * 255
    files = {name: data for name, data in files.items() if name != long_name}
    files["x" * 103] = b"the longest name"
    check_tree(image, files)
    assert f"iso9660 {UUID} [A_Label]" in fscat(image, "vols").stdout.decode()
    # Windows' names have no case.
    assert cat(image, "(hd0)/upper.txt") == b"upper"
    assert cat(image, "(hd0)/BOOT/VMLINUZ") == files["boot/vmlinuz"]
    assert refusal(image, "cat", "(hd0)/upper") == "file not found"


def test_plain(tmp_path):
    files = {"boot/vmlinuz": b"k" * 5000, "a.b": b"1", "noext": b"2", "dir/long_name.txt": b"3"}
    source = make_tree(tmp_path / "t", files)
    image = make_iso(tmp_path / "i", source, "--norock", "-iso-level", "3")
    check_tree(image, files)
    assert cat(image, "(hd0)/BOOT/VMLINUZ") == files["boot/vmlinuz"]
    assert cat(image, "(hd0)/NOEXT") == b"2"


LINKS = {
    "fast": ("boot/vmlinuz", "boot/vmlinuz"), "sizes/up": ("../boot/../one", "one"),
    "absolute": ("/boot/vmlinuz", "boot/vmlinuz"), "dots": ("././boot/./vmlinuz", "boot/vmlinuz"),
    # Some kilobytes: many entries, in continuation areas.
    "slow": ("./" * 490 + "one", "one"), "wide": ("/".join(["many/.."] * 100) + "/one", "one"),
    "long": ("x" * 255, "x" * 255),
    "chain0": ("chain1", "one"), "chain1": ("sizes/chain2", "one"),
    "sizes/chain2": ("../one", "one"),
}


def test_symlinks(files, tmp_path):
    source = make_tree(tmp_path / "t", files)
    for name, (target, _) in LINKS.items():
        (source / name).symlink_to(target)
    (source / "loop").symlink_to("loop")
    (source / "dangling").symlink_to("nowhere")
    (source / "dirlink").symlink_to("sizes")
    image = make_iso(tmp_path / "i", source, "-R")
    done = fscat(image, "tree", "(hd0)/.").stdout.decode().splitlines()
    want = [line("(hd0)/./" + n, data) for n, data in files.items()]
    want += [line("(hd0)/./" + n, files[f]) for n, (_, f) in LINKS.items()]
    assert not set(want) - set(done)
    assert "(hd0)/./loop: more than 16 symlinks on the path" in done
    assert "(hd0)/./dangling: file not found" in done
    assert line("(hd0)/./dirlink/2047", files["sizes/2047"]) in done


def test_deep_folders_that_were_moved(tmp_path):
    """Deeper than 8 folders some writers move them, and leave a child link."""
    files = {"/".join("d%d" % i for i in range(n)) + "/file%d" % n: b"%d" % n for n in range(1, 15)}
    image, source = tmp_path / "i", make_tree(tmp_path / "t", files)
    tool("xorriso", "-outdev", f"stdio:{image}", "-compliance", "deep_paths_off:long_paths_off",
         "-map", source, "/", "-commit")
    done = fscat(image, "tree", "(hd0)/.").stdout.decode().splitlines()
    assert not {line("(hd0)/./" + name, data) for name, data in files.items()} - set(done)


def test_listing_has_dates(tmp_path):
    source = make_tree(tmp_path / "t", {"f": b"1"})
    os.utime(source / "f", (1_000_000_000, 1_000_000_000))
    image = make_iso(tmp_path / "i", source, "-R")
    names = [entry.split() for entry in fscat(image, "list", "(hd0)/").stdout.decode().splitlines()]
    assert ["f", "0", "1", "1000000000"] in names
    assert [n[0] for n in names[:2]] == [".", ".."]


def test_stick(files, source, tmp_path):
    """An image that is a disk, too: found whole and as its partition, which begins at 0."""
    image = make_iso(tmp_path / "i", source, "-R", "-partition_offset", "16")
    vols = [v.split()[:4] for v in fscat(image, "vols").stdout.decode().splitlines()]
    assert [v[0] for v in vols] == ["hd0", "hd0,msdos1"] and vols[0][3] == vols[1][3] == "iso9660"
    assert cat(image, "(hd0)/one") == cat(image, "(hd0,1)/one") == b"1"


def test_damaged_images(files, tmp_path):
    """Each read to the end, and no sanitizer has a word."""
    small = {name: data for name, data in files.items() if len(data) < 3000 and "many" not in name}
    source = make_tree(tmp_path / "t", small | {"many/%d" % i: b"x" for i in range(60)})
    for name in ("slow", "chain0", "absolute"):
        (source / name).symlink_to(LINKS[name][0])
    victim, sentences = tmp_path / "victim", 0
    for options in ("-R",), ("-R", "-J"), ("--norock", "-J"), ("--norock",):
        good = make_iso(tmp_path / "i", source, *options).read_bytes()
        places = [i for i in range(SECTOR_16, len(good)) if good[i]]
        for seed in range(40):
            r = random.Random(f"{options} {seed}")
            bad = bytearray(good)
            for _ in range(r.choice((1, 2, 8, 64))):
                at = r.choice(places)
                bad[at:at + 1] = r.choice((b"\0", b"\xff", r.randbytes(1), b"\1"))
            victim.write_bytes(bad[:r.choice((len(bad), len(bad), r.randrange(len(bad))))])
            for command in (("vols",), ("tree", "(hd0)/.")):
                done = fscat(victim, *command)
                assert done.returncode in (0, 1), (options, seed, done.stderr.decode())
                sentences += b": iso9660:" in done.stdout
    assert sentences > 5, "the damage was never met"


@pytest.mark.parametrize("at, data, sentence", [
    (1, b"CD002", "no known filesystem"), (128, b"\0\4", "iso9660: blocks of 1024 bytes"),
    (128, b"\0\0", "iso9660: blocks of 0 bytes"),
    (166, b"\xff\xff\xff\xff", "iso9660: directory record at byte 32924 is damaged"),
    (156, b"\1", "iso9660: directory record at byte 32924 is damaged"),
    (158, b"\xff\xff\xff\xff", "sector 17179869180+1 is past the end of the device")])
def test_descriptors_that_lie(at, data, sentence, tmp_path):
    image = make_iso(tmp_path / "i", make_tree(tmp_path / "t", {"f": b"1"}))
    damage(image, SECTOR_16 + at, data)
    assert refusal(image, "cat", "(hd0)/f") == sentence
