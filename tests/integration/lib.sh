# What the tests of whole runs share. Each is called as TEST.sh BUILD and ends with status 0 or 1.
# One with a long table can be done in parts, side by side: TEST.sh BUILD PART PARTS, from part 0.

build=${1:?the build folder}
part=${2:-0} parts=${3:-1}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ipcstage=$build/ipcstage
programs=$build/tests/programs
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
# What the tester calls what is in his programs is not looked at.
export XDG_STATE_HOME=/dev/null

# Report what is wrong and go on, so that one run of the test shows all of it.
wrong() {
	printf 'FAILED: %s\n' "$*"
	cat "$scratch/err" "$scratch/out" 2>/dev/null | sed 's/^/    /'
	failed=1
}

# rows TABLE: this part's rows of it are put into $scratch/rows. Those of one program stay together:
# some use a name that two of them would fight over.
rows() {
	awk -v part="$part" -v parts="$parts" '/^[^#]/ {
		programs += $1 != program
		program = $1
		if (programs % parts == part)
			print
	}' "$here/$1" >"$scratch/rows"
}

# Whether this part is the one that does what stands in no table.
is_first() {
	[ "$part" -eq 0 ]
}

# run ARGUMENTS...: what ipcstage run prints is in $scratch/out, what it complains of in
# $scratch/err, its status in $status.
run() {
	timeout 60 "$ipcstage" run "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# The status that ipcstage run ends with for a verdict.
status_of() {
	case $1 in
	as-expected | idle | stopped) echo 0 ;;
	cut-off) echo 1 ;;
	*) echo 3 ;;
	esac
}

# expect VERDICT PATTERN ARGUMENTS...: a run ends so, and something that it prints matches.
expect() {
	verdict=$1 pattern=$2
	shift 2
	run "$@"
	[ "$status" -eq "$(status_of "$verdict")" ] || wrong "$*: status $status for $verdict"
	grep -q "^$verdict: " "$scratch/out" || wrong "$*: not $verdict"
	grep -Eq -- "$pattern" "$scratch/out" || wrong "$*: nothing like '$pattern'"
}

# refused PATTERN ARGUMENTS...: wrong usage, said in one line.
refused() {
	pattern=$1
	shift
	run "$@"
	[ "$status" -eq 2 ] || wrong "$*: status $status, not 2"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "$*: more than one line"
	grep -Eq -- "$pattern" "$scratch/err" || wrong "$*: nothing like '$pattern'"
}

# The value of a key of the report in $scratch/out.
json() {
	python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$scratch/out" "$1"
}

# one_hash TIMES ARGUMENTS...: the same run so many times leaves one and the same trace.
one_hash() {
	times=$1
	shift
	run --json --repeat "$times" "$@"
	[ "$(json hashes)" = 1 ] || wrong "$* $times times: $(json hashes) different traces"
	[ "$(json runs)" = "$times" ] || wrong "$* $times times: $(json runs) runs"
}

# await WHAT COMMAND...: the command succeeds within ten seconds.
await() {
	what=$1 left=1000
	shift
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		if [ "$left" -eq 0 ]; then
			wrong "waited in vain: $what"
			return 1
		fi
		sleep 0.01
	done
}
