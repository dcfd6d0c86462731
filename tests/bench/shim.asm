; shim.asm - a boot sector in front of a boot sector: prints the TSC when it starts it.
;
; In      dl = drive, as every boot sector
; Does    moves out of the way, reads the real boot sector from sector REAL_LBA to 7c00h,
;         prints 'M' and the TSC, 8 bytes little-endian, on port e9h, jumps to it with the
;         registers that the BIOS gave
;
; A kernel that finds the clock before and after has the loader's own time, whichever it is.

	bits 16
	org 600h
BOOT	equ 7c00h

start:	cli
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov ss, ax
	mov sp, BOOT
	sti
	cld
	mov si, BOOT
	mov di, 600h
	mov cx, 256
	rep movsw
	jmp 0:.moved
.moved:	mov [drive], dl
	; int 13h ah=42h: read by packet at ds:si
	mov ah, 42h
	mov si, packet
	int 13h
	jc .fail
	rdtsc
	mov ebx, eax
	mov al, 'M'
	out 0e9h, al
	mov eax, ebx
	mov cx, 4
.low:	out 0e9h, al
	shr eax, 8
	loop .low
	mov eax, edx
	mov cl, 4
.high:	out 0e9h, al
	shr eax, 8
	loop .high
	mov dl, [drive]
	mov dh, 0
	jmp 0:BOOT
.fail:	mov al, 'F'
	out 0e9h, al
.stop:	hlt
	jmp .stop

packet	db 16, 0
	dw 1
	dw BOOT, 0
	dq REAL_LBA
drive	db 0
	times 440 - ($ - $$) db 0
