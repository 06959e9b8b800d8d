# What ./demo and ./check share: packages, building, plain messages. To be sourced from the top folder.

# Libraries and tools, by purpose. Only packages of Debian 12 and 13; nothing is fetched otherwise.
packages_build="g++ cmake ninja-build ccache git libtbb-dev libhdf5-dev libyaml-cpp-dev librandom123-dev libfmt-dev libcli11-dev libboost-dev libpagmo-dev nlohmann-json3-dev libsodium-dev libdeflate-dev"
packages_viewer="pkg-config libimgui-dev libglfw3-dev libstb-dev libgl-dev libgl1 libgl1-mesa-dri fonts-dejavu-core"
packages_tests="xvfb xdotool libgtest-dev libbenchmark-dev clang-format python3 python3-numpy python3-scipy python3-h5py python3-pandas python3-matplotlib faketime qemu-user"
packages_slurm="slurm-wlm munge"  # bring services that start with the machine: only where asked for

say() { printf '\n== %s\n' "$1"; }

# Installs the packages of the given purposes that are missing, after saying so; silent when none is.
install_packages() {
  wanted=""
  for purpose in "$@"; do eval "wanted=\"\$wanted \$packages_$purpose\""; done
  missing=""
  for package in $wanted; do
    dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ]; then root=""; elif command -v sudo >/dev/null; then root=sudo; else
    echo "These Debian packages are missing:$missing" >&2
    echo "Install them as root (apt-get install$missing) and start again." >&2
    exit 1
  fi
  say "Installing these Debian packages and what they need (${root:-as root}):$missing"
  $root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# Of a build's output every tenth of the way.
every_tenth() {
  last=0
  while IFS= read -r line; do
    case $line in
      "["[0-9]*/[0-9]*"] "*)
        step=${line#"["} all=${line#*/}
        step=${step%%/*} all=${all%%"]"*}
        tenth=$((10 * step / all))
        if [ "$tenth" != "$last" ]; then printf '   %d%%: %d of %d\n' $((10 * tenth)) "$step" "$all"; fi
        last=$tenth ;;
      "ninja: no work to do.") echo "   nothing is to be built" ;;
      "build failed") return 1 ;;
    esac
  done
}

# Configures and builds a preset; everything goes to a log, and the end of it to the screen when it fails.
build() {
  log=build/$1.log
  mkdir -p build
  say "Building (preset $1; the first time takes some minutes); all of its output goes to $log"
  if ! { { cmake --preset "$1" && cmake --build --preset "$1"; } 2>&1 || echo "build failed"; } | tee "$log" | every_tenth; then
    tail -n 40 "$log" >&2
    echo "The build failed; all of its output is in $log" >&2
    exit 1
  fi
}
