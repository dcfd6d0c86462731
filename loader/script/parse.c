/* parse.c - tokens to a tree, one unit at a time. */
#include "base/error.h"
#include "common/str.h"
#include "script/parse.h"

/* Reserved where a command may stand, ordinary words elsewhere. */
#define KEYWORDS(K) \
	K(IF, "if") K(FOR, "for") K(WHILE, "while") K(UNTIL, "until") \
	K(FUNCTION, "function") K(IN, "in") K(CASE, "case") K(ESAC, "esac") \
	K(SELECT, "select") K(DO, "do") \
	K(THEN, "then") K(ELIF, "elif") K(ELSE, "else") K(FI, "fi") K(DONE, "done")

#define KEYWORD_ENUM(name, text) KEYWORD_##name,
#define KEYWORD_TEXT(name, text) text,
enum keyword { KEYWORDS(KEYWORD_ENUM) KEYWORD_NONE };
static const char keywords[][9] = { KEYWORDS(KEYWORD_TEXT) };

_Static_assert(KEYWORD_IF == (int)NODE_IF && KEYWORD_FUNCTION == (int)NODE_FUNCTION &&
	       KEYWORD_FUNCTION < (int)NODE_COMMAND, "the first keywords name their nodes");

/* What is written when nothing is built, and nobody reads. */
static union { struct node node; struct word word; } scrap;

static struct node *list(struct parser *p);

/* Which keyword the token in hand is. */
static enum keyword keyword(const struct parser *p)
{
	size_t n = (size_t)(p->lexer.p - p->lexer.at);
	enum keyword k = 0;

	if (p->lexer.token != TOKEN_WORD || n >= sizeof keywords[0])
		return KEYWORD_NONE;
	while (k < KEYWORD_NONE && (memcmp(p->lexer.at, keywords[k], n) || keywords[k][n]))
		k++;
	return k;
}

/* The token in hand does not fit; `wanted` would. */
static void unexpected(struct parser *p, const char *wanted, unsigned open_line)
{
	struct lexer *l = &p->lexer;
	const char *at = l->at;
	int size = (int)MIN(l->p - at, 40);

	if (l->error)
		return;
	if (l->token == TOKEN_NEWLINE) {
		at = "the line's end";
		size = 14;
	}
	l->wants_more |= l->token == TOKEN_END;
	lex_error(l, l->token == TOKEN_END ?
		  errf("%s is missing for line %u", wanted, open_line) :
		  errf("`%.*s' where %s should be", size, at, wanted));
}

static void *make(struct parser *p, size_t size)
{
	void *made = NULL;

	if (p->arena) {
		made = arena_alloc(p->arena, size);
		if (!made)
			lex_error(&p->lexer, ERR_NO_MEMORY);
	}
	return made ? made : &scrap;
}

static struct node *new_node(struct parser *p, enum node_kind kind)
{
	struct node *n = make(p, sizeof *n);

	n->kind = kind;
	n->line = p->lexer.at_line;
	return n;
}

/* Take the word in hand; returns where the next one goes. */
static struct word **take_word(struct parser *p, struct word **to)
{
	struct word *w = make(p, sizeof *w);

	w->text = (struct span){ p->lexer.at, p->lexer.p };
	*to = w;
	lex_next(&p->lexer);
	return &w->next;
}

static void take_words(struct parser *p, struct word **to)
{
	while (p->lexer.token == TOKEN_WORD)
		to = take_word(p, to);
}

/* Returns where the words behind the name go. */
static struct word **take_name(struct parser *p, struct word **to)
{
	if (p->lexer.token == TOKEN_WORD && keyword(p) == KEYWORD_NONE &&
	    lex_is_name(p->lexer.at, p->lexer.p))
		return take_word(p, to);
	unexpected(p, "a name", p->lexer.at_line);
	return to;
}

static void skip_newlines(struct parser *p)
{
	while (p->lexer.token == TOKEN_NEWLINE)
		lex_next(&p->lexer);
}

static void take_delimiter(struct parser *p)
{
	if (p->lexer.token == TOKEN_NEWLINE || p->lexer.token == TOKEN_SEMICOLON)
		lex_next(&p->lexer);
	else
		unexpected(p, "; or a new line", p->lexer.at_line);
}

static void take_keyword(struct parser *p, enum keyword k, unsigned open_line)
{
	if (keyword(p) == k)
		lex_next(&p->lexer);
	else
		unexpected(p, keywords[k], open_line);
}

/* { list }: the text between the braces. */
static void take_block(struct parser *p, struct node *n)
{
	struct arena *arena = p->arena;
	unsigned line = p->lexer.at_line;

	n->block_line = p->lexer.line;
	n->block.p = p->lexer.p;
	p->arena = NULL;
	lex_next(&p->lexer);
	list(p);
	p->arena = arena;
	n->block.end = p->lexer.at;
	/* A block may end behind a word, a function may not, as in GRUB. */
	if (n->kind == NODE_FUNCTION && !p->delimited)
		unexpected(p, "; or a new line", line);
	else if (p->lexer.token == TOKEN_CLOSE)
		lex_next(&p->lexer);
	else
		unexpected(p, "}", line);
}

/* From behind `if` to `fi`; each elif and else is a node of its own. */
static void take_if(struct parser *p, struct node *n)
{
	unsigned line = n->line;
	enum keyword k;

	do {
		n->condition = list(p);
		take_keyword(p, KEYWORD_THEN, line);
		n->body = list(p);
		k = keyword(p);
		if (k != KEYWORD_ELIF && k != KEYWORD_ELSE)
			break;
		n = n->otherwise = new_node(p, NODE_IF);
		lex_next(&p->lexer);
		if (k == KEYWORD_ELSE)
			n->body = list(p);
	} while (k == KEYWORD_ELIF);
	take_keyword(p, KEYWORD_FI, line);
}

static void take_function(struct parser *p, struct node *n)
{
	unsigned line = n->line;

	take_name(p, &n->words);
	skip_newlines(p);
	if (p->lexer.token == TOKEN_OPEN)
		take_block(p, n);
	else
		unexpected(p, "{", line);
}

static void take_loop(struct parser *p, struct node *n)
{
	unsigned line = n->line;

	if (n->kind == NODE_FOR) {
		struct word **to = take_name(p, &n->words);

		take_keyword(p, KEYWORD_IN, line);
		take_words(p, to);
		take_delimiter(p);
		skip_newlines(p);
	} else {
		n->condition = list(p);
	}
	take_keyword(p, KEYWORD_DO, line);
	n->body = list(p);
	take_keyword(p, KEYWORD_DONE, line);
}

static struct node *command(struct parser *p)
{
	enum keyword k = keyword(p);
	enum node_kind kind = (enum node_kind)MIN((int)k, (int)NODE_COMMAND);
	struct node *n = new_node(p, kind);

	/* Functions are defined between commands, not in them. */
	if (kind == NODE_COMMAND || (kind == NODE_FUNCTION && p->depth > 1)) {
		if (p->lexer.token != TOKEN_WORD || k != KEYWORD_NONE)
			unexpected(p, "a command", n->line);
		take_words(p, &n->words);
		if (p->lexer.token == TOKEN_OPEN)
			take_block(p, n);
		return n;
	}
	lex_next(&p->lexer);
	if (kind == NODE_IF)
		take_if(p, n);
	else if (kind == NODE_FUNCTION)
		take_function(p, n);
	else
		take_loop(p, n);
	return n;
}

/* May the token in hand close a list? */
static bool closes(const struct parser *p)
{
	enum keyword k = keyword(p);

	return p->lexer.token == TOKEN_CLOSE || (k >= KEYWORD_DO && k < KEYWORD_NONE);
}

/* One command and more.  A unit goes up to the line's end, a list inside of something up
 * to what may close it: } or, behind a delimiter, a keyword; the caller looks which. */
static struct node *list(struct parser *p)
{
	struct lexer *l = &p->lexer;
	struct node *first = NULL, **to = &first;
	bool inside = p->depth;

	if (p->depth > PARSE_DEPTH) {
		lex_error(l, errf("more than %d levels of nesting", PARSE_DEPTH));
		return NULL;
	}
	p->depth++;
	skip_newlines(p);
	do {
		struct node *n = command(p);

		*to = n;
		to = &n->next;
		p->delimited = false;
		if (inside ? l->token == TOKEN_CLOSE :
			     l->token == TOKEN_NEWLINE || l->token == TOKEN_END)
			break;
		take_delimiter(p);
		p->delimited = true;
		if (inside)
			skip_newlines(p);
	} while (l->token != TOKEN_END && l->token != TOKEN_NEWLINE && !(inside && closes(p)));
	p->depth--;
	return first;
}

void parse_start(struct parser *p, struct span text, unsigned line, struct arena *arena)
{
	p->arena = arena;
	lex_start(&p->lexer, text, line);
}

bool parse_unit(struct parser *p, struct node **result)
{
	p->depth = 0;
	lex_next(&p->lexer);
	skip_newlines(p);
	if (p->lexer.token == TOKEN_END && !p->lexer.error)
		return false;
	*result = list(p);
	return true;
}
