/* span.h - a cursor over bytes that somebody else wrote. */
#ifndef COMMON_SPAN_H
#define COMMON_SPAN_H

#include "common/types.h"

/* p <= end, always.  NUL is an ordinary byte. */
struct span { const char *p, *end; };

static inline bool span_empty(struct span s)
{
	return s.p == s.end;
}

static inline size_t span_size(struct span s)
{
	return (size_t)(s.end - s.p);
}

/* Take one byte that the caller wants. */
static inline bool take_char(struct span *s, char want)
{
	if (s->p == s->end || *s->p != want)
		return false;
	s->p++;
	return true;
}

/* Take the longest run of bytes for which keep() holds; it may be empty. */
static inline struct span take_while(struct span *s, bool (*keep)(char))
{
	struct span run = { s->p, s->p };

	while (run.end < s->end && keep(*run.end))
		run.end++;
	s->p = run.end;
	return run;
}

#endif
