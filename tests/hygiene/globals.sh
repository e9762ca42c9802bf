#!/bin/sh
# The viewer has no writable globals: nothing of its objects lies in .data, .bss or thread storage.
# (.data.rel.ro is constant once the program is loaded.)
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}

# Seen by the handler of a crash, which is handed nothing: the terminal it has to restore.
allowed='crash.c:crash_terminal'

checked=0
for layer in base trace control model demo run explore play view tui export cli; do
	[ -d "$build/src/$layer" ] || continue
	for object in $(find "$build/src/$layer" -name '*.c.o' | tr ' ' '?'); do
		checked=$((checked + 1))
		source=$(basename "$object" .o)
		for symbol in $(nm -f sysv --defined-only "$object" | tr -d ' ' | awk -F'|' \
			'$7 ~ /^\.(data|bss|tdata|tbss)|^\*COM\*/ && $7 !~ /^\.data\.rel\.ro/ { print $1 }'); do
			case " $allowed " in
			*" $source:$symbol "*) ;;
			*) wrong "$layer/$source: $symbol can be written" ;;
			esac
		done
	done
done
[ $checked -gt 0 ] || wrong "no objects under $build/src"
exit $failed
