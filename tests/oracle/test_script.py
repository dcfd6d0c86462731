"""test_script.py - the script language against bash and against GRUB itself.

Scripts of the subset that bash shares are generated and run in all three; tests/oracle/script/
holds what bash has not.  GRUB runs in QEMU, every script in one boot."""

import os
import random
import re
import subprocess
from pathlib import Path

RUN = os.environ.get("SCRIPT_RUN", "build/unit/script_run")
HERE = Path(__file__).parent / "script"
SCRIPTS = 100
MODULES = "biosdisk iso9660 normal configfile echo test true eval serial terminal halt"

# What we say about a mistake: a place; for syntax also the line and a caret below it.
OURS_SYNTAX = re.compile(rb"^[^\n]*:\d+:\d+: [^\n]*\n[^\n]*\n[ \t]*\^\n", re.M)
OURS_OTHER = re.compile(rb"^(?:\S+:\d+: |more than |stopped)[^\n]*\n", re.M)


class Generator:
    """Random statements; every loop ends, every name is set or meant to be empty."""

    NAMES = ["a", "b", "cc", "x1", "_q"]
    TEXTS = ["", "w", "p q", "one", "5", "x  y z", "if", "10", "#no", "a=b"]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.functions = 0
        self.definitions = []
        self.loops = 0

    def pick(self, *of):
        return self.random.choice(of)

    def variable(self):
        name = self.random.choice(self.NAMES + ["1", "2", "#", "unset"])
        return self.pick("$" + name, "${%s}" % name)

    def piece(self):
        kind = self.random.randrange(7)
        text = self.random.choice(self.TEXTS)
        if kind == 0:
            return "'%s$a \\'" % text
        if kind == 1:
            return '"%s%s-\\$ \\\\ \\" \\z"' % (text, self.variable())
        if kind == 2:
            return self.pick("\\$", "\\;", "\\'", "\\#", "\\\\", "x\\ y", "\\\n",
                             "w", "a.b", "-e", "~x")
        if kind == 3:
            return self.pick('"$@"', "$*", '"$*"', "$@", "if", "done", "in")
        return self.variable()

    def word(self):
        # Bash alone splits at blanks at the ends of a value: no value here has them.
        return "".join(self.piece() for _ in range(self.random.choice([1, 1, 2, 3])))

    def words(self, most=4):
        return " ".join(self.word() for _ in range(self.random.randint(1, most)))

    def condition(self):
        # Quoted, because bash refuses operands that vanish.
        a, b = ('"%s"' % self.variable() for _ in range(2))
        test = self.pick('[ %s = %s ]' % (a, b), '[ -n %s ]' % a,
                         '[ -z %s -o %s != w ]' % (a, b),
                         '[ %d -lt %d ]' % (self.random.randrange(20),
                                            self.random.randrange(20)),
                         'test %s = 5 -a -n %s' % (a, b), 'true', 'false')
        return self.pick("", "", "! ") + test

    def body(self, depth):
        return "".join(self.statement(depth - 1) for _ in range(self.random.randint(1, 3)))

    def loop(self, depth):
        self.loops += 1
        name = "n%d" % self.loops
        step = self.pick("", "if %s; then %s; fi\n" % (self.condition(), self.pick(
            "break", "continue", "break 2", "continue 2")))
        until = self.random.random() < .3
        limit = '[ "$%s" %s xxxx ]' % (name, "=" if until else "!=")
        return '%s=x\n%s %s; do %s="x$%s"\n%s%sdone\n' % (
            name, "until" if until else "while", limit, name, name, step, self.body(depth))

    def function(self, depth):
        # "$@" of no parameters is where GRUB and bash part, so give some.
        self.functions += 1
        name = "f%d" % self.functions
        end = self.pick("true\n", "return %d\n" % self.random.randrange(3),
                        "shift; echo $# \"$@\"\n")
        text = "function %s {\n%s%s}\n" % (name, self.body(depth), end)
        self.definitions.append(text)       # GRUB has them at the top only
        return '%s %s "k l" m\necho s $?\n' % (name, self.word())

    def statement(self, depth):
        kind = self.random.randrange(12 if depth else 6)
        if kind < 3:
            return "echo : %s\n" % self.words()
        if kind < 5:
            return '%s="%s%s"\n' % (self.random.choice(self.NAMES), self.pick("", "w", "t u"),
                                    self.pick("", self.variable()))
        if kind == 5:
            return "eval 'echo e %s'\n" % self.pick("$a", '"$b"', "x;", "a; echo c")
        if kind < 8:
            elif_ = self.pick("", "elif %s\nthen\n%s" % (self.condition(), self.body(depth)))
            else_ = self.pick("", "else\n%s" % self.body(depth))
            return "if %s; then\n%s%s%sfi\n" % (self.condition(), self.body(depth),
                                               elif_, else_)
        if kind < 10:
            return "for %s in %s; do\n%sdone\n" % (self.random.choice(self.NAMES),
                                                    self.words(), self.body(depth))
        if kind == 10:
            return self.loop(depth)
        return self.function(depth) if depth == 3 else "%s; echo $?\n" % self.condition()

    def script(self):
        inner = "".join(self.statement(3) for _ in range(6))
        # Everything stands in a function, so that there are parameters.
        self.definitions.append("function main {\n%s}\n" % inner)
        return "".join(self.definitions) + "main 'p 1' two\necho end\n"


def generated():
    return [Generator(seed).script() for seed in range(SCRIPTS)]


def ours(text):
    done = subprocess.run([RUN], input=text.encode(), capture_output=True, timeout=30)
    assert b"Sanitizer" not in done.stderr and b"runtime error" not in done.stderr, done.stderr
    return OURS_OTHER.sub(b"", OURS_SYNTAX.sub(b"", done.stdout))


def bash(text):
    done = subprocess.run(["bash", "--norc", "-f", "-c", text], capture_output=True,
                          timeout=30)
    assert done.returncode == 0 and not done.stderr, (text, done.stderr)
    return done.stdout


def grub(folder, scripts):
    """What GRUB prints for each script, its error messages left out."""
    grub_dir = folder / "cd/boot/grub"
    grub_dir.mkdir(parents=True)
    config = ["serial --unit=0 --speed=115200", "terminal_output serial",
              "terminal_input serial"]
    for i, text in enumerate(scripts):
        (grub_dir / f"{i}.cfg").write_text(text)
        # A context of its own; configfile would show a menu, so clear the names.
        config += ["unset " + name for name in Generator.NAMES]
        config += [f"echo @@{i}", f"source $prefix/{i}.cfg"]
    (grub_dir / "grub.cfg").write_text(
        "\n".join(config + [f"echo @@{len(scripts)}", "halt", ""]))
    image, output = folder / "grub.iso", folder / "serial"
    subprocess.run(["grub-mkrescue", "-o", image, "--install-modules=" + MODULES,
                    folder / "cd"], check=True, capture_output=True, timeout=60)
    subprocess.run(["qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-display", "none",
                    "-net", "none", "-serial", f"file:{output}", "-cdrom", image,
                    "-boot", "d"], check=True, timeout=120)
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", output.read_bytes()).replace(b"\r", b"")
    results = []
    for i in range(len(scripts)):
        start, end = (text.index(b"@@%d\n" % n) for n in (i, i + 1))
        result = text[start:end].split(b"\n", 1)[1]
        results.append(re.sub(rb"^error: [^\n]*\n", b"", result, flags=re.M))
    return results


def test_configs():
    titles = {
        "centos7": ["CentOS Linux (3.10.0-862.el7.x86_64) 7 (Core)"],
        "debian": ["Debian GNU/Linux", "Advanced options for Debian GNU/Linux"],
        "rescue-stick": ["Start first.iso", "Tools x", "Tools xxx", "Restart"],
    }
    for name, wanted in titles.items():
        text = (HERE.parent.parent / "boot/configs" / f"{name}.cfg").read_text()
        done = subprocess.run([RUN], input=text.encode(), capture_output=True, timeout=30)
        assert not OURS_SYNTAX.search(done.stdout) and not done.stderr
        found = re.findall(r"^(?:menuentry|submenu) <([^>]*)>", done.stdout.decode(), re.M)
        assert found == wanted


def test_bash():
    for text in generated():
        assert ours(text) == bash(text), text


def test_grub(tmp_path):
    files = sorted(HERE.glob("*.cfg"))
    assert files
    scripts = [f.read_text() for f in files] + generated()
    for text, theirs in zip(scripts, grub(tmp_path, scripts)):
        # GRUB's serial terminal breaks lines at 80 columns, at a blank if there is one.
        assert re.sub(rb"\s", b"", ours(text)) == re.sub(rb"\s", b"", theirs), text
