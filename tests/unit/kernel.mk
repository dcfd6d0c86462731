UNIT += test_boot_info
test_boot_info := kernel/boot_info.c common/text.c
