/* execute.c - run a script's tree. */
#include "base/error.h"
#include "common/str.h"
#include "mem/heap.h"
#include "script/execute.h"
#include "script/expand.h"
#include "script/parse.h"

/* Keeps a big frame out of run_list()'s, which is on the stack LIST_DEPTH times. */
#define OWN_FRAME __attribute__((noinline))

static int run_list(struct script *s, const struct node *n);

static bool unwinding(const struct script *s)
{
	return s->breaks || s->returns || s->stops;
}

int no_memory(struct script *s, unsigned line)
{
	complain(s, line, "%s", ERR_NO_MEMORY);
	s->stops = STOP_STATEMENT;
	return STATUS_NO_MEMORY;
}

/* Leave everything up to the statement of the outermost text. */
static int too_deep(struct script *s, unsigned line, const char *what, int limit)
{
	complain(s, line, "more than %d %s inside each other", limit, what);
	s->stops = STOP_STATEMENT;
	return STATUS_OUT_OF_RANGE;
}

static struct function *find_function(struct script *s, const char *name)
{
	struct function *f = s->functions;

	while (f && !str_equal(f->name, name))
		f = f->next;
	return f;
}

/* Take the function out of the list; calls that run it go on. */
static void drop_function(struct function **at)
{
	struct function *f = *at;

	*at = f->next;
	f->replaced = true;
	if (!f->users)
		heap_free(f);
}

static int define_function(struct script *s, const struct node *n)
{
	struct span name = n->words->text;
	size_t name_size = span_size(name), text_size = span_size(n->block);
	size_t file_size = s->file ? strlen(s->file) + 1 : 0;
	struct function *f = heap_zalloc(sizeof *f + name_size + 1 + file_size + text_size);
	struct function **at = &s->functions;
	char *p;

	if (!f)
		return no_memory(s, n->line);
	memcpy(f->name, name.p, name_size);
	p = f->name + name_size + 1;
	if (file_size)
		f->source.file = memcpy(p, s->file, file_size);
	f->source.line = n->block_line;
	f->text.p = memcpy(p + file_size, n->block.p, text_size);
	f->text.end = f->text.p + text_size;
	while (*at && !str_equal((*at)->name, f->name))
		at = &(*at)->next;
	if (*at)
		drop_function(at);
	f->next = s->functions;
	s->functions = f;
	return STATUS_OK;
}

static int run_function(struct script *s, struct function *f, struct call *call)
{
	int status;

	f->users++;
	status = execute_call(s, f->text, f->source, call->argc - 1, call->argv + 1);
	if (--f->users == 0 && f->replaced)
		heap_free(f);
	return status;
}

int assign(struct call *call, char *word)
{
	char *equal = strchr(word, '=');

	*equal = '\0';
	return script_set(call->script, word, equal + 1) ?
		no_memory(call->script, call->source.line) : STATUS_OK;
}

static int run_builtin(const struct command *c, struct call *call)
{
	int args = call->argc - 1;

	if (args < c->min_args || (args > c->max_args && c->max_args != 255))
		return call_fail(call, STATUS_BAD_ARGUMENT, "usage: %s %s", c->name, c->usage);
	return c->run(call);
}

/* What the call's name is: a command, a function, an assignment. */
static int dispatch(struct call *call)
{
	struct script *s = call->script;
	struct function *f;

	call->command = script_find_command(s, call->argv[0]);
	if (call->command)
		return run_builtin(call->command, call);
	f = find_function(s, call->argv[0]);
	if (f)
		return run_function(s, f, call);
	if (strchr(call->argv[0], '='))
		return assign(call, call->argv[0]);
	complain(s, call->source.line, "unknown command `%s'", call->argv[0]);
	/* As in GRUB: an unknown command is reported, and counts as done. */
	return STATUS_OK;
}

static int run_inverted(struct call *call)
{
	int status;

	if (call->argc == 1)
		return call_fail(call, STATUS_BAD_ARGUMENT, "no command behind it");
	call->argc--;
	call->argv++;
	status = dispatch(call);
	return status == STATUS_OK ? STATUS_TEST_FAILURE : STATUS_OK;
}

static bool is_not(const char *word)
{
	return word[0] == '!' && !word[1];
}

/* Does the command whose words are in `e` want its block as a block? */
static bool wants_block(struct expansion *e)
{
	const struct command *c;
	const char *name = e->text;

	if (e->argc > 1 && is_not(name))
		name += 2;
	c = e->argc ? script_find_command(e->script, name) : NULL;
	return c && c->takes_block;
}

static OWN_FRAME int run_command(struct script *s, const struct node *n)
{
	struct expansion e = { .script = s };
	struct call call = { .script = s, .world = s->host.world,
			     .source = { s->file, n->line } };
	int status = STATUS_OK;

	expand_words(&e, n->words);
	if (n->block.p && !e.failed) {
		if (wants_block(&e)) {
			call.block = n->block;
			call.block_source = (struct source){ s->file, n->block_line };
		} else {
			expand_add(&e, "{", n->block, "}");
		}
	}
	call.argc = e.argc;
	call.argv = expand_argv(&e);
	if (!call.argv)
		status = no_memory(s, n->line);
	else if (call.argc)
		status = is_not(call.argv[0]) ? run_inverted(&call) : dispatch(&call);
	expand_free(&e);
	return status;
}

static int run_if(struct script *s, const struct node *n)
{
	for (; n; n = n->otherwise) {
		int status = n->condition ? run_list(s, n->condition) : STATUS_OK;

		if (unwinding(s))
			return status;
		if (status == STATUS_OK)
			return run_list(s, n->body);
	}
	return STATUS_OK;
}

/* Whatever can go on for long comes here again and again. */
static void poll(struct script *s)
{
	if (s->stops != STOP_ALL && s->host.interrupted &&
	    s->host.interrupted(s->host.world)) {
		complain(s, 0, "stopped by a key");
		s->stops = STOP_ALL;
	}
}

/* After a round of a loop: is there another? */
static bool loop_goes_on(struct script *s)
{
	bool left = s->breaks;

	poll(s);
	if (left && --s->breaks == 0 && s->continues)
		left = false;
	return !left && !s->returns && !s->stops;
}

static int run_while(struct script *s, const struct node *n)
{
	int status;
	bool until = n->kind == NODE_UNTIL;

	s->loops++;
	do {
		status = run_list(s, n->condition);
		if (!unwinding(s) && (status == STATUS_OK) == until)
			break;
		if (!unwinding(s))
			status = run_list(s, n->body);
	} while (loop_goes_on(s));
	s->loops--;
	return status;
}

static OWN_FRAME int run_for(struct script *s, const struct node *n)
{
	struct expansion e = { .script = s };
	struct word name = { .text = n->words->text };
	int status = STATUS_OK;
	char **argv;

	expand_words(&e, &name);
	expand_words(&e, n->words->next);
	argv = expand_argv(&e);
	if (!argv)
		status = no_memory(s, n->line);
	s->loops++;
	for (int i = 1; argv && i < e.argc; i++) {
		if (script_set(s, argv[0], argv[i])) {
			status = no_memory(s, n->line);
			break;
		}
		status = run_list(s, n->body);
		if (!loop_goes_on(s))
			break;
	}
	s->loops--;
	expand_free(&e);
	return status;
}

static int run_node(struct script *s, const struct node *n)
{
	switch (n->kind) {
	case NODE_IF:       return run_if(s, n);
	case NODE_FOR:      return run_for(s, n);
	case NODE_FUNCTION: return define_function(s, n);
	case NODE_COMMAND:  return run_command(s, n);
	default:            return run_while(s, n);
	}
}

static int run_list(struct script *s, const struct node *n)
{
	int status = STATUS_OK;

	if (s->lists == LIST_DEPTH)
		return too_deep(s, n->line, "blocks", LIST_DEPTH);
	s->lists++;
	for (; n && !unwinding(s); n = n->next)
		s->status = status = run_node(s, n);
	s->lists--;
	return status;
}

/* Run the text's units one by one; `p` and `arena` are execute_text()'s. */
static void run_units(struct script *s, struct parser *p, struct arena *arena)
{
	struct node *unit;

	while (!s->stops && !s->returns && parse_unit(p, &unit)) {
		if (p->lexer.error) {
			complain_syntax(s, &p->lexer);
			lex_recover(&p->lexer);
			s->status = STATUS_BAD_ARGUMENT;
		} else {
			run_list(s, unit);
			if (s->breaks)
				return;
		}
		arena_reset(arena);
		if (s->calls == 1 && s->stops == STOP_STATEMENT)
			s->stops = STOP_NOT;
	}
}

int execute_text(struct script *s, struct span text, struct source source)
{
	struct arena arena = { 0 };
	struct parser p;
	const char *file = s->file;

	if (s->calls == CALL_DEPTH)
		return too_deep(s, source.line, "calls", CALL_DEPTH);
	if (s->calls++)
		poll(s);
	s->file = source.file;
	parse_start(&p, text, source.line, &arena);
	run_units(s, &p, &arena);
	arena_free(&arena);
	s->file = file;
	if (--s->calls == 0) {
		s->stops = STOP_NOT;
		s->returns = false;
	}
	return s->status;
}

int execute_call(struct script *s, struct span text, struct source source, int argc,
		 char *const *argv)
{
	struct params params = { argc, (char **)argv, NULL }, *outer = s->params;
	unsigned loops = s->loops;

	s->params = &params;
	s->loops = 0;
	execute_text(s, text, source);
	s->loops = loops;
	s->returns = false;
	s->params = outer;
	heap_free(params.own);
	return s->status;
}
