#!/bin/sh
# No function of the C library is missed in silence: each is one of ours, has a row in
# library_calls.def, or is in library.list, with the reason.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
agent=$build/libipcstage.so
list=$root/tests/hygiene/library.list

# The functions that a program would be linked with, without versions.
functions() {
	nm -D --defined-only "$1" 2>/dev/null |
		awk 'NF == 3 && $2 ~ /^[TWi]$/ && ($3 !~ /@/ || $3 ~ /@@/) { sub(/@.*/, "", $3); print $3 }' |
		sort -u
}

libraries() {
	for part in libc.so.6 libm.so.6 libcrypt.so.1; do
		file=$("${CC:-cc}" -print-file-name=$part)
		[ ! -e "$file" ] || functions "$file"
	done
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
nm -D --defined-only "$agent" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u >"$scratch/ours"
libraries | sort -u | comm -23 - "$scratch/ours" >"$scratch/others"
[ -s "$scratch/ours" ] && [ -s "$scratch/others" ] || wrong "no symbols in $agent, or in the C library"
sed 's/#.*//' "$list" | tr -s ' \t' '\n\n' | sed '/^$/d; s/\./\\./g; s/\*/.*/g; s/^/^/; s/$/$/' \
	>"$scratch/patterns"
for name in $(grep -v -f "$scratch/patterns" "$scratch/others"); do
	wrong "$name is neither in src/trace/library_calls.def nor in tests/hygiene/library.list"
done
exit $failed
