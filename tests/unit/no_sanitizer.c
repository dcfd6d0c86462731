/* no_sanitizer.c - what tests ask of a sanitizer, where there is none. */
#include <sanitizer/lsan_interface.h>

void __lsan_disable(void)
{
}

void __lsan_enable(void)
{
}

void __lsan_ignore_object(const void *p)
{
	(void)p;
}
