#!/bin/sh
# Every link of a document leads to a file or folder, and to a heading where it names one.
. "$(dirname "$0")/lib.sh"

# The headings of a document as links name them: GitHub's rule, as far as ours need it.
headings() {
	awk '/^```/ { inside = !inside } !inside && /^#+ /' "$1" | tr 'A-Z' 'a-z' |
		sed 's/^#* //; s/[^a-z0-9 _-]//g; s/ /-/g'
}

check() {
	target=${2%%#*} heading=${2#"${2%%#*}"}
	file=$root/$1
	[ -z "$target" ] || file=$(dirname "$root/$1")/$target
	[ -e "$file" ] || { wrong "$1: $target is not there" && return; }
	[ -z "$heading" ] || headings "$file" | grep -qx -- "${heading#\#}" ||
		wrong "$1: there is no heading for $2"
}

for document in $(documents); do
	for link in $(awk '/^```/ { inside = !inside } !inside' "$root/$document" |
		grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//' | sort -u); do
		case $link in
		http://* | https://*) ;;
		*) check "$document" "$link" ;;
		esac
	done
done
exit $failed
