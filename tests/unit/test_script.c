/* test_script.c - the language: what scripts print. */
#include "check.h"
#include "fake_script.h"

static void words(void **state)
{
	static const struct fake_row rows[] = {
		{ "", "" },
		{ "words a  b\tc", "<a><b><c>\n" },
		{ "words 'a b' \"c d\" e\\ f", "<a b><c d><e f>\n" },
		{ "words 'a'\"b\"c", "<abc>\n" },
		{ "words '' \"\"", "<><>\n" },
		{ "words '\\\"$x' \"'\"", "<\\\"$x><'>\n" },
		{ "words \"\\$ \\\\ \\\" \\a \\' \"", "<$ \\ \" \\a \\' >\n" },
		{ "words \\$x \\a \\\\ \\'", "<$x><a><\\><'>\n" },
		{ "words $\"to \\\"be\\\" translated\"", "<to \"be\" translated>\n" },
		/* A $ without a name stays in there, and $@ $* are no names. */
		{ "a='x  y'; words $\"$ $,$a$\" $\"$@$*\" $\"$?\"b\"$a\"",
		  "<$ $,x  y$><$@$*><0bx  y>\n" },
		{ "words a\\\nb \\\n c", "<ab><c>\n" },
		{ "words a\\\r\nb \\\r\n c\r\n", "<ab><c>\n" },
		{ "words \"a\\\nb\nc\" 'd\ne\\\nf'", "<ab\nc><d\ne\\\nf>\n" },
		{ "words 'a\n#dropped\n#too\nb' \"c\n#x\nd\"", "<a\nb><c\nd>\n" },
		{ "words a \\\n#dropped\nb", "<a><b>\n" },
		{ "words \\a$\"b\"", "<ab>\n" },
		{ "run 'p q' { words $\"<$1>\" }", "<<p q>>\n" },
		{ "n='\n'; eval \"words 'x${n}#y${n}z'\"", "<x\nz>\n" },
		{ "words a#b #c", "<a#b>\n" },
		{ "#x\nwords a;#y\nwords b", "<a>\n<b>\n" },
		{ "words if then fi [[a ! in case", "<if><then><fi><[[a><!><in><case>\n" },
		{ "words ~ `x` (hd0)/a=b,c:%@^*_", "<~><`x`><(hd0)/a=b,c:%@^*_>\n" },
		{ "\xef\xbb\xbfwords a\r\nwords b\r\n", "<a>\n<b>\n" },
		{ "words a\\", "<a>\n" },
		{ "words \xc3\xa4\xff", "<\xc3\xa4\xff>\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void variables(void **state)
{
	static const struct fake_row rows[] = {
		{ "a=1; words $a ${a} x$a-$a.y \"$a${a}b\"", "<1><1><x1-1.y><11b>\n" },
		{ "words $a x $a \"$a\" x$a", "<x><><x>\n" },
		{ "a=\" p  q \"; words x${a}y $a \"$a\" -", "<xp><qy><p><q>< p  q ><->\n" },
		{ "a=' '; words x${a}y $a", "<xy>\n" },
		{ "a='p                q '; words $a; run a '' '' '' '' '' '' '' '' '' b { words x$@y }",
		  "<p><q>\n<xa><by>\n" },
		{ "words $? ; false; words $?; words $?", "<0>\n<1>\n<0>\n" },
		{ "words \"$#\" \"$@\" $* \"$1\" $0", "<><><>\n" },
		{ "run a 'b c' '' d { words $# $1 ${2} \"$2\" $3 \"$4\" $5 ${12}; words $@ ; words "
		  "\"$@\"; words $*; words \"$*\"; words \"x$@y\" }",
		  "<4><a><b><c><b c><d>\n<a><b><c><d>\n<a><b c><><d>\n<a><b><c><d>\n<a b c  d>\n"
		  "<xa><b c><><dy>\n" },
		{ "run 1 2 3 4 5 6 7 8 9 10 11 12 { words $12 ${10}a ${99999999999} }",
		  "<12><10a>\n" },
		{ "set a=1 b=2; words $a \"$b\"", "<1><>\n" },
		{ "set a=b=c; words $a", "<b=c>\n" },
		{ "a=1; unset a; words \"$a\"", "<>\n" },
		{ "set b=2; set a=; set aa=3; set", "a=\naa=3\nb=2\n" },
		{ "root=(hd0,1); words $root; set root='(hd0'; words $root; root=hd1; "
		  "words $root",
		  "<hd0,1>\n<(hd0>\n<hd1>\n" },
		{ "set a", "t:1: set: `a' is not NAME=VALUE\n" },
		{ "set a.b=1; words x", "<x>\n" },
		{ "a=1; b=2; export a; context { words $a \"$b\"; a=3; c=4; words $a "
		  "}; words $a \"$c\"",
		  "<1><>\n<3>\n<1><>\n" },
		{ "export q; context { set }", "q=\n" },
		{ "export", "t:1: export: usage: export NAME...\n" },
		{ "a='x y'; b=$a; words \"$b\" ; b=\"$a\"; words \"$b\"", "<x>\n<x y>\n" },
		{ "run '' a '' { words x$@y; words \"x$@y\"; words $*x }; run '' { words $@ }",
		  "<xay>\n<x><a><y>\n<ax>\n\n" },
		{ "words * \"*\" a\\*? '?' b*", "<*><*><a*?><?><b*>\n" },
		{ "a=*; words $a \"$a\"; a='x\\y'; words $a",
		  "<*><*>\n<x\\y>\n" },
		{ "menuentry_id_option=; words a $menuentry_id_option b", "<a><b>\n" },
		{ "feature=y; words x$feature = xy", "<xy><=><xy>\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void flow(void **state)
{
	static const struct fake_row rows[] = {
		{ "if true; then echo a; fi", "a\n" },
		{ "if false; then echo a; else echo b; fi; echo $?", "b\n0\n" },
		{ "if true; \\\nthen echo a;\\\n fi", "a\n" },
		{ "if false; then echo a; elif true; then echo b; else echo c; fi", "b\n" },
		{ "if false\nthen\n echo a\nelif false\nthen echo b\nelse\n\n echo c\nfi",
		  "c\n" },
		{ "if false; then echo a; fi; echo $?", "0\n" },
		{ "if echo x; false; then echo a; fi;", "x\n" },
		{ "if true; then if false; then echo 1; else echo 2; fi; fi", "2\n" },
		{ "if ! false; then echo a; fi; ! true; echo $?; ! ! true; echo $?",
		  "a\n1\nt:1: unknown command `!'\n0\n" },
		{ "! nosuch; echo $?; ! a=1; echo $? $a; false; ! ''; echo $?",
		  "t:1: unknown command `nosuch'\n0\n0 1\nt:1: unknown command `'\n0\n" },
		{ "! status 5; echo $?", "0\n" },
		{ "for i in a 'b c' d; do words $i; done", "<a>\n<b><c>\n<d>\n" },
		{ "for i in a b\ndo\necho $i\ndone", "a\nb\n" },
		{ "for i in; do echo x; done; echo $?", "0\n" },
		{ "for i in *; do words \"$i\"; done", "<*>\n" },
		{ "a=x; while [ $a != xxxx ]; do echo $a; a=x$a; done; echo $?",
		  "x\nxx\nxxx\n1\n" },
		{ "a=x; until [ $a = xxx ]; do echo $a; a=x$a; done; echo $?", "x\nxx\n0\n" },
		{ "for i in a b c; do if [ $i = b ]; then continue; fi; echo $i; done",
		  "a\nc\n" },
		{ "for i in a b c; do if [ $i = b ]; then break; fi; echo $i; done; echo e",
		  "a\ne\n" },
		{ "for i in a b; do for j in 1 2 3; do if [ $j = 2 ]; then continue 2; fi; echo $i$j; "
		  "done; done", "a1\nb1\n" },
		{ "for i in a b; do for j in 1 2; do break 2; done; echo x; done; echo e",
		  "e\n" },
		{ "for i in a b; do for j in 1 2; do break 9; done; echo x; done; echo e",
		  "e\n" },
		{ "break; continue 3; echo $?; break 0; break x; echo $?",
		  "0\nt:1: break: 0 loops cannot be left\nt:1: break: `x' is not a "
		  "number\n10\n" },
		{ "while break; do echo x; done; echo e", "e\n" },
		{ "while true; do a=x; done; echo never\necho nor this",
		  "stopped by a key\n" },
		{ "eval 'echo a; b=2'; echo $b; eval echo '\"x  y\"'; eval", "a\n2\nx  y\n" },
		{ "nosuch; echo $?; if nosuch x; then echo yes; fi",
		  "t:1: unknown command `nosuch'\n0\nt:1: unknown command `nosuch'\nyes\n" },
		{ "$unset; echo $?; $unset echo x; c=echo; $c y", "0\nx\ny\n" },
		{ "status; echo $?; status 1 2 "
		  "3", "t:1: status: usage: status DIGIT [WORD]\n18\n"
		  "t:1: status: usage: status DIGIT [WORD]\n" },
		{ "echo a; status 7\necho $?", "a\n7\n" },
		{ "!; echo $?", "t:1: !: no command behind it\n18\n" },
		{ "i\\\nf true; then echo a; fi",     /* as in GRUB: not a keyword then */
		  "t:2:9: `then' where a command should be\nf true; then echo a; fi\n"
		  "        ^\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void functions(void **state)
{
	static const struct fake_row rows[] = {
		{ "function f { echo $# $1; }\nf a b; f; echo $#", "2 a\n0\n\n" },
		{ "function f\n{\n echo a\n}\nf", "a\n" },
		{ "function f { return 3; echo no; }; f; echo $?", "3\n" },
		{ "function f { false; return; }; f; echo $?", "1\n" },
		{ "function f { for i in a b; do return 2; done; }; f; echo $?", "2\n" },
		{ "function f { eval 'return 4'; echo no; }; f; echo $?", "4\n" },
		{ "return; echo $?", "t:1: return: only functions return\n18\n" },
		{ "run { return 5; echo no }; echo $?", "5\n" },
		{ "function f { echo $@; shift; echo $@; shift 2; echo $#; shift 9; "
		  "echo $?; }; f a b c d",
		  "a b c d\nb c d\n1\n18\n" },
		{ "function f { setparams x 'y z'; words \"$@\"; setparams q; shift; "
		  "echo $#; }; f a",
		  "<x><y z>\n0\n" },
		{ "function f { return; }; false; f; echo $?; function g { return x; }; g; "
		  "echo $?",
		  "1\nt:1: return: `x' is not a number\n10\n" },
		{ "function f { return 1x; }; f; echo $?; function g { return 99999999999; }; g; "
		  "echo $?",
		  "t:1: return: `1x' is not a number\n18\n"
		  "t:1: return: `99999999999' is not a number\n11\n" },
		{ "function f { shift x; echo $? $#; shift ''; echo $? $#; }; f a b",
		  "t:1: shift: `x' is not a number\n18 2\n0 2\n" },
		{ "setparams a; echo $?; shift; echo $?", "17\n0\n" },
		{ "function f { break; echo in; }; for i in a b; do f; done", "in\nin\n" },
		{ "function f { echo 1; }; function f { echo 2; }; f", "2\n" },
		/* A unit's functions are there before it runs, and what runs stays. */
		{ "function f { echo 1; }\nf; function f { echo 2; }", "2\n" },
		{ "function f { eval 'function f { echo new; }'; echo old; }; f; f",
		  "t:1: function f runs: it stays as it is\nold\n"
		  "t:1: function f runs: it stays as it is\nold\n" },
		{ "function f { if [ $# = 1 ]; then f; eval 'function f { echo new; }'; echo old; fi; }; f x",
		  "t:1: function f runs: it stays as it is\nold\n" },
		{ "eval 'false\n\n'; echo $?; false; eval ''; echo $?", "1\n0\n" },
		{ "false\nfunction f { true; }\necho $?; f; echo $?", "1\n0\n" },
		{ "function echo { words no; }; echo a", "a\n" },
		{ "function f {\n\n nosuch\n}\n\nf", "t:3: unknown command `nosuch'\n" },
		{ "block a --class 'b c' { echo '}' \"}\" \\} #}\n y { x } }\n",
		  "<a><--class><b c>1{ echo '}' \"}\" \\} #}\n y { x } }\n" },
		{ "block 'a' {\n if x; then y {\n z; }\n fi\n}",
		  "<a>1{\n if x; then y {\n z; }\n fi\n}\n" },
		{ "\n\nblock x \\\n{ a }", "<x>4{ a }\n" },
		{ "words a { b c; }", "<a><{ b c; }>\n" },
		{ "! block x { a }; echo $?", "<x>1{ a }\n1\n" },
		{ "run x {\n\n nosuch\n echo $1 }", "t:3: unknown command `nosuch'\nx\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void tests(void **state)
{
	/* expression, status as GRUB 2.06 gives it */
	static const struct { const char *expression; int status; } rows[] = {
		{ "[ ]", 0 }, { "[ '' ]", 1 }, { "[ a ]", 0 }, { "[ $unset = 1 ]", 0 },
		{ "[ -n $unset ]", 0 }, { "[ fwsetup --is-supported ]", 0 },
		{ "[ ! insmod bli ]", 1 },
		{ "[ a = a ]", 0 }, { "[ a == b ]", 1 }, { "[ a != b ]", 0 },
		{ "[ a '<' b ]", 0 },
		{ "[ b '<=' a ]", 1 }, { "[ b '>' a ]", 0 }, { "[ a '>=' a ]", 0 },
		{ "[ 010 -eq 8 ]", 0 }, { "[ -1 -lt 0x10 ]", 0 }, { "[ 2 -gt 10 ]", 1 },
		{ "[ 2 -le 2 ]", 0 }, { "[ 2 -ne 2 ]", 1 }, { "[ 3 -ge 4 ]", 1 },
		{ "[ a -eq b ]", 0 },
		{ "[ 5x -eq 5 ]", 0 }, { "[ vmlinuz-2 -plt vmlinuz-11 ]", 0 },
		{ "[ vmlinuz-3.10 -pgt vmlinuz-3.9 ]", 0 }, { "[ a -pgt a ]", 1 },
		{ "[ a -a '' ]", 1 }, { "[ '' -o b ]", 0 }, { "[ a b ]", 0 },
		{ "[ a '' ]", 1 },
		{ "[ ( a = a -a ( b = c -o d ) ) ]", 0 }, { "[ = ]", 0 }, { "[ -n ]", 0 },
		{ "[ ! = ! ]", 0 }, { "[ ! a ! '' ]", 1 }, { "[ ) ]", 0 }, { "[ ( ]", 0 },
		{ "[ ! -z '' -o ! -n x ]", 1 }, { "[ -z '' ", 0 }, { "test a = a", 0 },
		{ "test ''", 1 },
		{ "[ -f /file ]", 0 }, { "[ -f /dir ]", 1 }, { "[ -d /dir ]", 0 },
		{ "[ -e /none ]", 1 },
		{ "[ -e /dir -a ! -s /dir ]", 0 }, { "[ -s /file ]", 0 },
		{ "[ aa -nt b ]", 0 }, { "[ aa -ot b ]", 1 }, { "[ a -nt2 bb ]", 0 },
		{ "[ a -ot-2 b ]", 0 },
		{ "[ 99999999999999999999 -eq -1 ]", 0 },
		{ "[ 2147483648 -lt 1 ]", 0 }, { "[ 2147483648 -pgt 1 ]", 0 },
		{ "[ vm-1 -plt vm-10 ]", 0 }, { "[ vm-110 -pgt vm-11 ]", 0 }, { "[ 17 -plt 177 ]", 0 },
		{ "[ 1 -pgt -1 ]", 0 }, { "[ 08 -eq 8 ]", 0 }, { "[ ' 5' -eq 5 ]", 0 },
		{ "[ 018 -eq 1 ]", 0 }, { "[ - -eq 0 ]", 0 }, { "[ -0x10 -eq -16 ]", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		static struct fake_script fake;
		struct script *s = fake_script(&fake);

		if (fake_run(s, rows[i].expression) != rows[i].status)
			fail_msg("%s: %d", rows[i].expression, script_status(s));
		assert_string_equal(fake.output, "");
		script_free(s);
	}
}

static void globs(void **state)
{
	/* What there is: list() in fake_script.c. */
	static const struct fake_row rows[] = {
		{ "words /dir/*", "</dir/a.cfg></dir/b.cfg></dir/.h></dir/x y></dir/s*ub>\n" },
		{ "words /dir/?.cfg /dir/*y", "</dir/a.cfg></dir/b.cfg></dir/x y>\n" },
		{ "words /dir/*b* /dir/**g", "</dir/b.cfg></dir/s*ub></dir/a.cfg></dir/b.cfg>\n" },
		{ "words /dir/s\\*? /dir/s\\*ub /dir/s'*'*", "</dir/s*?></dir/s*ub></dir/s*ub>\n" },
		{ "words /dir/\\* '/dir/*' \"/dir/\"?.c*",
		  "</dir/*></dir/*></dir/a.cfg></dir/b.cfg>\n" },
		{ "words /*/a.cfg /*/nosuch /nosuch/* /d*/", "</dir/a.cfg></*/nosuch></nosuch/*></dir/>\n" },
		{ "words dir/* x* ? a=/dir/*", "<dir/*><x*><?><a=/dir/*>\n" },
		{ "words (*)", "<(hd0)><(hd0,gpt2)><(hd0,gpt1)><(cd)>\n" },
		{ "words (*,gpt*)/boot (hd?) (cd)*", "<(hd0,gpt1)/boot><(hd0)><(cd)>\n" },
		{ "for f in (*,gpt*)/b*/*.cfg; do words $f; done", "<(hd0,gpt1)/boot/grub.cfg>\n" },
		{ "a='/dir/*.cfg'; words $a \"$a\" $a$a; words x$a",
		  "</dir/a.cfg></dir/b.cfg></dir/*.cfg></dir/*.cfg/dir/*.cfg>\n<x/dir/*.cfg>\n" },
		{ "run '/dir/?.cfg' '*' { words $1 \"$1\" $*; words \"$@\" }",
		  "</dir/a.cfg></dir/b.cfg></dir/?.cfg></dir/a.cfg></dir/b.cfg><*>\n"
		  "</dir/?.cfg><*>\n" },
		{ "a='\\*'; words $a '\\' \\\\* \"\\*\"", "<\\*><\\><\\*><\\*>\n" },
		{ "words * *d*; globs; words * *d* *x ?hd0? (*,*)",
		  "<*><*d*>\n<(hd0)><(cd)><(hd0)><(cd)><*x><?hd0?><(hd0,gpt2)><(hd0,gpt1)>\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void options(void **state)
{
	static const struct fake_row rows[] = {
		{ "options a --flag b -f --value=1 --value 2 -v 3 c -- -x --flag",
		  "0=;1=3;+1;+2;+3;<a><b><c><-x><--flag>\n" },
		{ "options -ffv 1 --optional --optional=2 --hint=a --hint-bios=b -",
		  "0=;1=1;2=2;3=a;4=b;+1;<->\n" },
		{ "options --optional=2 -o --hint a --hint b; options",
		  "2=;3=b;\n\n" },
		{ "hints --hint=a --hint-bios=b --hint-x c -h d --hint- e f",
		  "0=e;+a;+b;+c;+d;+e;<f>\n" },
		{ "hints --hint-bios; hints --hints=a",
		  "t:1: hints: --hint-bios needs a value\nt:1: hints: unknown option --hints=a\n" },
		{ "options --value-x=1", "t:1: options: unknown option --value-x=1\n" },
		{ "! options -v 1 -v 2 a -v 3", "1=3;+1;+2;+3;<a>\n" },
		{ "options --nosuch; echo $?", "t:1: options: unknown option --nosuch\n18\n" },
		{ "options -fx", "t:1: options: unknown option -fx\n" },
		{ "options --flag=1", "t:1: options: --flag=1 takes no value\n" },
		{ "options a -v", "t:1: options: -v needs a value\n" },
		{ "options -a-", "t:1: options: unknown option -a-\n" },
		{ "options -f-", "t:1: options: unknown option -f-\n" },
		{ "options --value=", "1=;+;\n" },
		/* As in GRUB nothing is a value that stands behind its letter, and of letters
		 * in a row only the last has one. */
		{ "options -v4; echo $?", "t:1: options: -v4 needs a value\n18\n" },
		{ "options -vvvvvvvvvvvvvf 1; echo $?",
		  "t:1: options: -vvvvvvvvvvvvvf needs a value\n18\n" },
		{ "options -v -f", "1=-f;+-f;\n" },
		{ "options -v --", "1=--;+--;\n" },
		{ "options --flagg", "t:1: options: unknown option --flagg\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

/* The options of a command's row. */
static void row_options(void **state)
{
	static const struct fake_row rows[] = {
		{ "row a -f --number 0x10 --text=b; row -n 7 -t -n c",
		  "flag text=b number=16 <a>\ntext=-n number=7 <c>\n" },
		{ "row -ft x b", "flag text=x number=5 <b>\n" },
		{ "row -- -f", "number=5 <-f>\n" },
		{ "row -n x a; echo $?", "t:1: row: -n needs a number\n18\n" },
		{ "row -n '' a; row -n 1x a; row -n -1 a",
		  "t:1: row: -n needs a number\nt:1: row: -n needs a number\n"
		  "t:1: row: -n needs a number\n" },
		{ "row -n 99999999999999999999 a", "t:1: row: -n needs a number\n" },
		{ "row -f; echo $?", "t:1: row: usage: row [OPTION...] WORD\n18\n" },
		{ "row a b; echo $?", "t:1: row: usage: row [OPTION...] WORD\n18\n" },
		{ "row --help; echo $?",
		  "row [OPTION...] WORD\n-f, --flag\tsays so\n-t, --text=VALUE\n"
		  "-n, --number=N\thow many\n0\n" },
		{ "row -- --help", "number=5 <--help>\n" },
		{ "one a; two b; three c; four; onec", "one a\ntwo b\nthree c\n"
		  "t:1: unknown command `four'\nt:1: unknown command `onec'\n" },
		{ "pre_fix; pre_; pre; other; pre_fix_2", "pre_fix\npre_\n"
		  "t:1: unknown command `pre'\nother\npre_fix_2\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

static void incomplete(void **state)
{
	static const struct { const char *text; bool incomplete; } rows[] = {
		{ "", false }, { "echo a", false }, { "echo 'a", true },
		{ "echo \"a\\\"", true }, { "if true", true },
		{ "if true; then a; fi", false }, { "menuentry x {", true },
		{ "function f", true }, { "a \\", true },
		{ "a \\\n", true }, { "fi", false }, { "for i in a; do b;", true },
		{ "a; fi; 'x", false }, { "a $", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *text = rows[i].text;

		if (script_incomplete((struct span){ text, text + strlen(text) }) != rows[i].incomplete)
			fail_msg("%s", text);
	}
}

static void report(void *context, const char *file, unsigned line, unsigned column,
		   const char *message)
{
	char *to = context;

	sprintf(to + strlen(to), "%s:%u:%u: %s\n", file, line, column, message);
}

static void check_only(void **state)
{
	static const char text[] = "echo a\nfi\nmenuentry x {\n if y | z; then a; fi\n}\necho '";
	char reports[500] = "";

	(void)state;
	assert_int_equal(script_check((struct span){ text, text + sizeof text - 1 },
				      (struct source){ "g", 1 }, report, reports), 4);
	assert_string_equal(reports, "g:2:1: `fi' where a command should be\n"
			    "g:4:7: `|' where ; or a new line should be\n"
			    "g:5:1: `}' where a command should be\n"
			    "g:6:6: this quote is not closed\n");
}

static void tables(void **state)
{
	static struct fake_script fake;
	struct script *s = fake_script(&fake);
	const struct command *c = NULL;
	unsigned n = 0;

	(void)state;
	while ((c = script_next_command(s, c))) {
		char name[80];

		snprintf(name, sizeof name, "%s", c->usage);
		name[strcspn(name, " |")] = '\0';
		assert_ptr_equal(script_find_command(s, name), c);
		n++;
	}
	assert_true(n > 15);
	assert_null(script_find_command(s, "ech"));
	assert_null(script_find_command(s, ""));
	assert_null(script_get(s, "a"));
	assert_null(script_set(s, "a", "1"));
	assert_null(script_set(s, "ab", "2"));
	assert_string_equal(script_get(s, "a"), "1");
	script_leave_context(s);        /* the only one stays */
	assert_string_equal(script_get(s, "ab"), "2");
	script_free(s);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(words), cmocka_unit_test(variables), cmocka_unit_test(flow),
		cmocka_unit_test(functions), cmocka_unit_test(tests), cmocka_unit_test(globs), cmocka_unit_test(options), cmocka_unit_test(row_options),
		cmocka_unit_test(incomplete), cmocka_unit_test(check_only), cmocka_unit_test(tables),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
