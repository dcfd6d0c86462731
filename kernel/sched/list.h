/* list.h - doubly linked rings. */
#ifndef SCHED_LIST_H
#define SCHED_LIST_H

#include "common/types.h"

/* A ring with a head; an element not in a ring points at itself or is zero. */
struct list { struct list *next, *prev; };

#define LIST_INIT(name) { &(name), &(name) }
#define list_entry(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define list_each(p, head) \
	for (struct list *p = (head)->next, *p##_next = p->next; p != (head); \
	     p = p##_next, p##_next = p->next)

static inline void list_init(struct list *l) { l->next = l->prev = l; }
static inline bool list_empty(const struct list *l) { return l->next == l || !l->next; }

static inline void list_insert(struct list *l, struct list *prev, struct list *next)
{
	l->next = next;
	l->prev = prev;
	prev->next = next->prev = l;
}

static inline void list_add(struct list *l, struct list *head)
{
	list_insert(l, head, head->next);
}

static inline void list_add_tail(struct list *l, struct list *head)
{
	list_insert(l, head->prev, head);
}

static inline void list_del(struct list *l)
{
	if (!l->next)
		return;
	l->next->prev = l->prev;
	l->prev->next = l->next;
	list_init(l);
}

#endif
