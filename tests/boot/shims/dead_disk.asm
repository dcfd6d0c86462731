; dead_disk.asm - every read fails with status aah, "drive not ready".
%include "shim.inc"

change:
	hook 13h
	ret

handler:
	fail_with 0aah

	end_of_shim
