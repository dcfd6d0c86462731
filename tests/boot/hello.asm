; hello.asm - a boot sector that answers: the test harness tried on itself.
;
; In      dl = drive the BIOS booted from
; Does    prints "hello from drive XX" on COM1, screen and port e9h, then echoes what
;         comes from COM1 until 'q' comes there or from the keyboard; leaves through
;         port f4h with 21h

	org 7c00h
	bits 16
COM1	equ 3f8h

start:	jmp 0:.here
.here:	xor ax, ax
	mov ds, ax
	mov ss, ax
	mov sp, 7c00h
	sti
	cld
	; 115200 8n1: Bochs starts with 5-bit characters.
	mov cl, dl
	mov dx, COM1 + 3
	mov al, 83h
	out dx, al
	mov dx, COM1
	mov ax, 1
	out dx, ax
	mov dx, COM1 + 3
	mov al, 3
	out dx, al
	mov dl, cl
	mov al, dl			; drive number as two hex digits
	shr al, 4
	call digit
	mov [number], al
	mov al, dl
	and al, 0fh
	call digit
	mov [number + 1], al
	mov si, text
.next:	lodsb
	test al, al
	jz .echo
	call put
	jmp .next

.echo:	mov ah, 1			; int 16h ah=01h: ZF clear when a key waits
	int 16h
	jz .line
	xor ah, ah
	int 16h
	call put
	cmp al, 'q'
	je .leave
.line:	mov dx, COM1 + 5
	in al, dx
	test al, 1
	jz .echo
	mov dx, COM1
	in al, dx
	call put
	cmp al, 'q'
	jne .echo
.leave:	mov al, 21h
	mov dx, 0f4h
	out dx, al
.stop:	hlt
	jmp .stop

; digit - al = 0..15 to its hex character
digit:	add al, '0'
	cmp al, '9'
	jbe .done
	add al, 'a' - '9' - 1
.done:	ret

; put - al to COM1, screen and port e9h; eats ah, bx, dx
put:	mov dx, COM1 + 5
	mov ah, al
.wait:	in al, dx
	test al, 20h
	jz .wait
	mov al, ah
	mov dx, COM1
	out dx, al
	out 0e9h, al
	mov ah, 0eh
	mov bx, 7
	push ax
	int 10h
	pop ax
	ret

text	db "hello from drive "
number	db "??", 13, 10, 0
	times 510 - ($ - $$) db 0
	dw 0aa55h
