#!/bin/sh
# Answers the twelve questions again with the present build, and shows what changed: docs/questions.md and its
# figures. Thirteen minutes of processor time. Campaigns are kept in the folder given, or nowhere.
set -eu
cd "$(dirname "$0")/../.."
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  work=$1
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
build/check/bin/concord report experiments/questions/q*.yaml -o docs/questions.md --work "$work" --force
git diff --stat -- docs/questions.md docs/pictures
