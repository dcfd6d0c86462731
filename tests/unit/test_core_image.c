/* test_core_image.c - what fl-mkimage makes: every checksum, the block list, the payload. */
#include <sys/wait.h>
#include "check.h"
#include "common/core_image.h"
#include "common/crc32.h"
#include "common/layout.h"
#include "decompress/lzma.h"
#include "decompress/x86_join.h"
#include "tools/x86_split.h"

#define TOOL   BUILD "/fl-mkimage"
#define STAGES " --diskboot " BUILD "/stage2/diskboot.img --decompress " BUILD "/decompress/lzma_decompress.img"
#define PLAIN  BUILD "/unit/core_image.plain"
#define REST_FILE BUILD "/unit/core_image.rest"
#define CORE   BUILD "/unit/core_image.core"
#define SPLIT  BUILD "/unit/core_image.split"
#define JOINED BUILD "/unit/core_image.joined"
#define JOIN   BUILD "/unit/join32 " SPLIT " " JOINED

/* Any bytes, calls and ModRM bytes more often than by chance. */
static void make_file(const char *name, size_t size, u32 seed)
{
	static const u8 often[] = { 0xe8, 0x0f, 0x66, 0xf6, 0xf7, 0x81, 0x8b, 0x44 };
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		fputc(seed & 1u << 31 ? often[seed >> 28 & 7] : (int)(seed >> 20 & 0xff), f);
	}
	assert_int_equal(fclose(f), 0);
}

static void write_all(const char *name, const void *bytes, size_t size)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

static u8 *read_all(const char *name, size_t *size)
{
	FILE *f = fopen(name, "rb");
	u8 *bytes = malloc(2 * MiB);

	assert_non_null(f);
	*size = fread(bytes, 1, 2 * MiB, f);
	fclose(f);
	return bytes;
}

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void image(void **state)
{
	enum { SIZE = 30000, REST = 5000 };
	static u8 room[LZMA_POSITIONS + SPLIT_SIZE] __attribute__((aligned(LZMA_POSITIONS)));
	static u8 memory[LZMA_DECODER_BYTES(CORE_LZMA_LC, CORE_LZMA_LP)] __attribute__((aligned(8)));
	struct lzma_decoder *const decoder = (struct lzma_decoder *)memory;
	u8 *const out = room + LZMA_POSITIONS;
	size_t size, plain_size, made;
	u8 *core, *plain;
	const struct diskboot_tail *tail;
	const struct core_header *header;
	const struct split_part *part;

	(void)state;
	make_file(PLAIN, SIZE, 1);
	make_file(REST_FILE, REST, 2);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " --code " PLAIN " --rest " REST_FILE
			     " --rest-code " PLAIN " > /dev/null"), 0);
	core = read_all(CORE, &size);
	plain = read_all(PLAIN, &plain_size);
	tail = (const struct diskboot_tail *)(core + DISKBOOT_TAIL_OFFSET);
	header = (const struct core_header *)(core + SECTOR);

	assert_int_equal(get32(tail->crc), crc32(0, core, SECTOR - 4));
	assert_int_equal(get32(tail->stub_crc), crc32(0, header, get32(tail->stub_bytes)));
	assert_int_equal(get64(tail->run[0].lba), 2);
	assert_int_equal(get32(tail->run[0].sectors), (size - 1) / SECTOR);
	assert_int_equal(get32(tail->run[1].sectors), 0);
	assert_int_equal(get32(header->magic), CORE_MAGIC);
	assert_int_equal(get32(header->stub_bytes), get32(tail->stub_bytes));
	assert_int_equal(size, SECTOR + get32(header->stub_bytes) + get32(header->payload_bytes));
	part = (const struct split_part *)(out + sizeof(split_kinds));
	assert_int_equal(get32(header->payload_crc),
			 crc32(0, core + SECTOR + get32(header->stub_bytes), get32(header->payload_bytes)));
	assert_int_equal(get32(header->payload_bytes) % 4, 0);
	assert_null(lzma_open(decoder, sizeof memory, core + SECTOR + get32(header->stub_bytes),
			      get32(header->payload_bytes), out, SPLIT_SIZE));
	assert_int_equal(lzma_run(decoder), LZMA_FINE);
	made = (size_t)(decoder->to - out);
	/* Two parts, the second where the first's place ends. */
	assert_int_equal(get32(part->to), LOADER_START);
	assert_int_equal(get32(part->end), LOADER_START + 2 * SIZE);
	assert_int_equal(get32(part->plain_bytes), SIZE);
	assert_in_range(get32(header->start_bytes), sizeof(split_kinds) + sizeof *part + 2 * SIZE,
			sizeof(split_kinds) + sizeof *part + 2 * SIZE + SPLIT_SLACK);
	part = (const struct split_part *)(out + get32(header->start_bytes));
	assert_int_equal(get32(part->to), LOADER_START + 2 * SIZE);
	assert_int_equal(get32(part->end), LOADER_START + 3 * SIZE + REST);
	assert_in_range(made, get32(header->start_bytes) + sizeof *part + SIZE + REST,
			get32(header->start_bytes) + sizeof *part + SIZE + REST + SPLIT_SLACK);
	free(core);
	free(plain);
}

/* The machine's own x86_join(), in a process of 32 bits, makes of x86_split() what it was. */
static void streams(void **state)
{
	static u8 image[SPLIT_SIZE];

	(void)state;
	x86_split_kinds((split_kinds *)image);
	for (u32 i = 0; i < 40; i++) {
		size_t size = i < 20 ? 1 + i : 30000 + i, code = i % 3 ? size * (i % 3 - 1) : size / 2;
		size_t plain_size, split_size, joined_size;
		char command[sizeof JOIN + 32];
		u8 *plain, *split, *joined;

		make_file(PLAIN, size, i);
		plain = read_all(PLAIN, &plain_size);
		split = x86_split((split_kinds *)image, SPLIT_START + sizeof(split_kinds), LOADER_START,
				  plain, size, code, i & 1, &split_size);
		assert_non_null(split);
		memcpy(image + sizeof(split_kinds), split, split_size);
		write_all(SPLIT, image, sizeof(split_kinds) + split_size);
		snprintf(command, sizeof command, JOIN " %zu", size);
		assert_int_equal(run(command), 0);
		joined = read_all(JOINED, &joined_size);
		assert_int_equal(joined_size, size);
		assert_memory_equal(joined, plain, size);
		free(plain);
		free(split);
		free(joined);
	}
}

static void refusals(void **state)
{
	(void)state;
	assert_int_equal(run(TOOL " --help > /dev/null"), 0);
	assert_int_equal(run(TOOL " -o " CORE " 2> /dev/null"), 2);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader /nonexistent 2>&1 "
			     "| grep -q 'nonexistent: No such file'"), 0);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader /dev/null 2>&1 | grep -q 'is empty'"), 0);
	make_file(PLAIN, LOADER_SIZE + 1, 2);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " 2>&1 | grep -q 'more than'"), 0);
	make_file(PLAIN, SPLIT_SIZE, 2);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " 2>&1 | grep -q 'in streams'"), 0);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " --code " PLAIN " 2>&1 "
			     "| grep -q 'more than'"), 0);
	assert_int_equal(run("head -c 100000 /dev/urandom > " PLAIN), 0);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " 2>&1 "
			     "| grep -q 'packed loader'"), 0);
	assert_int_equal(run(TOOL " -o " CORE " --diskboot " PLAIN
			     " --decompress " BUILD "/decompress/lzma_decompress.img --loader " PLAIN " 2>&1 "
			     "| grep -q 'more than 512 bytes'"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(image),
		cmocka_unit_test(streams),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
