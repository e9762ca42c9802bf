#!/bin/sh
# Real processes come to the same outcomes as Spin's model of them: additions that nobody locks.
. "$(dirname -- "$0")/lib.sh"

spin=$(command -v spin) || { echo 'spin is not installed'; exit 77; }

cat >"$scratch/additions.pml" <<'END'
byte counter, ended;

active [PROCESSES] proctype adder()
{
	byte done, loaded;

	do
	:: done < ROUNDS ->
		loaded = counter;
		counter = loaded + 1;
		done++
	:: else -> break
	od;
	ended++
}

active proctype judge()
{
	ended == PROCESSES;
	c_code { printf("counter=%d\n", now.counter); }
}
END

# model PROCESSES ROUNDS: every value that Spin finds at the end, a line each.
model() {
	(
		cd "$scratch" || exit
		"$spin" -DPROCESSES="$1" -DROUNDS="$2" -a additions.pml >/dev/null &&
			"${CC:-cc}" -w -O0 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan
	) | sed -n 's/^counter=//p' | sort -nu
}

# explored PROCESSES ROUNDS: the same of real processes.
explored() {
	"$ipcstage" explore --json counter -t no-lock -p processes="$1" -p rounds="$2" \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	python3 -c 'import json, sys
for o in json.load(open(sys.argv[1]))["outcomes"]:
    print(o["outcome"]["counter"])' "$scratch/out" | sort -nu
}

while read -r processes rounds; do
	wanted=$(model "$processes" "$rounds")
	found=$(explored "$processes" "$rounds")
	[ -n "$wanted" ] || wrong "$processes x $rounds: spin finds nothing"
	[ "$wanted" = "$found" ] ||
		wrong "$processes x $rounds: not what spin finds:" $wanted "but" $found
done <<'END'
2 1
2 2
2 3
1 2
3 1
3 2
END
exit $failed
