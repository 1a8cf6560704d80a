// Keeps the rescue page at hand where the site itself can't be reached. Its scope is the rescue page alone: it never stands
// between anybody and the program, so that it can't hold back a release. The network comes first, what was kept only where
// that fails.
const KEPT = "daybook-rescue";
const FILES = ["rescue.html", "policy.js", "rescue/rescue.css", "rescue/rescue.js", "rescue/format.js", "rescue/shelf.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(KEPT);
      try {
        const fresh = await fetch(event.request);
        if (fresh.ok) {
          await cache.put(event.request, fresh.clone());
          return fresh;
        }
      } catch {
        // No network: what was kept has to do.
      }
      return (await cache.match(event.request, { ignoreSearch: true })) ?? Response.error();
    })(),
  );
});
