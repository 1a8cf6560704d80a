#!/bin/sh
# Halves the wasm of a release build with wasm-opt, where a good one is at hand; the page works without.
# A hook of trunk's, run after every build from the project's root.
set -eu
[ "$TRUNK_PROFILE" = release ] || exit 0

# Old versions (Debian's 108) make modules that fail in the browser: "Table.grow(): failed to grow table".
oldest=120
good() {
  version=$("$1" --version 2>/dev/null | sed -n 's/^wasm-opt version \([0-9]*\).*/\1/p')
  [ -n "$version" ] && [ "$version" -ge "$oldest" ]
}

for wasm_opt in scripts/node_modules/.bin/wasm-opt wasm-opt; do
  command -v "$wasm_opt" >/dev/null || continue
  good "$wasm_opt" || continue
  for wasm in "$TRUNK_STAGING_DIR"/*.wasm; do
    before=$(wc -c <"$wasm")
    if [ -d scripts/node_modules/binaryen ]; then
      node scripts/strip-wasm.mjs "$wasm" "$wasm.small"
      mv "$wasm.small" "$wasm"
    fi
    # What Rust itself assumes of a browser, and nothing newer. Functions of similar names are similar functions: side
    # by side they compress better.
    "$wasm_opt" -Oz --reorder-functions-by-name --strip-producers --strip-target-features --enable-bulk-memory \
      --enable-mutable-globals --enable-nontrapping-float-to-int --enable-sign-ext --enable-reference-types \
      --enable-multivalue --enable-simd -o "$wasm.small" "$wasm"
    mv "$wasm.small" "$wasm"
    echo "wasm-opt: $(basename "$wasm") from $before to $(wc -c <"$wasm") bytes"
  done
  exit 0
done
echo "wasm-opt: none of version $oldest or later found, the wasm stays larger (scripts/serve brings one)"
