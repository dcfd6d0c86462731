; entry.asm - the loader's first instructions, and where its exceptions end.
;
; In      32-bit flat protected mode, interrupts off, A20 on, dl = boot drive,
;         esp = top of PROT_STACK; the image at LOADER_START, .bss not cleared
; Out     calls bios_main(drive), which does not come back

%include "layout.inc"
%include "offsets.inc"
%include "bios/gdt.inc"

EXCEPTIONS	equ 32
BREAKPOINT	equ 3			; its vector
BREAKPOINTS	equ 0cccccccch		; 4 of the instruction int3
STUB_SIZE	equ 5			; one `call rel32`
HAVE_CODE	equ 00227d00h		; vectors 8, 10-14, 17, 21 push an error code
CPUID_FLAG	equ 1 << 21
TSC_BIT		equ 1 << 4		; of cpuid 1's edx
SSE_BIT		equ 1 << 25
CR0_EM_TS	equ 0ch			; SSE needs both off,
CR4_OSFXSR_HIGH	equ 2			; and bit 9 of cr4 on
SLOT		equ TIMELINE_START + TIMELINE_tsc + 8 * MILESTONE_LOADER

	extern bios_main, exception, rest_damaged, gdt_pointer, bss_start, bss_dwords
	extern rest_start, rest_bytes, rest_dwords
	global start, idt_pointer, cpu_tsc, copy_sectors

	section .entry progbits alloc exec align=16
	bits 32
start:	cld
	mov ebx, edx
	lgdt [gdt_pointer]
	jmp CODE32:.here
.here:	mov eax, DATA32
	mov ds, eax
	mov es, eax
	mov fs, eax
	mov gs, eax
	mov ss, eax
	call find_features
	mov edi, bss_start
	mov ecx, bss_dwords
	xor eax, eax
	rep stosd
	mov edi, rest_start		; a call into it is a call of load_rest
	mov ecx, rest_dwords
	mov eax, BREAKPOINTS
	rep stosd
	call make_idt
	mov eax, ebx
	call bios_main

; find_features - note what the CPU has, and the time; switch SSE on.
;   eats eax, ecx, edx, esi
find_features:
	pushfd
	pop eax
	mov ecx, eax
	xor eax, CPUID_FLAG		; a 486 may not have it: the bit then stays
	push eax
	popfd
	pushfd
	pop eax
	xor eax, ecx
	test eax, CPUID_FLAG
	jz .done
	push ebx			; cpuid eats it
	mov eax, 1
	cpuid
	pop ebx
	mov [features], edx
	test edx, SSE_BIT
	jz .time
	mov eax, cr0
	and al, ~CR0_EM_TS & 0ffh
	mov cr0, eax
	mov eax, cr4
	or ah, CR4_OSFXSR_HIGH
	mov cr4, eax
.time:	call cpu_tsc
	mov [SLOT], eax
	mov [SLOT + 4], edx
.done:	ret

; cpu_tsc - the time stamp counter, for C.
;   out  edx:eax, 0 without a TSC
cpu_tsc:
	xor eax, eax
	cdq
	test byte [features], TSC_BIT
	jz .done
	rdtsc
.done:	ret

; copy_sectors - memory to memory that does not overlap, for C.
;   in   eax = to, edx = from, ecx = bytes, a multiple of 64
; The most that is done between BIOS and kernel.  16 bytes in two instructions are half as
; many as 4 in each turn of rep movsd; a CPU of today is as fast with either.
copy_sectors:
	pushad
	mov edi, eax
	mov esi, edx
	test byte [features + 3], SSE_BIT >> 24
	jz .words
	add esi, ecx
	add edi, ecx
	neg ecx
.turn:
%assign at 0
%rep 4
	movups xmm0, [esi + ecx + at]
	movups [edi + ecx + at], xmm0
%assign at at + 16
%endrep
	add ecx, byte 64
	jnz .turn
.words:	shr ecx, 2
	rep movsd
	popad
	ret

; make_idt - a gate for each exception, to its stub.
;   eats eax, ecx, edi
make_idt:
	mov eax, stubs
	mov edi, idt
	mov ecx, EXCEPTIONS
.gate:	mov [edi], eax
	mov [edi + 4], eax
	mov word [edi + 2], CODE32
	mov word [edi + 4], 8e00h	; present, 32-bit interrupt gate
	add edi, 8
	add eax, STUB_SIZE
	loop .gate
	mov eax, load_rest
	mov [idt + BREAKPOINT * 8], ax	; both lie in the same 64 KiB
	lidt [idt_pointer]
	ret

; load_rest - the rest of the loader is called for the first time: unpack it over the
; breakpoints that stand for it, and go on with what was called.
;   stack: eip behind the breakpoint, cs, eflags
; Unpacks with the decompressor, which is still there.
load_rest:
	pushad
	mov eax, [esp + 32]
	dec eax
	mov edx, rest_start
	sub eax, edx
	cmp eax, rest_bytes
	jae .other
	call [CORE_START + CORE_HEADER_unpack_rest]
	test eax, eax
	jnz rest_damaged		; (sentence), regparm; ends here
	popad
	dec dword [esp]
	iretd
.other:	popad
	jmp stubs + BREAKPOINT * STUB_SIZE

; One call each: the return address tells the vector.
stubs:
%rep EXCEPTIONS
	call strict dword caught
%endrep

; caught - an exception: print it and stop.
;   stack: address behind the stub's call, error code for some, eip, cs, eflags
caught:
	pop eax
	sub eax, stubs + STUB_SIZE
	cdq
	mov ecx, STUB_SIZE
	div ecx				; eax = vector
	mov edx, HAVE_CODE
	bt edx, eax
	mov edx, 0
	jnc .no_code
	pop edx
.no_code:
	mov ecx, [esp]
	call exception			; (vector, error code, eip), regparm; ends here

	align 4
idt_pointer:
	dw EXCEPTIONS * 8 - 1
	dd idt

	section .data
features:
	dd 0

	section .bss nobits alloc write align=16
idt:	resq EXCEPTIONS
