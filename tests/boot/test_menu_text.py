# test_menu_text.py - the editor and the prompt in a terminal.

from menu_emu import BOOTED, menu, to_prompt  # noqa: F401


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
