/* fuzz_kboot_info.c - any bytes as boot_params and as the memory that they point to: the
 * first pages and the last ones below 4 GiB, with zeros between. */
#include "kernel/boot_info.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

enum { LOW = 0x8000, HIGH = 0x2000 };
#define FOUR_GIB (4ull << 30)
#define REQUIRE(c) do { if (!(c)) abort(); } while (0)

/* As much as is ever looked at in one go. */
static u8 *low, *high, zeros[0x4000];
_Static_assert(sizeof(struct linux_setup_data) + BOOT_RANGES * sizeof(struct linux_e820) <= sizeof zeros, "");

static const void *physical(u64 address)
{
	REQUIRE(address < FOUR_GIB);
	if (address < LOW)
		return low + address;
	return address >= FOUR_GIB - HIGH ? high + (address - (FOUR_GIB - HIGH)) : zeros;
}

static u8 *fill(size_t n, const u8 **data, size_t *size)
{
	u8 *block = calloc(1, n);
	size_t part = MIN(n, *size);

	memcpy(block, *data, part);
	*data += part;
	*size -= part;
	return block;
}

static void take_apart(const struct boot_info *info)
{
	char *text = malloc(BOOT_CMDLINE), value[20], *argv[5];
	unsigned n = boot_info_arguments(info, text, argv, COUNT(argv));

	REQUIRE(!boot_info_word(info, "quiet") || strstr(info->cmdline, "quiet"));
	if (boot_info_value(info, "init=", value, sizeof value))
		REQUIRE(strstr(info->cmdline, value) && !strpbrk(value, " \t\n"));
	REQUIRE(n <= COUNT(argv) && (!n || strstr(info->cmdline, "--")));
	for (unsigned i = 0; i < n; i++)
		REQUIRE(argv[i][0] && strstr(info->cmdline, argv[i]));
	free(text);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct boot_info info;
	struct boot_params *params;

	params = (void *)fill(sizeof *params, &data, &size);
	low = fill(LOW, &data, &size);
	high = fill(HIGH, &data, &size);
	/* Behind what is there is more memory, and then none. */
	low = realloc(low, LOW + sizeof zeros);
	memset(low + LOW, 0, sizeof zeros);
	boot_info_read(&info, params, physical);
	REQUIRE(info.ranges <= BOOT_RANGES && memchr(info.cmdline, 0, sizeof info.cmdline));
	for (unsigned i = 0; i < info.ranges; i++)
		REQUIRE(info.range[i].size);
	boot_info_ram(&info);
	take_apart(&info);
	free(params);
	free(low);
	free(high);
	return 0;
}
