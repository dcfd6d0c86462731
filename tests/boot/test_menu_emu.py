# test_menu_emu.py - the menu in a terminal: what starts, what is seen, what is sent.

import time

import pytest

from menu_emu import BOOTED, menu, to_prompt  # noqa: F401


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

@pytest.mark.parametrize("commands", ["exit; linux /vmlinuz", "linux /vmlinuz; exit",
                                      "while true; do exit; done; linux /vmlinuz",
                                      "source /exits; linux /vmlinuz", "linux /vmlinuz; f; boot"])
def test_exit_ends_what_runs(menu, commands):
    """And leads to the menu; GRUB gives the machine back to the BIOS."""
    t = menu("function f { exit; }\n", f"menuentry A {{ {commands} }}\n", {"exits": "exit\n"})
    t.bar("A")
    t.press("enter")
    t.settle()                          # keys during a script are lost
    to_prompt(t)
    t.press("echo before; exit; echo after", "enter")
    t.bar("A")
    assert BOOTED not in t.text and "\nafter" not in t.text


def test_config_that_exits(menu):
    menu("", "menuentry A { true }\nexit\nmenuentry B { true }\n").see("    A\n\n")


def test_a_menu_goes_on_behind_what_was_stopped(menu):
    """One that a command of the outer menu or of its prompt has opened, too."""
    t = menu("", "menuentry Loop { while true; do true; done }\nmenuentry Inner { configfile $config_file }\n"
             "menuentry Boots { linux /vmlinuz }\n")
    t.bar("Loop")
    t.press("down", "enter")
    t.see("Esc back")
    t.press("enter")
    t.see('Starting "Loop"')
    t.press("ctrl-c")
    t.see("Press any key to go on.")
    t.press("x")
    t.bar("Loop")
    to_prompt(t)
    t.press("while true; do true; done", "enter")
    t.settle()
    t.press("ctrl-c")
    t.see("stopped by a key")
    t.press("echo on a''gain", "enter")
    t.see("\non again")
    t.press("esc")
    t.bar("Loop")
    t.press("end", "enter")
    t.see(BOOTED)


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
