/* compat.S - a 64-bit program's visit to 32-bit code:
 *
 *     long compat_call(void *code, void *stack, unsigned *back);
 *
 * Code and stack lie below 4 GiB; *back is where the code's last instruction, a far jump,
 * has its address, and is filled in here.  The result is what the code leaves in eax. */
	.section .note.GNU-stack, "", @progbits
	.text
#ifdef __x86_64__
	.globl compat_call
compat_call:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	lea	1f(%rip), %rax
	mov	%eax, (%rdx)
	mov	%rsp, %r15
	mov	%ds, %r14d
	mov	%es, %r13d
	mov	$0x2b, %eax
	mov	%eax, %ds
	mov	%eax, %es
	lea	-8(%rsi), %rsp
	mov	%edi, (%rsp)
	movl	$0x23, 4(%rsp)
	ljmp	*(%rsp)			/* not lretq: QEMU pops as if it were the kernel */
1:	mov	%r15, %rsp
	mov	%r14d, %ds
	mov	%r13d, %es
	movslq	%eax, %rax
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
#endif
