#!/bin/sh
# All C++ is formatted as .clang-format says, by the version of Debian 12: others lay out some lines differently.
set -u
cd "$(dirname "$0")/../.."
accepted=14
command -v clang-format >/dev/null || { echo "clang-format is not installed: apt-get install clang-format" >&2; exit 1; }
case $(clang-format --version) in
  *"version $accepted."*) ;;
  *) echo "skipped: the tree is formatted by clang-format $accepted, this is $(clang-format --version)"; exit 77 ;;
esac
find sim agents experiments tests viz -name '*.[ch]pp' 2>/dev/null | xargs clang-format --dry-run --Werror
