#!/bin/sh
# Every check is able to fail: each is shown a small project with one thing wrong in it, and with
# that put right. Called as fails.sh ROOT.
. "$(dirname "$0")/lib.sh"
checks=$(cd -- "$(dirname -- "$0")" && pwd)
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# shows CHECK FILE WRONG RIGHT: the check refuses the one text in that file and takes the other.
shows() {
	tree=$scratch/tree
	rm -rf "$tree"
	mkdir -p "$tree/$(dirname "$2")" "$tree/src/view"
	cp "$root/.clang-format" "$tree"
	: >"$tree/src/view/empty.c"
	echo 'view/' >"$tree/src/README.md"
	printf '%s\n' "$3" >"$tree/$2"
	attempt "$1" "$2"
	[ $status = 1 ] || [ $status = 77 ] || wrong "$1 does not see in $2: $3"
	printf '%s\n' "$4" >"$tree/$2"
	attempt "$1" "$2"
	[ $status = 0 ] || [ $status = 77 ] || wrong "$1 refuses in $2: $4"
}

# compiled FILE...: the objects of files in src/view, where a build has them.
compiled() {
	for file; do
		"${CC:-cc}" -fvisibility=hidden -I "$tree/src" -c "$tree/src/view/$file" \
			-o "$tree/build/src/view/$file.o"
	done
}

# Programs that say no more than `yes`.
stand_in() {
	for program; do
		mkdir -p "$(dirname "$program")"
		printf '#!/bin/sh\necho yes\n' >"$program"
		chmod +x "$program"
	done
}

# page COMMAND OPTION: a man page of a program that has one of each.
page() {
	printf '.Dd $Mdocdate$\n.Dt A 1\n.Os\n.Sh NAME\n.Nm a\n.Nd a\n.Sh SYNOPSIS\n.Nm\n'
	printf '.Cm %s\n.Op Fl %s\n.Sh DESCRIPTION\n' "$1" "${2#-}"
	printf '.Bl -tag -width Ds\n.It Cm %s\nA.\n.It Fl %s\nB.\n.El\n' "$1" "${2#-}"
}

attempt() {
	mkdir -p "$tree/build/src/view" "$tree/build/src/mp"
	case $1:$2 in
	globals:*) compiled a.c ;;
	circles:*)
		[ -f "$tree/src/view/a.c" ] || echo 'void a(void) {}' >"$tree/src/view/a.c"
		echo 'void a(void); void b(void) { a(); }' >"$tree/src/view/b.c"
		echo '#include "view/a.h"' >"$tree/src/view/b.h"
		touch "$tree/src/view/a.h" "$tree/src/view/c.h"
		compiled a.c b.c
		;;
	registered:*) mkdir -p "$tree/tests" && echo exit >"$tree/tests/a.sh" ;;
	symbols:src/mp/*) "${CC:-cc}" -c "$tree/$2" -o "$tree/build/src/mp/libipcstage-mp.a" ;;
	library:*)
		echo 'int getppid(void) { return 0; }' >"$tree/a.c"
		"${CC:-cc}" -shared -fPIC "$tree/a.c" -o "$tree/build/libipcstage.so"
		;;
	symbols:*) "${CC:-cc}" -shared -fPIC "$tree/$2" -o "$tree/build/libipcstage.so" ;;
	keys:* | examples:*) stand_in "$tree/build/ipcstage" "$tree/build/tests/hygiene/print_keys" ;;
	manual:*)
		mkdir -p "$tree/src/cli" && : >"$tree/src/cli/stage.c" >"$tree/src/cli/selection.c"
		printf '\t{"run", command_run,\n' >"$tree/src/cli/main.c"
		printf '#!/bin/sh\necho "      --json  as JSON"\n' >"$tree/build/ipcstage"
		chmod +x "$tree/build/ipcstage"
		;;
	esac
	sh "$checks/$1.sh" "$tree" "$tree/build" >/dev/null 2>&1
	status=$?
}

example=$(printf '```console\n$ ./run list\nyes\n```')
shows arrows src/view/a.c '#include "tui/app.h"' '#include "model/stage.h"'
shows arrows src/model/a.c '#include "view/canvas.h"' '#include "trace/record.h"'
shows arrows src/run/a.c '#include "view/canvas.h"' '#include "control/session.h"'
shows arrows src/explore/a.c '#include "run/run.h"' '#include "control/session.h"'
shows arrows src/mp/a.c '#include "trace/trace.h"' '#include "agent/ipcstage.h"'
shows arrows src/agent/a.c '#include "gate.h"' '#include "agent/gate.h"'
shows ncurses src/view/a.c '#include <ncurses.h>' '#include <locale.h>'
shows headers src/view/a.h 'size_t columns(void);' 'int columns(void);'
shows globals src/view/a.c 'int counter;' 'const int counter = 1;'
shows globals src/view/a.c 'void f(void); void f(void) { static int calls; calls++; }' 'int f(int);'
shows globals src/view/a.c 'const char *word = "a";' 'const char *const word = "a";'
shows symbols src/mp/a.c 'int pool_get(void) { return 0; }' 'int mp_pool_get(void) { return 0; }'
shows library tests/hygiene/library.list 'a*' '*'
shows symbols src/agent/a.c 'int helper(void) { return 0; }' 'int getppid(void) { return 0; }'
shows format src/view/a.c 'int  columns;' 'int columns;'
shows codemap src/README.md 'model/' 'view/'
shows codemap src/README.md 'a/view/' 'its `view/`'
shows codemap src/README.md 'view/ `away()`' 'view/'
shows keys doc/handbook.md "$(printf '<!-- keys: -->\nno\n<!-- end of keys -->')" \
	"$(printf '<!-- keys: -->\nyes\n<!-- end of keys -->')"
shows examples README.md "$(printf '```console\n$ ./run list\nno\n```')" \
	"$(printf '```console\n$ ./run list\nyes\n```')"
shows examples doc/a.md "$(printf '`demos/a/a.c`:\n\n```c\nint a\n```\n%s' "$example")" \
	"$(printf '`demos/a/a.c`:\n\n```c\nint a;\n```\n%s' "$example")"
shows links README.md '[a](src/nowhere.c)' '[a](src/view/empty.c)'
shows links doc/a.md '[a](#there)' "$(printf '[a](#here)\n\n## Here')"
shows manual doc/ipcstage.1 "$(page run --jason)" "$(page run --json)"
shows manual doc/ipcstage.1 "$(page walk --json)" "$(page run --json)"
shows circles src/view/a.c 'void b(void); void a(void) { b(); }' \
	'void c(void); void a(void) { c(); }'
shows circles src/view/a.c "$(printf '#include "view/b.h"\nvoid a(void) {}')" \
	"$(printf '#include "view/c.h"\nvoid a(void) {}')"
shows circles src/view/a.h '#include "view/b.h"' '#include "view/c.h"'
shows sizes src/agent/a.h "$(seq 201)" "$(seq 200)"
shows registered build/tests/CTestTestfile.cmake 'add_test(a "sh" "/tests/b.sh")' \
	'add_test(a "sh" "/tests/a.sh")'
shows operations src/view/a.c 'const char letters[] = {[OP_LOAD] = 76};' 'case OP_LOAD:'
shows operations src/view/a.c 'int list[] = {OP_LOAD, OP_STORE, OP_ATOMIC, 0};' 'f(OP_LOAD, 2);'
shows clock src/view/a.c 'now = time(0);' 'now = wait_time(0);'
shows clock src/control/a.c 'n = rand();' 'n = brand();'
exit $failed
