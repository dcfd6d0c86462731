/* ramfs_options.c - "mode=755,size=10%": what tmpfs is told when it is mounted.  Pure. */
#include "abi/errno.h"
#include "common/str.h"
#include "common/text.h"
#include "fs/ramfs.h"
#include "mm/page.h"

enum { OCTAL = 8, DECIMAL = 10, PERCENT = 100, MODE = 07777, SHIFT_MAX = 30 };

/* A number with k, m or g behind it; with % it is a part of memory. */
static bool size_of(const char *p, u64 ram_pages, u64 unit, u64 *pages)
{
	u64 n;

	if (!is_digit(*p) || !str_number(&p, DECIMAL, &n) || n > (u64)INT64_MAX >> SHIFT_MAX)
		return false;
	switch (ascii_lower(*p)) {
	case '%':
		*pages = ram_pages * MIN(n, (u64)PERCENT) / PERCENT;
		return !p[1];
	case 'k': n <<= 10; p++; break;
	case 'm': n <<= 20; p++; break;
	case 'g': n <<= 30; p++; break;
	}
	*pages = unit == 1 ? n : (n + unit - 1) / unit;
	return !*p;
}

static bool number_of(const char *p, unsigned base, u32 *value)
{
	u64 n;

	if (!is_digit(*p) || !str_number(&p, base, &n) || *p || n >= UINT32_MAX)
		return false;
	*value = (u32)n;
	return true;
}

static bool apply(struct ramfs_options *o, const char *word, u64 ram_pages)
{
	const char *value;
	u64 ignored;

	if ((value = str_after(word, "size=")))
		return size_of(value, ram_pages, PAGE_SIZE, &o->pages);
	if ((value = str_after(word, "nr_blocks=")))
		return size_of(value, ram_pages, 1, &o->pages);
	if ((value = str_after(word, "nr_inodes=")))    /* memory is what limits them */
		return size_of(value, ram_pages, 1, &ignored);
	if ((value = str_after(word, "mode=")))
		return number_of(value, OCTAL, &o->mode) && !(o->mode & ~(u32)MODE);
	if ((value = str_after(word, "uid=")))
		return number_of(value, DECIMAL, &o->uid);
	if ((value = str_after(word, "gid=")))
		return number_of(value, DECIMAL, &o->gid);
	return str_equal(word, "inode32") || str_equal(word, "inode64");
}

int ramfs_options(struct ramfs_options *o, const char *text, u64 ram_pages)
{
	enum { WORD = 64 };
	char word[WORD];

	while (text && *text) {
		size_t n = 0;

		for (; *text && *text != ','; text++)
			if (n < sizeof word)
				word[n++] = *text;
		if (n == sizeof word)
			return -EINVAL;
		word[n] = '\0';
		if (n && !apply(o, word, ram_pages))
			return -EINVAL;
		text += *text == ',';
	}
	if (!o->pages)                  /* no limit */
		o->pages = ram_pages;
	return 0;
}
