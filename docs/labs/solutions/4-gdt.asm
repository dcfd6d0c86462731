; 4-gdt.asm - a boot sector that goes to flat 32-bit protected mode and says P.

COM1	equ 3f8h
SCREEN	equ 0b8000h			; 2 bytes a cell: character, colour

	org 7c00h
	bits 16

start:
	cli
	xor ax, ax
	mov ds, ax
	lgdt [pointer]
	mov eax, cr0
	or al, 1			; PE
	mov cr0, eax
	jmp CODE:flat

	bits 32
flat:
	mov eax, DATA
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov word [SCREEN], 'P' | 0fh << 8
	mov al, 'P'
	mov dx, COM1
	out dx, al
.stop:
	hlt
	jmp .stop

	align 8
gdt:
	dq 0
	; limit 0..15, base 0..15, base 16..23, access, limit 16..19 and flags, base 24..31
CODE	equ $ - gdt
	dw 0ffffh, 0
	db 0, 9ah, 0cfh, 0
DATA	equ $ - gdt
	dw 0ffffh, 0
	db 0, 92h, 0cfh, 0
gdt_end:
pointer:
	dw gdt_end - gdt - 1
	dd gdt

	times 510 - ($ - $$) db 0
	dw 0aa55h
