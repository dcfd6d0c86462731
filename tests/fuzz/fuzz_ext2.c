/* fuzz_ext2.c - random bytes as an ext2, ext3 or ext4 filesystem. */
#include "fuzz_fs.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	return fuzz_fs(&ext2_driver, data, size);
}
