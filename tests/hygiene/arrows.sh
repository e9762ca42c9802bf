#!/bin/sh
# A file includes headers of its own layer and of those its layer may know, no others. What a kind
# of object needs lies in src/kinds/KIND, cut by layer: the name of a file says which it is in.
. "$(dirname "$0")/lib.sh"

# The layer of a file, given without its src/.
layer_of() {
	case $1 in
	kinds/kinds.def | kinds/*/ready* | kinds/*/left*) echo trace ;;
	kinds/*/calls*) echo agent ;;
	kinds/*/state*) echo model ;;
	kinds/*/draw*) echo view ;;
	kinds/*/key*) echo explore ;;
	*/*) echo "${1%%/*}" ;;
	esac
}

# The pipeline. What model's headers hand on (records, process numbers) comes with model.
may_know() {
	case $1 in
	base | trace | demo) ;;
	agent | control | model) echo trace ;;
	mp) ;;
	measure) echo mp ;;
	several) echo trace ;;
	races) echo trace model ;;
	compile) echo trace ;;
	run) echo trace control model races demo compile ;;
	explore) echo trace control model races ;;
	play) echo trace control model races demo run explore ;;
	view) echo model races demo play ;;
	export) echo trace control model races demo run explore play ;;
	tui | cli) echo trace control model races demo compile run explore play view export tui cli ;;
	*) echo "no row for src/$1 in tests/hygiene/arrows.sh" >&2 ;;
	esac
}

# The view has floors: what is higher may stand on what is lower.
floor_of() {
	case $1 in
	view/cells/*) echo 1 ;;
	view/stage/* | kinds/*) echo 2 ;;
	view/panes/*) echo 3 ;;
	esac
}

check_floors() {
	here=$(floor_of "$1")
	there=$(floor_of "$2")
	[ -z "$there" ] || [ "${here:-9}" -ge "$there" ] ||
		wrong "src/$1: $2 is on a higher floor of the view"
}

check() {
	layer=$(layer_of "$1")
	for header in $(sed -n 's/^#[ \t]*include[ \t]*"\(.*\)".*/\1/p' "$root/src/$1"); do
		case $header in
		base/* | kinds/kinds.def) continue ;; # which every part may know
		agent/ipcstage.h) case $layer in mp | several) continue ;; esac ;;
		*/*) ;;
		*) wrong "src/$1: \"$header\" is not named by its layer" && continue ;;
		esac
		known=$(layer_of "$header")
		case " $layer $(may_know "$layer") " in
		*" $known "*) ;;
		*) wrong "src/$1: $layer may not know $header" ;;
		esac
		[ "$layer" != view ] || check_floors "$1" "$header"
	done
}

for file in $(c_files src); do
	check "${file#src/}"
done
exit $failed
