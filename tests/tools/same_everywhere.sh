#!/bin/sh
# Shows the determinism promise by hand: the same digests from g++ -O0, g++ -O3 -march=native, and clang++ -O3, each
# with 1, 2, 3 and 8 threads. Takes about ten minutes; ./check covers threads with one build.
set -eu
cd "$(dirname "$0")/../.."
digests() {  # name, extra cmake arguments
  name=$1; shift
  cmake -S . -B "build/same-$name" -G Ninja -DCONCORD_TESTS=OFF -DCONCORD_BENCHMARKS=OFF "$@" >/dev/null
  cmake --build "build/same-$name" --target concord >/dev/null
  for threads in 1 2 3 8; do
    "build/same-$name/bin/concord" run configs/england_2019.yaml --replicates 24 --threads "$threads" --quiet --force \
      --record systems -o "build/same-$name/run.h5"
    "build/same-$name/bin/concord" inspect "build/same-$name/run.h5" | sed -n "s/^ *results *digest \([0-9a-f]*\).*/$name, $threads threads: \1/p"
  done
}
{
  digests g++-O0 -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DCONCORD_MARCH=
  digests g++-O3-native -DCMAKE_BUILD_TYPE=Release -DCONCORD_MARCH=native
  digests clang++-O3 -DCMAKE_BUILD_TYPE=Release -DCONCORD_MARCH= -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_C_COMPILER=clang
} | tee build/same_everywhere.txt
[ "$(sed 's/.*: //' build/same_everywhere.txt | sort -u | wc -l)" = 1 ] && [ "$(wc -l <build/same_everywhere.txt)" = 12 ] &&
  echo "the same everywhere"
