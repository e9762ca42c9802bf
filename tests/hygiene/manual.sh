#!/bin/sh
# The man page names every command of the program with its options, and no others; and it is a page
# that man(1) can show.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
page=doc/ipcstage.1

# Options of a command as its help lists them: the short one where it has one, and the long one.
offered() {
	"$build/ipcstage" "$1" --help | sed -nE 's/^ +(-([a-z]), |  +)--([a-z-]+).*/\2 \3/p' |
		grep -v ' help$'
}

# Lines of a command and an option, from the synopsis. What has no command is the stage.
named() {
	awk '/^\.Sh/ { inside = $2 == "SYNOPSIS" } !inside { next }
		/^\.Nm/ { command = "stage" }
		/^\.Cm/ { command = $2 }
		/^\.Op Fl/ { sub(/^-/, "", $3); print command, $3 }' "$root/$page"
}

# Every option of the help is in the list of those named, by one of its names; and the other way.
compare() {
	printf '%s\n' "$2" | while read -r short long; do
		[ -n "$long" ] || long=$short
		[ -z "$long" ] || printf '%s\n' "$3" | grep -qx -e "$short" -e "$long" ||
			echo "$page: the synopsis of $1 lacks --$long"
	done
	for option in $3; do
		printf '%s\n' "$2" | grep -qw -- "$option" || echo "$page: $1 has no option $option"
	done
}

words=$(sed -n 's/^\t{"\([a-z]*\)", command_.*/\1/p' "$root/src/cli/main.c")
[ -n "$words" ] || wrong 'src/cli/main.c: no table of commands'
for word in $words; do
	grep -qx "\.It Cm $word" "$root/$page" || wrong "$page: no word about the command $word"
	said=$(compare "$word" "$(offered "$word")" "$(named | sed -n "s/^$word //p")")
	[ -z "$said" ] || wrong "$said"
done

# The stage has no word; its options are in its file and in that of what is chosen.
stage=$(sed -nE "s/^\t\{\"([a-z-]+)\", (OPTION_[A-Z_]+|'([a-z])'),.*/\3 \1/p" \
	"$root/src/cli/stage.c" "$root/src/cli/selection.c" "$root/src/cli/consent.c")
said=$(compare stage "$stage" "$(named | sed -n 's/^stage //p' | grep -vx '')")
[ -z "$said" ] || wrong "$said"

# Each option of the synopsis is explained.
for option in $(named | cut -d' ' -f2 | sort -u); do
	grep -qE "^\.It (.* )?(Fl -?|, -?)$option( |$)" "$root/$page" ||
		wrong "$page: $option is not explained"
done

if command -v groff >/dev/null; then
	said=$(groff -mdoc -ww -z "$root/$page" 2>&1)
	[ -z "$said" ] || wrong "$said"
fi
exit $failed
