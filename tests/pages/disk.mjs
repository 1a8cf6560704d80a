// What lies in the browser's IndexedDB, read and altered behind the page's back: by the README's description of the stored
// bytes, without any of Daybook's code.

// Runs in the page: every head and every record there is, by book and sequence.
export function onDisk(person) {
  return person.page.evaluate(async () => {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("daybook");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const answer = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const transaction = database.transaction(["books", "commits"]);
    const [books, commits] = [transaction.objectStore("books"), transaction.objectStore("commits")];
    const [keys, rows, paths, values] = await Promise.all(
      [books.getAllKeys(), books.getAll(), commits.getAllKeys(), commits.getAll()].map(answer),
    );
    const version = database.version;
    database.close();
    return {
      version,
      heads: Object.fromEntries(keys.map((key, at) => [key, rows[at].head])),
      records: values.map((bytes, at) => ({ book: paths[at][0], first: paths[at][1], bytes: [...bytes] })),
    };
  });
}

// Puts records in the place of others, `bytes: null` removes one; heads likewise.
export function alterDisk(person, { records = [], heads = {}, version } = {}) {
  return person.page.evaluate(
    async ([changed, ends, schema]) => {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("daybook", schema);
        request.onsuccess = () => resolve(request.result);
        request.onblocked = () => reject(new Error("blocked"));
        request.onerror = () => reject(request.error);
      });
      const transaction = database.transaction(["books", "commits"], "readwrite");
      const [books, commits] = [transaction.objectStore("books"), transaction.objectStore("commits")];
      for (const { book, first, bytes } of changed) {
        if (bytes) commits.put(new Uint8Array(bytes), [book, first]);
        else commits.delete([book, first]);
      }
      for (const [book, head] of Object.entries(ends)) {
        const request = books.get(book);
        request.onsuccess = () => books.put({ ...request.result, head }, book);
      }
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      database.close();
    },
    [records, heads, version ?? undefined],
  );
}

// Lays a book into the database, record for record, as if it had always been there.
export function placeBook(person, { key, id, name, records }) {
  const placed = records.map((bytes) => ({ first: frame(bytes).first, bytes }));
  const head = frame(records.at(-1)).last;
  return person.page.evaluate(
    async ([book, all, end, card]) => {
      const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("daybook");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const transaction = database.transaction(["books", "commits"], "readwrite");
      transaction.objectStore("books").add({ head: end, card: new TextEncoder().encode(card) }, book);
      for (const { first, bytes } of all) transaction.objectStore("commits").add(new Uint8Array(bytes), [book, first]);
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      database.close();
    },
    [key, placed, head, JSON.stringify({ id, name })],
  );
}

// The states kept beside the books, which are derived from the log.
export function keptOnDisk(person) {
  return person.page.evaluate(async () => {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("daybook");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const store = database.transaction("snapshots").objectStore("snapshots");
    const [paths, values] = await Promise.all(
      [store.getAllKeys(), store.getAll()].map(
        (request) =>
          new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          }),
      ),
    );
    database.close();
    return values.map((bytes, at) => ({ book: paths[at][0], position: paths[at][1], bytes: [...bytes] }));
  });
}

// Puts another kept state in the place of one.
export function alterKept(person, kept) {
  return person.page.evaluate(async ({ book, position, bytes }) => {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("daybook");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const transaction = database.transaction("snapshots", "readwrite");
    transaction.objectStore("snapshots").put(new Uint8Array(bytes), [book, position]);
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    database.close();
  }, kept);
}

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

// A record with some of its bytes changed and its checksum put right.
export function resealed(bytes, change) {
  const copy = Buffer.from(bytes);
  change(copy);
  copy.writeUInt32LE(crc32(copy.subarray(0, -4)), copy.length - 4);
  return [...copy];
}

// What the frame of a record says.
export function frame(bytes) {
  const copy = Buffer.from(bytes);
  const first = Number(copy.readBigUInt64LE(4));
  const count = copy.readUInt32LE(12);
  return {
    magic: copy.toString("latin1", 0, 3),
    format: copy[3],
    first,
    count,
    last: first + count - 1,
    before: copy.toString("hex", 16, 48),
    after: copy.toString("hex", copy.length - 36, copy.length - 4),
    sound: crc32(copy.subarray(0, -4)) === copy.readUInt32LE(copy.length - 4),
  };
}

// A book's records are sound, follow each other without a gap, each beginning with the fingerprint the one before it ends
// with, and the head is the last event. Answers what is wrong, an empty list where nothing is.
export function wrongOnDisk({ heads, records }) {
  const wrong = [];
  for (const [book, head] of Object.entries(heads)) {
    let [last, hash] = [0, "0".repeat(64)];
    for (const { first, bytes } of records.filter((record) => record.book === book)) {
      const it = frame(bytes);
      if (!it.sound || it.magic !== "DBK") wrong.push(`record ${first} of ${book} is damaged`);
      if (it.first !== first || first !== last + 1) wrong.push(`after event ${last} of ${book} comes ${first}`);
      if (it.before !== hash) wrong.push(`record ${first} of ${book} continues another history`);
      [last, hash] = [it.last, it.after];
    }
    if (last !== head) wrong.push(`the head of ${book} is ${head}, its last event ${last}`);
  }
  return wrong;
}
