; 3-a20.asm - a boot sector that says 0 or 1 for A20, opens it, and says it again.

COM1	equ 3f8h
SYSTEM	equ 92h				; bit 1 = A20, bit 0 = reset
PROBE	equ 7dfeh			; the word aa55 at this sector's end

	org 7c00h
	bits 16

start:
	cli				; nobody else writes to memory now
	xor ax, ax
	mov ss, ax
	mov sp, 7000h
	mov ds, ax
	dec ax
	mov es, ax			; ffff:x is 0:x and 1 MiB less 16
	call say
	in al, SYSTEM
	or al, 2
	and al, 0feh			; not: reset
	out SYSTEM, al
	call say

stop:
	hlt
	jmp stop

; say - 0 to COM1 when A20 is shut, 1 when it is open.
say:
	mov ax, [PROBE]
	push ax
	mov ax, [es:PROBE + 10h]	; make the two differ, if they can
	not ax
	mov [PROBE], ax
	cmp [es:PROBE + 10h], ax
	pop ax
	mov [PROBE], ax			; mov leaves the flags alone
	mov al, '0'
	je .out
	mov al, '1'
.out:
	mov dx, COM1
	out dx, al
	ret

	times 510 - ($ - $$) db 0
	dw 0aa55h
