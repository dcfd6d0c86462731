/* heap.c - first fit over one list of free blocks, sorted by address. */
#include "common/str.h"
#include "mem/heap.h"

/* In front of every block.  Blocks lie one behind the other from heap_init's base to its
 * end; `size` is a multiple of ALIGN and includes the header.  No two free blocks touch. */
struct block {
	_Alignas(16) size_t size;
	size_t        state;            /* USED or FREE: anything else is damage */
	struct block *next;             /* the next free one, when this is free */
};

enum { ALIGN = 16, USED = 0x64657375, FREE = 0x65657266 };

static struct block free_list = { .state = FREE };      /* size 0: never fits, never merges */

static struct block *behind(const struct block *b)
{
	return (struct block *)((size_t)b + b->size);
}

/* The block of a pointer that we gave out.  A damaged heap must stop here and be seen,
 * not go on and write elsewhere. */
static struct block *block_of(void *p)
{
	struct block *b = (struct block *)p - 1;

	if (b->state != USED)
		__builtin_trap();
	return b;
}

/* Put a block on the list, merged with its neighbours. */
static void release(struct block *b)
{
	struct block *before = &free_list;

	while (before->next && before->next < b)
		before = before->next;
	b->state = FREE;
	b->next = before->next;
	before->next = b;
	if (b->next == behind(b)) {
		b->size += b->next->size;
		b->next = b->next->next;
	}
	if (behind(before) == b) {
		before->size += b->size;
		before->next = b->next;
		b->state = 0;           /* a second free of it is seen */
	}
}

/* Make a used block `size` long, when there is enough left over for a block. */
static void cut(struct block *b, size_t size)
{
	struct block *rest = (struct block *)((size_t)b + size);

	if (b->size - size <= sizeof *b)
		return;
	rest->size = b->size - size;
	b->size = size;
	release(rest);
}

/* Bytes of a block for `size` bytes; 0 when that is too much for any heap. */
static size_t block_size(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct block) - ALIGN)
		return 0;
	return ALIGN_UP(size, ALIGN) + sizeof(struct block);
}

void heap_init(void *base, size_t size)
{
	size_t start = ALIGN_UP((size_t)base, ALIGN);
	struct block *b = (struct block *)start;

	size = ALIGN_DOWN((size_t)base + size - start, ALIGN);
	free_list.next = NULL;
	b->size = size;
	release(b);
}

void *heap_alloc(size_t size)
{
	size_t want = block_size(size);
	struct block *b;

	for (struct block *before = &free_list; (b = before->next); before = b)
		if (want && b->size >= want) {
			before->next = b->next;
			b->state = USED;
			cut(b, want);
			return b + 1;
		}
	return NULL;
}

void *heap_zalloc(size_t size)
{
	void *p = heap_alloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void heap_free(void *p)
{
	if (p)
		release(block_of(p));
}

void *heap_realloc(void *p, size_t size)
{
	size_t had;
	void *moved;

	if (!p)
		return heap_alloc(size);
	had = block_of(p)->size - sizeof(struct block);
	if (size <= had)
		return p;
	moved = heap_alloc(size);
	if (!moved)
		return NULL;
	memcpy(moved, p, had);
	heap_free(p);
	return moved;
}

char *heap_strndup(const char *s, size_t n)
{
	char *copy = n == SIZE_MAX ? NULL : heap_alloc(n + 1);

	if (!copy)
		return NULL;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

char *heap_strdup(const char *s)
{
	return heap_strndup(s, strlen(s));
}

size_t heap_free_bytes(void)
{
	size_t sum = 0;

	for (const struct block *b = free_list.next; b; b = b->next)
		sum += b->size;
	return sum;
}
