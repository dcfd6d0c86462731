/* parse.c - tokens to a tree, one unit at a time. */
#include "base/error.h"
#include "common/str.h"
#include "script/parse.h"

/* Reserved where a command may stand, ordinary words elsewhere. */
#define KEYWORDS(K) \
	K(THEN, "then") K(ELIF, "elif") K(ELSE, "else") K(FI, "fi") \
	K(DO, "do") K(DONE, "done") K(IF, "if") K(FOR, "for") K(WHILE, "while") \
	K(UNTIL, "until") K(FUNCTION, "function") K(IN, "in") K(CASE, "case") K(ESAC, "esac") K(SELECT, "select")

#define KEYWORD_ENUM(name, text) KEYWORD_##name,
#define KEYWORD_TEXT(name, text) text,
enum keyword { KEYWORDS(KEYWORD_ENUM) KEYWORD_NONE, KEYWORD_LAST_CLOSING = KEYWORD_DONE };
static const char keywords[][9] = { KEYWORDS(KEYWORD_TEXT) };

/* What dry parsing writes to, and nobody reads. */
static struct node scrap_node;
static struct word scrap_word;

static struct node *list(struct parser *p);

static bool is_text(const struct parser *p, const char *text)
{
	size_t n = (size_t)(p->lexer.p - p->lexer.at);

	return p->lexer.token == TOKEN_WORD && n == strlen(text) &&
	       memcmp(p->lexer.at, text, n) == 0;
}

static enum keyword keyword(const struct parser *p)
{
	enum keyword k = KEYWORD_THEN;

	if (p->lexer.token != TOKEN_WORD)
		return KEYWORD_NONE;
	/* The first letter alone tells most words from keywords. */
	while (k < KEYWORD_NONE &&
	       !(*p->lexer.at == keywords[k][0] && is_text(p, keywords[k])))
		k++;
	return k;
}

/* The token in hand does not fit; `wanted` would. */
static void unexpected(struct parser *p, const char *wanted, unsigned open_line)
{
	struct lexer *l = &p->lexer;

	if (l->error)
		return;
	if (l->token == TOKEN_END) {
		l->wants_more = true;
		lex_error(l, errf("the text ends, but %s is missing for line %u", wanted,
				  open_line));
		return;
	}
	if (l->token == TOKEN_NEWLINE)
		lex_error(l, errf("the line ends where %s should be", wanted));
	else
		lex_error(l, errf("`%.*s' where %s should be%s",
				  (int)MIN(l->p - l->at, 40), l->at, wanted,
				  l->token != TOKEN_OPERATOR ? "" :
				  "; scripts have no such operator"));
}

static void *make(struct parser *p, void *scrap, size_t size)
{
	void *made = scrap;

	if (!p->dry && !(made = arena_alloc(p->arena, size))) {
		lex_error(&p->lexer, ERR_NO_MEMORY);
		made = scrap;
	}
	return made;
}

static struct node *new_node(struct parser *p, enum node_kind kind)
{
	struct node *n = make(p, &scrap_node, sizeof *n);

	n->kind = kind;
	n->line = p->lexer.at_line;
	return n;
}

/* Take the word in hand; returns where the next one goes. */
static struct word **take_word(struct parser *p, struct word **to)
{
	struct word *w = make(p, &scrap_word, sizeof *w);

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
	if (p->lexer.token == TOKEN_WORD && lex_is_name(p->lexer.at, p->lexer.p))
		return take_word(p, to);
	unexpected(p, "a name", p->lexer.at_line);
	return to;
}

static void skip_newlines(struct parser *p)
{
	while (p->lexer.token == TOKEN_NEWLINE)
		lex_next(&p->lexer);
}

/* ; or a newline, then any number of newlines. */
static bool take_delimiters(struct parser *p)
{
	if (p->lexer.token != TOKEN_NEWLINE && p->lexer.token != TOKEN_SEMICOLON)
		return false;
	lex_next(&p->lexer);
	skip_newlines(p);
	return true;
}

static void take_keyword(struct parser *p, enum keyword k, unsigned open_line)
{
	if (is_text(p, keywords[k]))
		lex_next(&p->lexer);
	else
		unexpected(p, keywords[k], open_line);
}

/* { list }: the text between the braces. */
static void take_block(struct parser *p, struct node *n)
{
	unsigned line = p->lexer.at_line;

	n->block_line = p->lexer.line;
	n->block.p = p->lexer.p;
	p->dry++;
	lex_next(&p->lexer);
	list(p);
	p->dry--;
	n->block.end = p->lexer.at;
	if (p->lexer.token == TOKEN_CLOSE)
		lex_next(&p->lexer);
	else
		unexpected(p, "}", line);
}

static struct node *simple(struct parser *p, enum keyword k)
{
	struct node *n = new_node(p, NODE_COMMAND);

	if (p->lexer.token != TOKEN_WORD || k != KEYWORD_NONE)
		unexpected(p, "a command", p->lexer.at_line);
	take_words(p, &n->words);
	if (p->lexer.token == TOKEN_OPEN)
		take_block(p, n);
	return n;
}

/* From behind `if` to `fi`. */
static struct node *if_clauses(struct parser *p)
{
	struct node *first = NULL, **to = &first;
	unsigned line = p->lexer.at_line;
	enum keyword k = KEYWORD_IF;

	while (k != KEYWORD_FI && !p->lexer.error) {
		struct node *n = new_node(p, NODE_IF);

		*to = n;
		to = &n->otherwise;
		lex_next(&p->lexer);
		if (k != KEYWORD_ELSE) {
			n->condition = list(p);
			take_keyword(p, KEYWORD_THEN, line);
		}
		n->body = list(p);
		if (k == KEYWORD_ELSE || (k = keyword(p)) < KEYWORD_ELIF || k > KEYWORD_FI) {
			k = KEYWORD_FI;
			if (!is_text(p, keywords[k]))
				unexpected(p, "fi", line);
		}
	}
	lex_next(&p->lexer);
	return first;
}

/* do list done */
static void take_loop_body(struct parser *p, struct node *n, unsigned line)
{
	take_keyword(p, KEYWORD_DO, line);
	n->body = list(p);
	take_keyword(p, KEYWORD_DONE, line);
}

static struct node *loop(struct parser *p, enum node_kind kind)
{
	struct node *n = new_node(p, kind);
	unsigned line = n->line;

	lex_next(&p->lexer);
	n->condition = list(p);
	take_loop_body(p, n, line);
	return n;
}

static struct node *for_loop(struct parser *p)
{
	struct node *n = new_node(p, NODE_FOR);
	unsigned line = n->line;
	struct word **to;

	lex_next(&p->lexer);
	to = take_name(p, &n->words);
	take_keyword(p, KEYWORD_IN, line);
	take_words(p, to);
	if (!take_delimiters(p))
		unexpected(p, "; or a new line", line);
	take_loop_body(p, n, line);
	return n;
}

static struct node *function(struct parser *p)
{
	struct node *n = new_node(p, NODE_FUNCTION);

	lex_next(&p->lexer);
	take_name(p, &n->words);
	skip_newlines(p);
	if (p->lexer.token == TOKEN_OPEN)
		take_block(p, n);
	else
		unexpected(p, "{", p->lexer.at_line);
	return n;
}

static struct node *command(struct parser *p)
{
	enum keyword k = keyword(p);

	switch (k) {
	case KEYWORD_IF:       return if_clauses(p);
	case KEYWORD_FOR:      return for_loop(p);
	case KEYWORD_WHILE:    return loop(p, NODE_WHILE);
	case KEYWORD_UNTIL:    return loop(p, NODE_UNTIL);
	case KEYWORD_FUNCTION: return function(p);
	default:               return simple(p, k);
	}
}

/* One command and more, up to what may close a list: a keyword behind a delimiter, or
 * }.  The caller looks at which it is. */
static struct node *list(struct parser *p)
{
	struct node *first = NULL, **to = &first;

	if (p->depth == PARSE_DEPTH) {
		lex_error(&p->lexer, errf("more than %d levels of nesting", PARSE_DEPTH));
		return NULL;
	}
	p->depth++;
	skip_newlines(p);
	do {
		struct node *n = command(p);

		*to = n;
		to = &n->next;
		if (!take_delimiters(p)) {
			if (p->lexer.token != TOKEN_CLOSE)
				unexpected(p, "; or a new line", p->lexer.at_line);
			break;
		}
	} while (!p->lexer.error && p->lexer.token != TOKEN_END &&
		 p->lexer.token != TOKEN_CLOSE && keyword(p) > KEYWORD_LAST_CLOSING);
	p->depth--;
	return first;
}

void parse_start(struct parser *p, struct span text, unsigned line, struct arena *arena)
{
	*p = (struct parser){ .arena = arena, .dry = !arena };
	lex_start(&p->lexer, text, line);
}

bool parse_unit(struct parser *p, struct node **result)
{
	struct node **to = result;
	enum token end;

	*result = NULL;
	do
		lex_next(&p->lexer);
	while (p->lexer.token == TOKEN_NEWLINE && !p->lexer.error);
	if (p->lexer.token == TOKEN_END && !p->lexer.error)
		return false;
	p->depth = 0;
	do {
		struct node *n = command(p);

		*to = n;
		to = &n->next;
		end = p->lexer.token;
		if (end == TOKEN_SEMICOLON)
			lex_next(&p->lexer);
		else if (end != TOKEN_NEWLINE && end != TOKEN_END)
			unexpected(p, "; or a new line", p->lexer.at_line);
	} while (end == TOKEN_SEMICOLON && !p->lexer.error &&
		 p->lexer.token != TOKEN_NEWLINE && p->lexer.token != TOKEN_END);
	if (p->lexer.error)
		*result = NULL;
	return true;
}
