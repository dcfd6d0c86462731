; payload.asm - a loader that only says how it was entered: the stages tried without one.
;
; In      as decompress/entry.asm says
; Does    prints "payload: drive XX esp XXXXXXXX eflags XXXXXXXX a20 X slots XXXX" on COM1,
;         the timeline in hex;
;         leaves through port f4h with 21h

%include "layout.inc"
%include "offsets.inc"

COM1		equ 3f8h
DEBUG_EXIT	equ 0f4h

	bits 32
	org LOADER_START

start:
	mov ebx, edx
	mov [esp_was], esp
	pushfd
	pop dword [flags_was]
	mov esi, text
	call puts
	mov eax, ebx
	call hex
	mov esi, esp_text
	call puts
	mov eax, [esp_was]
	call hex
	mov esi, flags_text
	call puts
	mov eax, [flags_was]
	call hex
	mov esi, a20_text
	call puts
	mov eax, [start + 100000h]	; wraps to start when A20 is closed
	mov ecx, ~0
	xor ecx, [start]
	mov [start + 100000h], ecx
	cmp [start], ecx
	setne al
	movzx eax, al
	call hex
	mov esi, slots_text
	call puts
	mov edi, TIMELINE_START
	cmp dword [edi + TIMELINE_magic], TIMELINE_MAGIC
	jne .bad
	cmp dword [edi + TIMELINE_count], MILESTONE_COUNT
	jne .bad
	xor ecx, ecx
.slot:
	mov eax, [edi + TIMELINE_tsc + ecx * 8]
	mov edx, [edi + TIMELINE_tsc + ecx * 8 + 4]
	call hex64
	inc ecx
	cmp ecx, MILESTONE_COUNT
	jb .slot
.bad:
	mov esi, end_text
	call puts
	mov al, 21h
	out DEBUG_EXIT, al
.stop:
	hlt
	jmp .stop

; hex64 - edx:eax and a blank; hex - eax; puts - esi, zero-terminated; put - al
hex64:
	push eax
	mov eax, edx
	call hex
	pop eax
	call hex
	mov al, ' '
	jmp put
hex:
	push ecx
	mov ecx, 8
.digit:
	rol eax, 4
	push eax
	and al, 15
	cmp al, 10
	sbb al, 69h
	das
	call put
	pop eax
	loop .digit
	pop ecx
	ret
puts:
	lodsb
	test al, al
	jz put.done
	call put
	jmp puts
put:
	push edx
	push eax
	mov dx, COM1 + 5
.wait:
	in al, dx
	test al, 20h
	jz .wait
	pop eax
	mov dx, COM1
	out dx, al
	pop edx
.done:
	ret

text		db "payload: drive ", 0
esp_text	db " esp ", 0
flags_text	db " eflags ", 0
a20_text	db " a20 ", 0
slots_text	db " timeline ", 0
end_text	db "end", 13, 10, 0
	align 4
esp_was		dd 0
flags_was	dd 0
