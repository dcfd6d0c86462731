/* hello.c - what the C library does for a program that says one thing. */
#include <stdio.h>

int main(void)
{
	puts("hello, world");
	return 0;
}
