/* robust.c - futexes that an ended thread still held: their next owner hears of it. */
#include "mm/uaccess.h"
#include "proc/internal.h"

#define FUTEX_WAITERS    0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK   0x3fffffffu
enum { ROBUST_MAX = 2048, TRIES = 16 };

/* A word of a pointer's size; its lowest bit marks priority inheritance. */
static bool read_word(u64 address, u64 *value)
{
	u32 half = 0;

	if (!(current->flags & TASK_COMPAT))
		return !get_user(*value, address);
	if (get_user(half, address))
		return false;
	*value = half;
	return true;
}

static void owner_died(u64 address)
{
	u32 old = 0;

	if (address % 4 || get_user(old, address))
		return;
	for (unsigned i = 0; i < TRIES && (old & FUTEX_TID_MASK) == current->pid; i++) {
		u32 seen = old;

		if (cmpxchg_user32(address, &seen, (old & FUTEX_WAITERS) | FUTEX_OWNER_DIED))
			return;
		if (seen == old) {
			if (old & FUTEX_WAITERS)
				futex_wake(address, 1, ~0u);
			return;
		}
		old = seen;
	}
}

/* The head: next entry, offset from an entry to its futex, the entry being worked on. */
void exit_robust_list(void)
{
	u64 head = current->robust_list, entry, next, offset, pending;
	unsigned word = current->flags & TASK_COMPAT ? 4 : 8;

	current->robust_list = 0;
	if (!head || !read_word(head, &entry) || !read_word(head + word, &offset) ||
	    !read_word(head + 2 * word, &pending))
		return;
	if (word == 4)
		offset = (u64)(i64)(i32)offset;
	pending &= ~1ull;
	for (unsigned i = 0; i < ROBUST_MAX && (entry & ~1ull) != head; i++, entry = next) {
		bool more = read_word(entry & ~1ull, &next);

		if ((entry & ~1ull) != pending)
			owner_died((entry & ~1ull) + offset);
		if (!more)
			break;
	}
	if (pending)
		owner_died(pending + offset);
}
