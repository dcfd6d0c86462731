# sessions.py - what is typed at interactive programs, for test_sessions.py.
#
# SESSIONS: {name: (command, [(keys, pattern to wait for)])}; what the terminal gets is compared.
# The first pattern is that of the start, without keys.  A pattern must say that the program has
# come to rest: keys that come too early would be echoed elsewhere.

import re

# A prompt on a line of its own: where a line is drawn again, it stands behind a "\\r".
STARTED = r"\$> (?:\x1b\[[?0-9;]*[A-Za-z])*$"
READY = r"(?:^|\n\r*)(?:\x1b\[[?0-9;]*[A-Za-z]\r?)*" + STARTED
MORE = r"(?:^|\n\r*)(?:\x1b\[[?0-9;]*[A-Za-z]\r?)*\+> (?:\x1b\[[?0-9;]*[A-Za-z])*$"
ZSH_READY = r"> \x1b\[K\x1b\[\?2004h$"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, TAB, ESC, RUBOUT = "\r", "\t", "\x1b", "\x7f"


def ctrl(letter):
    return chr(ord(letter) & 31)


def line(text, pattern=READY):
    return (text + ENTER, pattern)


def one_by_one(text):
    """Between two keys busybox's less gives the terminal back its echo and its lines: what comes
    then is not what it will read."""
    return [(text[at], re.escape(text[:at + 1].rstrip()) + "$") for at in range(len(text))]


# A job says when it runs: from then on the keyboard's signals reach it, and nobody else.
RUNS = r"runs\r+\n"
GOES_ON = r"goes on\r+\n"
STOPPED = r"(?s)topped.*" + READY
JOB = "./$W/run-musl"

JOBS = [
    line(JOB, RUNS), (ctrl("c"), READY), line("echo $?"),
    line(JOB, RUNS), (ctrl("\\"), READY), line("echo $?"),
    line(JOB, RUNS), (ctrl("z"), STOPPED), line("echo $?"), line("jobs"),
    line("bg"), line("jobs"), line("kill -9 %1; ./$W/busybox sleep 1"), line("jobs"),
    line(JOB, RUNS), (ctrl("z"), STOPPED), line(JOB, RUNS), (ctrl("z"), STOPPED), line("jobs"),
    line("fg %1", GOES_ON), (ctrl("z"), STOPPED), line("jobs"),
    line("kill -9 %2; ./$W/busybox sleep 1"), line("jobs"),
    line("fg", GOES_ON), (ctrl("c"), READY), line("echo $?"), line("jobs"),
    line("./$W/busybox sleep 1 & wait; echo waited"),
    line("./$W/busybox sleep 100 &"), line("kill %1; wait %1; echo $?"),
    line("echo x | " + JOB + " | ./$W/busybox cat", RUNS), (ctrl("z"), STOPPED), line("jobs"),
    line("fg", GOES_ON), (ctrl("c"), READY), line("jobs"),
    line("trap 'echo caught' INT"), line(JOB, RUNS), (ctrl("c"), READY), line("trap - INT"),
    # A job in the background that reads stops; one that writes does not.
    line("./$W/busybox cat & ./$W/busybox sleep 1"), line("jobs"),
    line("fg", r"cat\r+\n"), line("to the job", r"job\r+\nto the job\r+\n"), (ctrl("d"), READY),
]

# Lines edited by the terminal itself, for a program that reads it.
LINES = [
    line("echo runs; ./$W/busybox cat", RUNS), line("typed", r"typed\r+\ntyped\r+\n"),
    (f"wrong{ctrl('u')}right{ENTER}", r"\nright\r+\n"),
    (f"tha{RUBOUT * 2}his one{ctrl('w')}line{ENTER}", r"\nthis line\r+\n"),
    (f"a{TAB}b{RUBOUT * 2}c{ENTER}", r"\nac\r+\n"),
    (f"{ctrl('v')}{ctrl('c')}{ENTER}", r"\n\x03\r+\n"),
    (f"no end{ctrl('d')}", r"no endno end"), (ENTER, r"\n\r*\n"),
    (ctrl("d"), READY),
    line("echo runs; read x; echo \"<$x>\"", RUNS), line("a value", READY),
    line("echo runs; read x; echo not reached", RUNS), (ctrl("c"), READY),
    line("./$W/busybox stty -echo; echo runs; read x; ./$W/busybox stty echo; echo $x", RUNS),
    line("hidden", READY),
    line("./$W/busybox stty size; ./$W/busybox test -t 0 && echo terminal"),
    line("./$W/busybox cat << E", MORE), line("in $((1+1))", MORE),
    line("E"),
]

EDITED = [
    (f"echo one two{LEFT * 3}x{ENTER}", READY),
    (f"echo abc{ctrl('a')}{RIGHT * 5}1{ctrl('e')}2{ENTER}", READY),
    (f"cho abc{ctrl('a')}e{ENTER}", READY),
    (f"echo cut here{ctrl('w')}{ctrl('w')}kept{ENTER}", READY),
    (f"not this{ctrl('u')}echo but this{ENTER}", READY),
    (f"echo ends{LEFT * 2}{ctrl('k')}{ENTER}", READY),
    (f"echo abcd{LEFT * 2}{RUBOUT}{ctrl('d')}{ENTER}", READY),
    (f"{UP}{ENTER}", READY), (f"{UP * 3}{DOWN}{ENTER}", READY),
    (f"{UP * 2}{ctrl('e')} again{ENTER}", READY),
    (f"./$W/busybox sum ex{TAB}{ENTER}", READY),
    (f"echo terminf{TAB}l{TAB}{ENTER}", READY),
    ("started", r"started$"), (ctrl("c"), READY), line("echo $?"),
    (f"echo {'long ' * 20}{LEFT * 90}X{ctrl('a')}{ENTER}", READY),
    ("if true; then" + ENTER, MORE), line("echo yes; fi"),
    (f"echo 'open{ENTER}", MORE), (f"close'{ENTER}", READY),
]

BASH = [
    line("bind 'set enable-bracketed-paste off'"),
    line("set -o history; echo first"), line("echo second"), line("!!"),
    line("!echo:s/second/third/"),
    line("history | ./$W/busybox tail -3"), line("fc -l -2"), line("echo third"),
    line("^third^fourth"),
    (f"{ctrl('r')}fir", r"fir[^\r]*"), (ENTER, READY),
    (f"echo words in line{ESC}b{ESC}b{ESC}u{ESC}f{ESC}d{ENTER}", READY),
    (f"echo kill{ctrl('w')}{ctrl('y')} {ctrl('y')}{ENTER}", READY),
    (f"echo swpa{LEFT}{ctrl('t')}{ENTER}", READY),
    (f"echo x{ESC}5y{ENTER}", READY),
    (f"echo und{ctrl('_')}{ENTER}", READY),
    (f"echo $BASH_VERS{TAB * 3}", r"VERSINFO +\$BASH_VERSION.*\r+\n.*VERSI$"),
    (f"{ctrl('u')}{ENTER}", READY),
    line("read -t 0.2 x; echo $(($? > 128))"),
    line("echo runs; read -t 30 x; echo \"$? $x\"", RUNS), line("in time", READY),
    line("read -s -p 'se''cret: ' x; echo; echo $x", r"secret: $"), line("typed", READY),
    line("read -p ru''ns: -n 3 x; echo; echo $x", r"runs:$"), ("abc", READY),
    line("read -e -i 'st''art' x; echo $x", r"start$"), line("ed", READY),
    line("while read l; do echo \"<$l>\"; done < <(echo a; echo b)"),
    line("select x in one two; do echo $x; break; done", r"#\? $"), line("2", READY),
    line("for ((i=0; ; i++)); do [ $i = 3 ] && " + JOB + "; done", RUNS), (ctrl("c"), READY),
    line("trap 'echo exit trap' EXIT"), line("disown -a; jobs"),
    line(JOB + " > /dev/null &"), line("jobs -r | ./$W/busybox wc -l"),
    line("kill %%; wait %%; echo $?"),
    line(JOB, RUNS), (ctrl("z"), STOPPED), line("exit", r"(?s)topped jobs.*" + READY),
    line("kill -9 %1; ./$W/busybox sleep 1"), line("echo"),
]

ZSH_STOPPED = r"(?s)suspended.*" + ZSH_READY
ZSH = [
    line("echo $ZSH_VERSION $((6*7))", ZSH_READY),
    (f"echo one two{ctrl('b') * 3}x{ENTER}", ZSH_READY), (f"{ctrl('p')}{ENTER}", ZSH_READY),
    (f"echo cut{ctrl('a')}{ctrl('k')}{ctrl('y')}{ctrl('y')}{ENTER}", ZSH_READY),
    line("for i in a b", ZSH_READY), line("do echo $i; done", ZSH_READY),
    line(JOB, RUNS), (ctrl("c"), ZSH_READY), line("echo $?", ZSH_READY),
    line(JOB, RUNS), (ctrl("z"), ZSH_STOPPED), line("jobs", ZSH_READY),
    line("fg", GOES_ON), (ctrl("c"), ZSH_READY),
    line("echo =(echo x) | ./$W/busybox sed 's/.*/file/'", ZSH_READY),
    line("echo runs; read -t 30 x; echo $? $x", RUNS), line("in time", ZSH_READY),
]

SASH_READY = r"(?:^|\n|\^C)> $"
SASH = [
    ("", SASH_READY), line("-pwd | ./$W/busybox sed 's/.*/folder/'", SASH_READY),
    line("nothing", SASH_READY), line(JOB, RUNS), (ctrl("c"), SASH_READY),
    line("-mkdir d.tmp", SASH_READY), line("-ls -d d.tmp", SASH_READY),
    line("-rmdir d.tmp", SASH_READY), line("-help echo", SASH_READY),
]

SESSIONS = {
    "sh-jobs": ("./{W}/busybox sh", [("", STARTED), *JOBS]),
    "sh-lines": ("./{W}/busybox sh", [("", STARTED), *LINES]),
    "sh-edited": ("./{W}/busybox sh", [("", STARTED), *EDITED]),
    "bash-jobs": ("./{W}/bash --norc", [("", STARTED), *JOBS]),
    "bash-lines": ("./{W}/bash --norc --noediting", [("", STARTED), *LINES]),
    "bash-edited": ("./{W}/bash --norc", [("", STARTED), *EDITED]),
    "bash": ("./{W}/bash --norc", [("", STARTED), *BASH]),
    "sash": ("./{W}/sash", SASH),
    "zsh": ("./{W}/zsh -f", [("", ZSH_READY), *ZSH]),
}

# WATCHED: the same for programs that fill the screen; the patterns are those of the screen at
# rest, and the screens are compared.
PROMPT = r"\$>$"
VI = [
    ("", PROMPT),
    line("./$W/busybox vi new.tmp", r"- new.tmp "),
    ("ihello world", r"hello world(?s:.*)I new.tmp"), (ESC, r"- new.tmp \[Modified\] 1/1"),
    (f"osecond line{ENTER}third", r"third(?s:.*)I new.tmp"), (ESC, r"- new.tmp.* 3/3"),
    ("kyyp", r"Put 1 lines"), ("dd", r"(?s)second line\nthird\n.*Delete"), ("u", r"Undo"),
    ("1GA!" + ESC, r"hello world!(?s:.*)- new.tmp.* 1/4"),
    ("/second" + ENTER, r"- new.tmp.* 2/4"),
    ("cwfirst" + ESC, r"first line(?s:.*)- new.tmp.* 2/4"),
    (":%s/line/LINE/g" + ENTER, r"(?s)first LINE.*second LINE.*subst"),
    ("GxXrZ~", r"(?m)^z"),
    ("1GyyGp", r"(?s)hello world!\n.*hello world!.*Put"),
    # Keys come faster or slower; a line that is too long for the screen must come at once.
    ("i" + "x" * 30 + ESC, r"x{30}(?s:.*)- new.tmp.* 5/5"),
    ("yyppkkJJ", r"xhello world! x{30}hello world! x\n(?s:.*)- new.tmp"),
    (":w" + ENTER, r"'new.tmp' 5L"),
    (ctrl("z"), r"topped(?s:.*)\$>$"), line("fg", r"- new.tmp.* 5/5"),
    (":1,2d" + ENTER, r"(?s)^second.*1/3"), (":wq" + ENTER, PROMPT),
    line("./$W/busybox cat new.tmp; rm new.tmp", r"(?s)x+.*\n\$>$"),
]
PAGES = [
    ("", PROMPT),
    line("for i in $(./$W/busybox seq 100); do echo line $i; done > long.tmp", PROMPT),
    line("./$W/busybox vi long.tmp", r"(?s)line 24\n.*1/100"),
    (ctrl("f"), r"(?s)line 40\n.*\n- long.tmp.*/100"), ("G", r"(?s)line 100\n.*100/100"),
    (ctrl("b"), r"(?s)line 70\n.*\n- long.tmp.*/100"), ("50G", r"(?s)line 50\n.*50/100"),
    ("dG", r"Delete"), ("1G3J", r"(?s)^line 1 line 2 line 3"),
    (":q" + ENTER, r"[Nn]o write since"), (":q!" + ENTER, PROMPT),
    line("./$W/busybox less long.tmp", r"(?s)^line 1\n.*line 24\nlong.tmp$"),
    (" ", r"(?s)^line 25\n.*line 48\n:$"),
    *one_by_one("/line 7"), (ENTER, r"(?s)^line 70\n.*line 93\n:$"),
    ("g", r"(?s)^line 1\n.*line 24\nlong.tmp$"), ("q", r"line 24\n\$>$"),
    line("./$W/busybox more long.tmp", r"line 24\n--More-- \(26"),
    (" ", r"line 48\n--More-- \(53"), ("q", r"line 48\n\$>$"),
    line("rm long.tmp", PROMPT),
]
WATCHED = {
    "vi": ("./{W}/busybox sh", VI),
    "pages": ("./{W}/busybox sh", PAGES),
}

# The same for the screen and the keyboard of the PC.
DRAWN = ("./64/busybox sh", [
    ("", PROMPT), line("TERM=linux ./64/busybox vi new.tmp", r"- new.tmp "),
    (f"ihello World (1){ENTER}two{ENTER}{TAB}three", r"three(?s:.*)I new.tmp"),
    (ESC, r"- new.tmp.* 3/3"),
    ("1GyyjpP", r"Put 1 lines"), (f"A {'long ' * 8}{ESC}", r"long long(?s:.*)- new.tmp"),
    (":%s/o/0/g" + ENTER, r"hell0 W0rld"), ("ddu", r"Undo"), ("GO" + ESC, r"- new.tmp.* 5/6"),
    (":q!" + ENTER, PROMPT),
])
