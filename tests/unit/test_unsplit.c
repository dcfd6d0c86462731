/* test_unsplit.c - code taken apart and put together again. */
#include "check.h"
#include "tools/split.h"

enum { MAX = 4096, NOPS = 16, NOP = 0x90 };

/* Take apart, put together, compare; NULL is when an instruction goes on behind the end. */
static bool comes_back(u32 at, const u8 *raw, size_t raw_bytes, const u8 *code, size_t code_bytes)
{
	static code_tables tables;
	u8 *loader = malloc(at + raw_bytes + code_bytes), *part;
	size_t size;

	split_tables(&tables);
	part = split_part(&tables, at, raw, raw_bytes, code, code_bytes, &size);
	if (part) {
		assert_int_equal(size, sizeof(struct code_part) + raw_bytes + code_bytes);
		unsplit((struct code_part *)part, &tables, loader);
		assert_memory_equal(loader + at, raw, raw_bytes);
		assert_memory_equal(loader + at + raw_bytes, code, code_bytes);
	}
	free(loader);
	free(part);
	return part;
}

/* What the streams are for each instruction. */
static void instructions(void **state)
{
	static const struct {
		u8 code[12], bytes, stream[STREAMS];
	} all[] = {
		{ { 0xc3 }, 1, { [OPS] = 1 } },                                 /* ret */
		{ { 0xc2, 8, 0 }, 3, { [OPS] = 1, [WORDS] = 2 } },              /* ret 8 */
		{ { 0x89, 0xd8 }, 2, { [OPS] = 2 } },                           /* mov eax, ebx */
		{ { 0x83, 0xc0, 5 }, 3, { [OPS] = 2, [IMM8] = 1 } },            /* add eax, 5 */
		{ { 0x8b, 0x44, 0x24, 4 }, 4, { [OPS] = 3, [DISP8] = 1 } },     /* mov eax, [esp+4] */
		{ { 0x8b, 0x04, 0x24 }, 3, { [OPS] = 3 } },                     /* mov eax, [esp] */
		{ { 0xff, 0x24, 0x85, 1, 2, 3, 4 }, 7, { [OPS] = 3, [WORDS] = 4 } },    /* jmp [eax*4+...] */
		{ { 0xc7, 0x05, 1, 2, 3, 4, 5, 6, 7, 8 }, 10, { [OPS] = 2, [WORDS] = 8 } },
		{ { 0x66, 0xc7, 0x03, 1, 2 }, 5, { [OPS] = 3, [WORDS] = 2 } },  /* mov word [ebx], ... */
		{ { 0x74, 5 }, 2, { [OPS] = 1, [JUMP8] = 1 } },                 /* jz */
		{ { 0x0f, 0x84, 1, 2, 3, 4 }, 6, { [OPS] = 2, [WORDS] = 4 } },  /* jz */
		{ { 0xf6, 0xc0, 1 }, 3, { [OPS] = 2, [IMM8] = 1 } },            /* test al, 1 */
		{ { 0xf7, 0xd8 }, 2, { [OPS] = 2 } },                           /* neg eax */
		{ { 0xe8, 1, 0, 0, 0 }, 5, { [OPS] = 1, [CALLS] = 4 } },        /* call */
	};
	static code_tables tables;

	(void)state;
	split_tables(&tables);
	for (size_t i = 0; i < COUNT(all); i++) {
		size_t size;
		u8 *part = split_part(&tables, 0, (const u8 *)"", 1, all[i].code, all[i].bytes, &size);
		const struct code_part *head = (struct code_part *)part;

		assert_non_null(part);
		for (unsigned s = OPS; s < STREAMS; s++)
			if (get32(head->bytes[s]) != all[i].stream[s])
				fail_msg("instruction %zu, stream %u: %u bytes", i, s, get32(head->bytes[s]));
		free(part);
	}
}

/* A call at 100 + 3 of what lies at 0x1234, high byte first. */
static void a_call(void **state)
{
	static const u8 code[] = { 0xe8, 0xc8, 0x11, 0, 0 };
	static code_tables tables;
	size_t size;
	u8 *part;

	(void)state;
	split_tables(&tables);
	part = split_part(&tables, 100, (const u8 *)"abc", 3, code, sizeof code, &size);
	assert_non_null(part);
	assert_memory_equal(part + size - 4, "\0\0\x12\x34", 4);
	free(part);
	assert_true(comes_back(100, (const u8 *)"abc", 3, code, sizeof code));
}

/* Bytes that are no code either come back, or are refused where they end. */
static void any_bytes(void **state)
{
	static u8 code[MAX + NOPS];
	u32 seed = 1;

	(void)state;
	for (unsigned round = 0; round < 400; round++) {
		size_t n = round < 200 ? round : MAX;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			code[i] = (u8)(seed >> 24);
		}
		comes_back(round, code, 1 + round % 3, code, n);
		/* Behind such an end nothing is torn: the instruction eats no more. */
		memset(code + n, NOP, NOPS);
		assert_true(comes_back(round, code, 1, code, n + NOPS));
	}
}

static void torn(void **state)
{
	static const u8 code[] = { 0xc3, 0xe8, 1, 0, 0 };

	(void)state;
	assert_false(comes_back(0, code, 1, code, sizeof code));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instructions),
		cmocka_unit_test(a_call),
		cmocka_unit_test(any_bytes),
		cmocka_unit_test(torn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
