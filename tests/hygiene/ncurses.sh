#!/bin/sh
# Only the terminal file knows ncurses, and that beside it terminfo.
. "$(dirname "$0")/lib.sh"

for file in $(c_files src); do
	case $file in src/tui/terminal/term.c | src/tui/terminal/terminfo.c) continue ;; esac
	grep -qE '^#[ \t]*include[ \t]*[<"](n?cursesw?/)?(n?curses|term|panel|menu|form)\.h' \
		"$root/$file" && wrong "$file: includes ncurses; only src/tui/terminal/term.c does"
done
exit $failed
