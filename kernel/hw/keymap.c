/* keymap.c - scan codes of set 1 to bytes: a US keyboard, the sequences of TERM=linux. */
#include "common/str.h"
#include "common/text.h"
#include "hw/keyboard.h"

enum {
	EXTENDED = 0xe0, PAUSE = 0xe1, PAUSE_REST = 5, RELEASE = 0x80,
	CTRL = 0x1d, SHIFT_LEFT = 0x2a, SHIFT_RIGHT = 0x36, ALT = 0x38, CAPS = 0x3a,
	NUM = 0x45,
	TABULATOR = 0x0f, KEYPAD = 0x47, KEYPAD_END = 0x53, DELETE = 0x53,
	KEYPAD_SLASH = 0x35, KEYPAD_ENTER = 0x1c, DEL = 0x7f, ESC = 27, F11 = 0x57,
	BACKSLASH = 0x2b, EUROPEAN = 0x56,      /* between left Shift and Z */
};

/* Scan codes 00..39. */
static const char plain[] =
	"\0\033" "1234567890-=\177\t" "qwertyuiop[]\r\0" "asdfghjkl;'`\0\\" "zxcvbnm,./\0*\0 ";
static const char shifted[] =
	"\0\033" "!@#$%^&*()_+\177\t" "QWERTYUIOP{}\r\0" "ASDFGHJKL:\"~\0|" "ZXCVBNM<>?\0*\0 ";
static const char keypad[] = "789-456+1230.";

/* From KEYPAD on, on the keypad without NumLock and on the grey keys. */
static const char *const grey[] = {
	"[1~", "[A", "[5~", NULL, "[D", "[G", "[C", NULL, "[4~", "[B", "[6~", "[2~", "[3~",
};
_Static_assert(COUNT(grey) == KEYPAD_END - KEYPAD + 1, "a row each");

/* F1..F10 from 3b on, F11 and F12. */
static const char *const function[] = {
	"[[A", "[[B", "[[C", "[[D", "[[E", "[17~", "[18~", "[19~", "[20~", "[21~",
	"[23~", "[24~",
};

static bool held(const bool key[2])
{
	return key[0] || key[1];
}

/* Ctrl and a character; -1: nothing. */
static int control(char c)
{
	static const char digits[] = "2345678";
	static const char codes[] = { 0, 27, 28, 29, 30, 31, DEL };
	const char *digit = c ? strchr(digits, c) : NULL;

	if (c >= '@' && c < DEL)
		return c & 0x1f;
	if (digit)
		return codes[digit - digits];
	return c == ' ' ? 0 : c == '/' || c == '-' ? 31 : c == DEL ? '\b' : c == '?' ? DEL : c;
}

static size_t sequence(const struct keymap *keys, const char *s, char to[KEY_BYTES])
{
	size_t n = strlen(s);

	to[0] = ESC;
	memcpy(to + 1, s, n);
	if (keys->application_keys && n == 2 && s[1] <= 'D')
		to[1] = 'O';
	return n + 1;
}

static size_t character(const struct keymap *keys, char c, char to[KEY_BYTES])
{
	size_t n = 0;
	int code = held(keys->ctrl) ? control(c) : c;

	if (held(keys->alt))
		to[n++] = ESC;
	to[n++] = (char)code;
	return n;
}

static char letter_of(const struct keymap *keys, u8 key)
{
	bool shift = held(keys->shift);
	char c;

	if (key == EUROPEAN)
		key = BACKSLASH;
	if (key >= sizeof plain - 1)
		return 0;
	c = plain[key];
	if (is_alpha(c) && keys->caps)
		shift = !shift;
	return shift ? shifted[key] : c;
}

static bool modifier(struct keymap *keys, u8 key, bool extended, bool down)
{
	switch (key) {
	case CTRL: keys->ctrl[extended] = down; return true;
	case ALT: keys->alt[extended] = down; return true;
	/* e0 2a and e0 36 are no Shift: they go round grey keys */
	case SHIFT_LEFT: keys->shift[0] = down && !extended; return true;
	case SHIFT_RIGHT: keys->shift[1] = down && !extended; return true;
	case CAPS: keys->caps ^= down; return true;
	case NUM: keys->num ^= down; return true;
	}
	return false;
}

static size_t keypad_key(const struct keymap *keys, u8 key, bool extended, char to[KEY_BYTES])
{
	const char *s = grey[key - KEYPAD];

	if (!extended && (!s || keys->num != held(keys->shift)))
		return character(keys, keypad[key - KEYPAD], to);
	return s ? sequence(keys, s, to) : 0;
}

static size_t pressed(const struct keymap *keys, u8 key, bool extended, char to[KEY_BYTES])
{
	char c;

	if (key >= KEYPAD && key <= KEYPAD_END)
		return keypad_key(keys, key, extended, to);
	if (key > CAPS && key < NUM)
		return sequence(keys, function[key - CAPS - 1], to);
	if (key == F11 || key == F11 + 1)
		return sequence(keys, function[10 + key - F11], to);
	if (key == TABULATOR && held(keys->shift))
		return sequence(keys, "[Z", to);
	if (extended && key != KEYPAD_SLASH && key != KEYPAD_ENTER)
		return 0;
	c = extended && key == KEYPAD_SLASH ? '/' : letter_of(keys, key);
	return c ? character(keys, c, to) : 0;
}

size_t keymap_feed(struct keymap *keys, u8 scan, char to[KEY_BYTES], bool *reboot)
{
	bool extended = keys->extended, down = !(scan & RELEASE);
	u8 key = scan & (u8)~RELEASE;

	*reboot = false;
	keys->extended = false;
	if (keys->skip) {
		keys->skip--;
		return 0;
	}
	if (scan == EXTENDED) {
		keys->extended = true;
		return 0;
	}
	if (scan == PAUSE) {
		keys->skip = PAUSE_REST;
		return 0;
	}
	if (modifier(keys, key, extended, down) || !down)
		return 0;
	if (key == DELETE && held(keys->ctrl) && held(keys->alt)) {
		*reboot = true;
		return 0;
	}
	return pressed(keys, key, extended, to);
}
