#!/bin/sh
# The sensitivity of docs/validation.md, from nothing to the tables in this folder, the figures in docs/pictures and the page.
# Some four minutes on one core, half on two. What is there is not simulated again, unless its plan is another one.
#
#   experiments/sensitivity/measure.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/../.."
here=experiments/sensitivity
out=out/sensitivity
mkdir -p "$out"
echo 'design,points,runs a point,plan digest' > "$out/plans.csv"

for method in morris sobol; do
  design=$here/sensitivity_$method.yaml
  campaign=$out/$method
  rm -rf "$out/plan_now"
  "$program" sweep "$design" -o "$out/plan_now" --plan-only --quiet
  if [ -e "$campaign" ] && ! cmp -s "$campaign/plan.yaml" "$out/plan_now/plan.yaml"; then rm -rf "$campaign"; fi
  rm -rf "$out/plan_now"
  "$program" sweep "$design" -o "$campaign" --threads "$threads" --quiet
  "$program" merge "$campaign" -o "$campaign.h5" --force --quiet
  "$program" analyse "$campaign.h5" -o "${campaign}_figures" --force > "$campaign.txt"
  cp "${campaign}_figures/$method.csv" "$here/"
  for figure in "${campaign}_figures/$method"_*.svg; do
    cp "$figure" "docs/pictures/sensitivity_$(basename "$figure")"
  done
  points=$(($(wc -l < "$campaign/points.csv") - 1))
  runs=$(sed -n 's/^replicates: //p' "$design")
  digest=$(tail -n 1 "$campaign/plan.yaml" | sed 's/.* //')
  echo "sensitivity_$method,$points,$runs,$digest" >> "$out/plans.csv"
done
cp "$out/plans.csv" "$here/plans.csv"

# A few points with what came out, which a test simulates again.
"$program" export "$out/morris.h5" --csv -o "$out/morris_tables" --force > "$out/export.txt"
"$here/probe.py" "$out/morris_tables" "$out/morris/points.csv" "$here"
experiments/pages/fill_pages.py
