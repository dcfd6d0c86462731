/* crt0.S - where a program starts: the kernel has left argc, argv and envp on the stack. */
#include "kernel/syscall_numbers.h"

	.text
	.globl _start
	.type _start, @function
_start:
#if __x86_64__
	xorl %ebp, %ebp
	movq (%rsp), %rdi
	leaq 8(%rsp), %rsi
	leaq 8(%rsi,%rdi,8), %rdx
	andq $-16, %rsp
	movq %rdx, environ
	call main
	movl %eax, %edi
	call _exit
#else
	xorl %ebp, %ebp
	movl (%esp), %eax
	leal 4(%esp), %ecx
	leal 4(%ecx,%eax,4), %edx
	andl $-16, %esp
	movl %edx, environ
	subl $4, %esp
	pushl %edx
	pushl %ecx
	pushl %eax
	call main
	pushl %eax
	call _exit
#endif
	hlt

/* Back from a signal handler. */
	.globl signal_return
	.type signal_return, @function
signal_return:
#if __x86_64__
	movl $NR64_rt_sigreturn, %eax
	syscall
#else
	movl $NR32_rt_sigreturn, %eax
	int $0x80
#endif
	.section .note.GNU-stack, "", @progbits
