/* fat_name.c - short names, and long names from UTF-16 pieces to UTF-8. */
#include "common/str.h"
#include "common/text.h"
#include "fs/fat.h"

enum {
	PIECES_MAX = 20,
	LAST_PIECE = 0x40,              /* flag of the piece that comes first */
	LOWER_BASE = 0x08,              /* case_flags, as Windows NT has them; */
					/* the next bit is that of the extension */
	IS_E5      = 0x05,              /* stands for 0xe5, which means deleted */
};

void fat_short_name(const struct fat_entry *e, char to[13])
{
	char *p = to, *end = to;        /* behind the last that is no blank */
	unsigned flags = e->case_flags;

	for (unsigned i = 0; i < sizeof e->name; i++) {
		char c = (char)e->name[i];

		if (i == 8) {
			p = end;
			*p++ = '.';
			flags >>= 1;
		}
		*p++ = flags & LOWER_BASE ? ascii_lower(c) : c;
		if (c != ' ')
			end = p;
	}
	*end = '\0';
	if (*to == IS_E5)
		*to = (char)0xe5;
}

void fat_long_piece(struct fat_long_name *l, const struct fat_long_entry *e)
{
	/* Where the 13 units lie: name1, name2, name3. */
	static const u8 at[] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };
	char *end = l->text + FAT_NAME - 1;
	unsigned order = e->order & 0x3f;

	if ((e->order & LAST_PIECE) && order <= PIECES_MAX) {
		l->expected = (u8)order;
		l->checksum = e->checksum;
		l->utf16.start = end;
	}
	if (order == 0 || order != l->expected || e->checksum != l->checksum) {
		l->expected = FAT_NO_NAME;
		return;
	}
	l->expected--;
	for (unsigned i = COUNT(at); i-- > 0; ) {
		u32 c = get16(*(const le16 *)((const u8 *)e + at[i]));

		if (c) {
			utf16_put(&l->utf16, c);
		} else {                /* the name ends here */
			l->utf16.start = end;
			l->utf16.low = 0;
		}
	}
}

static u8 short_checksum(const u8 name[11])
{
	u8 sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (u8)((sum >> 1 | sum << 7) + name[i]);
	return sum;
}

const char *fat_long_finish(struct fat_long_name *l, const struct fat_entry *e)
{
	bool whole = l->expected == 0 && l->checksum == short_checksum(e->name);

	l->expected = FAT_NO_NAME;
	return whole ? l->utf16.start : NULL;
}
