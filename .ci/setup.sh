# What ./demo and ./check share: packages, building, plain messages. To be sourced from the top folder.

# Libraries and tools, by purpose. Only Debian 12 packages; nothing is fetched otherwise.
packages_build="g++ cmake ninja-build ccache git libtbb-dev libhdf5-dev libyaml-cpp-dev librandom123-dev libfmt-dev libcli11-dev libboost-dev"
packages_viewer="pkg-config libimgui-dev libglfw3-dev libstb-dev libgl-dev libgl1 libgl1-mesa-dri fonts-dejavu-core"
packages_tests="xvfb xdotool libgtest-dev libbenchmark-dev clang-format python3 python3-numpy python3-scipy python3-h5py python3-pandas python3-matplotlib slurm-wlm munge faketime"

say() { printf '\n== %s\n' "$1"; }

# Installs the packages of the given purposes that are missing; silent when none is.
install_packages() {
  wanted=""
  for purpose in "$@"; do eval "wanted=\"\$wanted \$packages_$purpose\""; done
  missing=""
  for package in $wanted; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "Installing:$missing"
  if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null; then root=sudo; else
    echo "These Debian packages are missing:$missing" >&2
    echo "Install them as root (apt-get install$missing) and start again." >&2
    exit 1
  fi
  $root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Configures and builds a preset; prints the compiler's output only when it fails.
build() {
  say "Building (preset $1; the first time takes some minutes)"
  log=build/$1.log
  mkdir -p build
  if ! { cmake --preset "$1" && cmake --build --preset "$1"; } >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "The build failed; all of its output is in $log" >&2
    exit 1
  fi
  tail -n 1 "$log"
}
