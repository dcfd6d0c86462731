/* fuzz_fat.c - random bytes as a FAT filesystem. */
#include "fuzz_fs.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_fs(&fat_driver, data, size);
}
