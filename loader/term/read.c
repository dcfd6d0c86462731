/* read.c - a line that somebody types. */
#include "term/term.h"

bool term_read(char *to, size_t size, bool show)
{
	size_t n = 0;
	int key;

	while ((key = term_wait_key(UINT32_MAX)) != KEY_ENTER && key != KEY_ESC &&
	       key != KEY_CTRL('C')) {
		const char *echo = &to[n];

		if (key == KEY_BACKSPACE && n) {
			n--;
			echo = "\b \b";
		} else if (key >= ' ' && key < 0x7f && n + 1 < size) {
			to[n++] = (char)key;
		} else {
			continue;
		}
		if (show)
			term_put(echo, *echo == '\b' ? 3 : 1);
	}
	to[n] = '\0';
	say("\n");
	return key == KEY_ENTER;
}
