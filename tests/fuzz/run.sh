#!/bin/sh
# Fuzzes each named target for FUZZ_SECONDS, one after the other.  Usage: run.sh NAME...
#
# Works on a copy of the corpus under $BUILD/fuzz/grown, which grows from run to run. An input that
# breaks a target is left in $BUILD/fuzz/crashes: mend the fault, then add the input to
# tests/fuzz/corpus/NAME under a name that says what is odd about it.
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build}/fuzz
seconds=${FUZZ_SECONDS:-60}
crashes=$build/crashes
mkdir -p "$crashes"
passed=0
failed=0

fuzz() {  # fuzz NAME
    work=$build/grown/$1
    mkdir -p "$work"
    cp tests/fuzz/corpus/"$1"/* "$work"/
    dictionary=tests/fuzz/$1.dict
    [ -f "$dictionary" ] || dictionary=
    "$build/bin/fuzz_$1" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$crashes/$1-" \
        ${dictionary:+-dict="$dictionary"} \
        "$work" >"$build/$1.log" 2>&1
}

for name in "$@"; do
    if fuzz "$name"; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log")
        echo "fuzz_$name: $runs inputs in $seconds s, nothing found"
        passed=$((passed + 1))
    else
        echo "fuzz_$name: FAILED, see $build/$name.log"
        grep -E 'ERROR|SUMMARY|invariant broken|runtime error|unit written' "$build/$name.log"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
