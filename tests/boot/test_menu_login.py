# test_menu_login.py - users and passwords in a terminal.

import time

import pytest

from menu_emu import BOOTED, menu  # noqa: F401


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
