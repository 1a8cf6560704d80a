// All that a page keeps beyond its tab, as text: every value of every database, localStorage, caches and cookies. Bytes are
// read as letters one by one.
export function clearStores(page) {
  return page.evaluate(async () => {
    const texts = [`cookie: ${document.cookie}`, `localStorage: ${JSON.stringify(localStorage)}`];
    const read = (value, into) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
        into.push(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      } else if (value && typeof value === "object") {
        for (const [name, member] of Object.entries(value)) into.push(name), read(member, into);
      } else {
        into.push(String(value));
      }
    };
    const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(objects.getAllKeys()), done(objects.getAll())]);
        const into = [];
        read(keys, into);
        read(values, into);
        if (values.length) texts.push(`${store}: ${into.join("\n")}`);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
    }
    return texts.join("\n");
  });
}
