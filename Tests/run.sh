#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. See --help.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: Tests/run.sh [OPTION...]

Installs what is missing (Tests/install-servers.sh), builds the debug and the release programs
and runs every test: unit, tidiness, end to end, and against real servers.

OPTIONS
  --filter X        only the tests whose name matches X, as `swift test --filter` understands it
  --fuzz [SECONDS]  then every fuzz target for so long (600 seconds without a number)
  --bench           then the benchmarks
  --differential    then random templates against Go's own text/template (Go from $GO, from PATH,
                    or installed by Tests/install-servers.sh go); $DIFFERENTIAL_SEED is its seed,
                    $DIFFERENTIAL_COUNT the number of templates
  --no-install      take the machine as it is
  --help            this text

Logs are kept in .build/test-logs. Exit status: 0 when everything passed, 1 when not.
TEXT
}

say() { printf '%s\n' "run: $*"; }

filter=
fuzz_seconds=
bench=
differential=
install=yes
while [ $# -gt 0 ]; do
  case $1 in
    --filter) filter=${2:?--filter needs a name}; shift ;;
    --fuzz)
      fuzz_seconds=600
      if [[ ${2-} =~ ^[0-9]+$ ]]; then fuzz_seconds=$2; shift; fi
      ;;
    --bench) bench=yes ;;
    --differential) differential=yes ;;
    --no-install) install= ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; say "error: unknown argument \`$1\`" >&2; exit 1 ;;
  esac
  shift
done

started=$SECONDS
logs=$PWD/.build/test-logs
mkdir -p "$logs"
passed=()
failed=()

# One line for the reader, everything in a log, which is shown when the step fails.
step() {
  local name=$1 log=$logs/$1.log begin=$SECONDS
  shift
  say "$name ..."
  if "$@" >"$log" 2>&1; then
    passed+=("$name")
    say "$name: passed ($((SECONDS - begin)) s)"
  else
    failed+=("$name")
    show_failure "$log"
    say "$name: FAILED ($((SECONDS - begin)) s), all of it in $log"
    return 1
  fi
}

show_failure() {
  local place='^(Sources|Tests|templates|Package.swift)\S*:[0-9]+'
  grep -E "$place|: (error|warning):|^error:|[Ff]atal error|Crash:" "$1" | head -n 150 || true
  echo "--- the end of $1"
  tail -n 25 "$1"
  echo "---"
}

finish() {
  local minutes=$(((SECONDS - started) / 60)) seconds=$(((SECONDS - started) % 60))
  if [ ${#failed[@]} = 0 ]; then
    say "PASSED: ${passed[*]} ($tests_run tests, $minutes min $seconds s)"
    exit 0
  fi
  say "FAILED: ${failed[*]} (passed: ${passed[*]-none}, $minutes min $seconds s)"
  exit 1
}

# ---------------------------------------------------------------- tests

tests_run=0
bundle=

# The bundle is run directly: SwiftPM would let only one of two runs at it.
run_tests() {
  timeout -k 10 1200 "$bundle" "$@"
}

count_tests() {
  local count
  count=$(sed -n 's/^.*Executed \([0-9]*\) tests\{0,1\}, .*$/\1/p' "$1" | tail -n 1)
  tests_run=$((tests_run + ${count:-0}))
}

# Two lanes at once: the one computes, the other mostly waits for servers.
run_all_tests() {
  local names=$logs/names unit=$logs/unit.names real=$logs/real.names
  "$bundle" --list-tests 2>/dev/null | grep -E '^[A-Za-z0-9_]+\.[A-Za-z0-9_]+/' >"$names"
  grep -E '^(EndToEnd|Integration|Tidy)Tests\.' "$names" >"$real" || true
  grep -vE '^(EndToEnd|Integration|Tidy)Tests\.' "$names" >"$unit" || true
  # Each lane with ports of its own: a server of one could take what the other was about to use.
  TEST_PORTS=26000-31999 step real-tests run_lane "$real" &
  local lane=$! good=yes
  TEST_PORTS=20000-25999 step unit-tests run_lane "$unit" || good=
  if wait "$lane"; then passed+=(real-tests); else failed+=(real-tests); good=; fi
  count_tests "$logs/unit-tests.log"
  count_tests "$logs/real-tests.log"
  [ -n "$good" ]
}

run_lane() {
  [ -s "$1" ] || { echo "no tests in $1"; return 1; }
  run_tests "$(sed 's,/.*,,' "$1" | sort -u | paste -sd, -)"
}

run_filtered_tests() {
  step tests swift test --skip-build --filter "$filter" || return 1
  count_tests "$logs/tests.log"
  if [ "$tests_run" = 0 ]; then
    failed+=("no test matches $filter")
    return 1
  fi
}

# ---------------------------------------------------------------- fuzzing and benchmarks

# A build of its own, in which the coverage guides the search.
build_fuzzer() {
  swift build -c release --scratch-path .build/fuzz --sanitize=fuzzer \
    -Xswiftc -D -Xswiftc COVERAGE_GUIDED --product trimtab-fuzz
}

# Inputs that reach new code are kept in .build/fuzz-corpus for the next run.
fuzz_target() {
  local target=$1 log=$logs/fuzz-$1.log found=.build/fuzz-corpus/$1 seeds=Tests/Corpus/$1
  local options=(--seconds "$fuzz_seconds" --corpus "$found" --crashes "$logs")
  mkdir -p "$found"
  if [ -d "$seeds" ]; then options+=(--corpus "$seeds"); fi
  if [ -f "$seeds.dict" ]; then options+=(--dictionary "$seeds.dict"); fi
  if SWIFT_BACKTRACE=enable=no "$fuzzer" "$target" "${options[@]}" >"$log" 2>&1; then
    say "fuzz $target: $(grep '^Done' "$log")"
  else
    tail -n 20 "$log"
    say "fuzz $target: FAILED, all of it in $log; again: trimtab-fuzz $target FILE"
    return 1
  fi
}

run_fuzzers() {
  export -f fuzz_target say
  export fuzzer=.build/fuzz/release/trimtab-fuzz logs fuzz_seconds
  say "fuzz every target for $fuzz_seconds s ..."
  if "$fuzzer" list | xargs -P "$(nproc)" -I{} bash -c 'fuzz_target {}'; then
    passed+=(fuzz)
  else
    failed+=(fuzz)
  fi
}

# ---------------------------------------------------------------- against Go

# The Go that is there, or the one beside.
find_go() {
  local beside=${TRIMTAB_SERVERS:-${HOME:-/root}/.cache/trimtab-servers}/bin/go
  if [ -n "${GO-}" ]; then echo "$GO"; return; fi
  command -v go || { [ -x "$beside" ] && echo "$beside"; }
}

run_differential() {
  local go
  go=$(find_go) || { say "differential: no Go here; see Tests/install-servers.sh go"; return 1; }
  python3 Tests/Differential/differential.py "$TESTED_TRIMTAB" "$go" \
    --seed "${DIFFERENTIAL_SEED-1}" --count "${DIFFERENTIAL_COUNT-54000}" \
    --report "$logs/differential.jsonl"
}

# ---------------------------------------------------------------- main

if [ -n "$install" ]; then
  Tests/install-servers.sh --all || { failed+=(install); finish; }
  if [ -n "$differential" ]; then
    Tests/install-servers.sh go || { failed+=(install-go); finish; }
  fi
  passed+=(install)
fi
step build swift build --build-tests || finish
bundle=$(swift build --show-bin-path)/trimtabPackageTests.xctest
release=(swift build -c release --static-swift-stdlib)
step release-build "${release[@]}" --product trimtab || finish
release_path=$("${release[@]}" --show-bin-path)
export TESTED_TRIMTAB=$release_path/trimtab

if [ -n "$filter" ]; then run_filtered_tests || true; else run_all_tests || true; fi
if [ -n "$fuzz_seconds" ] && step fuzz-build build_fuzzer; then run_fuzzers; fi
if [ -n "$bench" ] && step bench-build "${release[@]}" --product trimtab-bench; then
  if "$release_path/trimtab-bench"; then passed+=(bench); else failed+=(bench); fi
fi
if [ -n "$differential" ]; then
  if run_differential; then passed+=(differential); else failed+=(differential); fi
fi
finish
