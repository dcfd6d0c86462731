; 4-gdt.asm - a boot sector that goes to flat 32-bit protected mode and says P.

COM1	equ 3f8h
SCREEN	equ 0b8000h			; 2 bytes a cell: character, colour

	org 7c00h
	bits 16

start:
	cli
	xor ax, ax
	mov ds, ax
	; lgdt, bit 0 of cr0, a far jump to `flat`.

stop:
	hlt
	jmp stop

	bits 32
flat:
	; The data segments, then P to SCREEN and to COM1.
.stop:
	hlt
	jmp .stop

	align 8
gdt:
	dq 0
	; A code segment and a data segment, each base 0 and limit 4 GiB.
gdt_end:
pointer:
	dw gdt_end - gdt - 1
	dd gdt

	times 510 - ($ - $$) db 0
	dw 0aa55h
