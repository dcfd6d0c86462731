; start32.asm - the 32-bit entry: from flat protected mode to start_kernel in long mode.
;
; In      the Linux boot protocol's: esi = boot_params, cs = 10h, ds = es = ss = 18h flat,
;         interrupts off, paging off; the image lies at any page below 4 GiB
; Out     start_kernel(boot_params, first TSC value) at its linked address, on init_stack,
;         the first 4 GiB of memory also mapped one to one and at DIRECT_MAP (cpu/memory.h)
; Fails   a CPU without long mode: a sentence on COM1 and on the screen, then a halt
;
; Until the jump to the linked address every address is ebp (where the image lies) plus
; an offset that kernel.ld made.

extern OFFSET_bss
extern OFFSET_end
extern OFFSET_tables
extern OFFSET_stack
extern start_kernel

PAGE		equ 4096
PRESENT_WRITE	equ 3
DIRECT_MAP_SLOT	equ 273			; 0ffff888000000000h
BIG_PAGE	equ 80h			; in a page directory: 2 MiB
MSR_EFER	equ 0c0000080h
EFER_LME	equ 1 << 8
CR0_PG		equ 1 << 31
CR4_PAE		equ 1 << 5
CS32		equ 10h
DS32		equ 18h
CS64		equ 20h
ENTRY_64	equ 200h
COM1		equ 3f8h

; The early tables, one page each, in this order.
PML4		equ 0
LOW_PDPT	equ 1 * PAGE		; one to one: 4 directories of 512 * 2 MiB
LOW_PD		equ 2 * PAGE
HIGH_PDPT	equ 6 * PAGE		; the kernel: one table of 512 * 4 KiB
HIGH_PD		equ 7 * PAGE
HIGH_PT		equ 8 * PAGE
TABLES		equ 9 * PAGE

section .head progbits alloc exec nowrite align=16
bits 32

global startup_32
startup_32:
	jmp start

	times ENTRY_64 - ($ - $$) db 0
bits 64
; entry_64 - the boot protocol's 64-bit entry: back to where startup_32 begins.
;   in   rsi = boot_params, memory mapped one to one, interrupts off; no stack promised
entry_64:
	cli
	lea rax, [rel gdt]
	mov [rel gdt_pointer + 2], rax
	lgdt [rel gdt_pointer]
	lea rax, [rel .flat]
	mov [rel .target], eax
	jmp far dword [rel .target]
.target:
	dd 0
	dw CS32
bits 32
.flat:	mov eax, DS32
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov eax, cr0
	and eax, ~CR0_PG
	mov cr0, eax
	xor eax, eax			; PCIDs, five levels: not before we know of them
	mov cr4, eax
	mov ecx, MSR_EFER
	rdmsr
	and eax, ~EFER_LME
	wrmsr

start:	cli
	cld
	; Where are we?  The boot protocol leaves no stack; a word of boot_params that
	; nobody reads any more (bootsect_kludge) is one.
	lea esp, [esi + 220h + 4]
	call .here
.here:	pop ebp
	sub ebp, .here - startup_32

	lea edi, [ebp + OFFSET_bss]
	mov ecx, OFFSET_end
	sub ecx, OFFSET_bss
	shr ecx, 2
	xor eax, eax
	rep stosd
	lea esp, [ebp + OFFSET_stack]

	call check_long_mode
	rdtsc
	push edx			; first TSC value, for start_kernel
	push eax
	call make_tables

	lea eax, [ebp + gdt - startup_32]
	mov [ebp + gdt_pointer - startup_32 + 2], eax
	lgdt [ebp + gdt_pointer - startup_32]
	mov eax, cr4
	or eax, CR4_PAE
	mov cr4, eax
	lea eax, [ebp + OFFSET_tables + PML4]
	mov cr3, eax
	mov ecx, MSR_EFER
	rdmsr
	or eax, EFER_LME
	wrmsr
	mov eax, cr0
	or eax, CR0_PG
	mov cr0, eax
	; A far return instead of a far jump: its target depends on where we are.
	lea eax, [ebp + startup_64 - startup_32]
	push dword CS64
	push eax
	retf

bits 64
startup_64:
	mov esp, esp			; the upper half of rsp is not defined yet
	xor eax, eax
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov fs, eax
	mov gs, eax
	pop rdx				; first TSC value
	mov rax, .high
	jmp rax
.high:	mov rsp, init_stack_top
	lea rax, [rel gdt]		; the GDT too moves to its linked address
	mov [rel gdt_pointer + 2], rax
	lgdt [rel gdt_pointer]
	xor ebp, ebp
	mov edi, esi			; the upper half of rsi is not defined yet
	mov rsi, rdx
	call start_kernel
.stop:	hlt
	jmp .stop

bits 32
; make_tables - the first 4 GiB one to one and at DIRECT_MAP, the image at KERNEL_BASE.
;   in   ebp = where the image lies; the tables are clear
;   eats eax, ebx, ecx, edi
make_tables:
	lea ebx, [ebp + OFFSET_tables]
	lea eax, [ebx + LOW_PDPT + PRESENT_WRITE]
	mov [ebx + PML4], eax
	mov [ebx + PML4 + DIRECT_MAP_SLOT * 8], eax
	lea eax, [ebx + HIGH_PDPT + PRESENT_WRITE]
	mov [ebx + PML4 + 511 * 8], eax
	lea eax, [ebx + HIGH_PD + PRESENT_WRITE]
	mov [ebx + HIGH_PDPT + 510 * 8], eax
	lea eax, [ebx + HIGH_PT + PRESENT_WRITE]
	mov [ebx + HIGH_PD], eax

	lea edi, [ebx + LOW_PDPT]
	lea eax, [ebx + LOW_PD + PRESENT_WRITE]
	mov ecx, 4
	mov edx, PAGE
	call fill
	lea edi, [ebx + LOW_PD]
	mov eax, BIG_PAGE + PRESENT_WRITE
	mov ecx, 4 * 512
	mov edx, 200000h
	call fill
	lea edi, [ebx + HIGH_PT]
	lea eax, [ebp + PRESENT_WRITE]
	mov ecx, 512
	mov edx, PAGE
	; fall through

; fill - ecx entries at edi: eax, eax + edx, eax + 2 edx ...
;   eats eax, ecx, edi
fill:	mov [edi], eax
	add edi, 8
	add eax, edx
	loop fill
	ret

; check_long_mode - return on a 64-bit CPU, else say so and stop.
;   eats eax, ebx, ecx, edx, edi
check_long_mode:
	pushfd				; a CPU where EFLAGS.ID does not toggle has no CPUID
	pop eax
	mov ecx, eax
	xor eax, 1 << 21
	push eax
	popfd
	pushfd
	pop eax
	cmp eax, ecx
	je .none
	mov eax, 80000000h
	cpuid
	cmp eax, 80000001h
	jb .none
	mov eax, 80000001h
	cpuid
	test edx, 1 << 29		; LM
	jz .none
	ret
.none:	lea ebx, [ebp + no_long_mode - startup_32]
	mov edi, 0b8000h
.next:	movzx eax, byte [ebx]
	inc ebx
	test al, al
	jz .stop
	mov ah, 4fh			; white on red
	stosw
	mov dx, COM1
	out dx, al
	jmp .next
.stop:	hlt
	jmp .stop

no_long_mode:
	db "kernel: this CPU has no 64-bit mode", 13, 10, 0

align 8
gdt:	dq 0
	dq 0
	dq 00cf9b000000ffffh		; 10h: 32-bit code, as the boot protocol has it
	dq 00cf93000000ffffh		; 18h: data
	dq 00af9b000000ffffh		; 20h: 64-bit code
gdt_end:
	dw 0
gdt_pointer:
	dw gdt_end - gdt - 1
	dq 0

section .bss nobits alloc noexec write align=4096
global early_tables
early_tables:
	resb TABLES
global init_stack_hole
init_stack_hole:			; paging_init() takes it out of the map
	resb PAGE
global init_stack
init_stack:
	resb 4 * PAGE
global init_stack_top
init_stack_top:
