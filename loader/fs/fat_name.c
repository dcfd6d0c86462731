/* fat_name.c - short names, and long names from UTF-16 pieces to UTF-8. */
#include "common/str.h"
#include "common/text.h"
#include "fs/fat.h"

enum {
	PIECE_UNITS = 13, PIECES_MAX = 20,
	LAST_PIECE  = 0x40,             /* flag of the piece that comes first */
	LOWER_BASE  = 0x08, LOWER_EXTENSION = 0x10,     /* case_flags, as Windows NT has them */
	IS_E5       = 0x05,             /* stands for 0xe5, which means deleted */
};

static char *copy_part(char *to, const u8 *from, unsigned n, bool lower)
{
	while (n > 0 && from[n - 1] == ' ')
		n--;
	for (; n > 0; n--, from++)
		*to++ = lower ? ascii_lower((char)*from) : (char)*from;
	return to;
}

void fat_short_name(const struct fat_entry *e, char to[13])
{
	char *p = copy_part(to, e->name, 8, e->case_flags & LOWER_BASE), *dot = p++;

	if (e->name[0] == IS_E5)
		to[0] = (char)0xe5;
	p = copy_part(p, e->name + 8, 3, e->case_flags & LOWER_EXTENSION);
	*dot = '.';
	if (p == dot + 1)
		p = dot;
	*p = '\0';
}

void fat_long_piece(struct fat_long_name *l, const struct fat_long_entry *e)
{
	u8 order = e->order & 0x3f;
	u16 *to;

	if (e->order & LAST_PIECE) {
		l->pieces = order;
		l->checksum = e->checksum;
	} else if (order != l->expected || e->checksum != l->checksum) {
		l->pieces = 0;
	}
	if (order == 0 || order > PIECES_MAX)
		l->pieces = 0;
	if (l->pieces == 0)
		return;
	l->expected = (u8)(order - 1);
	to = l->units + l->expected * PIECE_UNITS;
	for (unsigned i = 0; i < 5; i++)
		*to++ = get16(e->name1[i]);
	for (unsigned i = 0; i < 6; i++)
		*to++ = get16(e->name2[i]);
	for (unsigned i = 0; i < 2; i++)
		*to++ = get16(e->name3[i]);
}

static u8 short_checksum(const u8 name[11])
{
	u8 sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (u8)((sum >> 1 | sum << 7) + name[i]);
	return sum;
}

static char *put_utf8(char *to, u32 c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*to++ = (char)(0xe0 | c >> 12);
		} else {
			*to++ = (char)(0xf0 | c >> 18);
			*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (c & 0x3f));
	return to;
}

bool fat_long_finish(struct fat_long_name *l, const struct fat_entry *e, char *to)
{
	unsigned n = l->pieces * PIECE_UNITS;
	bool whole = n > 0 && l->expected == 0 && l->checksum == short_checksum(e->name);

	l->pieces = 0;
	if (!whole)
		return false;
	for (unsigned i = 0; i < n && l->units[i] != 0; i++) {
		u32 c = l->units[i];

		if (c >> 11 == 0xd800 >> 11) {          /* half of a pair */
			u32 low = i + 1 < n ? l->units[i + 1] : 0;

			if (c < 0xdc00 && low >> 10 == 0xdc00 >> 10) {
				c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
				i++;
			} else {
				c = 0xfffd;
			}
		}
		to = put_utf8(to, c);
	}
	*to = '\0';
	return true;
}
