; 3-a20.asm - a boot sector that says 0 or 1 for A20, opens it, and says it again.

COM1	equ 3f8h

	org 7c00h
	bits 16

start:
	cli				; nobody else writes to memory now
	call say
	; Open the gate.
	call say

stop:
	hlt
	jmp stop

; say - 0 to COM1 when A20 is shut, 1 when it is open.
say:
	mov al, '0'			; Find it out.
	mov dx, COM1
	out dx, al
	ret

	times 510 - ($ - $$) db 0
	dw 0aa55h
