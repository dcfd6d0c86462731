; entry.asm - the loader's first instructions, and where its exceptions end.
;
; In      32-bit flat protected mode, interrupts off, A20 on, dl = boot drive,
;         esp = top of PROT_STACK; the image at LOADER_START, .bss not cleared
; Out     calls bios_main(drive), which does not come back

%include "layout.inc"
%include "offsets.inc"
%include "bios/gdt.inc"

EXCEPTIONS	equ 32
STUB_SIZE	equ 5			; one `call rel32`
HAVE_CODE	equ 00227d00h		; vectors 8, 10-14, 17, 21 push an error code
CPUID_FLAG	equ 1 << 21
TSC_BIT		equ 1 << 4
SLOT		equ TIMELINE_START + TIMELINE_tsc + 8 * MILESTONE_LOADER

	extern bios_main, exception, gdt_pointer, bss_start, bss_dwords
	global start, idt_pointer, cpu_tsc

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
	call find_tsc
	mov edi, bss_start
	mov ecx, bss_dwords
	xor eax, eax
	rep stosd
	call make_idt
	mov eax, ebx
	call bios_main

; find_tsc - note whether there is a TSC, and the time.
;   eats eax, ecx, edx, esi
find_tsc:
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
	and edx, TSC_BIT
	mov [has_tsc], edx
	call cpu_tsc
	mov [SLOT], eax
	mov [SLOT + 4], edx
.done:	ret

; cpu_tsc - the time stamp counter, for C.
;   out  edx:eax, 0 without a TSC
cpu_tsc:
	xor eax, eax
	cdq
	cmp [has_tsc], eax
	je .done
	rdtsc
.done:	ret

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
	lidt [idt_pointer]
	ret

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
has_tsc:
	dd 0

	section .bss nobits alloc write align=16
idt:	resq EXCEPTIONS
