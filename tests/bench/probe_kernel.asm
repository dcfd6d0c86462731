; probe_kernel.asm - a Linux kernel that only tells when it was entered.
;
; In      Linux boot protocol 2.12: the 16-bit entry, or the 32-bit one
; Does    prints on port e9h, numbers little-endian: 'K' and the TSC, 8 bytes; 'H' and the
;         counters of shim.asm when there are any; 'T' and the boot timeline from its count on
;         when the loader hands one over (common/timeline.h); leaves by port f4h
; Size    PAYLOAD bytes of protected-mode part, from -DPAYLOAD=

	bits 16
	org 0
%include "hook.inc"
SETUP_SECTS	equ 1
	times 1f1h - ($ - $$) db 0
	db SETUP_SECTS			; 1f1 setup_sects
	dw 0				; 1f2 root_flags
	dd PAYLOAD / 16			; 1f4 syssize, in paragraphs
	dw 0, 0ffffh, 0			; 1f8 ram_size, vid_mode, root_dev
	dw 0aa55h			; 1fe boot_flag
	jmp short entry16		; 200
	db "HdrS"			; 202
	dw 20ch				; 206 version
	dd 0				; 208 realmode_swtch
	dw 0				; 20c start_sys_seg
	dw version - 200h		; 20e kernel_version
	db 0				; 210 type_of_loader
	db 1				; 211 loadflags: the kernel is loaded high
	dw 0				; 212 setup_move_size
	dd 100000h			; 214 code32_start
	dd 0, 0				; 218 ramdisk_image, ramdisk_size
	dd 0				; 220 bootsect_kludge
	dw 0				; 224 heap_end_ptr
	db 0, 0				; 226 ext_loader_ver, ext_loader_type
	dd 0				; 228 cmd_line_ptr
	dd 7fffffffh			; 22c initrd_addr_max
	dd 100000h			; 230 kernel_alignment
	db 0				; 234 relocatable_kernel
	db 20				; 235 min_alignment
	dw 0				; 236 xloadflags
	dd 2047				; 238 cmdline_size
	dd 0				; 23c hardware_subarch
	dq 0				; 240 hardware_subarch_data
	dd 0, 0				; 248 payload_offset, payload_length
	dq 0				; 250 setup_data
	dq 100000h			; 258 pref_address
	dd PAYLOAD + 10000h		; 260 init_size
	dd 0				; 264 handover_offset

%macro leave_qemu 0
	mov al, 0
	mov dx, 0f4h
	out dx, al
%%stop:	hlt
	jmp %%stop
%endmacro

entry16:
	xor cx, cx
	mov ds, cx
	cld
	tell
	leave_qemu
version	db "probe", 0
	times (SETUP_SECTS + 1) * 512 - ($ - $$) db 0

	bits 32
TIMELINE_SETUP_DATA equ 4c544c46h	; "FLTL"
; A node of the list at boot_params + 250h: next, 8 bytes; type, 4; length, 4; data.
entry32:
	mov ebp, esi			; boot_params
	tell
	lea edi, [ebp + 250h]
.node:	mov edi, [edi]
	test edi, edi
	jz .leave
	cmp dword [edi + 8], TIMELINE_SETUP_DATA
	jne .node
	mov al, 'T'
	out 0e9h, al
	mov ecx, [edi + 12]
	sub ecx, 4			; not its magic
	lea esi, [edi + 16 + 4]
	print
.leave:	leave_qemu
