#!/bin/sh
# Puts the NATS client beside the app, as one module that is loaded only by a page that delivers to NATS. Where npm has not
# brought it (scripts/serve does), the module says that it is not included; the page then says so, too.
# A hook of trunk's, run after every build from the project's root.
set -eu
esbuild=scripts/node_modules/.bin/esbuild
if command -v "$esbuild" >/dev/null && [ -d scripts/node_modules/@nats-io/jetstream ]; then
  "$esbuild" scripts/nats-client.js --bundle --format=esm --minify --legal-comments=none --log-level=warning \
    --outfile="$TRUNK_STAGING_DIR/nats.js"
else
  echo "export const included = false;" >"$TRUNK_STAGING_DIR/nats.js"
  echo "nats: the client is not included (scripts/serve brings it)"
fi
