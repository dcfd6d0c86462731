/* futex.c - sleep until another thread says that a word of memory has changed. */
#include "mm/uaccess.h"
#include "proc/internal.h"

enum { BUCKETS = 64, OP_SHIFT_ARG = 8 };

/* What a word is: of a private mapping the address space and the address; of a shared one
 * the object, or a file's inode, which each process opens for itself, and the offset. */
struct key { const void *where; u64 offset; };

struct sleeper {
	struct list node;
	struct key  key;
	u32         bitset;
	bool        woken;
	struct task_struct *task;
};

static struct list buckets[BUCKETS];

static struct list *bucket_of(const struct key *key)
{
	u64 hash = ((u64)key->where >> 4 ^ key->offset >> 2) * 0x9e3779b97f4a7c15ull;
	struct list *bucket = &buckets[hash >> 58];

	if (!bucket->next)
		list_init(bucket);
	return bucket;
}

static long key_of(u64 address, struct key *key)
{
	struct vm_area *area;

	if (address % 4)
		return -EINVAL;
	if (!access_ok(address, 4) || !current->mm)
		return -EFAULT;
	*key = (struct key){ current->mm, address };
	area = vm_find(current->mm, address);
	if (!area || !(area->flags & MAP_SHARED) || !area->object)
		return 0;
	key->where = area->object;
	if (area->ops == &file_vm_ops)
		key->where = ((struct file *)area->object)->inode;
	key->offset = area->offset + (address - area->start);
	return 0;
}

static bool same(const struct key *a, const struct key *b)
{
	return a->where == b->where && a->offset == b->offset;
}

static void wake(struct sleeper *s)
{
	list_del(&s->node);
	s->woken = true;
	sched_wake(s->task);
}

static long wake_key(const struct key *key, u32 n, u32 bitset)
{
	struct list *bucket = bucket_of(key);
	long woken = 0;

	list_each(node, bucket) {
		struct sleeper *s = list_entry(node, struct sleeper, node);

		if ((u32)woken >= n)
			break;
		if (!same(&s->key, key) || !(s->bitset & bitset))
			continue;
		wake(s);
		woken++;
	}
	return woken;
}

long futex_wake(u64 address, u32 n, u32 bitset)
{
	struct key key;
	long error = key_of(address, &key);

	if (!bitset)
		return -EINVAL;
	return error ? error : wake_key(&key, n, bitset);
}

static long sleep_on(struct sleeper *s, u64 until)
{
	for (;;) {
		long result;

		sleep_prepare();
		if (s->woken) {
			sleep_finish();
			return 0;
		}
		result = schedule_until(until);
		if (s->woken)
			return 0;
		if (!result)
			return -ETIMEDOUT;
		if (result < 0)
			return until == UINT64_MAX ? -ERESTARTSYS : -EINTR;
	}
}

long futex_wait(u64 address, u32 value, u64 until_ns, u32 bitset)
{
	struct sleeper s = { .bitset = bitset, .task = current };
	u32 now = 0;
	long error = key_of(address, &s.key);

	if (!bitset)
		return -EINVAL;
	if (error)
		return error;
	if (get_user(now, address))
		return -EFAULT;
	if (now != value)
		return -EAGAIN;
	list_add_tail(&s.node, bucket_of(&s.key));
	error = sleep_on(&s, until_ns);
	list_del(&s.node);
	return error;
}

long futex_requeue(u64 address, u32 wakes, u32 moves, u64 target, const u32 *expected)
{
	struct key from, to;
	u32 now = 0;
	long error = key_of(address, &from), done;

	if (!error)
		error = key_of(target, &to);
	if (error)
		return error;
	if (expected && get_user(now, address))
		return -EFAULT;
	if (expected && now != *expected)
		return -EAGAIN;
	done = wake_key(&from, wakes, ~0u);
	if (same(&from, &to))
		return done;
	list_each(node, bucket_of(&from)) {
		struct sleeper *s = list_entry(node, struct sleeper, node);

		if (!moves)
			break;
		if (!same(&s->key, &from))
			continue;
		moves--;
		done++;
		s->key = to;
		list_del(&s->node);
		list_add_tail(&s->node, bucket_of(&to));
	}
	return done;
}

/* FUTEX_WAKE_OP: op in 4 bits, comparison in 4, then 12 bits each of what to use. */
static bool operate(u32 op, u32 old, u32 *new)
{
	i32 arg = (i32)(op << OP_SHIFT_ARG) >> 20;
	u32 value = op >> 31 ? 1u << (arg & 31) : (u32)arg;

	switch (op >> 28 & 7) {
	case 0: *new = value; return true;
	case 1: *new = old + value; return true;
	case 2: *new = old | value; return true;
	case 3: *new = old & ~value; return true;
	case 4: *new = old ^ value; return true;
	default: return false;
	}
}

static bool compare(u32 op, u32 old)
{
	i32 a = (i32)old, b = (i32)(op << 20) >> 20;

	switch (op >> 24 & 0xf) {
	case 0: return a == b;
	case 1: return a != b;
	case 2: return a < b;
	case 3: return a <= b;
	case 4: return a > b;
	default: return a >= b;
	}
}

long futex_wake_op(u64 address, u32 wakes, u64 other, u32 other_wakes, u32 op)
{
	struct key key, other_key;
	u32 old = 0, new, seen;
	long error = key_of(address, &key), done;

	if (!error)
		error = key_of(other, &other_key);
	if (error)
		return error;
	if ((op >> 24 & 0xf) > 5)
		return -ENOSYS;
	if (get_user(seen, other))
		return -EFAULT;
	do {
		old = seen;
		if (!operate(op, old, &new))
			return -ENOSYS;
		if (cmpxchg_user32(other, &seen, new))
			return -EFAULT;
	} while (seen != old && !fatal_pending(current));
	done = wake_key(&key, wakes, ~0u);
	if (compare(op, old))
		done += wake_key(&other_key, other_wakes, ~0u);
	return done;
}
