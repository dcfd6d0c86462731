"""generate.py - random scripts of grub.cfg's language; the same for each seed."""

import random


class Generator:
    """Random statements; every loop ends, every name is set or meant to be empty."""

    NAMES = ["a", "b", "cc", "x1", "_q"]
    TEXTS = ["", "w", "p q", "one", "5", "x  y z", "if", "10", "#no", "a=b",
             "l            r"]

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


class GrubGenerator(Generator):
    """What bash has not, and mistakes."""

    WRONG = ["fi", "done", "}", "{ echo a; }", "if true; then fi", "for i; do a; done", "echo $",
             "echo a && echo b", "echo a | b", "echo ;;", "; echo a", "case a in", "echo ${a-b}",
             "function g { echo a }", "for in in a; do b; done", "while do true; done", "[[ a ]]",
             "if true; then function g { a; }; fi", "echo a; fi", "select", 'echo "$ "']
    OPERATORS = ["=", "==", "!=", "'<'", "'>='", "-eq", "-ne", "-lt", "-ge", "-pgt", "-plt"]
    FILES = ["/", "/dir", "/dir/one", "/empty", "/nosuch", "dir", "(hd0,msdos1)/dir/sub",
             "(hd1,gpt2)/efi", "(hd0)", "(hd0,msdos1)"]
    OPERANDS = ["a", "b", "''", "1", "010", "0x1f", "-3", "08", "vm-2", "vm-10", "$a", '"$b"',
                "4294967297", "' 7'", "/dir", "(hd0)"]
    GLOBS = ["/dir/*", "/dir/*o*", "/d*/t?o", "/*/*.txt", "(hd0,*)", "(*,gpt*)/efi/*", "/nosuch/*",
             "/dir/\\**", "/vmlinuz-?", "/dir/'*'*", "x*", "/*m*", '"/dir"/*', "/dir/$1*"]

    def piece(self):
        kind = self.random.randrange(12)
        if kind == 0:
            # GRUB forgets to take backslashes away from text directly before $".
            return '""$"%s%s $ \\$ \\x"' % (self.random.choice(self.TEXTS),
                                               self.pick("$a", "${b}", ""))
        if kind == 1:
            return self.pick("$?", "a=b", "!", "{", "(", "[", "-n", "''", "\\ ", "x\\;y")\
                .replace("{", "\\{")
        return super().piece()

    def words(self, most=4):
        words = super().words(most)
        return words + " " + self.random.choice(self.GLOBS) if self.random.random() < .15 else words

    def test(self, depth=2):
        """An expression of test's, right or wrong."""
        kind = self.random.randrange(8)
        if kind < 2:
            return " ".join([self.random.choice(self.OPERANDS),
                             self.random.choice(self.OPERATORS), self.random.choice(self.OPERANDS)])
        if kind == 2:
            return self.pick("-n", "-z") + " " + self.random.choice(self.OPERANDS)
        # Behind a number that is none GRUB finds no files: not together with comparisons.
        if kind == 3 and depth == 2:
            return self.pick("-e", "-f", "-d", "-s") + " " + self.random.choice(self.FILES)
        if kind == 4 or not depth:
            words = self.OPERANDS + self.OPERATORS + ["!", "-a", "-o", "("]
            return " ".join(self.random.choice(words) for _ in range(self.random.randrange(5)))
        if kind == 5:
            return "! " + self.test(depth - 1)
        if kind == 6:
            return "( %s )" % self.test(depth - 1)
        return "%s %s %s" % (self.test(depth - 1), self.pick("-a", "-o", ""), self.test(depth - 1))

    def condition(self):
        return self.pick("", "", "! ") + self.pick(
            "[ %s ]" % self.test(), "test %s" % self.test(), "true", "false", "nosuch", "$unset",
            "eval false", "a=%s" % self.word())

    def end(self):
        return self.pick(";", "\n", " ;\n", "  # comment\n", "\n\n", "\n#x\n \n")

    def more(self, depth):
        """A statement that bash has not."""
        kind = self.random.randrange(9)
        if kind == 0:
            return "setparams %s\necho $? $# \"$@\"\n" % self.words()
        if kind == 1:
            return "shift %s; echo $? $#\n" % self.pick("", "1", "2", "x", "''", "0", "1x", "99")
        if kind == 2:
            return "show %s { %s }%s" % (self.words(2), self.body(1), self.end())
        if kind == 3:
            return "%s; echo $?\n" % self.condition()
        if kind == 4:
            return "eval %s; echo $?\n" % self.pick(
                "'echo $1; fi'", "'%s'" % self.random.choice(["false; true", "a=$b", "$a", "!"]),
                "$a", '"$b"', "'if false; then a; fi'", "\"echo \\\"$a\\\"\"", "")
        if kind == 5:
            return "if %s%sthen%s%selse%s%sfi%s" % (
                self.condition(), self.end(), self.pick(" ", "\n"), self.body(depth),
                self.pick(" ", "\n"), self.body(depth), self.end())
        if kind == 6:
            return "set %s%s" % (self.pick("a=%s" % self.word(), "b", "x1=$a", '"_q=%s"' % "$b"),
                                 self.end())
        if kind == 7:
            return "unset %s; export %s; echo $?\n" % (self.pick("a", "b", "unset"),
                                                      self.pick("cc", ""))
        return "break %s; echo $?\n" % self.pick("0", "x", "1 2", "''", "-1")

    def statement(self, depth):
        return self.more(max(depth - 1, 1)) if depth and self.random.random() < .4 \
            else super().statement(depth)

    def script(self):
        show = 'function show { for i in "$@"; do echo "<$i>"; done; }\n'
        text = "insmod regexp\n" + show + super().script()
        for _ in range(6):              # at the top a mistake spoils only its own line
            text += self.random.choice(self.WRONG) + "\necho $?\n" + self.more(1)
        return text + "echo end\n"
