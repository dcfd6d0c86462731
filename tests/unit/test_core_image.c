/* test_core_image.c - what fl-mkimage makes: every checksum, the block list, the payload. */
#include <sys/wait.h>
#include "check.h"
#include "common/core_image.h"
#include "common/crc32.h"
#include "common/layout.h"
#include "decompress/lzma.h"
#include "decompress/unsplit.h"

#define TOOL   "build/fl-mkimage"
#define STAGES " --diskboot build/stage2/diskboot.img --decompress build/decompress/lzma_decompress.img"
#define PLAIN  "build/unit/core_image.plain"
#define CORE   "build/unit/core_image.core"

static void make_file(const char *name, size_t size, u32 seed)
{
	FILE *f = fopen(name, "wb");

	assert_non_null(f);
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		fputc(seed & 1u << 31 ? 0xe8 : (int)(seed >> 28), f);
	}
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
	enum { SIZE = 30000, REST = 5000, WHOLE = SIZE + REST,
	       START = sizeof(code_tables) + sizeof(struct code_part) + SIZE };
	static u8 out[WHOLE + sizeof(code_tables) + 2 * sizeof(struct code_part)], loader[WHOLE];
	u32 model[LZMA_MODEL_BYTES(4, 0) / 4 + 1];
	size_t size, plain_size, made;
	u8 *core, *plain;
	const struct diskboot_tail *tail;
	const struct core_header *header;

	(void)state;
	make_file(PLAIN, WHOLE, 1);
	assert_int_equal(run("head -c 30000 " PLAIN " > " PLAIN ".start; tail -c 5000 " PLAIN " > " PLAIN ".rest"), 0);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN ".start --rest " PLAIN ".rest > /dev/null"), 0);
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
	assert_int_equal(get32(header->start_bytes), START);
	assert_int_equal(get32(header->payload_crc),
			 crc32(0, core + SECTOR + get32(header->stub_bytes), get32(header->payload_bytes)));
	assert_null(lzma_decode(core + SECTOR + get32(header->stub_bytes), get32(header->payload_bytes),
				out, sizeof out, model, sizeof model, &made));
	assert_int_equal(made, sizeof out);
	unsplit((struct code_part *)(out + sizeof(code_tables)), (code_tables *)out, loader);
	unsplit((struct code_part *)(out + START), (code_tables *)out, loader);
	assert_memory_equal(loader, plain, WHOLE);
	free(core);
	free(plain);
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
	assert_int_equal(run("head -c 120000 /dev/urandom > " PLAIN), 0);
	assert_int_equal(run(TOOL " -o " CORE STAGES " --loader " PLAIN " 2>&1 "
			     "| grep -q 'packed loader'"), 0);
	assert_int_equal(run(TOOL " -o " CORE " --diskboot " PLAIN
			     " --decompress build/decompress/lzma_decompress.img --loader " PLAIN " 2>&1 "
			     "| grep -q 'more than 512 bytes'"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(image),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
