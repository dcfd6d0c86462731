; setup.asm - the real-mode part of vmlinuz: its header, and the 16-bit entry.
;
; In      the Linux boot protocol's 16-bit entry: this image at segment:0, entered at
;         (segment + 20h):0, ds = es = ss = segment, header fields filled in by the loader
; Out     jumps to code32_start as the 32-bit entry wants it: esi = boot_params, flat
;         selectors 10h and 18h, interrupts off, A20 open
; Fails   A20 stays shut: a sentence on the screen, then a halt
;
; What comes before the jump is what only the BIOS can tell: memory map and video.

%include "kernel/sizes.inc"		; KERNEL_FILE_BYTES, KERNEL_INIT_BYTES

SMAP		equ 534d4150h
PARAMS		equ boot_params
HEADER		equ 1f1h
HEADER_MAGIC	equ 53726448h
E820_ENTRIES	equ 1e8h		; offsets in boot_params (common/linux_header.h)
E820_TABLE	equ 2d0h
E820_MAX	equ 128
ALT_MEM_K	equ 1e0h
EXT_MEM_K	equ 2
KBD_POLLS	equ 0ffffh
A20_TRIES	equ 255
STACK_BYTES	equ 1000h
CAN_USE_HEAP	equ 80h

section .setup progbits alloc exec write align=16
bits 16

global start
start:
	; Somebody booted this file as a boot sector.
	jmp 7c0h:.sector
.sector:
	mov si, not_a_sector
	push cs
	pop ds
	call puts
	int 18h
.stop:	hlt
	jmp .stop
not_a_sector:
	db "vmlinuz: a kernel, to be started by a boot loader", 13, 10, 0

	times HEADER - ($ - $$) db 0
setup_sects:	db SETUP_SECTORS
root_flags:	dw 1
syssize:	dd (KERNEL_FILE_BYTES + 15) / 16
ram_size:	dw 0
vid_mode:	dw 0ffffh
root_dev:	dw 0
boot_flag:	dw 0aa55h
jump:		db 0ebh, header_end - jump - 2
magic:		dd HEADER_MAGIC
version:	dw 020ch
realmode_swtch:	dd 0
start_sys_seg:	dw 0
kernel_version:	dw version_text - 200h
type_of_loader:	db 0
loadflags:	db 1			; LOADED_HIGH
setup_move_size: dw 0
code32_start:	dd 100000h
ramdisk_image:	dd 0
ramdisk_size:	dd 0
bootsect_kludge: dd 0
heap_end_ptr:	dw 0
ext_loader:	dw 0
cmd_line_ptr:	dd 0
initrd_addr_max: dd 7fffffffh
kernel_alignment: dd 1000h
relocatable:	db 1			; start32.asm maps the image from wherever it lies
min_alignment:	db 12
xloadflags:	dw 1			; there is a 64-bit entry at 200h
cmdline_size:	dd 2047
subarch:	dd 0
subarch_data:	dq 0
payload:	dd 0, 0
setup_data:	dq 0
pref_address:	dq 100000h
init_size:	dd KERNEL_INIT_BYTES
handover:	dd 0
header_end:

; The 16-bit entry lands on `jump` above, which comes here.
entry16:
	cld
	mov ax, ds
	push ax
	push word .here			; cs = ds, so that one set of offsets serves both
	retf
.here:	mov dx, ss
	cmp dx, ax
	jne .own_stack
	cmp sp, image_end + STACK_BYTES	; a loader that gave us enough of a stack
	jae .stack_done
.own_stack:
	mov ss, ax
	mov esp, image_end + STACK_BYTES
.stack_done:
	movzx esp, sp
	sti
	mov es, ax
	mov di, PARAMS			; bss: boot_params is all of it
	mov cx, 1000h / 2
	xor ax, ax
	rep stosw
	mov si, HEADER
	mov di, PARAMS + HEADER
	mov cx, header_end - setup_sects
	rep movsb

	call memory_map
	call memory_sizes
	call video
	call open_a20
	jc .no_a20
	jmp go_to_protected_mode
.no_a20:
	mov si, a20_shut
	call puts
.stop:	hlt
	jmp .stop

; memory_map - INT 15h AX=E820h into boot_params, as many entries as it has room for.
;   eats eax, ebx, ecx, edx, di
memory_map:
	mov di, PARAMS + E820_TABLE
	xor ebx, ebx
.next:	mov eax, 0e820h
	mov ecx, 20
	mov edx, SMAP
	int 15h
	jc .done			; some BIOSes end the list so
	cmp eax, SMAP			; garbage from here on
	jne .done
	inc byte [PARAMS + E820_ENTRIES]
	cmp byte [PARAMS + E820_ENTRIES], E820_MAX
	je .done
	add di, 20
	test ebx, ebx
	jnz .next
.done:	ret

; memory_sizes - what older BIOSes say: AX=E801h and AH=88h.
;   eats eax, ebx, ecx, edx
memory_sizes:
	xor cx, cx
	xor dx, dx
	mov ax, 0e801h
	int 15h
	jc .old
	test cx, cx			; some answer in ax and bx, some in cx and dx
	jz .in_ax
	mov ax, cx
	mov bx, dx
.in_ax:	movzx eax, ax
	movzx ebx, bx
	cmp ax, 15 * 1024		; 16 MiB are not reached: there is a hole there
	jb .low
	shl ebx, 6			; 64 KiB units above 16 MiB
	add eax, ebx
.low:	mov [PARAMS + ALT_MEM_K], eax
.old:	mov ah, 88h
	int 15h
	jc .done
	mov [PARAMS + EXT_MEM_K], ax
.done:	ret

; video - mode and cursor of the text screen into screen_info.
;   eats ax, bx, cx, dx
video:
	mov ah, 0fh
	int 10h
	mov [PARAMS + 6], ax		; mode, columns
	mov byte [PARAMS + 14], 25
	mov byte [PARAMS + 15], 1	; a VGA in text mode
	mov ah, 3
	xor bh, bh
	int 10h
	mov [PARAMS + 0], dx		; x, y
	ret

; open_a20 - carry clear when addresses above 1 MiB are real.
;   eats all but the segments ds and ss
open_a20:
	call a20_open
	jnc .done
	mov ax, 2401h
	int 15h
	call a20_open
	jnc .done
	in al, 92h
	or al, 2			; A20
	and al, 0feh			; not: reset
	out 92h, al
	call a20_open
	jnc .done
	mov al, 0d1h			; 8042: write the output port
	call kbd_command
	mov al, 0dfh			; everything on, A20 too
	call kbd_wait
	out 60h, al
	call kbd_wait
	call a20_open
.done:	ret

; a20_open - carry clear when a byte at 0:200h and one at ffffh:210h differ.
;   The interrupt vector there (INT 80h) is not used by any BIOS.
;   eats ax, cx; es and fs are changed, es comes back
a20_open:
	push es
	xor ax, ax
	mov fs, ax
	dec ax
	mov es, ax
	mov ax, [fs:200h]
	push ax
	mov cx, A20_TRIES		; the gate may take a moment
.try:	inc ax
	mov [fs:200h], ax
	out 80h, al			; a bus cycle: 1 us
	cmp [es:210h], ax
	clc
	jne .done
	loop .try
	stc
.done:	pop ax
	mov [fs:200h], ax		; mov leaves the carry alone
	pop es
	ret

; kbd_command, kbd_wait - send al to the 8042; wait until it can take a byte.
;   eats cx
kbd_command:
	call kbd_wait
	out 64h, al
	ret
kbd_wait:
	push ax
	mov cx, KBD_POLLS
.poll:	in al, 64h
	test al, 2
	loopnz .poll
	pop ax
	ret

; puts - a zero-terminated string through the BIOS.
;   in   si = string
;   eats ax, bx, si
puts:	lodsb
	test al, al
	jz .done
	mov ah, 0eh
	mov bx, 7
	int 10h
	jmp puts
.done:	ret

; go_to_protected_mode - and to code32_start.  Does not come back.
go_to_protected_mode:
	cli
	mov al, 80h			; no NMI until there is something to take it
	out 70h, al
	xor eax, eax
	mov ax, ds
	shl eax, 4
	lea esi, [eax + PARAMS]
	lea ebx, [eax + .flat]
	mov [.target], ebx
	add eax, gdt
	mov [gdt_pointer + 2], eax
	mov edx, [PARAMS + 214h]	; code32_start, as the loader left it
	lgdt [gdt_pointer]
	mov eax, cr0
	or al, 1
	mov cr0, eax
	jmp dword 10h:0			; .flat, with its linear address
.target	equ $ - 6
bits 32
.flat:	mov eax, 18h
	mov ds, eax
	mov es, eax
	mov ss, eax
	mov fs, eax
	mov gs, eax
	xor eax, eax
	xor ebx, ebx
	xor ecx, ecx
	xor edi, edi
	xor ebp, ebp
	jmp edx

align 8
gdt:	dq 0, 0
	dq 00cf9b000000ffffh		; 10h: code
	dq 00cf93000000ffffh		; 18h: data
gdt_pointer:
	dw $ - gdt - 1
	dd 0
a20_shut:
	db "vmlinuz: the A20 line stays shut", 13, 10, 0
version_text:
	db "Firstlight", 0

setup_end:
	times (-(setup_end - start)) & 511 db 0
SETUP_SECTORS	equ ($ - $$) / 512 - 1

section .bss nobits alloc noexec write align=16
boot_params:
	resb 1000h
image_end:
