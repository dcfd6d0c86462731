/* fuzz_iso9660.c - random bytes as an ISO 9660 filesystem, from its first descriptor on. */
#include "fuzz_fs.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	enum { SYSTEM_AREA = 16 * 2048 };
	u8 *image = calloc(1, SYSTEM_AREA + size);

	memcpy(image + SYSTEM_AREA, data, size);
	fuzz_fs(&iso9660_driver, image, SYSTEM_AREA + size);
	free(image);
	return 0;
}
