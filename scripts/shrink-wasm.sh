#!/bin/sh
# Makes the wasm of a release build small, with wasm-opt where a good one is at hand, and splits it in two: what the first
# screen needs, and the rest (scripts/split-wasm.mjs). The page works without.
# With RECORD_CALLS=FILE it makes a build that tells which functions are called instead (scripts/first-screen).
# A hook of trunk's, run after every build from the project's root.
set -eu
[ "$TRUNK_PROFILE" = release ] || exit 0

# Old versions (Debian's 108) make modules that fail in the browser: "Table.grow(): failed to grow table".
oldest=120
good() {
  version=$("$1" --version 2>/dev/null | sed -n 's/^wasm-opt version \([0-9]*\).*/\1/p')
  [ -n "$version" ] && [ "$version" -ge "$oldest" ]
}

wasm_opt=
for candidate in scripts/node_modules/.bin/wasm-opt wasm-opt; do
  if [ -z "$wasm_opt" ] && command -v "$candidate" >/dev/null && good "$candidate"; then wasm_opt=$candidate; fi
done
if [ -z "$wasm_opt" ]; then
  echo "wasm-opt: none of version $oldest or later found, the wasm stays larger (scripts/serve brings one)"
  exit 0
fi

# What Rust itself assumes of a browser, and the wide instructions; as in scripts/wasm-functions.mjs.
smaller() {
  "$wasm_opt" -Oz --enable-bulk-memory --enable-mutable-globals --enable-nontrapping-float-to-int --enable-sign-ext \
    --enable-reference-types --enable-multivalue --enable-simd "$@"
}
# Functions of similar names are similar functions: side by side they compress better.
last() {
  smaller --reorder-functions-by-name --strip-producers --strip-target-features "$1" -o "$1.small"
  mv "$1.small" "$1"
}

wasm=$(echo "$TRUNK_STAGING_DIR"/*_bg.wasm)
glue=${wasm%_bg.wasm}.js
before=$(wc -c <"$wasm")
if [ ! -d scripts/node_modules/binaryen ]; then
  last "$wasm"
  echo "wasm-opt: from $before to $(wc -c <"$wasm") bytes"
  exit 0
fi

node scripts/strip-wasm.mjs "$wasm" "$wasm.stripped"
# Functions that are called from one place only are kept apart from it unless they are tiny: the place may be needed first and
# they may not. What is alike is merged within each part: made before, it would have no name, by which to know it again.
smaller --one-caller-inline-max-function-size 20 --skip-pass=merge-similar-functions --debuginfo "$wasm.stripped" -o "$wasm.whole"
if [ -n "${RECORD_CALLS:-}" ]; then
  node scripts/record-wasm.mjs "$wasm.whole" "$wasm" "$RECORD_CALLS" "$glue"
else
  rest=${wasm%_bg.wasm}_rest.wasm
  node scripts/split-wasm.mjs "$wasm.whole" target/daybook-release.map page/first-screen.txt "$wasm" "$rest" "$glue"
  last "$wasm"
  last "$rest"
  scripts/node_modules/.bin/esbuild "$glue" --minify --tree-shaking=true --format=esm --log-level=warning --outfile="$glue.small"
  mv "$glue.small" "$glue"
  # The page's own scripts, too, but for what may be read beside the app.
  for script in "$TRUNK_STAGING_DIR"/policy-*.js "$TRUNK_STAGING_DIR"/start-*.js "$TRUNK_STAGING_DIR"/daybook-*.js; do
    [ "$script" = "$glue" ] && continue
    scripts/node_modules/.bin/esbuild "$script" --minify --log-level=warning --outfile="$script.small"
    mv "$script.small" "$script"
  done
  echo "wasm-opt: from $before to $(wc -c <"$wasm") bytes, and $(wc -c <"$rest") that follow"
fi
rm "$wasm.stripped" "$wasm.whole"
