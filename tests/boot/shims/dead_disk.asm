; dead_disk.asm - every read fails with status aah, "drive not ready".
%include "shim.inc"

handles 13h
	fail_with 0aah

	end_of_shim
