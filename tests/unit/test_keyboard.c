/* test_keyboard.c - keys from INT 16h, the BIOS's clock past midnight, its calendar. */
#include "check.h"
#include "base/key.h"
#include "bios/clock.h"
#include "bios/keyboard.h"
#include "common/types.h"
#include "fake_bios.h"

static u16 next_key;            /* scan << 8 | character; 0 = none */
static bool enhanced;

static void bios(u8 vector, struct bios_regs *r)
{
	u8 function = (u8)(r->eax >> 8);

	assert_int_equal(vector, 0x16);
	assert_int_equal(function & 0x10, enhanced ? 0x10 : 0);
	if (function & 1) {
		r->eflags = next_key ? r->eflags & ~(u32)FLAG_ZF : r->eflags | FLAG_ZF;
		return;
	}
	assert_int_not_equal(next_key, 0);      /* AH=00h would wait for ever */
	r->eax = next_key;
	next_key = 0;
}

static int press(u16 scan_and_character)
{
	next_key = scan_and_character;
	return keyboard_key();
}

static void keys(void **state)
{
	static const struct { u16 bios; int key; } rows[] = {
		{ 0x1e61, 'a' }, { 0x1c0d, KEY_ENTER }, { 0xe00d, KEY_ENTER }, { 0x0e08, '\b' },
		{ 0x011b, KEY_ESC }, { 0x0f09, KEY_TAB }, { 0x2e03, 3 },
		{ 0x4800, KEY_UP }, { 0x48e0, KEY_UP }, { 0x50e0, KEY_DOWN }, { 0x4838, '8' },
		{ 0x47e0, KEY_HOME }, { 0x4f00, KEY_END }, { 0x53e0, KEY_DELETE },
		{ 0x52e0, KEY_INSERT }, { 0x4900, KEY_PAGE_UP }, { 0x5100, KEY_PAGE_DOWN },
		{ 0x4b00, KEY_LEFT }, { 0x4de0, KEY_RIGHT },
		{ 0x3b00, KEY_F1 }, { 0x4400, KEY_F10 }, { 0x8500, KEY_F11 }, { 0x8600, KEY_F12 },
		{ 0x5400, KEY_NONE }, { 0x00e4, KEY_NONE }, { 0xffff, KEY_NONE },
	};

	(void)state;
	for (int e = 0; e < 2; e++) {
		fake_bios_reset(bios);
		enhanced = e;
		fake_low[0x496] = enhanced ? 0x10 : 0;
		assert_int_equal(press(0), KEY_NONE);
		for (size_t i = 0; i < COUNT(rows); i++)
			assert_int_equal(press(rows[i].bios), rows[i].key);
	}
}

static void set_ticks(u32 ticks)
{
	memcpy(fake_low + 0x46c, &ticks, 4);
}

static void clock_goes_on(void **state)
{
	u32 before, after;

	(void)state;
	set_ticks(0x1800af);            /* the last tick of a day */
	before = clock_milliseconds();
	assert_in_range(before, 86399000, 86400999);
	set_ticks(0);
	after = clock_milliseconds();
	assert_in_range(after - before, 54, 56);
	set_ticks(182);
	assert_in_range(clock_milliseconds() - after, 9990, 10010);
}

/* INT 1Ah: digits of BCD in ch, cl, dh, dl. */
static u32 rtc_time, rtc_date;  /* ch << 24 | cl << 16 | dh << 8 | dl */
static int rtc_fails;           /* this function does not work */

static void rtc(u8 vector, struct bios_regs *r)
{
	u8 function = (u8)(r->eax >> 8);
	u32 *value = function < 4 ? &rtc_time : &rtc_date;

	assert_int_equal(vector, 0x1a);
	assert_in_range(function, 2, 5);
	if (function == rtc_fails)
		return;                 /* carry stays set */
	r->eflags &= ~(u32)FLAG_CF;
	if (function & 1) {
		*value = (r->ecx & 0xffff) << 16 | (r->edx & 0xffff);
	} else {
		r->ecx = (r->ecx & 0xffff0000) | *value >> 16;
		r->edx = (r->edx & 0xffff0000) | (*value & 0xffff);
	}
}

static void calendar(void **state)
{
	u16 t[CLOCK_FIELDS] = { 0 };

	(void)state;
	fake_bios_reset(rtc);
	rtc_time = 0x23595800;
	rtc_date = 0x20240229;
	assert_true(clock_calendar(t, false));
	assert_memory_equal(t, ((u16[]){ 0x2024, 2, 0x29, 0x23, 0x59, 0x58 }), sizeof t);
	memcpy(t, (u16[]){ 0x1999, 0x12, 0x31, 8, 9, 0x10 }, sizeof t);
	assert_true(clock_calendar(t, true));
	assert_int_equal(rtc_time, 0x08091000);         /* dl 0: no summer time */
	assert_int_equal(rtc_date, 0x19991231);
	assert_int_equal(t[YEAR], 0x1999);
	for (rtc_fails = 2; rtc_fails <= 5; rtc_fails++)
		assert_false(clock_calendar(t, rtc_fails % 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(clock_goes_on), cmocka_unit_test(calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
