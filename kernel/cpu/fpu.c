/* fpu.c - x87 and SSE for programs; the kernel itself uses neither. */
#include "cpu/fpu.h"
#include "cpu/cpu.h"

enum { FCW_DEFAULT = 0x037f, MXCSR_DEFAULT = 0x1f80, MXCSR_AT = 24 };

void fpu_init_cpu(void)
{
	write_cr0((read_cr0() & ~(u64)(CR0_EM | CR0_TS)) | CR0_MP | CR0_NE);
	write_cr4(read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT);
}

void fpu_reset(struct fpu_state *fpu)
{
	u64 *word = (u64 *)fpu->bytes;

	for (unsigned i = 0; i < sizeof fpu->bytes / 8; i++)
		word[i] = 0;
	word[0] = FCW_DEFAULT;
	word[MXCSR_AT / 8] = MXCSR_DEFAULT;
}
