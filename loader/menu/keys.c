/* keys.c - keys that mean the same. */
#include "menu/keys.h"
#include "common/types.h"

int key_control(int key)
{
	static const char controls[] = {
#define MEANS(key, letter) [(key) - KEY_UP] = KEY_CTRL(letter)
		MEANS(KEY_UP, 'P'), MEANS(KEY_DOWN, 'N'), MEANS(KEY_LEFT, 'B'),
		MEANS(KEY_RIGHT, 'F'), MEANS(KEY_HOME, 'A'), MEANS(KEY_END, 'E'),
		MEANS(KEY_PAGE_UP, 'G'), MEANS(KEY_PAGE_DOWN, 'V'), MEANS(KEY_DELETE, 'D'),
	};
	unsigned i = (unsigned)key - KEY_UP;

	if (key == '\n')
		return KEY_ENTER;
	if (key == 0x7f)
		return KEY_BACKSPACE;
	return i < sizeof controls && controls[i] ? controls[i] : key;
}
