# kernel_boot.mk - fuzz targets of what the boot loader and the firmware leave for the kernel.

FUZZ += fuzz_kboot_info fuzz_kacpi
fuzz_kboot_info := $(test_boot_info)
fuzz_kacpi      := $(test_kacpi)
fuzz_kboot_info_FLAGS := -Ikernel
fuzz_kacpi_FLAGS      := -Ikernel
