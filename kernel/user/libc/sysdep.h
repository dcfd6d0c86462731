/* sysdep.h - what a system call stub is made of, in both ABIs.  Only for assembler.
 *
 * DO_CALL(number, args) makes the call with the C function's arguments; its result is in
 * rax or eax, and -4095..-1 there are errors.
 *
 *   64 bits  number rax, arguments rdi rsi rdx r10 r8 r9; rcx and r11 are lost.  C has the
 *            fourth argument in rcx.
 *   32 bits  number eax, arguments ebx ecx edx esi edi ebp; C has them on the stack. */
#include "kernel/syscall_numbers.h"

#define MAX_ERRNO 4095

#if __x86_64__

#define DO_CALL(number, args) \
	MOVE_##args; \
	movl $number, %eax; \
	syscall

#define MOVE_0
#define MOVE_1
#define MOVE_2
#define MOVE_3
#define MOVE_4 movq %rcx, %r10
#define MOVE_5 MOVE_4
#define MOVE_6 MOVE_4

#define PSEUDO(name, number, args) \
	.text; \
	.globl name; \
	.type name, @function; \
	.balign 16; \
name:	DO_CALL(number, args); \
	cmpq $-MAX_ERRNO, %rax; \
	jae 1f; \
	ret; \
1:	movq %rax, %rdi; \
	jmp syscall_failed; \
	.size name, . - name

#else

/* ebx, esi, edi and ebp are the caller's. */
#define DO_CALL(number, args) \
	PUSH_##args; \
	movl $number, %eax; \
	int $0x80; \
	POP_##args

/* Arguments start behind the return address and what is pushed here. */
#define PUSH_0
#define POP_0
#define PUSH_1 pushl %ebx; movl 8(%esp), %ebx
#define POP_1  popl %ebx
#define PUSH_2 PUSH_1; movl 12(%esp), %ecx
#define POP_2  POP_1
#define PUSH_3 PUSH_2; movl 16(%esp), %edx
#define POP_3  POP_1
#define PUSH_4 PUSH_3; pushl %esi; movl 24(%esp), %esi
#define POP_4  popl %esi; POP_3
#define PUSH_5 PUSH_4; pushl %edi; movl 32(%esp), %edi
#define POP_5  popl %edi; POP_4
#define PUSH_6 PUSH_5; pushl %ebp; movl 40(%esp), %ebp
#define POP_6  popl %ebp; POP_5

#define PSEUDO(name, number, args) \
	.text; \
	.globl name; \
	.type name, @function; \
	.balign 16; \
name:	DO_CALL(number, args); \
	cmpl $-MAX_ERRNO, %eax; \
	jae 1f; \
	ret; \
1:	pushl %eax; \
	call syscall_failed; \
	addl $4, %esp; \
	ret; \
	.size name, . - name

#endif
