/* test_e820.c - e820.c against BIOSes that behave, and that do not. */
#include "check.h"
#include "bios/e820.h"
#include "common/types.h"
#include "fake_bios.h"

enum { SMAP = 0x534d4150, MAX_RANGES = 8 };

/* What the BIOS does at each E820 call, one letter a call. */
static const char *script;
static bool loops;              /* start again at the end of the script */
static unsigned at;
/* What it answers to E801 and 88h; 0 = carry. */
static u16 e801[4], ax88;

static void entry(u64 start, u64 size, u32 type, u32 attributes, unsigned bytes)
{
	u8 raw[24];

	memcpy(raw, &start, 8);
	memcpy(raw + 8, &size, 8);
	memcpy(raw + 16, &type, 4);
	memcpy(raw + 20, &attributes, 4);
	memcpy(fake_low + BIOS_BUFFER, raw, bytes);
}

/*  r RAM, 24 bytes      s reserved, 20 bytes written and 20 said
 *  l 20 bytes written, 24 said          i to be ignored (ACPI 3)     z empty
 *  w none written, 24 said
 *  e RAM, and this is the last          c carry         m no SMAP
 *  n not even looked at: registers come back as they went */
static void e820(struct bios_regs *r)
{
	char what = loops ? script[at % strlen(script)] : script[at];

	assert_int_equal(r->edx, SMAP);
	assert_true(r->ecx >= 20);
	assert_int_equal(r->es * 16u + (r->edi & 0xffff), BIOS_BUFFER);
	assert_int_equal(r->ebx, at);
	if (what == 'n')
		return;
	r->eflags &= ~(u32)FLAG_CF;
	if (what == 'c' || what == '\0') {
		r->eflags |= FLAG_CF;
		return;
	}
	r->eax = what == 'm' ? 0 : SMAP;
	switch (what) {
	case 'r': case 'e':
		entry(at * 0x1000ull, 0x1000, MEM_RAM, 1, 24);
		break;
	case 's': case 'l':
		entry(at * 0x1000ull, 0x1000, MEM_RESERVED, 0, 20);
		break;
	case 'i':
		entry(at * 0x1000ull, 0x1000, MEM_RAM, 0, 24);
		break;
	case 'z':
		entry(at * 0x1000ull, 0, MEM_RAM, 1, 24);
		break;
	default:
		break;
	}
	r->ecx = what == 's' ? 20 : 24;
	at++;
	r->ebx = what == 'e' ? 0 : at;
}

static void bios(u8 vector, struct bios_regs *r)
{
	u16 ax = (u16)r->eax;

	assert_true(r->eflags & FLAG_CF);       /* carry set: no answer is a failure */
	if (vector == 0x12) {
		r->eax = 639;
		return;
	}
	assert_int_equal(vector, 0x15);
	if (ax == 0xe820) {
		e820(r);
	} else if (ax == 0xe801 && (e801[0] | e801[1] | e801[2] | e801[3])) {
		r->eax = e801[0];
		r->ebx = e801[1];
		r->ecx = e801[2];
		r->edx = e801[3];
		r->eflags &= ~(u32)FLAG_CF;
	} else if (ax == 0x8800 && ax88) {
		r->eax = ax88;
		r->eflags &= ~(u32)FLAG_CF;
	}
}

static err_t ask(const char *how, struct mem_range *out, unsigned *n)
{
	fake_bios_reset(bios);
	script = how;
	at = 0;
	return e820_read(out, MAX_RANGES, n);
}

static void rows_of_e820(void **state)
{
	static const struct { const char *script; bool loops; unsigned n, ram; err_t err; } rows[] = {
		{ "rre",  false, 3, 3, NULL },             /* ends with ebx = 0 */
		{ "rr",   false, 2, 2, NULL },             /* ends with carry */
		{ "rse",  false, 3, 2, NULL },             /* 20 bytes */
		{ "rle",  false, 3, 2, NULL },             /* 20 bytes, said 24 */
		{ "rie",  false, 3, 2, NULL },             /* "ignore this entry" */
		{ "zre",  false, 3, 2, NULL },             /* an empty entry */
		{ "rwe",  false, 3, 2, NULL },             /* one that is not written */
		{ "rm",   false, 1, 0, "BIOS memory map is damaged" },
		{ "r",    true,  8, 0, "BIOS memory map is damaged" },
		{ "z",    true,  0, 0, "BIOS memory map is damaged" },
		{ "rrrrrrrre", false, 8, 0, "BIOS memory map is damaged" },
		{ "c",    false, 0, 0, "BIOS gives no memory map" },
		{ "n",    false, 0, 0, "BIOS gives no memory map" },
		{ "m",    false, 0, 0, "BIOS gives no memory map" },
	};

	(void)state;
	memset(e801, 0, sizeof e801);
	ax88 = 0;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mem_range out[MAX_RANGES];
		unsigned n = 99;
		u64 ram = 0;
		err_t err;

		loops = rows[i].loops;
		err = ask(rows[i].script, out, &n);
		if (rows[i].err) {
			assert_non_null(err);
			assert_string_equal(err, rows[i].err);
			continue;
		}
		assert_null(err);
		assert_int_equal(n, rows[i].n);
		for (unsigned j = 0; j < n; j++)
			ram += out[j].type == MEM_RAM ? out[j].size : 0;
		assert_int_equal(ram, rows[i].ram * 0x1000);
		assert_int_equal(out[n - 1].size, 0x1000);
		assert_int_equal(out[n - 1].start, (strlen(rows[i].script) - 1) * 0x1000);
	}
	loops = false;
}

static void older_bioses(void **state)
{
	struct mem_range out[MAX_RANGES];
	unsigned n;

	(void)state;
	memcpy(e801, (u16[]){ 0x3c00, 0x100, 1, 1 }, sizeof e801);
	assert_null(ask("c", out, &n));
	assert_int_equal(n, 3);
	assert_int_equal(out[0].start, 0);
	assert_int_equal(out[0].size, 639 * 1024);
	assert_int_equal(out[1].start, 0x100000);
	assert_int_equal(out[1].size, 15 << 20);
	assert_int_equal(out[2].start, 0x1000000);
	assert_int_equal(out[2].size, 16 << 20);

	/* Only in cx and dx; nothing above 16 MiB. */
	memcpy(e801, (u16[]){ 0, 0, 0x400, 0 }, sizeof e801);
	assert_null(ask("n", out, &n));
	assert_int_equal(n, 3);
	assert_int_equal(out[1].size, 1 << 20);
	assert_int_equal(out[2].size, 0);

	memset(e801, 0, sizeof e801);
	ax88 = 0x1c00;
	assert_null(ask("c", out, &n));
	assert_int_equal(n, 3);
	assert_int_equal(out[2].size, 0);
	assert_int_equal(out[1].size, 7 << 20);
	assert_int_equal(out[1].type, MEM_RAM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_e820),
		cmocka_unit_test(older_bioses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
