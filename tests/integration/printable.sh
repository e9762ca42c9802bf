#!/bin/sh
# Nothing that commands a terminal, hides or turns text around gets out of a file, an argument, a
# name or a program's output onto standard output or standard error.
. "$(dirname -- "$0")/lib.sh"

escape=$(printf '\033[2J')
hidden=$(printf '\342\200\256\342\200\213\357\273\277\302\233')
newline='
'

# clean ARGUMENTS...: what is printed has nothing of it.
clean() {
	timeout 60 "$ipcstage" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	cat "$scratch/out" "$scratch/err" >"$scratch/both"
	python3 - "$scratch/both" <<'END' || wrong "not clean: $(printf '%s ' "$@" | cat -v)"
import sys

text = open(sys.argv[1], "rb").read().decode("utf-8")
assert text, "nothing is printed"
hidden = [0x61c, 0xfeff, *range(0x7f, 0xa0), *range(0x200b, 0x2010), *range(0x2028, 0x202f),
          *range(0x2060, 0x2070)]
bad = [hex(ord(c)) for c in text if c != "\n" and (ord(c) < 32 or ord(c) in hidden)]
assert not bad, bad
END
}

one_line() {
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "not one line: $(printf '%s ' "$@" | cat -v)"
}

# Arguments, wherever they are named.
for word in "$escape" "$hidden" "a${newline}b"; do
	for command in run explore replay check seeds list; do
		clean "$command" "$word"
		one_line "$command" "$word"
		clean "$command" "--$word"
		one_line "$command" "--$word"
	done
	clean run counter "$word"
	clean run counter -t "$word"
	clean run counter -s "$word"
	clean run counter -p "$word=1"
	clean run counter -p "rounds=$word"
	clean run counter --schedule "$word"
	clean run --seed-row "$word"
	clean run counter --seed "$word"
	clean "$word"
	clean --theme "$word"
	clean --replay "$word"
	clean "./$word"
	clean run "./$word"
done

# Long names are cut between two characters.
long=$(printf '读%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)
clean run counter --schedule "$long"
clean run counter -t "$long"
clean run counter -t "a$long"
grep -q '?' "$scratch/err" && wrong 'a character was cut in two'

# A program's name, its arguments and what it prints.
cp "$programs/hidden_text" "$scratch/$hidden$escape"
for command in run explore; do
	clean "$command" "$scratch/$hidden$escape" -- "$hidden" "$escape"
	clean "$command" --json "$scratch/$hidden$escape" -- "$hidden" "$escape"
done
clean run --repeat 2 "$scratch/$hidden$escape"
clean run --free "$scratch/$hidden$escape"

# Recordings: each text in one, and one that is broken.
run counter -t no-lock -p rounds=1 --schedule '1 2 1 2' --record "$scratch/file"
for change in 's/"counter"/"\\u001b[31mcounter"/' 's/"1 2 1 2"/"1 2 \\u001b[2J\\u202e"/' \
	's/\["[0-9a-f]*", "1 loads counter: 0"/["0000000000000000", "\\u001b]0;owned\\u0007\\u200b"/' 's/"no-lock"/"\\u009b2J"/' \
	's/"rounds": 1/"\\u202erounds": 1/' 's/"unexpected"/"\\u001b"/' \
	"s/\"demo\"/\"$hidden\"/" "s/\"demo\"/$hidden/" 's/"demo"/"\\u001b[2J"/'; do
	sed "$change" "$scratch/file" >"$scratch/changed"
	clean replay "$scratch/changed"
	one_line replay "$change"
done
sed "s/\"demo\"/$escape/" "$scratch/file" >"$scratch/changed"
clean replay "$scratch/changed"

# A description of a demo.
printf 'title: "\\e[2J\\u202E"\n\\e[31mkey: 1\n' >"$scratch/demo.yaml"
clean check "$scratch/demo.yaml"
printf '%s: 1\n' "$hidden" >"$scratch/$hidden.yaml"
clean check "$scratch/$hidden.yaml"
exit $failed
