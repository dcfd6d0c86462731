/* env.c - variables in contexts. */
#include "base/error.h"
#include "common/str.h"
#include "common/text.h"
#include "mem/heap.h"
#include "script/execute.h"

/* The pointer that leads to the variable, or to the first one behind its place. */
static struct variable **find_place(struct context *c, const char *name, size_t size)
{
	struct variable **at = &c->first;

	while (*at && strncmp((*at)->name, name, size) < 0)
		at = &(*at)->next;
	return at;
}

struct variable *env_find(struct context *c, const char *name, size_t size)
{
	struct variable *v = *find_place(c, name, size);

	return v && strncmp(v->name, name, size) == 0 && !v->name[size] ? v : NULL;
}

static struct variable *find(struct script *s, const char *name)
{
	return env_find(s->context, name, strlen(name));
}

const char *script_get(struct script *s, const char *name)
{
	struct variable *v = find(s, name);

	return v ? v->value : NULL;
}

const char *script_next_variable(struct script *s, const char *name)
{
	struct variable *v = s->context->first;

	while (v && name && strcmp(v->name, name) <= 0)
		v = v->next;
	return v ? v->name : NULL;
}

static void drop(struct variable **at)
{
	struct variable *v = *at;

	*at = v->next;
	heap_free(v);
}

/* A variable is one block, made anew for each value. */
static err_t set_in(struct context *c, const char *name, const char *value, bool exported)
{
	size_t name_size = strlen(name), size = strlen(value);
	struct variable *v = heap_zalloc(sizeof *v + name_size + size + 2);
	struct variable **at = find_place(c, name, name_size);
	const struct variable *old = env_find(c, name, name_size);

	if (!v)
		return ERR_NO_MEMORY;
	/* A device may be written with its parentheses in `root`, and is read without. */
	if (str_equal(name, "root") && *value == '(' && value[size - 1] == ')') {
		value++;
		size -= 2;
	}
	memcpy(v->name, name, name_size);
	v->value = memcpy(v->name + name_size + 1, value, size);
	v->exported = exported;
	if (old) {
		v->exported |= old->exported;
		drop(at);
	}
	v->next = *at;
	*at = v;
	return NULL;
}

err_t script_set(struct script *s, const char *name, const char *value)
{
	return set_in(s->context, name, value, false);
}

void script_unset(struct script *s, const char *name)
{
	if (find(s, name))
		drop(find_place(s->context, name, strlen(name)));
}

err_t script_export(struct script *s, const char *name)
{
	const char *value = script_get(s, name);

	return set_in(s->context, name, value ? value : "", true);
}

void env_leave(struct script *s)
{
	struct context *c = s->context;

	while (c->first)
		drop(&c->first);
	s->context = c->below;
	heap_free(c);
}

err_t script_enter_context(struct script *s)
{
	struct context *c = heap_zalloc(sizeof *c);

	if (!c)
		return ERR_NO_MEMORY;
	c->below = s->context;
	s->context = c;
	for (struct variable *v = c->below ? c->below->first : NULL; v; v = v->next)
		if (v->exported && set_in(c, v->name, v->value, true)) {
			env_leave(s);
			return ERR_NO_MEMORY;
		}
	return NULL;
}

void script_leave_context(struct script *s)
{
	if (s->context->below)
		env_leave(s);
}
