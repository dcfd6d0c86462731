; entry_64.asm - every way into the 64-bit kernel and out of it.
;
; Each entry pushes a struct pt_regs (cpu/regs.h) on the task's kernel stack.  GS is the
; program's all the time but for the few instructions of entry_SYSCALL_64 that look for
; the stack, so that faults, interrupts and NMIs need not ask whose it is.
; Interrupts are off from every entry to the point where its C function turns them on.

%include "kernel/offsets.inc"

extern cpu_local
extern current_task
extern do_exception
extern do_nmi
extern do_irq
extern do_syscall_64
extern do_syscall_32_irqs_on
extern exit_to_user
extern schedule_tail
extern kernel_thread_run

ENOSYS		equ 38
CANONICAL_BITS	equ 47			; a program's addresses have zeros from here on

; Where there is SMAP, smap_init() writes a clac over this no-op of the same size.
%macro CLAC 0
%%here:	db 0fh, 1fh, 0
section .smap_sites progbits alloc noexec nowrite align=8
	dq %%here
section .text
%endmacro

%macro PUSH_CALLEE_SAVED 0
	push rbx
	push rbp
	push r12
	push r13
	push r14
	push r15
%endmacro

; From a stack that holds di and what lies above it: push the rest.
%macro PUSH_REST 0
	push rsi
	push rdx
	push rcx
	push rax
	push r8
	push r9
	push r10
	push r11
	PUSH_CALLEE_SAVED
%endmacro

%macro POP_CALLEE_SAVED 0
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbp
	pop rbx
%endmacro

%macro POP_ALL 0
	POP_CALLEE_SAVED
	pop r11
	pop r10
	pop r9
	pop r8
	pop rax
	pop rcx
	pop rdx
	pop rsi
	pop rdi
%endmacro

; Back traces end here.
%macro C_STATE 0
	cld
	CLAC
	xor ebp, ebp
%endmacro

section .text align=16

; --- system calls ---

; entry_SYSCALL_64 - the syscall instruction of 64-bit code (MSR_LSTAR).
;   in   rcx = ip, r11 = flags, the program's stack; flags masked by MSR_SYSCALL_MASK
global entry_SYSCALL_64
align 16
entry_SYSCALL_64:
	swapgs
	mov [gs:CPU_user_sp], rsp
	mov rsp, [gs:CPU_kernel_sp]
	push USER_DS
	push qword [gs:CPU_user_sp]
	swapgs
	push r11
	push USER_CS
	push rcx
	push rax			; orig_ax
	push rdi
	PUSH_REST
	xor ebp, ebp
	mov rdi, rsp
	sti
	call do_syscall_64
	cli
	mov rax, [current_task]
	test dword [rax + TASK_flags], TASK_WORK
	jnz user_work
	; sysret is for those who come back to where they called from: it takes ip from
	; rcx and flags from r11, faults in ring 0 when ip is not canonical, and may trap
	; at once when TF is set.
	mov rcx, [rsp + REGS_ip]
	mov r11, [rsp + REGS_flags]
	cmp rcx, [rsp + REGS_cx]
	jne leave_by_iret
	cmp r11, [rsp + REGS_r11]
	jne leave_by_iret
	cmp qword [rsp + REGS_cs], USER_CS
	jne leave_by_iret
	test r11d, FLAGS_TF | FLAGS_RF
	jnz leave_by_iret
	mov rax, rcx
	shr rax, CANONICAL_BITS
	jnz leave_by_iret
	POP_CALLEE_SAVED
	add rsp, 8			; r11 is there
	pop r10
	pop r9
	pop r8
	pop rax
	add rsp, 8			; rcx is there
	pop rdx
	pop rsi
	pop rdi
	mov rsp, [rsp + REGS_sp - REGS_orig_ax]
	o64 sysret

; entry_INT80_32 - int 80h, with the 32-bit system call numbers.
global entry_INT80_32
align 16
entry_INT80_32:
	mov eax, eax
	push rax			; orig_ax
	push rdi
	PUSH_REST
	C_STATE
	mov rdi, rsp
	sti
	call do_syscall_32_irqs_on
	jmp leave_to_user

; entry_SYSCALL_compat - the syscall instruction of 32-bit code, which only AMD has and
; nobody needs: -ENOSYS.  On the program's stack; nothing is pushed.
global entry_SYSCALL_compat
align 16
entry_SYSCALL_compat:
	mov eax, -ENOSYS
	o32 sysret

; --- the way out ---

; leave_to_user - rsp = the task's pt_regs.
leave_to_user:
	cli
	mov rax, [current_task]
	test dword [rax + TASK_flags], TASK_WORK
	jnz user_work
leave_by_iret:
	POP_ALL
	add rsp, 8			; orig_ax
global iret_instruction
iret_instruction:
	iretq

user_work:
	sti
	mov rdi, rsp
	call exit_to_user
	cli
	; A signal that came just now is seen now, not at the next interrupt.
	mov rax, [current_task]
	test dword [rax + TASK_flags], TASK_NEED_RESCHED | TASK_SIGPENDING
	jnz user_work
	jmp leave_by_iret

; ret_from_fork - where a new task starts, with interrupts off and its pt_regs on the
; stack; kernel threads come back from kernel_thread_run() when they became a program.
global ret_from_fork
ret_from_fork:
	call schedule_tail
	mov rdi, [current_task]
	cmp qword [rdi + TASK_thread_fn], 0
	je leave_to_user
	sti
	call kernel_thread_run
	jmp leave_to_user

; switch_to(prev, next) - save where prev is, go on where next was.
global switch_to
align 16
switch_to:
	PUSH_CALLEE_SAVED
	mov [rdi + TASK_kernel_sp], rsp
	mov rsp, [rsi + TASK_kernel_sp]
	POP_CALLEE_SAVED
	ret

; load_SEGMENT(selector).  A selector that faults is made 0 by do_exception().
global segment_loads
segment_loads:
%macro LOADER 1
global load_%1
load_%1:
	mov %1, edi
	ret
%endmacro
LOADER ds
LOADER es
LOADER fs
LOADER gs
global segment_loads_end
segment_loads_end:

; --- exceptions and interrupts ---

; The CPU has pushed ss, sp, flags, cs, ip, and for some an error code, which is orig_ax.
%macro EXCEPTION 2			; vector, with error code
align 8
exception_%1:
%if %2 == 0
	push 0
%endif
	push rdi
	mov edi, %1
	jmp exception_common
%endmacro

exception_common:
	PUSH_REST
	mov esi, edi
	C_STATE
	mov rdi, rsp
	call do_exception		; the pt_regs to go on with: nearly always these
	mov rsp, rax
	test byte [rsp + REGS_cs], 3
	jnz leave_to_user
	jmp leave_by_iret

EXCEPTION 0, 0
EXCEPTION 1, 0
EXCEPTION 3, 0
EXCEPTION 4, 0
EXCEPTION 5, 0
EXCEPTION 6, 0
EXCEPTION 7, 0
EXCEPTION 8, 1
EXCEPTION 10, 1
EXCEPTION 11, 1
EXCEPTION 12, 1
EXCEPTION 13, 1
EXCEPTION 14, 1
EXCEPTION 16, 0
EXCEPTION 17, 1
EXCEPTION 18, 0
EXCEPTION 19, 0

; nmi - on its own stack; nothing of the interrupted kernel is touched.
align 8
nmi:
	push -1
	push rdi
	PUSH_REST
	C_STATE
	mov rdi, rsp
	call do_nmi
	jmp leave_by_iret

%macro IRQ 1
align 8
irq_%1:
	push -1
	push rdi
	mov edi, %1
	jmp irq_common
%endmacro

%assign n 0
%rep 16
IRQ n
%assign n n + 1
%endrep

irq_common:
	PUSH_REST
	mov esi, edi
	C_STATE
	mov rdi, rsp
	call do_irq
	test byte [rsp + REGS_cs], 3
	jnz leave_to_user
	jmp leave_by_iret

; Vector to entry, for trap_init(); 0: there is none.
section .rodata align=8
global vector_entry
vector_entry:
	dq exception_0, exception_1, nmi, exception_3, exception_4, exception_5
	dq exception_6, exception_7, exception_8, 0, exception_10, exception_11
	dq exception_12, exception_13, exception_14, 0, exception_16, exception_17
	dq exception_18, exception_19
	times 12 dq 0
%assign n 0
%rep 16
	dq irq_ %+ n
%assign n n + 1
%endrep
