#!/bin/sh
# The whole calibration, from nothing to the posterior, the results of docs/calibration.md and the page itself. What is there is
# not simulated again, unless its plan (model, scenario, design or points) is another one.
#
#   experiments/calibration/calibrate.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/../.."
here=experiments/calibration
results=$here/results
out=out/calibration
mkdir -p "$out" "$results"

# The design of posterior.yaml over points of a wave, up to the last quarter that a figure needs.
design() { # NAME SEED RUNS
  sed -e "s#^scenario: .*#scenario: ../../configs/england_2017.yaml#" -e "s#^set: .*#set: {seed: $2, quarters: 17}#" \
    -e "s#file: [^}]*}#file: $1.csv}#" -e "s#^replicates: .*#replicates: $3#" "$here/posterior.yaml" > "$out/$1.yaml"
}
simulate() { # NAME DESIGN; a campaign of another plan is of no use
  rm -rf "$out/plan_now"
  "$program" sweep "$2" -o "$out/plan_now" --plan-only --quiet
  if [ -e "$out/$1" ] && ! cmp -s "$out/$1/plan.yaml" "$out/plan_now/plan.yaml"; then rm -rf "${out:?}/$1"; fi
  rm -rf "$out/plan_now"
  "$program" sweep "$2" -o "$out/$1" --threads "$threads" --quiet
  "$program" merge "$out/$1" -o "$out/$1.h5" --force --quiet
}
wave() { # NAME SEED RUNS
  design "$1" "$2" "$3"
  simulate "$1" "$out/$1.yaml"
}
match() { # NAME ...
  name=$1
  shift
  "$program" match "$out/$name.h5" --targets "$here/targets.csv" --axes "$out/screen.h5" --priors "$here/priors.csv" --force "$@" > "$out/$name.txt"
}
# FROM is simulated, with as many settings in TO0; then TO1, TO2, ... are where that population is after so many moves, TO*_moves.
move() { # FROM TO MOVES SEED RUNS FIRST_DRAW DRAWS_AFTER
  wave "$1" "$4" "$5"
  match "$1" --emulate "$out/wave2.h5" --emulate "$out/wave3.h5" --retained "$out/${2}0.csv" --keep 512 --proposed "$out/${2}0_moves.csv" --seed "$6"
  n=0
  while [ $n -lt "$3" ]; do
    wave "$2${n}_moves" "$4" "$5"
    match "$2${n}_moves" --emulate "$out/wave2.h5" --emulate "$out/wave3.h5" --population "$out/$2$n.csv" --retained "$out/$2$((n + 1)).csv" \
      --proposed "$out/$2$((n + 1))_moves.csv" --posterior "$out/posterior.csv" --seed $(($7 + n))
    n=$((n + 1))
  done
}

simulate screen "$here/screen.yaml"
match screen --screened "$results/screened.csv" --proposed "$out/wave2.csv"
wave wave2 12 8
match wave2 --proposed "$out/wave3.csv"
wave wave3 13 8
match wave3 --retained "$out/start.csv" --keep 512
move start moved 12 21 16 50 1
cp "$out/moved12.csv" "$out/often.csv"
move often often 3 31 64 100 101
{
  echo "# Settings of England from the accounts of 2016/17 that published figures leave: a posterior (docs/calibration.md), made by"
  echo "# experiments/calibration/calibrate.sh. Weights sum to 1; the first setting is the central one. Simulated, not observed."
  cat "$out/posterior.csv"
} > configs/england_2017/posterior.csv

# What is found with other luck, and what the set that was kept before says of the same figures.
compare() { # NAME RESULT ...
  name=$1 result=$2
  shift 2
  "$program" match "$out/$name.h5" --targets "$here/targets.csv" --markdown "$@" > "$results/$result.md"
  match "$name" "$@"
}
simulate posterior "$here/posterior.yaml"
compare posterior all --weights configs/england_2017/posterior.csv
compare screen before
sed -e "s#^scenario: .*#scenario: ../../configs/england_2019_plain.yaml#" -e "s#file: [^}]*}#file: ../../$here/retained.csv}#" \
  -e "s#^replicates: .*#replicates: 16#" "$here/posterior.yaml" > "$out/kept_before.yaml"
simulate kept_before "$out/kept_before.yaml"
/usr/bin/python3 "$here/figures.py" "$out" "$results"
/usr/bin/python3 "$here/synthetic_truths.py" "$out" "$results"
experiments/pages/fill_pages.py
