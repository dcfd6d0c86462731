# test_emu_bls.py - blscfg: Fedora's grub.cfg and Boot Loader Specification files, on images.

import pytest

from emu import CHECK, listing, plan, run, script
from images import Part, make_disk
from machine import BUILD

UUID = "65eb84ee-19e6-4cf0-ba7e-91af1d62b001"
HINTS = "--hint-bios=hd0,gpt2 --hint-efi=hd0,gpt2 --hint-baremetal=ahci0,gpt2"
ID = "0123456789abcdef0123456789abcdef"
BLOCK = "# GRUB Environment Block\n"

# The shape of what Fedora's grub2-mkconfig writes for a machine with a /boot of its own.
FEDORA = f"""set pager=1
if [ -f ${{config_directory}}/grubenv ]; then
  load_env -f ${{config_directory}}/grubenv
elif [ -s $prefix/grubenv ]; then
  load_env
fi
if [ "${{next_entry}}" ] ; then
   set default="${{next_entry}}"
   set next_entry=
   save_env next_entry
   set boot_once=true
else
   set default="${{saved_entry}}"
fi
if [ x"${{feature_menuentry_id}}" = xy ]; then
  menuentry_id_option="--id"
else
  menuentry_id_option=""
fi
export menuentry_id_option
function savedefault {{
  if [ -z "${{boot_once}}" ]; then
    saved_entry="${{chosen}}"
    save_env saved_entry
  fi
}}
terminal_output console
set timeout_style=menu
set timeout=5
insmod part_gpt
insmod ext2
set root='hd0,gpt2'
if [ x$feature_platform_search_hint = xy ]; then
  search --no-floppy --fs-uuid --set=root {HINTS} {UUID}
else
  search --no-floppy --fs-uuid --set=root {UUID}
fi
set boot='hd0,gpt2'
search --no-floppy --fs-uuid --set=boot {HINTS} {UUID}
if [ -z "${{kernelopts}}" ]; then
  set kernelopts="root=UUID=cafd8c1a ro rhgb quiet "
fi
insmod blscfg
blscfg
if [ "${{boot_success}}" = "1" -o "${{boot_indeterminate}}" = "1" ]; then
  set menu_hide_ok=1
else
  set menu_hide_ok=0
fi
set boot_success=0
save_env boot_success boot_indeterminate
"""


def entry(version, title="", options="$kernelopts $tuned_params", more=""):
    return (f"title {title or f'Fedora Linux ({version}) 37'}\nversion {version}\n"
            f"linux /vmlinuz-{version}\ninitrd /initramfs-{version}.img $tuned_initrd\n"
            f"options {options}\nid fedora-20221231-{version}\ngrub_users $grub_users\n"
            f"grub_arg --unrestricted\ngrub_class kernel\n{more}")


VERSIONS = ["6.0.9-300.fc37.x86_64", "6.0.10-300.fc37.x86_64", "5.19.16-301.fc37.x86_64",
            "6.0.10-300.fc37.x86_64~debug"]
NEWEST_FIRST = [VERSIONS[1], VERSIONS[3], VERSIONS[0], VERSIONS[2]]


def fedora_disk(folder, entries, config=FEDORA, where="loader/entries", files=None):
    tree = {f"{where}/{name}.conf": text for name, text in entries.items()}
    tree |= {"grub2/grub.cfg": config, "grub2/grubenv": BLOCK.ljust(1024, "#")}
    for version in [*VERSIONS, "0-rescue"]:
        tree |= {f"vmlinuz-{version}": BUILD / "vmlinuz", f"initramfs-{version}.img": b"I" * 3000}
    disk = folder / "disk.img"
    make_disk(disk, [Part("ext4", tree | (files or {}), uuid=UUID, size=64 << 20)], scheme="gpt")
    return disk


def fedora_entries():
    found = {f"{ID}-{version}": entry(version) for version in VERSIONS}
    found[f"{ID}-0-rescue"] = entry("0-rescue", "Fedora Linux (0-rescue) 37")
    return found


def test_fedora(tmp_path):
    disk = fedora_disk(tmp_path, fedora_entries(), files={
        "loader/entries/README": "no entry", "loader/entries/.hidden.conf": entry("1")})
    menu = listing(disk)
    assert [e["id"] for e in menu["entries"]] == [f"{ID}-{v}" for v in [*NEWEST_FIRST, "0-rescue"]]
    first = menu["entries"][0]
    assert first["title"] == f"Fedora Linux ({VERSIONS[1]}) 37" and first["class"] == ["kernel"]
    assert first["unrestricted"] and not first["users"] and not first["submenu"]
    assert menu["default"] == "0" and menu["timeout"] == 5
    answer = plan(disk)
    assert answer["status"] == 0 and answer["messages"] == []
    assert answer["kernel"] == f"(hd0,gpt2)/vmlinuz-{VERSIONS[1]}"
    # The file's words behind a variable that is not set, and the blank at the options' end.
    assert answer["cmdline"] == (f"BOOT_IMAGE=(hd0,gpt2)/vmlinuz-{VERSIONS[1]} root=UUID=cafd8c1a"
                                 " ro rhgb quiet")
    assert answer["initrd"] == [f"(hd0,gpt2)/initramfs-{VERSIONS[1]}.img"]
    done = run(CHECK, "--disk", disk)
    assert done.returncode == 0, done.stderr


def test_saved_entry_is_the_default(tmp_path):
    disk = fedora_disk(tmp_path, fedora_entries(), files={
        "grub2/grubenv": (f"{BLOCK}saved_entry={ID}-{VERSIONS[2]}\n"
                          "kernelopts=from the=env\n").ljust(1024, "#")})
    assert listing(disk)["default"] == "3"
    answer = plan(disk)
    assert answer["kernel"].endswith(VERSIONS[2]) and answer["cmdline"].endswith(" from the=env")


def one(folder, text, config="set root=hd0,gpt2\nblscfg\n", name="one", **more):
    return fedora_disk(folder, {name: text}, config, **more)


def test_every_key(tmp_path):
    disk = one(tmp_path, """# a comment
   title It's "the" $title \\ one
sort-key x
machine-id 0123
linux	/vmlinuz-0-rescue
initrd /initramfs-0-rescue.img newc:a:/one
initrd	/two
  options  a="b c" d='$x' $one$two ${three} $unset$unset-z e;f \\$g
nothing

devicetree /x.dtb
grub_hotkey k
grub_users root
grub_class a
grub_class b c
grub_arg first arg
grub_arg it's
""".rstrip(), "set root=hd0,gpt2\none=1; two='2 \"q q\"'; three=3; x=no\nblscfg\none=x; three=late\n",
               files={"one": "1", "two": "2"})
    got = listing(disk)["entries"]
    assert len(got) == 1
    got = got[0]
    assert got["title"] == 'It\'s "the" $title \\ one' and got["id"] == "one"
    assert got["hotkey"] == "k" and got["users"] == "root" and not got["unrestricted"]
    assert got["class"] == ["a", "b c"]
    answer = plan(disk, "one")
    assert answer["initrd"] == ["(hd0,gpt2)/initramfs-0-rescue.img", "newc:a:(hd0,gpt2)/one",
                                "(hd0,gpt2)/two"]
    # $one and $two as they were when blscfg ran; ${three} is the entry's own to expand.
    assert answer["cmdline"] == ('BOOT_IMAGE=(hd0,gpt2)/vmlinuz-0-rescue "a=b c" d=no '
                                 '12 "q q" late -z e')
    # e;f are two commands, as they are in GRUB.
    assert len(answer["messages"]) == 1 and "f" in answer["messages"][0].rpartition(" ")[2]


@pytest.mark.parametrize("text, config, cmdline, initrd", [
    ("linux /vmlinuz-0-rescue\n", "", "", []),
    ("linux /vmlinuz-0-rescue\n", "default_kernelopts='from default $x'; x=late",
     " from default late", []),
    ("linux /vmlinuz-0-rescue\n", "default_kernelopts='a $x'; x=1", " a 1", []),
    ("linux /vmlinuz-0-rescue\noptions own\n", "default_kernelopts=other", " own", []),
    ("linux /vmlinuz-0-rescue\ninitrd /sub/i\n", "early_initrd='u1  u2'", "",
     ["/sub/u1", "/sub/u2", "/sub/i"]),
    ("linux /vmlinuz-0-rescue\n", "early_initrd=two", "", ["/two"]),
    ("linux /vmlinuz-0-rescue\ninitrd /two $more\n", "more=/sub/i", "", ["/two", "/sub/i"]),
])
def test_fallbacks(text, config, cmdline, initrd, tmp_path):
    disk = one(tmp_path, text, f"set root=hd0,gpt2\n{config}\nblscfg\n",
               files={"sub/i": "i", "sub/u1": "1", "sub/u2": "2", "two": "2"})
    answer = plan(disk, "one")
    assert answer["status"] == 0, answer
    assert answer["cmdline"] == "BOOT_IMAGE=(hd0,gpt2)/vmlinuz-0-rescue" + cmdline
    assert [i.removeprefix("(hd0,gpt2)") for i in answer["initrd"]] == initrd


def test_users(tmp_path):
    entries = {"c": "linux /vmlinuz-0-rescue\n", "b": "linux /vmlinuz-0-rescue\ngrub_users $who\n",
               "a": "linux /vmlinuz-0-rescue\ngrub_users $nobody\n"}
    disk = fedora_disk(tmp_path, entries, "set root=hd0,gpt2\nwho='al bo'\nblscfg\n")
    assert [(e["unrestricted"], e["users"]) for e in listing(disk)["entries"]] == [
        (True, None), (False, "al bo"), (True, None)]
    # Without a title the kernel's path is it.
    assert listing(disk)["entries"][0]["title"] == "/vmlinuz-0-rescue"


def test_savedefault(tmp_path):
    config = ("set root=hd0,gpt2\nfunction savedefault { echo saved $chosen; }\nsave_default=true\n"
              "blscfg\n")
    assert plan(one(tmp_path, "linux /vmlinuz-0-rescue\n", config))["messages"] == ["saved one"]


FOUR = {f"a-{n}-1": f"title T{n}\nlinux /vmlinuz-0-rescue\n" for n in (1, 2, 3, 10)}


@pytest.mark.parametrize("command, ids", [
    ("blscfg", ["10", "3", "2", "1"]), ("blscfg; blscfg", ["10", "3", "2", "1"]),
    ("default=a-2-1; blscfg default", ["2"]), ("default=T3; blscfg default", ["3"]),
    ("default=1; blscfg default", ["3"]), ("default=T3; blscfg non-default", ["10", "2", "1"]),
    ("default=0; blscfg default; menuentry x { true }; blscfg non-default",
     ["10", "x", "3", "2", "1"]),
    ("blscfg a-3-1", ["3"]), ("blscfg a-4-1", []),
    ("blscfg (hd0,gpt2)/loader/entries", ["10", "3", "2", "1"]),
    ("root=; boot=; blscfg (hd0,gpt2)/loader/entries/", ["10", "3", "2", "1"]),
    ("blscfg /loader/entries", ["10", "3", "2", "1"]),
    ("blscfg (hd0,2)/loader/entries/a-2-1.conf", ["2"]),
    ("blscfg /loader/entries/a-1-1.conf", ["1"]),
    ("root=hd9; boot=hd0,gpt2; blscfg", ["10", "3", "2", "1"]),
    ("blsdir=/other; blscfg", ["77"]), ("bls_import; blscfg", ["10", "3", "2", "1"]),
])
def test_what_is_asked_for(command, ids, tmp_path):
    disk = fedora_disk(tmp_path, FOUR, f"set root=hd0,gpt2\n{command}\n",
                       files={"other/a-77-1.conf": "linux /vmlinuz-0-rescue\n"})
    assert [e["id"].removeprefix("a-").removesuffix("-1") for e in listing(disk)["entries"]] == ids


def test_boot_folder_of_one_partition(tmp_path):
    disk = fedora_disk(tmp_path, FOUR, "set root=hd0,gpt2\nblscfg\n", where="boot/loader/entries")
    assert len(listing(disk)["entries"]) == 4


def test_bad_files_do_not_hide_the_others(tmp_path):
    entries = dict(FOUR) | {
        "b-1-1": "title no kernel\n", "c-1-1": "", "d-1-1": "linux\nlinux \n",
        "e-1-1": b"\0\n\0linux\0",
        "f-1-1": "linux /k options='\ninitrd $(x) `\noptions ' } { \"\n", "g-1-1": "x" * 70000,
        "h-1-1": "title '\\''\r\nlinux /vmlinuz-0-rescue\r\n",
        "i'j-1-1": "linux /vmlinuz-0-rescue\ngrub_class '\ngrub_arg --id\ngrub_arg --\n"}
    disk = fedora_disk(tmp_path, entries, "set root=hd0,gpt2\nblscfg; echo $?\n")
    got = listing(disk)["entries"]
    assert [e["id"][0] for e in got] == ["i", "h", "f", "a", "a", "a", "a"]
    assert got[0]["class"] == ["'"] and got[0]["id"] == "i'j-1-1" and got[1]["title"] == "'\\''"
    lines = script(tmp_path, "set root=hd0,gpt2\nblscfg; echo $?\n", disk)[1]
    assert lines == ["script:2: blscfg: (hd0,gpt2)/loader/entries/g-1-1.conf: file is larger than"
                     " 65536 bytes", "6"]


def test_nothing_there(tmp_path):
    disk = fedora_disk(tmp_path, {}, "menuentry A { true }\n")
    lines = script(tmp_path, "set root=hd0,gpt2\nblscfg; echo $?\nset boot=hd7; blscfg; echo $?\n"
                   "unset boot; unset root; blscfg; echo $?\nblscfg (hd0,2)/none; echo $?\n",
                   disk)[1]
    assert lines == ["script:2: blscfg: (hd0,gpt2)/loader/entries/: file not found", "5",
                     "script:3: blscfg: (hd7)/loader/entries/: no such device", "12",
                     "script:4: blscfg: no device is given and root is not set", "5",
                     "script:5: blscfg: (hd0,2)/none/: file not found", "5"]
