/* test_x86_filter.c - calls made relative again, against a filter written from x86_filter.h. */
#include "check.h"
#include "common/ondisk.h"
#include "decompress/x86_filter.h"

static void filter(u8 *code, u32 size)
{
	for (u32 i = 0; i + 5 <= size; i += code[i] == 0xe8 ? 5 : 1) {
		le32 *operand = (le32 *)(code + i + 1);
		u32 relative = get32(*operand), at = i + 5;

		if (code[i] == 0xe8)
			*operand = put32(relative + at < size ? relative + at :
					 relative < size ? relative - size : relative);
	}
}

static void a_call(void **state)
{
	u8 code[16] = { 0x90, 0xe8, 10, 0, 0, 0, 0x90, 0xe8, 0xf4, 0xff, 0xff, 0xff };
	const u8 relative[16] = { 0x90, 0xe8, 4, 0, 0, 0, 0x90, 0xe8, 0xf4, 0xff, 0xff, 0xff };

	(void)state;
	code[8] = 0, code[9] = 0, code[10] = 0, code[11] = 0;
	x86_unfilter(code, 0, sizeof code, sizeof code);
	assert_memory_equal(code, relative, sizeof code);
}

static void there_and_back(void **state)
{
	u32 seed = 1;

	(void)state;
	for (u32 size = 0; size < 600; size++) {
		u8 *code = malloc(size + 1), *was = malloc(size + 1);

		for (u32 i = 0; i < size; i++) {
			seed = seed * 1664525 + 1013904223;
			/* Calls, small and negative operands more often than by chance. */
			code[i] = (u8[]){ 0xe8, 0, 0xff, (u8)(seed >> 16), 1, 0, 0xff, 0 }[seed >> 29];
		}
		memcpy(was, code, size);
		filter(code, size);
		x86_unfilter(code, 0, size, size);
		assert_memory_equal(code, was, size);
		free(code);
		free(was);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call),
		cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
