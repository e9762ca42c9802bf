/*
 * The least that a program of the terminal does: draws a screen full of text and waits for a key.
 */
#include <locale.h>
#include <ncurses.h>

int main(void)
{
	setlocale(LC_ALL, "");
	if (!initscr())
		return 1;
	start_color();
	for (int row = 0; row < LINES; row++) {
		for (int col = 0; col < COLS; col++)
			mvaddch(row, col, (chtype)('a' + (row + col) % 26));
	}
	getch(); /* shows the screen first */
	endwin();
	return 0;
}
