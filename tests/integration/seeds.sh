#!/bin/sh
# Every program of the seed documents, as demos/seeds.yaml says where it is shown: its result, in
# every order that is tried, and each of its traps.
. "$(dirname -- "$0")/lib.sh"

ids='0.1 0.2 0.3 0.3t 0.4 0.5a 0.5b
1.1 1.2 1.3 1.4 1.5 1.6
2.1 2.2 2.3 2.4 2.5
3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10
4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8'

# The list as lines of words between tabs: row ID, place ID ARGUMENTS RESULT,
# orders ID BOUND ARGUMENTS, seeds ID ARGUMENTS, trap ID TOGGLES VERDICT WITNESS SAYS.
"$ipcstage" seeds --lang en --json >"$scratch/seeds.json" || wrong 'seeds --json'
python3 - "$scratch/seeds.json" >"$scratch/plan" <<'END'
import json, sys
for row in json.load(open(sys.argv[1])):
    print('row', row['id'], sep='\t')
    for place in row['shown']:
        print('place', row['id'], ' '.join(place['run']), place['result'], sep='\t')
    if row['shown']:
        small = [f'-p {name}={value}' for name, value in row['explore']['parameters'].items()]
        print('orders', row['id'], row['explore']['bound'] or 0,
              ' '.join(row['shown'][0]['run'] + small), sep='\t')
    for place in row['shown'][1:]:
        print('seeds', row['id'], ' '.join(place['run']), sep='\t')
    for trap in row['traps']:
        print('trap', row['id'], ' '.join('-t ' + t for t in trap['toggles']), trap['verdict'],
              'every' if trap['orders'] == 'every' else row['explore']['bound'] and 'seed' or 'explore',
              trap['says'], sep='\t')
END

explore() {
	timeout 150 "$ipcstage" explore "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
}

# The lists of arguments below are lists of words.
# shellcheck disable=SC2086

check_place() {
	run $2
	grep -qxF "as-expected: $3, as expected." "$scratch/out" || wrong "$1: $2: not $3"
}

# The right result in 200 random orders.
check_seeds() {
	run $2 --seed 1 --repeat 200
	[ "$status" -eq 0 ] || wrong "$1: $2, 200 seeds: status $status"
}

# The right result in every order; where there are too many, in those with few preemptions and in
# random ones.
check_orders() {
	explore --seed-row "$1"
	[ "$status" -eq 0 ] || wrong "$1: explored: status $status"
	[ "$2" -eq 0 ] || check_seeds "$1" "$3"
}

# A trap that shows in some orders has a witness, found by exploring or, where there are too many
# orders, by some seed; and it can be done again. Any other trap shows with any seed.
check_trap() {
	id=$1 toggles=$2 verdict=$3 witness=$4 text=$5
	case $witness in
	explore)
		explore --seed-row "$id" $toggles --record "$scratch/witness"
		[ "$status" -eq 3 ] || wrong "$id $toggles: explored: status $status"
		;;
	seed)
		run --seed-row "$id" $toggles --seed 1 --repeat 20 --record "$scratch/witness"
		[ "$status" -eq 3 ] || wrong "$id $toggles: 20 seeds: status $status"
		;;
	every)
		run --seed-row "$id" $toggles --seed 1 --repeat 20 --record "$scratch/witness"
		grep -q "20 of 20  $verdict" "$scratch/out" || wrong "$id $toggles: not always $verdict"
		;;
	esac
	"$ipcstage" replay "$scratch/witness" >"$scratch/out" 2>"$scratch/err" </dev/null
	grep -q '^as recorded' "$scratch/out" || wrong "$id $toggles: its witness differs"
	grep "^$verdict: " "$scratch/out" >"$scratch/said" || wrong "$id $toggles: not $verdict"
	grep -qF -- "$text" "$scratch/said" || wrong "$id $toggles: nothing like '$text'"
}

awk -v part="$part" -v parts="$parts" '$1 != "row" && ++line % parts == part' \
	"$scratch/plan" >"$scratch/own"
while IFS='	' read -r kind id a b c d; do
	case $kind in
	place) check_place "$id" "$a" "$b" ;;
	orders) check_orders "$id" "$a" "$b" ;;
	seeds) check_seeds "$id" "$a" ;;
	trap) check_trap "$id" "$a" "$b" "$c" "$d" ;;
	esac
done <"$scratch/own"
is_first || exit $failed

# The list by itself, and ids that are wrong.
for id in $ids; do
	grep -q "^row	$id\$" "$scratch/plan" || wrong "$id: it is not in demos/seeds.yaml"
done
"$ipcstage" seeds --lang zh | grep -q 'Python进程间的通信' || wrong 'seeds --lang zh'
"$ipcstage" seeds | awk 'length($0) > 80 { exit 1 }' || wrong 'seeds: longer than 80 columns'
# bad SCRIPT PATTERN: the list as sed changes it is refused, in one line that names the place.
bad() {
	sed "$1" "$build/demos/seeds.yaml" >"$scratch/seeds.yaml"
	"$ipcstage" check "$scratch/seeds.yaml" >"$scratch/out" 2>"$scratch/err"
	[ $? -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "check: $1: not refused"
	grep -Eq "/seeds.yaml:[0-9]+:[0-9]+: $2" "$scratch/err" || wrong "check: $1: not '$2'"
}

bad 's/demo: polling/demo: rolling/' "there is no demo 'rolling'"
bad 's/scenario: add/scenario: sum/' "shared-memory has no scenario 'sum'"
bad 's/{name: items, value: 10}/{name: items, value: 99}/' "'99' is no value for items"
bad 's/\[no-sentinel\]/[no-end]/' "queue has no toggle 'no-end'"
bad 's/verdict: crash\|verdict: deadlock/verdict: late/' "unknown verdict 'late'"
bad 's/id: 3.10$/id: 3.1/' "two rows have the id '3.1'"
bad '/page: {en: press v/d' "'2.5' is shown nowhere"
bad 's/orders: some/orders: few/' "unknown word 'few' for 'orders'; the words are: every some"
refused "there is no row '9.9'" --seed-row 9.9
refused 'row 2.5 is no program' --seed-row 2.5
refused "'queue' is too much" --seed-row 0.1 queue
exit $failed
