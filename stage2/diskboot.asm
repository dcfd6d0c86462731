; diskboot.asm - first sector of core.img: read the rest of it, check the part that
; runs next, jump to it.
;
; In      dl = drive, ds = ss = 0, sp = top of REAL_STACK, interrupts on, direction
;         flag clear, COM1 set up, first timeline slot written.  boot.img has
;         checked this sector, block list included
; Out     jumps to 0000:CORE_START with all of that as it was; core.img behind its
;         first sector lies from CORE_START up
; Fails   prints "diskboot: sentence" on screen and COM1, then int 18h
;
; Memory: common/layout.h.  The block list is struct diskboot_tail in
; common/core_image.h; fl-mkimage and fl-install fill it in.

%include "stage.inc"
%include "milestone.inc"

%define LONG_READS
CORE_END	equ CORE_START + CORE_SIZE
PARAGRAPH	equ 16			; bytes

global _start
_start:
	push dx
	milestone DISKBOOT
	pop dx

next_run:
	mov si, [run]
	push ds
	pop es				; the BIOS may have changed it
	mov di, packet + PACKET.lba
	movsd
	movsd
	lodsd				; its sectors
	mov [run], si
	test eax, eax
	jz all_read

; In   eax = sectors left of the run, not 0
next_read:
	; Does the rest of the run fit between here and the end of CORE?
	mov bx, [packet + PACKET.segment]
	mov cx, CORE_END / PARAGRAPH
	sub cx, bx
	shr cx, 5			; paragraphs to sectors
	movzx ecx, cx
	cmp eax, ecx
	mov si, bad_list
	ja fail

	; Up to the next 64 KiB line, 128 sectors away at most, of which a BIOS takes
	; 127.  With n behind the line, (127 - n) | 1 is 128 - n or one less.
	not bx
	shr bx, 5
	and bx, 127
	or bl, 1
	cmp ax, bx
	jb .rest
	xchg ax, bx
.rest:
	xchg ax, bp
	mov si, packet

%include "read.inc"
%include "print.inc"

read_done:
	movzx eax, bp
	add [si + PACKET.lba], eax
	adc dword [si + PACKET.lba + 4], 0
	imul bx, bp, SECTOR / PARAGRAPH
	add [si + PACKET.segment], bx
	mov bx, [run]
	sub [bx - 4], eax
	mov eax, [bx - 4]
	jnz next_read
	jmp next_run

all_read:
	mov si, CORE_START
	mov bx, [tail + TAIL_stub_bytes]
%include "crc.inc"
	cmp eax, [tail + TAIL_stub_crc]
	mov si, damaged
	jne fail
	jmp CORE_START

run		dw tail			; the next one
	db 0				; read.inc counts its tries
packet:
	dw PACKET_size, 0, 0, CORE_START / PARAGRAPH
	dq 0

cannot_read	db "diskboot: read error "
read_status	db "00", 13, 10
bad_list	db "diskboot: bad block list", 13, 10
damaged		db "diskboot: bad core.img", 13, 10

code_end:
	times DISKBOOT_TAIL_OFFSET - ($ - $$) db 0
budget_end:
tail:
	times SECTOR - ($ - $$) db 0
