# test_menu_emu.py - menu, editor, prompt and login in a terminal: keys in, screens out.

import time

import pytest

from emu import Terminal
from images import Part, make_disk
from machine import BUILD

GRUB_CFG = "boot/grub/grub.cfg"
ENTRIES = """
menuentry 'Good' --id good { linux /vmlinuz good=1 }
menuentry 'Broken' --id broken { linux /missing }
menuentry 'Two words' { linux /vmlinuz two }
menuentry 'Does nothing' --id none { set x=1 }
submenu 'More' --id more {
  menuentry 'Inner broken' { linux /nowhere }
  menuentry 'Inner good' { linux /vmlinuz inner }
}
menuentry 'Says' { echo something to read }
"""
BOOTED = "handed off to a kernel"


def disk_with(folder, config, files=None):
    tree = {GRUB_CFG: config, "vmlinuz": BUILD / "vmlinuz", "initrd.img-1": "i", "initrd.img-2": "i",
            "with blank": "text\n", **(files or {})}
    image = folder / "disk.img"
    make_disk(image, [Part("ext4", tree)])
    return image


@pytest.fixture
def menu(tmp_path):
    """A terminal with a menu of these settings."""
    terminals = []

    def start(settings, entries=ENTRIES, files=None, **more):
        terminals.append(Terminal("--disk", disk_with(tmp_path, settings + entries, files), **more))
        return terminals[-1]

    yield start
    for t in terminals:
        t.child.close(force=True)


def to_prompt(t):
    t.press("c")
    t.see("firstlight>")


# --- Fallback.

@pytest.mark.parametrize("fallback", ["0", "99 nothing good", "broken good", "Two words", "more>1"])
def test_automatic_boot_falls_back(menu, fallback):
    t = menu(f"set timeout=0\nset default=broken\nset fallback='{fallback}'\n")
    t.see('"Broken" was not started: ')
    t.see("/missing: file not found")
    t.see("instead.")
    t.see(BOOTED)
    assert t.status() == 0


def test_an_entry_that_comes_back_falls_back_when_nobody_chose_it(menu):
    t = menu("set timeout=0\nset default=none\nset fallback=good\n")
    t.see('"Does nothing" was not started: it came back')
    t.see(BOOTED)


def test_default_in_a_submenu_falls_back_outside(menu):
    t = menu("set timeout=0\nset default='more>0'\nset fallback='Two words'\n")
    t.see('"Inner broken" was not started')
    t.see('Starting "Two words" instead')
    t.see(BOOTED)


@pytest.mark.parametrize("timeout", ["-1", "60"])
def test_choice_by_hand_falls_back(menu, timeout):
    t = menu(f"set timeout={timeout}\nset fallback=good\n")
    t.bar("Good")
    t.press("down", "enter")
    t.see('"Broken" was not started')
    t.see('Starting "Good" instead')
    t.see(BOOTED)


def test_a_key_stops_falling_back(menu):
    t = menu("set timeout=0\nset default=broken\nset fallback='broken good'\n")
    t.see('Starting "Broken" instead')
    t.press("x")
    t.bar("Broken")
    t.press("enter")                    # by hand: what is left of the list
    t.see('Starting "Good" instead')
    t.see(BOOTED)


def test_all_fail_then_the_menu_stays(menu):
    t = menu("set timeout=0\nset default=broken\nset fallback='nothing 1'\n")
    t.see('Starting "Broken" instead')
    t.see("Press any key to go on.")
    t.press("x")
    t.bar("Broken")
    t.stays("Choose what to start", 2)
    assert "Starts by itself" not in str(t.screen)
    to_prompt(t)
    t.press("echo [$fallback][$timeout]", "enter")
    t.see("\n[][]")


def test_message_stays_a_while_without_a_person(menu):
    t = menu("set timeout=0\nset default=broken\n")
    t.see("Press any key to go on.")
    t.stays("Press any key to go on.", 3)
    t.bar("Broken")                     # after 10 s


def test_a_chosen_entry_that_comes_back_is_no_failure(menu):
    t = menu("set timeout=-1\nset fallback=good\n")
    t.bar("Good")
    t.press("down", "down", "down", "enter")
    t.bar("Does nothing")
    t.press("end", "enter")
    t.see("something to read")
    t.see("Press any key to go on.")
    t.press("x")
    t.bar("Says")
    to_prompt(t)
    t.press("echo [$x][$fallback]", "enter")
    t.see("\n[1][good]")


# --- Clock, styles, keys.

def test_any_key_stops_the_clock_and_clears_variables(menu):
    t = menu("set timeout=9\nset fallback=good\n")
    t.see("in 9 s")
    t.press("f5")
    t.gone("Starts by itself")
    to_prompt(t)
    t.press("echo [$timeout][$fallback]", "enter")
    t.see("\n[][]")


@pytest.mark.parametrize("key", ["esc", "f4", "f8"])
def test_hidden_menu_is_revealed(menu, key):
    t = menu("set timeout=30\nset timeout_style=hidden\n")
    t.settle()
    t.press("x", "down", "f5")          # nothing of this does
    t.settle()
    assert t.screen.bar() is None
    t.press(key)
    t.bar("Good")
    assert "Starts by itself" not in str(t.screen)
    to_prompt(t)
    t.press("echo [$timeout][$timeout_style]", "enter")
    t.see("\n[][]")


def test_hidden_menu_has_hotkeys(menu):
    t = menu("set timeout=30\nset timeout_style=hidden\n",
             "menuentry A { linux /missing }\nmenuentry B --hotkey=b { linux /vmlinuz }\n")
    t.settle()
    t.press("b")
    t.see(BOOTED)


def test_countdown_leaves_no_trace_in_the_menu(menu):
    t = menu("set timeout=30\nset timeout_style=countdown\n")
    t.until(lambda screen: screen.lines()[0] in ("30", "29"))
    t.until(lambda screen: screen.lines()[0] in ("28", "27"))
    t.press("esc")
    t.bar("Good")
    assert [line for line in t.screen.lines() if line.startswith("  ")][2:-1] == [
        "    " + title for title in ("Good", "Broken", "Two words", "Does nothing")] + [
        "    More" + " " * 68 + ">", "    Says"]


@pytest.mark.parametrize("style", ["menu", "hidden"])
def test_timeout_0_is_stopped_by_esc(menu, style):
    """Somebody who presses Esc while the machine starts gets the menu."""
    menu(f"set timeout=0\nset timeout_style={style}\n", ahead="esc").bar("Good")
    menu(f"set timeout=0\nset timeout_style={style}\n", ahead="x").see(BOOTED)


@pytest.mark.parametrize("timeout, seconds", [("0x3", "3"), ("4s", "4"), ("99999999999", "4000000")])
def test_timeouts_are_numbers_as_in_grub(menu, timeout, seconds):
    menu(f"set timeout={timeout}\n").see(f"in {seconds} s")


@pytest.mark.parametrize("timeout", ["-1", "", "soon"])
def test_no_clock(menu, timeout):
    t = menu(f"set timeout={timeout}\n")
    t.stays("", 1)
    t.bar("Good")
    assert "Starts by itself" not in str(t.screen)


@pytest.mark.parametrize("name, key", [
    ("q", "q"), ("7", "7"), ("tab", "tab"), ("backspace", "backspace"), ("delete", "delete"),
    ("insert", "insert"), ("f2", "f2"), ("f12", "f12")])
def test_hotkeys(menu, name, key):
    t = menu("", f"menuentry A {{ linux /missing }}\nmenuentry B --hotkey={name} {{ linux /vmlinuz }}\n")
    t.bar("A")
    t.press(key)
    t.see(BOOTED)


@pytest.mark.parametrize("default, title", [
    ("2", "Two words"), ("Two words", "Two words"), ("broken", "Broken"), ("saved", "Does nothing"),
    ("more>1", "More"), ("nothing", "Good"), ("99", "Good"), ("", "Good")])
def test_default(menu, default, title):
    t = menu(f"set saved_entry=none\nset default='{default}'\n")
    t.bar(title)
    if title == "More":
        t.press("enter")
        t.bar("Inner good")


def test_chosen(menu):
    t = menu("set timeout=-1\n", """menuentry A --id 'x>y' { echo "[$chosen]" }
submenu S --id s { menuentry B { echo "[$chosen]"; export chosen } }\n""")
    t.bar("A")
    t.press("enter")
    t.see("[x>>y]")
    t.press("x")
    t.bar("A")
    t.press("down", "enter")
    t.bar("B")
    t.press("enter")
    t.see("[s>B]")


# --- grubenv: what stock configurations do with it.

STOCK = """
if [ -s $prefix/grubenv ]; then set have_grubenv=true; load_env; fi
if [ "${next_entry}" ] ; then
   set default="${next_entry}"
   set next_entry=
   set boot_once=true
else
   set default="${saved_entry}"
fi
if [ "${prev_saved_entry}" ]; then
  set saved_entry="${prev_saved_entry}"
  set prev_saved_entry=
  set boot_once=true
fi
set timeout=-1
"""


@pytest.mark.parametrize("env, title, variables", [
    ("saved_entry=broken", "Broken", "[broken][][]"),
    ("saved_entry=broken\nnext_entry=Two words", "Two words", "[broken][][true]"),
    ("saved_entry=good\nprev_saved_entry=2\n", "Good", "[2][][true]"),
])
def test_next_and_saved_entries(menu, env, title, variables):
    block = f"# GRUB Environment Block\n{env}\n".ljust(1024, "#")
    t = menu(STOCK, files={"boot/grub/grubenv": block})
    t.bar(title)
    to_prompt(t)
    t.press("echo [$saved_entry][$prev_saved_entry][$boot_once]", "enter")
    t.see("\n" + variables)


# Fedora's 12_menu_auto_hide, in its own words where they matter.
AUTO_HIDE = """
load_env
set timeout=5
if [ "${boot_success}" = "1" -o "${boot_indeterminate}" = "1" ]; then set last_boot_ok=1
else set last_boot_ok=0; fi
if [ "${menu_auto_hide}" = "1" -a "${last_boot_ok}" = "1" ]; then
  set orig_timeout_style=${timeout_style}
  set orig_timeout=${timeout}
  if [ "${fastboot}" = "1" ]; then
    set timeout_style=menu
    set timeout=0
  else
    set timeout_style=hidden
    set timeout=2
  fi
fi
"""


@pytest.mark.parametrize("env, hidden", [
    ("menu_auto_hide=1\nboot_success=1\n", True), ("menu_auto_hide=1\nboot_success=0\n", False),
    ("boot_success=1\n", False)])
def test_menu_auto_hide(menu, env, hidden):
    block = f"# GRUB Environment Block\n{env}\n".ljust(1024, "#")
    t = menu(AUTO_HIDE, files={"boot/grub/grubenv": block})
    if hidden:
        t.see(BOOTED)
        assert "Firstlight" not in str(t.screen)
    else:
        t.see("in 5 s")


# --- What the config prints.

def test_errors_of_the_config_stay_in_sight(menu):
    t = menu("set timeout=20\nsearch --fs-uuid --set=root dead-beef\nnosuchcommand\n")
    t.bar("Good")
    t.see("grub.cfg:2: search: ")
    t.see("dead-beef")
    t.press("down")
    t.see("dead-beef")
    to_prompt(t)
    t.press("esc")
    t.bar("Broken")
    assert "dead-beef" not in str(t.screen)     # it was read


def test_errors_of_a_submenu_stay_in_sight(menu):
    t = menu("", "submenu S { nosuch; menuentry A { true } }\nmenuentry B { configfile /b.cfg }\n",
             files={"b.cfg": "alsonosuch\nmenuentry C { true }\n"})
    t.bar("S")
    t.press("enter")
    t.bar("A")
    t.see("`nosuch'")
    start = time.monotonic()
    t.press("esc")
    t.bar("S")
    assert "nosuch" not in str(t.screen)
    t.press("down", "enter")
    t.bar("C")
    t.see("`alsonosuch'")
    t.press("esc")
    t.bar("B")
    assert time.monotonic() - start < 9         # nothing of it failed


def test_failed_entry_says_where(menu):
    t = menu("")
    t.bar("Good")
    t.press("down", "enter")
    t.see("grub.cfg:3: linux: (hd0,msdos1)/missing: file not found")
    t.press("x")
    t.bar("Broken")


# --- The editor.

def editor(t, title="Good"):
    t.bar(title)
    t.press("e")
    t.see(f'Commands of "{title}"')


def test_editor_boots_what_was_edited(menu):
    t = menu("")
    t.bar("Good")
    t.press("down")
    editor(t, "Broken")
    t.press("end", *["backspace"] * 8, "vmlinuz edited", "ctrl-x")
    t.see('Starting "Broken"')
    t.see(BOOTED)


def test_editor_discards(menu):
    t = menu("")
    editor(t)
    t.press("ctrl-k")
    t.gone("good=1")
    t.press("esc")
    editor(t)
    t.see("good=1")


def test_editor_keeps_the_text_while_others_have_the_screen(menu):
    t = menu("")
    t.bar("Good")
    t.press("down")
    editor(t, "Broken")
    t.press("echo edited", "enter", "f10")
    t.see('"Broken" was not started')
    t.press("x")
    t.see("echo edited")
    t.press("ctrl-c")
    t.see("firstlight>")
    t.press("esc")
    t.see('Commands of "Broken"')
    t.see("echo edited")
    t.press("esc")
    t.bar("Broken")


def test_editor_lines_and_keys(menu):
    t = menu("", "menuentry Good {\n\techo one\n\techo two\n}\n")
    editor(t)
    t.until(lambda screen: screen.lines()[4:6] == ["       echo one", "       echo two"])
    t.press("ctrl-e", " x", "ctrl-n", "ctrl-a", "ctrl-k", "ctrl-y", "ctrl-y", "enter", "three",
            "ctrl-p", "ctrl-p", "ctrl-a", "ctrl-o", "new", "page down", "end", "!")
    t.until(lambda screen: [line.strip() for line in screen.lines()[4:9]] ==
            ["new", "echo one x", "echo two    echo two", "three", "!"])


def test_editor_goes_sideways(menu):
    line = "linux /vmlinuz " + " ".join(f"word{i}" for i in range(40))
    t = menu("", f"menuentry Good {{\n{line}\necho short\n}}\n")
    editor(t)
    t.until(lambda screen: screen.lines()[4].endswith(">"))
    t.press("end")
    t.until(lambda screen: screen.lines()[4].startswith("  <"))
    assert "word39" in t.screen.lines()[4] and t.screen.lines()[5] == "   echo short"
    t.press("down")
    t.until(lambda screen: screen.lines()[4].startswith("   linux"))
    assert t.screen.lines()[5] == "   echo short"


def test_editor_scrolls_and_survives_storms(menu):
    t = menu("", "menuentry Good {\n" + "".join(f"echo line {i}\n" for i in range(100)) + "}\n")
    editor(t)
    t.press(*["page down"] * 10)
    t.see("echo line 99")
    t.press(*["page down"] * 50)
    t.press(*["page up"] * 60)
    t.see("echo line 0")
    t.press("ctrl-k", "\x19" * 2000, "\x0f" * 500, "\x7f" * 2000, "\x1b[A" * 300, "\x1b[B" * 300)
    t.settle()
    t.press("esc")
    t.bar("Good")


def test_editor_completes(menu):
    t = menu("", "menuentry Good {\ninitrd /ini\n}\n")
    editor(t)
    t.press("end", "tab")
    t.see("initrd /initrd.img-")
    t.see("initrd.img-1  initrd.img-2")
    t.press("2", "tab")
    t.gone("initrd.img-1")
    t.press("x")
    t.see("initrd /initrd.img-2 x")


def test_edited_submenu(menu):
    t = menu("", "submenu Good {\nmenuentry A { true }\n}\n")
    editor(t)
    t.press("menuentry NEW { true }", "enter", "ctrl-x")
    t.bar("NEW")
    t.press("esc")
    t.see('Commands of "Good"')
    t.press("esc")
    t.bar("Good")


# --- The prompt.

def test_prompt_history(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("echo a", "enter", "echo b", "enter", "dra", "up", "up", "down", "down", "ft", "ctrl-u",
            "ctrl-p", "ctrl-p", "x", "enter")
    t.see("\nax\n")
    t.press("esc")
    t.bar("Good")
    to_prompt(t)                                # it stays
    t.press("up", "enter")
    t.see("\nax\n")


def test_prompt_completes(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("ec", "tab", "[$gru", "tab", "cpu]", "enter")
    t.see("grub_cpu  grub_platform")
    t.see("\n[i386]")
    t.press("cat /wi", "tab", "enter")
    t.see("\ntext\n")
    t.press("set root=(hd0,", "tab", "enter", "echo [$root]", "enter")
    t.see("\n[hd0,msdos1]")
    t.press("linux", "tab")
    t.see("linux  linux16  linuxefi")


def test_prompt_kills_and_yanks(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("echo one two", "ctrl-w", "ctrl-y", "ctrl-y", "ctrl-a", "ctrl-f", "ctrl-f", "ctrl-d",
            "ctrl-b", "ctrl-h", "e", "right", "h", "ctrl-e", "!", "enter")
    t.see("\none twotwo!\n")


def test_prompt_takes_many_lines(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("for i in 1 2; do", "enter")
    t.see("\n>")
    t.press("echo n$i", "enter", "done", "enter")
    t.see("\nn1\nn2\n")
    t.press("function f {", "enter", "esc", "echo out", "enter")
    t.see("\nout\n")


def test_prompt_bounds_its_lines(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("x" * 18000, "ctrl-u", "\x19" * 20, "ctrl-u", "'", "enter")
    for _ in range(40):
        t.press("y" * 500, "enter")             # more than a statement may have
    t.press("esc", "esc", "esc", "esc")
    t.bar("Good")


def test_prompt_starts_at_a_line_of_its_own(menu):
    t = menu("")
    t.bar("Good")
    to_prompt(t)
    t.press("echo -n abc", "enter")
    t.see("\nabc\nfirstlight>")
    t.press("echo q", "ctrl-l")
    t.until(lambda screen: screen.lines()[0] == "firstlight> echo q")


# --- Users and passwords.

USERS = """set superusers=root
set password_root=geheim
password root geheim
set password_me=mine
password me mine
set timeout=-1
"""
RESTRICTED = """menuentry Free --unrestricted { linux /vmlinuz }
menuentry Mine --users me { linux /vmlinuz }
menuentry Roots { linux /vmlinuz }
submenu Sub --unrestricted { menuentry Inside { linux /vmlinuz } }
"""


def login(t, name, password):
    t.see("Enter username:")
    t.press(name, "enter")
    t.see("Enter password:")
    t.press(password, "enter")


@pytest.mark.parametrize("downs, name, password, boots", [
    (0, None, None, True), (1, "me", "mine", True), (1, "root", "geheim", True),
    (2, "root", "geheim", True), (2, "me", "mine", False), (2, "root", "wrong", False),
    (2, "nobody", "geheim", False), (1, "me", "geheim", False), (2, "", "", False),
])
def test_restricted_entries(menu, downs, name, password, boots):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press(*["down"] * downs, "enter")
    if name is not None:
        login(t, name, password)
    if boots:
        t.see(BOOTED)
    else:
        t.bar(["Free", "Mine", "Roots"][downs])


@pytest.mark.parametrize("key", ["e", "c"])
def test_editor_and_prompt_want_a_superuser(menu, key):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press(key)
    login(t, "me", "mine")
    t.bar("Free")
    t.press(key)
    t.see("Enter username:")
    t.press("esc")
    t.bar("Free")
    t.press(key)
    t.see("Enter username:")
    t.press("root", "enter")
    t.see("Enter password:")
    t.press("ctrl-c")
    t.bar("Free")
    t.press(key)
    login(t, "root", "geheim")
    t.see("Commands of" if key == "e" else "firstlight>")


def test_submenus_are_as_safe(menu):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press("end", "enter")
    t.bar("Inside")
    for key in "ce":
        t.press(key)
        t.see("Enter username:")
        t.press("esc")
        t.bar("Inside")
    t.press("enter")
    t.see("Enter username:")


def test_storms_at_the_login(menu):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press("c")
    t.see("Enter username:")
    t.press("\x7f" * 28, "\x7f" * 500, "x" * 3000, "\x15", "\x19" * 100, "enter")
    t.see("Enter password:")
    t.press("\x7f" * 28, "y" * 3000, "enter")
    t.bar("Free")
    t.press("c")
    login(t, "\x7f" * 28 + "root", "\x7f" * 28 + "geheim")
    t.see("firstlight>")
    t.press("\x19")                             # no password comes out of the kill buffer
    t.settle()
    assert "geheim" not in str(t.screen)


def test_password_is_not_shown(menu):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press("c")
    t.see("Enter username:")
    t.press("root", "enter")
    t.see("Enter password:")
    assert t.bytes_of("geheim") == 0
    t.press("tab", "up", "ctrl-l", "enter")
    t.see("firstlight>")


def test_refusal_takes_its_time(menu):
    t = menu(USERS, RESTRICTED)
    t.bar("Free")
    t.press("c")
    login(t, "root", "wrong")
    before = time.monotonic()
    t.press("x" * 50)                           # nothing shortens it
    t.bar("Free")
    assert time.monotonic() - before > 0.9


@pytest.mark.parametrize("config", [
    USERS,                                              # no entries
    USERS + "menuentry 'unfinished {\n",
    USERS + "if true; then\n",
    USERS + "set timeout=0\nmenuentry A { linux /missing }\nset fallback='0 0'\n",
    USERS + "source /missing.cfg\nconfigfile /missing.cfg\nnormal /missing.cfg\n",
    USERS + "exit\n",
    USERS + "set timeout=0\nset default='S>0'\nsubmenu S { menuentry A { linux /missing } }\n",
    USERS + "set timeout=0\nsubmenu S --unrestricted { }\n",
    USERS + "set timeout=0\nmenuentry A --unrestricted { configfile /empty.cfg }\n",
    USERS + "set timeout=0\nmenuentry A --unrestricted { exit; normal; normal_exit }\n",
])
def test_no_error_leads_to_a_prompt(menu, config):
    t = menu(config, "", files={"empty.cfg": "export superusers=\nnothing\n"})
    asked = 0
    while asked < 5:
        t.press("c")
        assert t.read(0.5) and "firstlight>" not in str(t.screen)
        if "Enter username:" in str(t.screen):
            t.press("esc")
            asked += 1


# --- Colours and characters.

def test_colours(menu):
    t = menu("set menu_color_normal=cyan/blue\nset menu_color_highlight=white/blue\n"
             "set color_normal=black/light-gray\n")
    t.see("Good")
    t.settle()
    rows = {line.strip(): colours for line, colours in zip(t.screen.lines(), t.screen.colours)}
    assert rows["Good"][4] == "0;1;37;44" and rows["Broken"][4] == "0;36;44"
    assert rows["Choose what to start"][2] == "0;30;47"
    to_prompt(t)
    t.press("echo one", "enter", "set color_normal=yellow/red; echo two", "enter")
    t.see("\ntwo")
    t.settle()
    rows = {line.strip(): colours for line, colours in zip(t.screen.lines(), t.screen.colours)}
    assert rows["one"][0] == "0;30;47" and rows["two"][0] == "0;1;33;41"
    t.press("set menu_color_highlight=black/green; set color_normal=nonsense", "enter", "esc")
    t.until(lambda screen: "Choose" in str(screen))
    t.settle()
    rows = {line.strip(): colours for line, colours in zip(t.screen.lines(), t.screen.colours)}
    assert rows["Good"][4] == "0;30;42" and rows["Choose what to start"][2] == "0;1;37;40"


def test_titles_in_other_languages(menu):
    titles = ["Erweiterte Optionen für Debian GNU/Linux", "Дополнительные параметры", "Options avancées"]
    t = menu("", "".join(f"menuentry '{title}' {{ true }}\n" for title in titles), encoding="utf-8")
    for title in titles:
        t.bar(title)
        t.press("down")


# --- How much is sent.

def test_few_bytes_are_sent(menu):
    t = menu("set timeout=100\n", "".join(f"menuentry 'Title {i}' {{ echo a b c }}\n" for i in range(99)))
    t.see("in 100 s")
    t.settle()
    before = t.sent
    t.see("in 95 s")
    assert t.sent - before < 6 * 24                     # a place, a digit, back to the bar
    t.press("x")
    t.gone("Starts by itself")
    assert t.bytes_of("x") == 0
    assert t.bytes_of("down") < 2 * (80 + 20)           # two lines
    assert t.bytes_of("up") < 2 * (80 + 20)
    assert t.bytes_of("up") == 0
    t.press("e")
    t.see("Commands of")
    assert t.bytes_of("x") < 24                         # in front of "echo a b c"
    assert t.bytes_of("right") < 10
    assert t.bytes_of("ctrl-k") < 30
    t.press("esc")
    t.see("Title 0")
    to_prompt(t)
    assert t.bytes_of("e") == 1
    assert t.bytes_of("cho a b c") == 9
    assert t.bytes_of("left") == 1
    assert t.bytes_of("x") < 6


# --- A terminal that knows no escape sequences.

def test_a_dumb_terminal_gets_lines(menu):
    def last():
        t.settle()
        return [line.strip() for line in t.screen.lines() if line][-1]

    t = menu("set timeout=60\nterminfo serial dumb\n")
    t.see("Starts by itself")
    assert last() == "Good"                     # once more, because the bar is on it
    assert [line.strip() for line in t.screen.lines()[1:4]] == ["Choose what to start", "Good", "Broken"]
    t.press("down")
    assert last() == "Broken"
    t.press("down", "up")
    assert last() == "Broken"
    t.press("e")
    t.see("Commands of")
    assert last() == "linux /missing"
    t.press("end", "x", "home", "y")
    assert last() == "y linux /missing x"
    t.press("ctrl-c")
    t.see("firstlight>")
    t.press("echo ac", "left", "b", "end", "d", "backspace", "enter")
    t.see("firstlight> echo abc\nabc\nfirstlight>")
    assert "\x1b" not in t.text
