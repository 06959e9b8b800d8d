#!/bin/sh
# The figures of README.md and docs/sweeps.md, by the commands that stand there, and the pictures of the viewer if it was built. Some
# two minutes on one core, half on two.
#
#   experiments/pages/pictures.sh PROGRAM [THREADS]      # PROGRAM: build/release/bin/concord, say
set -eu
program=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")/../.."
out=out/pictures_of_pages
pictures=docs/pictures
rm -rf "$out"
mkdir -p "$out"

"$program" run configs/england_2019.yaml --threads "$threads" -o "$out/england.h5" --quiet
"$program" summarise "$out/england.h5" -o "$out/england" > "$out/england.txt"
cp "$out/england/systems.svg" "$pictures/england_2019.svg"

figures() { # DESIGN OUTCOMES...: tables and figures of the outcomes
  design=$1
  shift
  "$program" sweep "experiments/examples/$design.yaml" --threads "$threads" -o "$out/$design" --quiet
  "$program" merge "$out/$design" -o "$out/$design.h5" --quiet
  "$program" analyse "$out/$design.h5" -o "$out/${design}_figures" "$@" > "$out/$design.txt"
}
figures duty_by_pooling --outcome real --outcome institution_share
cp "$out/duty_by_pooling_figures/lines_real_duty.strength.svg" "$pictures/duty_by_pooling.svg"
cp "$out/duty_by_pooling_figures/map_institution_share_duty.strength_pooling.floor.svg" "$pictures/duty_by_pooling_map.svg"
figures screening --outcome institution_share
cp "$out/screening_figures/morris_institution_share.svg" "$pictures/screening_institution_share.svg"

view=$(dirname "$program")/concord-view
[ -x "$view" ] || exit 0
shot() { # NAME SIZE ...
  name=$1 size=$2
  shift 2
  "$view" --shot "$pictures/viewer_$name.png" --size "$size" --force "$@"
}
shot map 1200x860 --view map --quarter "2020/21 Q4" "$out/england.h5"
shot organisation 1200x800 --view organisation --organisation RR8 --quarter "2019/20 Q1" --run 3 "$out/england.h5"
shot live 1200x760 --view ensemble --measure real --quarter "2022/23 Q4" --set duty.strength=0.7 --replicates 100 \
  "$out/england.h5" configs/england_2019.yaml
shot sweep 1200x760 --view heat --measure real --across duty.strength --up break_even.relief "$out/duty_by_pooling.h5"
