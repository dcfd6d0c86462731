; floor.asm - a boot sector that does the least that any BIOS loader can: reads SECTORS
; consecutive sectors from START by INT 13h, 127 a call, and copies them above 1 MiB.
;
; In      dl = drive, as every boot sector
; Does    reads and copies; then prints 'K' and the TSC, 8 bytes little-endian, on port e9h
;         and the counters of shim.asm, as probe_kernel.asm does, and leaves by port f4h;
;         prints 'F' and leaves with another status when a read fails
; Needs   -DSTART= -DSECTORS=: the payload's place on the disk
;
; Each copy is a `rep movsd` in protected mode: a BIOS call leaves segments of 64 KiB.

	bits 16
	org 7c00h
%include "hook.inc"
BUFFER	equ 10000h			; 64 KiB, no DMA boundary inside
HIGH	equ 100000h
MOST	equ 127

start:	cli
	xor ax, ax
	mov ds, ax
	mov es, ax
	mov ss, ax
	mov sp, start
	mov [drive], dl
	in al, 92h			; A20; QEMU has this port
	or al, 2
	and al, 0feh
	out 92h, al
	sti
	cld
.read:	mov eax, [left]
	test eax, eax
	jz .done
	cmp eax, MOST
	jbe .last
	mov eax, MOST
.last:	mov [packet + 2], ax
	sub [left], eax
	mov ah, 42h
	mov dl, [drive]
	mov si, packet
	int 13h
	jc .fail
	movzx ecx, word [packet + 2]
	add [packet + 8], ecx
	shl ecx, 7			; dwords
	mov esi, BUFFER
	mov edi, [high]
	cli
	lgdt [gdt_pointer]
	mov eax, cr0
	inc ax
	mov cr0, eax
	mov bx, 8
	mov ds, bx
	mov es, bx
	a32 rep movsd
	dec ax
	mov cr0, eax
	xor ax, ax
	mov ds, ax
	mov es, ax
	sti
	mov [high], edi
	jmp .read

.done:	tell
	mov al, 0
.end:	mov dx, 0f4h
	out dx, al
.stop:	hlt
	jmp .stop
.fail:	mov al, 'F'
	out 0e9h, al
	mov al, 1
	jmp .end

	align 8
gdt:	dq 0
	dq 00cf92000000ffffh
gdt_pointer:
	dw gdt_pointer - gdt - 1
	dd gdt
packet	db 16, 0
	dw MOST
	dw 0, BUFFER >> 4
	dq START
left	dd SECTORS
high	dd HIGH
drive	db 0
	times 440 - ($ - $$) db 0
	times 510 - ($ - $$) db 0
	dw 0aa55h
