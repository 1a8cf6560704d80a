#!/usr/bin/env bash
# Makes a Rust that knows wasm32-unknown-unknown where rustup can't fetch the target: from Debian's Rust packages, with the
# standard library compiled from its source. Takes about five minutes, once, and root. Afterwards FOLDER/bin holds cargo and
# rustc: put it first on PATH.
# Usage: scripts/wasm-target-from-debian.sh FOLDER
set -euo pipefail

folder=$1
target=wasm32-unknown-unknown
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "needs root and apt-get" >&2
  exit 1
fi

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq rustc-web cargo-web rust-web-src lld-19
sysroot=$(/usr/bin/rustc --print sysroot)
host=$(/usr/bin/rustc -vV | sed -n 's/^host: //p')
libraries=$sysroot/lib/rustlib/$target/lib

# Rust's wasm linker, under the name and in the places where it looks for it.
mkdir -p "$sysroot/lib/rustlib/$host/bin" "$folder/bin"
ln -sf "$(command -v lld-19)" "$sysroot/lib/rustlib/$host/bin/rust-lld"
ln -sf "$(command -v lld-19)" "$folder/bin/rust-lld"
for program in cargo rustc rustdoc; do ln -sf "/usr/bin/$program" "$folder/bin/$program"; done

if [ ! -d "$libraries" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
  cargo=("env" "PATH=/usr/bin:$PATH" "RUSTC=/usr/bin/rustc" /usr/bin/cargo)
  "${cargo[@]}" init -q --lib --name std_for_wasm .
  # Compiling std is an unstable feature of cargo, hence the bootstrap switch; std must carry bitcode for our LTO.
  RUSTFLAGS=-Cembed-bitcode=yes RUSTC_BOOTSTRAP=1 "${cargo[@]}" build -q --release --target "$target" \
    -Zbuild-std=std,panic_abort,panic_unwind,proc_macro
  mkdir -p "$libraries"
  cp "target/$target/release/deps/"*.rlib "$libraries/"
fi
