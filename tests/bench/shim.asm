; shim.asm - a boot sector in front of a boot sector: prints the TSC when it starts it.
;
; In      dl = drive, as every boot sector
; Does    moves out of the way, reads the real boot sector from sector REAL_LBA to 7c00h,
;         prints 'M' and the TSC, 8 bytes little-endian, on port e9h, jumps to it with the
;         registers that the BIOS gave.  With -DCOUNT it first puts itself before INT 13h and
;         counts: calls that read, sectors, and TSC ticks by stage of the boot.
;
; Fails   prints 'F' and leaves QEMU by port f4h
;
; A kernel that finds the clock before and after has the loader's own time, whichever it is.

	bits 16
	org 5000h
%include "hook.inc"
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
	mov di, start
	mov cx, 256
	rep movsw
	jmp 0:.moved
.moved:	mov [drive], dl
	; int 13h ah=42h: read by packet at ds:si
	mov ah, 42h
	mov si, packet
	int 13h
	jc .fail
%ifdef COUNT
	call count
%endif
	say_clock 'M'
	mov dl, [drive]
	mov dh, 0
	jmp 0:BOOT
.fail:	mov al, 'F'
	out 0e9h, al
	mov dx, 0f4h
	out dx, al
.stop:	hlt
	jmp .stop

packet	db 16, 0
	dw 1
	dw BOOT, 0
	dq REAL_LBA
drive	db 0

%ifdef COUNT
; Put the hook before INT 13h, all its counters and the timeline at 0.
count:	mov di, HOOK
	mov cx, 80h
	xor ax, ax
	rep stosw
	mov di, TIMELINE
	mov cx, 80h
	rep stosw
	mov si, hook
	mov di, HOOK
	mov cx, hook_size
	rep movsb
	mov eax, [13h * 4]
	mov [old], eax
	mov dword [hooked], HOOKED
	cli
	mov dword [13h * 4], HOOK
	sti
	ret

; Runs at 0:HOOK, so it jumps only within itself.
hook:	push eax
	cmp ah, 42h
	je .packet
	cmp ah, 2
	jne .call
	movzx eax, al
	jmp .read
.packet: movzx eax, word [si + 2]	; ds:si as the caller has it
.read:	add [cs:sectors], eax
	inc dword [cs:calls]
.call:	push edx
	rdtsc
	mov [cs:begin], eax
	pop edx
	pop eax
	pushf
	call far [cs:old]
	push bp
	mov bp, sp			; bp, ip, cs, flags: iret gives the caller its own,
	jc .carry			; but for the carry
	and byte [bp + 6], 0feh
	jmp .ticks
.carry:	or byte [bp + 6], 1
.ticks:	push eax
	push edx
	push bx
	rdtsc
	sub eax, [cs:begin]
	mov bx, 8 * (STAGES - 1)	; the last milestone that was passed
.find:	cmp dword [cs:bx + TIMELINE_tsc], 0
	jne .add
	sub bx, 8
	ja .find
.add:	add [cs:bx + ticks], eax
	adc dword [cs:bx + ticks + 4], 0
	pop bx
	pop edx
	pop eax
	pop bp
	iret
hook_size equ $ - hook
%if hook_size > HOOK_END - HOOK
%error the hook does not fit
%endif
%endif
	times 440 - ($ - $$) db 0
