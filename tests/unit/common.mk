UNIT += test_fmt test_text test_crc32 test_date test_str
test_fmt   := common/fmt.c common/text.c
test_text  := common/text.c
test_crc32 := common/crc32.c
test_date  := common/date.c
