/* dcache.c - names in the tree, found by parent and name. */
#include "fs/internal.h"
#include "mm/slab.h"

enum { BUCKETS = 2048 };                /* a power of two */

static struct dentry *bucket[BUCKETS];
static struct kmem_cache *dentries;

void dcache_init(void)
{
	dentries = kmem_cache_create("dentry", sizeof(struct dentry));
}

static u32 hash_name(const struct dentry *parent, const char *name, size_t len)
{
	u64 h = (u64)parent >> 6;

	for (; len >= 8; len -= 8, name += 8) {
		u64 word;

		memcpy(&word, name, 8);
		h = (h ^ word) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	while (len--)
		h = (h ^ (u8)*name++) * 0x100000001b3ull;
	return (u32)(h ^ h >> 32);
}

static void hash_in(struct dentry *d)
{
	struct dentry **head;

	d->hash = hash_name(d->parent, d->name, d->name_len);
	head = &bucket[d->hash % BUCKETS];
	d->hash_next = *head;
	*head = d;
}

static void hash_out(struct dentry *d)
{
	struct dentry **p = &bucket[d->hash % BUCKETS];

	while (*p && *p != d)
		p = &(*p)->hash_next;
	if (*p)
		*p = d->hash_next;
	d->hash_next = NULL;
}

static int name_set(struct dentry *d, const char *name, size_t len)
{
	char *to = len < DENTRY_SHORT ? d->short_name : kmalloc(len + 1);

	if (!to)
		return -ENOMEM;
	memcpy(to, name, len);
	to[len] = 0;
	d->name = to;
	d->name_len = (u8)len;
	return 0;
}

static void name_free(struct dentry *d)
{
	if (d->name != d->short_name)
		kfree(d->name);
}

struct dentry *dentry_alloc(struct super_block *sb, const char *name, size_t len)
{
	struct dentry *d = kmem_cache_alloc(dentries);

	if (!d)
		return NULL;
	if (name_set(d, name, len)) {
		kmem_cache_free(dentries, d);
		return NULL;
	}
	d->sb = sb;
	d->parent = d;
	d->refs = 1;
	list_init(&d->children);
	list_init(&d->sibling);
	return d;
}

static void dentry_free(struct dentry *d)
{
	name_free(d);
	kmem_cache_free(dentries, d);
}

void dentry_link(struct dentry *d, struct dentry *parent)
{
	d->parent = parent;
	dentry_get(parent);
	list_add(&d->sibling, &parent->children);
	hash_in(d);
}

struct dentry *dentry_new(struct dentry *parent, const char *name, size_t len)
{
	struct dentry *d = dentry_alloc(parent->sb, name, len);

	if (d)
		dentry_link(d, parent);
	return d;
}

struct dentry *dentry_root(struct super_block *sb, struct inode *inode)
{
	struct dentry *d = dentry_alloc(sb, "", 0);

	if (d)
		d->inode = inode;
	return d;
}

struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len)
{
	u32 hash = hash_name(parent, name, len);
	struct dentry *d = bucket[hash % BUCKETS];

	for (; d; d = d->hash_next)
		if (d->hash == hash && d->parent == parent && d->name_len == len &&
		    !memcmp(d->name, name, len)) {
			d->refs++;
			return d;
		}
	return NULL;
}

void d_set_inode(struct dentry *dentry, struct inode *inode)
{
	dentry->inode = inode;
}

void dentry_get(struct dentry *d)
{
	d->refs++;
}

/* The name is gone; who has it open keeps the dentry, and through it the parent. */
void dentry_unlink(struct dentry *d)
{
	if (d->unlinked)
		return;
	d->unlinked = true;
	hash_out(d);
	list_del(&d->sibling);
}

void dentry_put(struct dentry *d)
{
	/* A loop: each dentry holds a reference of its parent. */
	while (d && !--d->refs) {
		struct dentry *parent = d->parent != d ? d->parent : NULL;

		if (parent && !d->unlinked) {
			hash_out(d);
			list_del(&d->sibling);
		}
		inode_put(d->inode);
		dentry_free(d);
		d = parent;
	}
}

void dentry_unlink_all(struct dentry *root)
{
	struct dentry *d = root;

	for (;;) {
		struct dentry *up;

		while (!list_empty(&d->children))
			d = list_entry(d->children.next, struct dentry, sibling);
		if (d == root)
			return;
		up = d->parent;
		dentry_unlink(d);
		dentry_put(d);
		d = up;
	}
}

int dentry_move(struct dentry *d, struct dentry *target)
{
	struct dentry *parent = d->parent;
	char *old = d->name != d->short_name ? d->name : NULL;

	hash_out(d);
	if (name_set(d, target->name, target->name_len)) {
		hash_in(d);
		return -ENOMEM;
	}
	kfree(old);
	list_del(&d->sibling);
	d->parent = target->parent;
	dentry_get(d->parent);
	list_add(&d->sibling, &d->parent->children);
	hash_in(d);
	dentry_put(parent);
	return 0;
}

static void swap_names(struct dentry *a, struct dentry *b)
{
	char *name_a = a->name, *name_b = b->name, text[DENTRY_SHORT];
	u8 len = a->name_len;

	memcpy(text, a->short_name, sizeof text);
	memcpy(a->short_name, b->short_name, sizeof text);
	memcpy(b->short_name, text, sizeof text);
	a->name = name_b == b->short_name ? a->short_name : name_b;
	b->name = name_a == a->short_name ? b->short_name : name_a;
	a->name_len = b->name_len;
	b->name_len = len;
}

void dentry_swap(struct dentry *a, struct dentry *b)
{
	struct dentry *parent = a->parent;

	hash_out(a);
	hash_out(b);
	list_del(&a->sibling);
	list_del(&b->sibling);
	swap_names(a, b);
	a->parent = b->parent;
	b->parent = parent;
	list_add(&a->sibling, &a->parent->children);
	list_add(&b->sibling, &b->parent->children);
	hash_in(a);
	hash_in(b);
}

bool dentry_below(const struct dentry *d, const struct dentry *above)
{
	while (d != above && d->parent != d)
		d = d->parent;
	return d == above;
}
