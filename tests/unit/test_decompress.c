/* test_decompress.c - the payload behind the decompressor: unpacked in two parts when it is
 * whole, and left alone when it is not. */
#include "check.h"
#include "common/crc32.h"
#include "low_memory.h"
#include "lzma_writer.h"
#include "decompress/unpack.c"

enum { STUB = 100, PLAIN = 6000, START = 5000, LC = 2, LP = 1, PB = 2 };

static u8 plain[PLAIN], stream[2 * PLAIN + 64];
static size_t stream_size;
static bool a20_opens;
static const void *joined[3];
static unsigned joins;

err_t a20_open(void)
{
	return a20_opens ? NULL : "a20 stays closed";
}

void x86_join(const struct split_part *part)
{
	assert_true(joins < COUNT(joined));
	joined[joins++] = part;
}

/* core.img in memory, as diskboot.img leaves it. */
static void load(void)
{
	u8 *at = (u8 *)CORE_START;
	struct core_header h = {
		.magic = put32(CORE_MAGIC), .stub_bytes = put32(STUB),
		.payload_bytes = put32((u32)stream_size), .start_bytes = put32(START),
		.payload_crc = put32(crc32(0, stream, stream_size)),
	};

	memset((void *)(uintptr_t)LOW_MEMORY, 0, LOW_MEMORY_SIZE);
	((u8 *)SPLIT_START)[-1] = 0xee;         /* counts as a literal, and must be none */
	memcpy(at, &h, sizeof h);
	memcpy(at + STUB, stream, stream_size);
	joins = 0;
	a20_opens = true;
}

static struct core_header *header(void)
{
	return (struct core_header *)CORE_START;
}

static void make_stream(u64 size, bool marker)
{
	for (u32 i = 0; i < PLAIN; i++)
		plain[i] = (u8)(i * i >> 5);
	memset(stream, 0, sizeof stream);
	stream_size = ALIGN_UP(lzma_write(stream, plain, PLAIN, LC, LP, PB, size, marker), (size_t)4);
}

static int setup(void **state)
{
	(void)state;
	low_memory_map(-1);
	return 0;
}

static void in_two_parts(void **state)
{
	const u8 *split = (const u8 *)SPLIT_START;

	(void)state;
	make_stream(PLAIN, false);
	load();
	assert_null(unpack());
	assert_int_equal(joins, 1);
	assert_ptr_equal(joined[0], split + sizeof(split_kinds));
	assert_memory_equal(split, plain, START);
	/* The rest costs nothing until it is asked for. */
	assert_int_equal(split[PLAIN - 1], 0);
	assert_null(unpack_rest());
	assert_int_equal(joins, 2);
	assert_ptr_equal(joined[1], split + START);
	assert_memory_equal(split, plain, PLAIN);
	assert_int_equal(split[PLAIN], 0);
}

static void nothing_is_touched(void)
{
	for (u32 i = 0; i < SPLIT_SIZE; i++)
		assert_int_equal(((const u8 *)SPLIT_START)[i], 0);
	assert_int_equal(joins, 0);
}

static void damage(void **state)
{
	static const char bad[] = "bad core.img behind the decompressor";

	(void)state;
	make_stream(PLAIN, false);
	for (size_t at = 0; at < stream_size; at += stream_size / 50) {
		load();
		((u8 *)CORE_START)[STUB + at] ^= 0x10;
		assert_string_equal(unpack(), bad);
		nothing_is_touched();
	}
	for (int i = -1; i <= 1; i += 2) {              /* lengths */
		load();
		header()->payload_bytes = put32((u32)stream_size + (u32)i);
		assert_string_equal(unpack(), bad);
		nothing_is_touched();
	}
	load();
	header()->payload_bytes = put32(0);
	header()->payload_crc = put32(0);               /* that of nothing */
	assert_string_equal(unpack(), bad);
	load();
	header()->payload_bytes = put32(CORE_SIZE - STUB + 1);
	assert_string_equal(unpack(), bad);
	nothing_is_touched();
}

static void closed_a20(void **state)
{
	(void)state;
	make_stream(PLAIN, false);
	load();
	a20_opens = false;
	assert_string_equal(unpack(), "a20 stays closed");
	nothing_is_touched();
}

/* The checksum is right, the stream is not. */
static void streams_that_lie(void **state)
{
	(void)state;
	make_stream((u64)SPLIT_SIZE + 1, false);
	load();
	assert_string_equal(unpack(), LZMA_DAMAGED);
	assert_int_equal(joins, 0);
	make_stream(PLAIN + 1, true);                   /* a marker before its end */
	load();
	assert_null(unpack());
	assert_string_equal(unpack_rest(), LZMA_DAMAGED);
	assert_int_equal(joins, 1);
	make_stream(PLAIN - 1, false);                  /* the first part is more than there is */
	load();
	header()->start_bytes = put32(PLAIN);
	assert_string_equal(unpack(), LZMA_DAMAGED);
	assert_int_equal(((const u8 *)SPLIT_START)[PLAIN - 1], 0);
	assert_int_equal(joins, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_two_parts), cmocka_unit_test(damage),
		cmocka_unit_test(closed_a20), cmocka_unit_test(streams_that_lie),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
