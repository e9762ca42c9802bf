#!/bin/sh
# A file includes headers of its own layer and of those its layer may know, no others.
. "$(dirname "$0")/lib.sh"

# The pipeline. What model's headers hand on (records, process numbers) comes with model.
may_know() {
	case $1 in
	trace | demo) ;;
	agent | control | model) echo trace ;;
	mp) ;;
	measure) echo mp ;;
	run) echo trace control model demo ;;
	explore) echo trace control model ;;
	view) echo model demo ;;
	export) echo model view ;;
	tui | cli) echo trace control model demo run explore view tui export cli ;;
	*) echo "no row for src/$1 in tests/hygiene/arrows.sh" >&2 ;;
	esac
}

check() {
	layer=$(echo "$1" | cut -d/ -f2)
	for header in $(sed -n 's/^#[ \t]*include[ \t]*"\(.*\)".*/\1/p' "$root/$1"); do
		case $header in
		"$layer"/*) continue ;;
		agent/ipcstage.h) [ "$layer" = mp ] && continue ;;
		*/*) ;;
		*) wrong "$1: \"$header\" is not named by its layer" && continue ;;
		esac
		case " $(may_know "$layer") " in
		*" ${header%%/*} "*) ;;
		*) wrong "$1: $layer may not know $header" ;;
		esac
	done
}

for file in $(c_files src); do
	check "$file"
done
exit $failed
