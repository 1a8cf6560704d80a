#!/bin/sh
# Joins the files that style/main.css imports, in its order, into one: a phone asks once instead of twenty times.
# A hook of trunk's, run before every build from the project's root.
set -eu
mkdir -p target/style
while IFS= read -r line; do
  case $line in
  '@import "'*'";')
    file=${line#'@import "'}
    file=style/${file%'";'}
    [ -f "$file" ] || { echo "style/main.css imports $file, which is not there" >&2; exit 1; }
    cat "$file"
    ;;
  *) printf '%s\n' "$line" ;;
  esac
done <style/main.css >target/style/daybook.css

# Comments and blanks are for who reads the files above.
esbuild=scripts/node_modules/.bin/esbuild
if [ "$TRUNK_PROFILE" = release ] && command -v "$esbuild" >/dev/null; then
  "$esbuild" target/style/daybook.css --minify --log-level=warning --allow-overwrite --outfile=target/style/daybook.css
fi
