/* start.S - the first instruction of the process, before the C library's: what time is it?
 * The kernel starts a program with edx = 0; the C library relies on it. */
	.globl	bench_start
bench_start:
	rdtsc
	mov	%eax, first_tsc
	mov	%edx, first_tsc + 4
	xor	%edx, %edx
	jmp	_start

	.data
	.balign	8
	.globl	first_tsc
first_tsc:
	.quad	0

	.section .note.GNU-stack, "", %progbits
