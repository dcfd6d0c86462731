; entry.asm - lzma_decompress.img: real mode to 32 bits, A20, unpack the loader, enter it.
;
; In      real mode, dl = drive, ds = ss = 0, sp = top of REAL_STACK, interrupts on,
;         direction flag clear, COM1 set up.  diskboot.img has checked this image; the
;         payload behind it is checked here
; Out     jumps to LOADER_START: flat 32-bit protected mode, cs = CODE32, the other
;         segments DATA32 of a table that is given up now, edx = drive,
;         esp = top of PROT_STACK, interrupts off, direction flag clear, A20 open, the
;         timeline whole; the loader's bss is not cleared
; Fails   prints "decompress: sentence" on screen and COM1, then int 18h
;
; Memory: common/layout.h.  The first bytes are struct core_header in
; common/core_image.h.

%include "stage.inc"
%include "milestone.inc"

CR0_PE		equ 1
STACK16		equ REAL_STACK_START + REAL_STACK_SIZE
STACK32		equ PROT_STACK_START + PROT_STACK_SIZE

extern a20_is_open, unpack, unpack_rest

global _start
_start:
	jmp near entry
	times CORE_HEADER_magic - ($ - $$) db 0
	times CORE_HEADER_unpack_rest - ($ - $$) db 0	; fl-mkimage fills it in
	dd unpack_rest

entry:
	mov [drive], dl
	milestone UNPACK

	; The two stages before had no room for the rest of the timeline.
	mov dword [TIMELINE_START + TIMELINE_magic], TIMELINE_MAGIC
	mov dword [TIMELINE_START + TIMELINE_count], MILESTONE_COUNT
	push ds
	pop es
	mov di, TIMELINE_START + TIMELINE_tsc + 8 * (MILESTONE_UNPACK + 1)
	mov cx, 4 * (MILESTONE_COUNT - MILESTONE_UNPACK - 1)
	xor ax, ax
	rep stosw

	call dword real_to_prot
	bits 32
	call a20_is_open
	test al, al
	jnz .open
	call prot_to_real
	bits 16
	; int 15h ax=2401h: open A20; what it says about that is not worth much
	mov ax, 2401h
	int 15h
	call dword real_to_prot
	bits 32
.open:
	mov esp, STACK32
	call unpack			; the other ways to A20 are in there
	test eax, eax
	jnz give_up
	milestone UNPACKED
	movzx edx, byte [drive]
	jmp LOADER_START

; give_up - "decompress: " and the sentence as one line to where real mode can see it.
;   In   eax = sentence
give_up:
	mov edi, DISKBOOT_START		; done with
	mov esi, who
	mov ecx, who_end - who
	rep movsb
	xchg esi, eax
.copy:
	lodsb
	stosb
	test al, al
	jnz .copy
	mov word [edi - 1], 13 | 10 << 8
	mov esp, STACK16
	call prot_to_real
	bits 16
	mov si, DISKBOOT_START
%include "print.inc"

; real_to_prot - continue in flat 32-bit protected mode, interrupts off.
;   In   real mode, called with a 32-bit return address, ss = 0
;   Out  ds = es = fs = gs = ss = DATA32, esp = sp
;   Eats eax
real_to_prot:
	cli
	lgdt [gdt]			; its null descriptor is free for this
	mov eax, cr0
	or al, CR0_PE
	mov cr0, eax
	jmp CODE32:.flat
	bits 32
.flat:
	mov eax, DATA32
	mov ds, eax
	mov es, eax
	mov fs, eax
	mov gs, eax
	mov ss, eax
	movzx esp, sp
	ret

; prot_to_real - back for one more BIOS call, interrupts on.
;   In   protected mode, called with a 32-bit return address, esp in REAL_STACK
;   Out  ds = es = fs = gs = ss = 0
;   Eats eax
prot_to_real:
	jmp CODE16:.half
	bits 16
.half:
	mov ax, DATA16			; 64 KiB limits, as real mode wants them
	mov ds, ax
	mov es, ax
	mov fs, ax
	mov gs, ax
	mov ss, ax
	mov eax, cr0
	and al, ~CR0_PE
	mov cr0, eax
	jmp 0:.real
.real:
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov fs, ax
	mov gs, ax
	mov ss, ax
	sti
	retd				; 32-bit return address

	; base 0 each; limit, access, flags: Intel SDM vol. 3, 3.4.5
	align 4
gdt:
	dw gdt_end - gdt - 1		; null descriptor: where lgdt looks
	dd gdt
	dw 0
CODE32	equ $ - gdt
	dw 0ffffh, 0, 9a00h, 0cfh
DATA32	equ $ - gdt
	dw 0ffffh, 0, 9200h, 0cfh
CODE16	equ $ - gdt
	dw 0ffffh, 0, 9a00h, 0
DATA16	equ $ - gdt
	dw 0ffffh, 0, 9200h, 0
gdt_end:

who	db "decompress: "
who_end:
drive	db 0
