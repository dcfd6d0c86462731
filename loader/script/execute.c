/* execute.c - run a script's tree. */
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/execute.h"
#include "script/expand.h"
#include "script/options.h"
#include "script/parse.h"

/* Keeps a big frame out of run_list()'s, which is on the stack DEPTH times. */
#define OWN_FRAME __attribute__((noinline))

static int run_list(struct script *s, const struct node *n);

int no_memory(struct script *s, unsigned line)
{
	complain(s, line, "%s", ERR_NO_MEMORY);
	s->leaving |= LEAVE_STATEMENT;
	return STATUS_NO_MEMORY;
}

/* One level more, or leave everything up to the statement of the outermost text. */
static OWN_FRAME bool go_deeper(struct script *s, unsigned line)
{
	if (s->depth < DEPTH) {
		s->depth++;
		return true;
	}
	complain(s, line, "more than %d calls and blocks inside each other", DEPTH);
	s->leaving |= LEAVE_STATEMENT;
	s->status = STATUS_OUT_OF_RANGE;
	return false;
}

/* The pointer that leads to the function, or to NULL. */
static struct function **find_function(struct script *s, const char *name)
{
	struct function **at = &s->functions;

	while (*at && !str_equal((*at)->name, name))
		at = &(*at)->next;
	return at;
}

/* Put the function into the list instead of an older one of its name.  Not of one that
 * is running: GRUB refuses, too, and its text must stay. */
static void define_function(struct script *s, const struct node *n)
{
	struct span name = n->words->text;
	size_t name_size = span_size(name), text_size = span_size(n->block);
	size_t file_size = s->file ? strlen(s->file) + 1 : 0;
	struct function *f = heap_zalloc(sizeof *f + name_size + 1 + file_size + text_size);
	struct function **at, *old;
	char *p;

	if (!f) {
		no_memory(s, n->line);
		return;
	}
	memcpy(f->name, name.p, name_size);
	p = f->name + name_size + 1;
	if (file_size)
		f->source.file = memcpy(p, s->file, file_size);
	f->source.line = n->block_line;
	f->text.p = memcpy(p + file_size, n->block.p, text_size);
	f->text.end = f->text.p + text_size;
	at = find_function(s, f->name);
	old = *at;
	if (old && old->users) {
		complain(s, n->line, "function %s runs: it stays as it is", f->name);
		old = f;
	} else {
		if (old)
			f->next = old->next;
		*at = f;
	}
	heap_free(old);
}

static int run_function(struct script *s, struct function *f, struct call *call)
{
	int status;

	f->users++;
	status = script_run_with(s, f->text, f->source, call->argc - 1, call->argv + 1);
	f->users--;
	return status;
}

int assign(struct call *call, char *word)
{
	char *equal = strchr(word, '=');

	*equal = '\0';
	return script_set(call->script, word, equal + 1) ?
		no_memory(call->script, call->source.line) : STATUS_OK;
}

static int run_builtin(struct call *call, const struct node *n)
{
	const struct command *c = call->command;
	int status;

	if (n->block.p && c->flags & TAKES_BLOCK) {
		call->argv[--call->argc] = NULL;
		call->block = n->block;
	}
	if (c->options && call->argc == 2 && str_equal(call->argv[1], "--help")) {
		command_help(call, c);
		return STATUS_OK;
	}
	status = c->options ? options_take(call) : operands_check(call);
	return status ? status : c->run(call);
}

/* What the call's name is: a command, a function, an assignment. */
static int dispatch(struct call *call, const struct node *n)
{
	struct script *s = call->script;
	const char *name = call->argv[0];
	bool inverted = str_equal(name, "!");
	struct function *f;
	int status;

	if (inverted) {
		if (!--call->argc)
			return call_fail(call, STATUS_BAD_ARGUMENT, "no command behind it");
		name = *++call->argv;
	}
	call->command = script_find_command(s, name);
	f = *find_function(s, name);
	if (call->command) {
		status = run_builtin(call, n);
	} else if (f) {
		status = run_function(s, f, call);
	} else {
		if (strchr(name, '='))
			return assign(call, call->argv[0]);
		complain(s, n->line, "unknown command `%s'", name);
		/* As in GRUB: it is reported and counts as done, also with a ! before it. */
		return STATUS_OK;
	}
	return inverted ? status == STATUS_OK : status;
}

static OWN_FRAME int run_command(struct script *s, const struct node *n)
{
	struct expansion e = { .script = s };
	struct call call = { .script = s, .world = s->host.world,
			     .block_source = { s->file, n->block_line },
			     .source = { s->file, n->line } };
	int status = STATUS_OK;

	expand_words(&e, n->words);
	/* With its braces a block is the last argument of what takes no blocks. */
	if (n->block.p)
		expand_add(&e, n->block.p - 1, span_size(n->block) + 2);
	call.argc = e.argc;
	call.argv = expand_argv(&e);
	call.words = e.text;
	if (!call.argv)
		status = no_memory(s, n->line);
	else if (call.argc)
		status = dispatch(&call, n);
	heap_free(call.words);
	return status;
}

static int run_if(struct script *s, const struct node *n)
{
	for (; n; n = n->otherwise) {
		int status = n->condition ? run_list(s, n->condition) : STATUS_OK;

		if (s->leaving)
			return status;
		if (status == STATUS_OK)
			return run_list(s, n->body);
	}
	return STATUS_OK;
}

/* Whatever can go on for long comes here again and again. */
static void poll(struct script *s)
{
	if (!(s->leaving & LEAVE_ALL) && s->host.interrupted &&
	    s->host.interrupted(s->host.world)) {
		complain(s, 0, "stopped by a key");
		s->leaving |= LEAVE_ALL;
	}
}

/* After a round of a loop: is there another? */
static bool loop_goes_on(struct script *s)
{
	poll(s);
	if ((s->leaving & LEAVE_LOOPS) && --s->breaks == 0) {
		s->leaving &= (u8)~LEAVE_LOOPS;
		if (!s->continues)
			return false;
	}
	return !s->leaving;
}

static OWN_FRAME int run_loop(struct script *s, const struct node *n)
{
	struct expansion e = { .script = s };
	char **argv = NULL;
	int status = STATUS_OK, next = 1;

	if (n->kind == NODE_FOR) {
		expand_words(&e, n->words);
		argv = expand_argv(&e);
	}
	s->loops++;
	do {
		if (n->kind != NODE_FOR) {
			status = run_list(s, n->condition);
			if (!s->leaving && (status == STATUS_OK) == (n->kind == NODE_UNTIL))
				break;
		} else if (argv && next >= e.argc) {
			break;
		} else if (!argv || script_set(s, argv[0], argv[next++])) {
			status = no_memory(s, n->line);
		}
		if (!s->leaving)
			status = run_list(s, n->body);
	} while (loop_goes_on(s));
	s->loops--;
	heap_free(e.text);
	return status;
}

static int run_node(struct script *s, const struct node *n)
{
	switch (n->kind) {
	case NODE_IF:       return run_if(s, n);
	case NODE_FUNCTION: return s->status;   /* it was defined before the unit ran */
	case NODE_COMMAND:  return run_command(s, n);
	default:            return run_loop(s, n);
	}
}

/* One command at least: the parser knows no empty lists. */
static int run_list(struct script *s, const struct node *n)
{
	int status = STATUS_OK;

	if (!go_deeper(s, n->line))
		return s->status;
	for (; n && !s->leaving; n = n->next)
		s->status = status = run_node(s, n);
	s->depth--;
	return status;
}

/* Run the text's units one by one; `p` and `arena` are run_text()'s. */
static int run_units(struct script *s, struct parser *p, struct arena *arena, bool all)
{
	struct node *unit;
	int status = STATUS_OK;

	while (!s->leaving && parse_unit(p, &unit)) {
		if (p->lexer.error) {
			complain_syntax(s, &p->lexer);
			if (!all)
				return STATUS_OK;
			lex_recover(&p->lexer);
			status = STATUS_BAD_ARGUMENT;   /* and $? stays as it is */
		} else {
			/* A unit's functions are there before its first command runs. */
			for (struct node *n = unit; n; n = n->next)
				if (n->kind == NODE_FUNCTION)
					define_function(s, n);
			status = run_list(s, unit);
		}
		arena_reset(arena);
		if (s->depth == 1)
			s->leaving &= (u8)~LEAVE_STATEMENT;
	}
	return status;
}

int run_text(struct script *s, struct span text, struct source source, bool all)
{
	struct arena arena = { 0 };
	struct parser p;
	const char *file = s->file;
	int status;

	if (!go_deeper(s, source.line))
		return s->status;
	/* Commands run while nothing is left; but a menu inside of one may start an entry after
	 * another was. */
	s->leaving = 0;
	if (s->depth > 1)
		poll(s);
	s->file = source.file;
	parse_start(&p, text, source.line, &arena);
	status = run_units(s, &p, &arena, all);
	arena_free(&arena);
	s->file = file;
	s->depth--;
	return status;
}

int script_run(struct script *s, struct span text, struct source source)
{
	return run_text(s, text, source, true);
}

int script_run_with(struct script *s, struct span text, struct source source,
		    int argc, char *const *argv)
{
	struct params params = { argc, (char **)argv, NULL }, *outer = s->params;
	unsigned loops = s->loops;
	int status;

	s->params = &params;
	s->loops = 0;
	status = script_run(s, text, source);
	s->loops = loops;
	s->leaving &= (u8)~LEAVE_FUNCTION;
	s->params = outer;
	heap_free(params.own);
	return status;
}
