#!/bin/sh
# What the documents show of the command line is what is printed: each command of their ```console
# blocks is run, with ./run being the built program, and the whole is compared. Files that they
# show (a line that ends in the file's name and a colon, then a block) are there, and C compiles.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
scratch=$(mktemp -d) || exit
trap 'rm -rf "$scratch"' EXIT

# The files that a document shows, into folders of their own here.
unpack() {
	awk '/^```/ { file = inside ? "" : named; named = ""; inside = !inside; next }
		inside && file {
			folder = file
			sub("/[^/]*$", "", folder)
			system("mkdir -p " folder)
			print >file
		}
		!inside && NF { named = match($0, /`[^` ]+\/[^` ]+`:$/) ? \
			substr($0, RSTART + 1, RLENGTH - 3) : "" }' "$1"
}

check_c() {
	find demos -type f -name '*.c' | while read -r file; do
		"${CC:-cc}" -std=gnu17 -Wall -Wextra -Werror -D_GNU_SOURCE -I "$root/src/agent" \
			-fsyntax-only "$file" 2>&1 || echo "$1 shows $file, which does not compile"
	done >complaints
	[ ! -s complaints ] || wrong "$(cat complaints)"
}

check() {
	mkdir -p "$scratch/${1%.md}/build" "$scratch/${1%.md}/demos"
	cd "$scratch/${1%.md}" || exit
	for file in "$root"/demos/*; do
		ln -s "$file" demos
	done
	ln -s "$root/tests" .
	ln -s "$build/ipcstage" run
	unpack "$root/$1"
	check_c "$1"
	awk '/^```/ { inside = $0 == "```console"; next } inside' "$root/$1" >told
	[ -s told ] || return
	grep '^\$ ' told | while read -r _ command; do
		printf '$ %s\n' "$command"
		sh -c "$command" </dev/null 2>&1
	done >real
	diff -u told real || wrong "$1: the lines with - are no longer true"
	commands=$((commands + $(grep -c '^\$ ' told)))
}

commands=0
for document in $(documents); do
	check "$document"
done
[ $commands -gt 0 ] || wrong 'there is no ```console block'
exit $failed
