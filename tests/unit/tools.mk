UNIT += test_in_use
test_in_use := tools/install/in_use.c tools/install/sysfs.c loader/base/error.c common/fmt.c
