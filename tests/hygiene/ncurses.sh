#!/bin/sh
# Only the terminal file knows ncurses.
. "$(dirname "$0")/lib.sh"

for file in $(c_files src); do
	[ "$file" = src/tui/terminal/term.c ] && continue
	grep -qE '^#[ \t]*include[ \t]*[<"](n?cursesw?/)?(n?curses|term|panel|menu|form)\.h' \
		"$root/$file" && wrong "$file: includes ncurses; only src/tui/terminal/term.c does"
done
exit $failed
