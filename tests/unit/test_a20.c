/* test_a20.c - a machine whose address line 20 is opened by one way, late, or by none. */
#include <unistd.h>
#include "check.h"
#include "low_memory.h"
#include "common/types.h"

#define COMMON_IO_H
static u8 inb(u16 port);
static void outb(u16 port, u8 value);

#include "decompress/a20.c"

enum { BY_PORT_92 = 1, BY_KEYBOARD = 2, ALWAYS_OPEN = 4, HIGH = LOW_MEMORY + MiB };

static int memory;                      /* two MiB; both halves are the first if it is closed */
static unsigned ways, late;             /* how it opens; after so many further us */
static unsigned busy;                   /* reads of its status until the keyboard controller listens */
static unsigned us, opens_at, system_writes, keyboard_bytes;
static u8 system_port, keyboard[8];
static bool opening, open;

static void set_line(bool now_open)
{
	open = now_open;
	if (mmap((void *)(uintptr_t)HIGH, MiB, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, memory,
		 open ? MiB : 0) == MAP_FAILED)
		abort();
}

static void will_open(void)
{
	if (!opening)
		opens_at = us + late;
	opening = true;
}

static u8 inb(u16 port)
{
	if (port == SYSTEM_PORT)
		return system_port;
	assert_int_equal(port, KBD_STATUS);
	busy -= busy > 0;
	return busy ? KBD_FULL : 0;
}

static void outb(u16 port, u8 value)
{
	if (port == POST_PORT) {
		us++;
	} else if (port == SYSTEM_PORT) {
		system_writes++;
		assert_false(value & SYSTEM_RESET);
		assert_int_equal(value | SYSTEM_RESET, system_port | SYSTEM_RESET | SYSTEM_A20);
		if (ways & BY_PORT_92)
			will_open();
	} else {
		assert_true(port == KBD_DATA || port == KBD_COMMAND);
		assert_true(!busy || us >= KBD_POLLS);
		assert_true(keyboard_bytes < sizeof keyboard);
		keyboard[keyboard_bytes++] = value;
		if (port == KBD_DATA && value == KBD_A20_ON && (ways & BY_KEYBOARD))
			will_open();
	}
	if (opening && us >= opens_at && !open)
		set_line(true);
}

static err_t boot(unsigned how, unsigned delay, unsigned listens_after)
{
	u32 *low = (u32 *)PROBE, magic = CORE_MAGIC;
	err_t err;

	ways = how;
	late = delay;
	busy = listens_after;
	us = system_writes = keyboard_bytes = 0;
	opening = false;
	system_port = 0x81;             /* of other things, and of a reset that is over */
	set_line(how & ALWAYS_OPEN);
	*low = magic;
	err = a20_open();
	assert_int_equal(*low, magic);
	assert_int_equal(a20_is_open(), open);
	assert_int_equal(*low, magic);
	return err;
}

static int setup(void **state)
{
	(void)state;
	memory = memfd_create("memory", 0);
	assert_true(memory >= 0 && !ftruncate(memory, 2 * MiB));
	low_memory_map(memory);
	return 0;
}

static void nothing_to_do(void **state)
{
	(void)state;
	assert_null(boot(ALWAYS_OPEN, 0, 0));
	assert_int_equal(us + system_writes + keyboard_bytes, 0);
	/* What lies 1 MiB above may be the same by chance. */
	*(u32 *)(uintptr_t)(PROBE + MiB) = CORE_MAGIC;
	assert_true(a20_is_open());
	assert_int_equal(*(u32 *)(uintptr_t)(PROBE + MiB), CORE_MAGIC);
}

static void by_the_system_port(void **state)
{
	(void)state;
	assert_null(boot(BY_PORT_92 | BY_KEYBOARD, 0, 0));
	assert_int_equal(system_writes, 1);
	assert_int_equal(keyboard_bytes, 0);
	assert_null(boot(BY_PORT_92, OPEN_POLLS - 10, 0));      /* slow chips */
	assert_int_equal(keyboard_bytes, 0);
}

static void by_the_keyboard(void **state)
{
	static const u8 expected[] = { KBD_OUT_PORT, KBD_A20_ON, KBD_NO_OP };
	static const unsigned listens_after[] = { 0, 5, 1000 };

	(void)state;
	for (unsigned i = 0; i < COUNT(listens_after); i++) {
		assert_null(boot(BY_KEYBOARD, 100, listens_after[i]));
		assert_int_equal(keyboard_bytes, sizeof expected);
		assert_memory_equal(keyboard, expected, sizeof expected);
	}
}

/* None works, or there is no keyboard controller: it ends, with a sentence. */
static void by_nothing(void **state)
{
	(void)state;
	assert_string_equal(boot(0, 0, 0), "a20 stays closed");
	assert_string_equal(boot(0, 0, UINT32_MAX), "a20 stays closed");
	assert_in_range(us, 2 * OPEN_POLLS, 3 * KBD_POLLS + 2 * OPEN_POLLS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_to_do), cmocka_unit_test(by_the_system_port),
		cmocka_unit_test(by_the_keyboard), cmocka_unit_test(by_nothing),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
