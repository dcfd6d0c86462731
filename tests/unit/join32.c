/* join32.c - x86_join.asm in a process: join32 SPLIT JOINED SIZE.  Linked for 32 bits, because
 * it is such code, and takes and leaves bytes at fixed addresses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "decompress/x86_join.h"

/* What it must not change, and whether it did. */
static int check_registers(const void *part)
{
	int changed;

	__asm__ volatile("mov $0x11111111, %%ebx; mov $0x22222222, %%esi; mov $0x33333333, %%edi;"
			 "push %%ebp; mov $0x44444444, %%ebp; call x86_join;"
			 "xor $0x44444444, %%ebp; mov %%ebp, %%eax; pop %%ebp;"
			 "xor $0x11111111, %%ebx; or %%ebx, %%eax; xor $0x22222222, %%esi; or %%esi, %%eax;"
			 "xor $0x33333333, %%edi; or %%edi, %%eax"
			 : "=a"(changed) : "a"(part) : "ebx", "ecx", "edx", "esi", "edi", "cc", "memory");
	return changed;
}

int main(int argc, char **argv)
{
	void *home = mmap((void *)LOADER_START, SPLIT_START + SPLIT_SIZE - LOADER_START, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	FILE *in = fopen(argc == 4 ? argv[1] : "", "rb"), *out = fopen(argv[2], "wb");
	size_t size = strtoul(argv[3], NULL, 0);

	if (home != (void *)LOADER_START || !in || !out || !fread((void *)SPLIT_START, 1, SPLIT_SIZE, in))
		return 1;
	for (const struct split_part *part = ((struct split *)SPLIT_START)->part, *end = part + 2; part < end; part++)
		if (get32(part->end) > get32(part->to) && check_registers(part))
			return 1;
	return fwrite(home, 1, size, out) != size || fclose(out);
}
