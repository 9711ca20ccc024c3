# Sourced by quickstart.sh and test/run.sh: installs missing Debian packages.

# What the module needs to be built, and the program that looks into its trace. libns3-dev's CMake files name programs of
# the package ns3 and stop without it.
build_packages="g++ make cmake libns3-dev ns3 libeigen3-dev libboost-graph-dev libsqlite3-dev \
libxml2-dev zlib1g-dev sqlite3"

# Spectral gaps of graphs of more than 500 devices; the module does without.
spectral_packages="libspectra-dev"

# What examples/analysis/report.py needs.
report_packages="python3-pandas python3-plotly python3-jinja2"

# What test/documentation.sh checks the pages and comments with.
documentation_packages="python3-sphinx doxygen"

# install_missing PACKAGE...: say what is missing and install it with apt.
install_missing() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is no Debian system. Install ns-3 3.37 or newer and what Debian calls: $*" >&2
    return 0
  fi
  for package in "$@"; do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing Debian packages: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Neither root nor sudo: run 'apt-get install ${missing[*]}' as root first." >&2
      return 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
