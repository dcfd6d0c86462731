/* test_script_bad.c - what is said about bad scripts, and that they end. */
#include "check.h"
#include "fake_script.h"
#include "host_heap.h"

static void syntax_errors(void **state)
{
	static const struct fake_row rows[] = {
		{ "echo 1\n  fi\necho 2",
		  "1\nt:2:3: `fi' where a command should be\n  fi\n  ^\n2\n" },
		{ "echo a; fi; echo b\necho c",
		  "t:1:9: `fi' where a command should be\necho a; fi; echo b\n        "
		  "^\nc\n" },
		{ "echo a && echo b",
		  "t:1:8: `&&' where ; or a new line should be\n"
		  "echo a && echo b\n       ^\n" },
		{ "echo '\n a\necho b\n",
		  "t:1:6: this quote is not closed\necho '\n     ^\n" },
		{ "echo \"a $ b\"\necho c",
		  "t:1:9: no variable's name behind $\necho \"a "
		  "$ b\"\n        ^\nc\n" },
		/* What follows on its line is not looked at. */
		{ "echo $'\necho b$\\\necho c",
		  "t:1:6: no variable's name behind $\necho $'\n     ^\n"
		  "t:2:7: no variable's name behind $\necho b$\\\n      ^\nc\n" },
		{ "\techo ${a.b}\necho c",
		  "t:1:7: no variable's name behind $\n echo "
		  "${a.b}\n      ^\nc\n" },
		{ "if true\necho a\n",
		  "t:3:1: then is missing for line 1\n\n^\n" },
		{ "if true; then\necho a | b\necho c\nfi\necho d",
		  "t:2:8: `|' where ; or a new line should be\n"
		  "echo a | b\n       ^\nc\n"
		  "t:4:1: `fi' where a command should be\nfi\n^\nd\n" },
		{ "block x {\n\necho a\n",
		  "t:4:1: } is missing for line 1\n\n^\n" },
		{ "block x { }\necho a",
		  "t:1:11: `}' where a command should be\nblock x { }\n          ^\na\n" },
		{ "for 1 in a; do echo; done\necho b",
		  "t:1:5: `1' where a name should be\nfor 1 in a; do echo; done\n    ^\nb\n" },
		{ "for i\necho b",
		  "t:1:6: `the line's end' where in should be\nfor i\n     ^\nb\n" },
		{ "function f-g { a; }\necho b",
		  "t:1:10: `f-g' where a name should be\nfunction f-g { a; }\n         "
		  "^\nb\n" },
		{ "case a in\necho b",
		  "t:1:1: `case' where a command should be\ncase a in\n^\nb\n" },
		{ "[[ a ]]\necho b",
		  "t:1:1: `[[' where a command should be\n[[ a ]]\n^\nb\n" },
		{ "echo a; ; echo b\necho c",
		  "t:1:9: `;' where a command should be\necho a; ; echo b\n        ^\nc\n" },
		{ "if true; then echo a; else echo b; else echo c; fi\necho d",
		  "t:1:36: `else' where fi should be\nif true; then echo a; else echo b; else echo c; fi\n"
		  "                                   ^\nd\n" },
		{ "false; eval 'echo a\nfi\necho b'; echo $?",
		  "a\nt:2:1: `fi' where a command should be\nfi\n^\n0\n" },
		{ "false\nfi\necho $?", "t:2:1: `fi' where a command should be\nfi\n^\n1\n" },
		{ "for in in a; do echo; done\necho b",
		  "t:1:5: `in' where a name should be\nfor in in a; do echo; done\n    ^\nb\n" },
		{ "function if { a; }\necho b",
		  "t:1:10: `if' where a name should be\nfunction if { a; }\n         ^\nb\n" },
		{ "function f { a }\necho b",
		  "t:1:16: `}' where ; or a new line should be\nfunction f { a }\n"
		  "               ^\nb\n" },
		{ "if true; then function f { a; }; fi\necho b",
		  "t:1:15: `function' where a command should be\n"
		  "if true; then function f { a; }; fi\n              ^\nb\n" },
	};

	(void)state;
	fake_check(rows, COUNT(rows));
}

/* A long line is cut around the error. */
static void long_line(void **state)
{
	static struct fake_script fake;
	struct script *s = fake_script(&fake);
	char text[1001];

	(void)state;
	memset(text, 'a', 1000);
	text[500] = '&';
	text[1000] = '\0';
	fake_run(s, text);
	assert_memory_equal(fake.output, "t:1:501: ", 9);
	assert_int_equal(strlen(strchr(fake.output, '\n') + 1), 76 + 1 + 50 + 2);
	assert_string_equal(fake.output + strlen(fake.output) - 3, " ^\n");
	script_free(s);
}

/* `text` `n` times between two others; returns a heap string. */
static char *repeat(const char *before, const char *text, size_t n, const char *behind)
{
	size_t size = strlen(text);
	char *all = malloc(strlen(before) + n * size + strlen(behind) + 1), *p;

	p = all + strlen(strcpy(all, before));
	while (n--)
		p = (char *)memcpy(p, text, size) + size;
	strcpy(p, behind);
	return all;
}

static void limits(void **state)
{
	static const struct {
		const char *before, *text;
		size_t      n;
		const char *behind, *output;
	} rows[] = {
		{ "", "if true; then ", 100000, "\necho a",
		  "t:1:564: more than 40 levels of nesting" },
		{ "", "a { ", 100000, "\necho a", "t:1:165: more than 40 levels of nesting" },
		{ "", "function f { ", 100000, "", "t:1:14: `function' where a command should be" },
		{ "function f ", "{ a ", 100000, "", "t:1:174: more than 40 levels of nesting" },
		{ "[ ", "( ", 100000, "]; echo $?",
		  "t:1: [: more than 100 ( inside each other\n18\n" },
		{ "[ ", "( ) ", 1000, "]; echo $?", "0\n" },
		{ "", "} ", 100000, "\necho a", "t:1:1: `}' where a command should be" },
		{ "", "if true; then\n", 30, "x",
		  "t:31:2: ; or a new line is missing for" },
		{ "function f { f; f; }; f; echo no\necho b", "", 0, "",
		  "t:1: more than 128 calls and blocks inside each other\nb\n" },
		{ "function f { if f; then f; fi; }; f; echo no\necho b", "", 0, "",
		  "t:1: more than 128 calls and blocks inside each other\nb\n" },
		{ "function f { if true; then if true; then if true; then f; fi; fi; "
		  "fi; }; f\necho b", "",
		  0, "", "t:1: more than 128 calls and blocks inside each other\nb\n" },
		{ "a='eval \"$a\"'; eval \"$a\"\necho b", "", 0, "",
		  "t:1: more than 128 calls and blocks inside each other\nb\n" },
		{ "echo ", "x", 65536, "\necho ok", "xxxxx" },
		{ "if false; then a; ", "elif false; then a; ", 10000, "fi; echo ok", "ok\n" },
		{ "", "x y\n", 0, "echo ok", "ok\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		static struct fake_script fake;
		struct script *s = fake_script(&fake);
		char *text = repeat(rows[i].before, rows[i].text, rows[i].n, rows[i].behind);

		fake_run(s, text);
		if (strncmp(fake.output, rows[i].output, strlen(rows[i].output)) != 0)
			fail_msg("%.60s: %.300s", text, fake.output);
		free(text);
		script_free(s);
	}
}

/* 10 MiB in many shapes; a reader that looks twice at the rest of the file for each
 * statement would take hours. */
static void big_files(void **state)
{
	static const char *const shapes[] = {
		"#comment\n", "\n", "a=1\n", "a=1; ", "echo '\n", "\"$x\"\n", "x { y; }\n",
		"fi\n", "\r\n", "\\\n",
		"if true; then a=1; fi\n", "echo $\n", "'", "\"", "a{", "\xef\xbb\xbf", "$x", "$", "if a\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		static struct fake_script fake;
		struct script *s = fake_script(&fake);
		char *text = repeat("", shapes[i], (i < 2 ? 10 : 1) * (size_t)MiB / strlen(shapes[i]), "\n");

		fake_run(s, text);
		free(text);
		script_free(s);
	}
}

static void nul_bytes(void **state)
{
	static const char text[] = "echo a\0b '\0c'\0\n\0echo \"d\0e\" f\\\0g\0";
	static struct fake_script fake;
	struct script *s = fake_script(&fake);

	(void)state;
	script_run(s, (struct span){ text, text + sizeof text - 1 }, (struct source){ "t", 1 });
	assert_string_equal(fake.output, "a b c\nde fg\n");
	script_free(s);
}

/* Each allocation in turn fails: a message or a status, never a crash, never a leak. */
static void no_memory(void **state)
{
	static const char text[] =
		"a='x y z'; export a; function f { setparams $a \"$@\"; for i in $a; do words $i $@; "
		"done; eval 'b=$a; return 2'; }\n"
		"f 1 2; function h { echo *; }; h; context { a=2; block $a { q }; }\n"
		"while [ $c != xx ]; do c=x$c; done; words \"$a$a$a$a$a$a$a$a$a$a$a$a$a$a\" { b; }\nfi\n"
		"root=(hd0); unset a; set\nwords /*/*.cfg (*)/b*\necho end\n";
	static char wanted[FAKE_OUTPUT];
	static struct fake_script fake;
	struct script *s = fake_script(&fake);
	unsigned n;

	(void)state;
	fake_run(s, text);
	script_free(s);
	strcpy(wanted, fake.output);
	for (n = 0; n < 1000; n++) {
		host_heap_left = n;
		s = fake_script(&fake);
		if (!s)
			continue;
		fake_run(s, text);
		script_free(s);
		if (strcmp(fake.output, wanted) == 0)
			break;
		if (!strstr(fake.output, "memory"))
			fail_msg("allocation %u: %s", n, fake.output);
	}
	host_heap_left = SIZE_MAX;
	assert_in_range(n, 40, 500);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(syntax_errors), cmocka_unit_test(long_line),
		cmocka_unit_test(limits), cmocka_unit_test(big_files),
		cmocka_unit_test(nul_bytes), cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
