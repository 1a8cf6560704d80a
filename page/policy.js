// The content policy of the page, inserted by its very first script because a static host sends no headers. It allows
// what the page brings along and requests to the destinations the user has set up, and nothing else. A policy can't be
// widened afterwards: who adds a destination reloads the page.
(() => {
  "use strict";

  // Origins of the configured destinations. Whatever is wrong with the setting, the page gets the narrower policy.
  function destinationOrigins() {
    const origins = new Set();
    try {
      const setting = JSON.parse(localStorage.getItem("daybook/destinations") ?? "[]");
      for (const destination of Array.isArray(setting) ? setting : []) {
        try {
          const { origin } = new URL(destination.url);
          // Only what can't end the directive it is put into: no spaces, commas or semicolons.
          if (/^(https?|wss?):\/\/[a-z0-9.:[\]-]+$/i.test(origin)) origins.add(origin);
        } catch {
          // Not an address: nothing to allow.
        }
      }
    } catch {
      // Storage is blocked or holds no JSON: no destinations.
    }
    return [...origins];
  }

  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  policy.content = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    ["connect-src 'self'", ...destinationOrigins()].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  document.head.append(policy);
})();
