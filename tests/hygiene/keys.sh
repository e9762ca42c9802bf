#!/bin/sh
# The handbook's tables of keys are those of the program, as print_keys prints them.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
book=doc/handbook.md

told=$(awk '/^<!-- end of keys/ { inside = 0 } inside; /^<!-- keys:/ { inside = 1 }' "$root/$book")
real=$("$build/tests/hygiene/print_keys")
[ "$told" = "$real" ] || wrong "$book: the program's keys are others: $real"
exit $failed
