; boot.asm - sector 0: fetch the one sector of diskboot.img, check it, jump to it.
;
; In      dl = drive the BIOS booted from
;         cs:ip = 0000:7c00, or 07c0:0000 on some BIOSes
; Out     jumps to 0000:DISKBOOT_START with dl = drive, ds = ss = 0,
;         sp = top of REAL_STACK, interrupts on, direction flag clear, COM1 at
;         115200 8N1, first slot of the timeline written; nothing else defined
; Fails   prints "boot: sentence" on screen and COM1, then int 18h
;
; Memory: common/layout.h.  An installer changes core_lba, the bytes before it
; (a FAT's parameter block), and those from BOOT_CODE_BYTES on (disk signature,
; partition table), nothing else.

%include "stage.inc"
%include "milestone.inc"

global _start
_start:
	jmp short start
	nop				; EB xx 90: how a FAT boot sector starts

	; Some BIOSes write into the parameter block of what they boot, so of the
	; packet only what lies behind it is good as it is.
	times BOOT_LBA_OFFSET - PACKET.lba - ($ - $$) db 0
packet:
	times BOOT_LBA_OFFSET - ($ - $$) db 0
core_lba:
	dq 1				; right behind this sector

start:
	xor ax, ax
	mov ss, ax			; no interrupt can come between these two
	mov sp, REAL_STACK_START + REAL_STACK_SIZE
	mov ds, ax
	jmp 0:.here
.here:
	push dx
	; This moment, or 0 where bit 21 (ID) of the flags does not change, which is
	; an early 486 without cpuid, or where cpuid says that there is no TSC.
	pushfd
	pop bx
	pop cx
	xor cl, 1 << (21 - 16)
	push cx
	push bx
	popfd
	pushfd
	pop bx
	pop bx
	xor bl, cl
	jnz .no_tsc
	xor eax, eax
	inc ax				; eax = 1: features to edx, bit 4 = TSC
	cpuid
	test dl, 1 << 4
	jz .no_tsc
	rdtsc
	jmp .store
.no_tsc:
	xor eax, eax
	cdq
.store:
	mov [FIRST_SLOT], eax
	mov [FIRST_SLOT + 4], edx

	; COM1 for whoever fails: divisor 1, 8N1, DTR and RTS.  A word goes to two
	; registers of a byte.
	mov dx, COM1_LINE
	mov ax, 0380h
	out dx, ax
	mov dl, COM1 & 0ffh
	mov ax, 1
	out dx, ax
	mov dl, COM1_LINE & 0ffh
	mov al, 3
	out dx, al

	pop dx
	sti
	cld
	test dl, 70h			; 00..0f and 80..8f can boot; with anything
	jz .drive			; else a BIOS means its first disk
	mov dl, 80h
.drive:
	mov si, packet
	mov word [si + PACKET.offset], DISKBOOT_START

%include "read.inc"
%include "print.inc"

read_done:
	mov si, DISKBOOT_START
	mov bx, DISKBOOT_TAIL_OFFSET + TAIL_crc
%include "crc.inc"
	cmp eax, [si]
	mov si, damaged
	jne fail
	jmp DISKBOOT_START

cannot_read	db "boot: read error "
read_status	db "00", 13, 10
damaged		db "boot: bad core.img", 13, 10

code_end:
	times BOOT_CODE_BYTES - ($ - $$) db 0
budget_end:
	times SECTOR - 2 - ($ - $$) db 0
	dw 0aa55h
