/* raw.S - system calls with any number and any six registers:
 *
 *     long raw_syscall(unsigned long number, const unsigned long arguments[6]);
 *     long raw_int80(unsigned long number, const unsigned long arguments[6]);
 *
 * The result is what the kernel left, errors as -4095..-1.  32-bit programs have int 80h
 * only. */
	.section .note.GNU-stack, "", @progbits
	.text
#ifdef __x86_64__
	.globl raw_syscall
raw_syscall:
	mov	%rdi, %rax
	mov	%rsi, %r11
	mov	(%r11), %rdi
	mov	8(%r11), %rsi
	mov	16(%r11), %rdx
	mov	24(%r11), %r10
	mov	32(%r11), %r8
	mov	40(%r11), %r9
	syscall
	ret

	.globl raw_int80
raw_int80:
	push	%rbx
	push	%rbp
	mov	%rdi, %rax
	mov	%rsi, %r11
	mov	(%r11), %rbx
	mov	8(%r11), %rcx
	mov	16(%r11), %rdx
	mov	24(%r11), %rsi
	mov	32(%r11), %rdi
	mov	40(%r11), %rbp
	int	$0x80
	movslq	%eax, %rax
	pop	%rbp
	pop	%rbx
	ret
#else
	.globl raw_int80
raw_int80:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	mov	20(%esp), %eax
	mov	24(%esp), %ebp
	mov	(%ebp), %ebx
	mov	4(%ebp), %ecx
	mov	8(%ebp), %edx
	mov	12(%ebp), %esi
	mov	16(%ebp), %edi
	mov	20(%ebp), %ebp
	int	$0x80
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
#endif
