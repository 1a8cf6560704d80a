// What this browser keeps of books, read from its stores without the program and without changing them.

const END = [];

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// The database, or null where there is none: asking for it must not make one.
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("daybook");
    let missing = false;
    request.onupgradeneeded = () => {
      missing = true;
      request.transaction.abort();
    };
    request.onblocked = () => reject(new Error("another tab keeps the database to itself"));
    request.onsuccess = () => {
      const database = request.result;
      // Whoever wants to change or delete it does not wait for a page that only reads.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    request.onerror = () => (missing ? resolve(null) : reject(request.error));
  });
}

function cardOf(bytes) {
  try {
    const { name } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof name === "string" ? name : null;
  } catch {
    return null;
  }
}

// Every book of the database: those listed, and those of which only records are left.
async function booksInDatabase() {
  const database = await openDatabase();
  if (!database) return [];
  const store = (name) => database.transaction(name, "readonly").objectStore(name);
  const books = new Map();
  if (database.objectStoreNames.contains("books")) {
    const rows = store("books");
    const [keys, values] = await Promise.all([answer(rows.getAllKeys()), answer(rows.getAll())]);
    keys.forEach((key, at) => books.set(String(key), { name: cardOf(values[at]?.card), events: values[at]?.head }));
  }
  if (!database.objectStoreNames.contains("commits")) return [];
  await new Promise((resolve, reject) => {
    const request = store("commits").openKeyCursor();
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return resolve();
      const key = Array.isArray(cursor.key) ? cursor.key[0] : cursor.key;
      if (!books.has(String(key))) books.set(String(key), { name: null });
      if (Array.isArray(cursor.key)) cursor.continue([key, END]);
      else cursor.continue();
    };
  });
  // A few records at a time, however long the book is.
  async function* records(key) {
    let last = [key, 0];
    for (;;) {
      const range = IDBKeyRange.bound(last, [key, END], true);
      const commits = store("commits");
      const [keys, values] = await Promise.all([answer(commits.getAllKeys(range, 64)), answer(commits.getAll(range, 64))]);
      if (keys.length === 0) return;
      yield* values;
      last = keys.at(-1);
    }
  }
  return [...books].map(([key, about]) => ({ key, ...about, records: () => records(key) }));
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

// Books of a browser that gave no database: entries of localStorage, each a few records.
function booksInLocalStorage() {
  const books = new Map();
  for (let at = 0; at < localStorage.length; at += 1) {
    const path = localStorage.key(at);
    const [, key] = path.match(/^daybook\/([a-z0-9-]+)\/commit\/\d{16}$/) ?? [];
    if (key) books.set(key, [...(books.get(key) ?? []), path].sort());
  }
  const read = (path) => {
    const text = localStorage.getItem(path);
    try {
      const entry = JSON.parse(text);
      return { ...entry, records: entry.records.map(([, bytes]) => bytesOf(bytes)) };
    } catch {
      return { records: [new TextEncoder().encode(text)] };
    }
  };
  return [...books].map(([key, paths]) => {
    const { head, card } = read(paths.at(-1));
    const records = async function* () {
      for (const path of paths) yield* read(path).records;
    };
    return { key, name: card ? cardOf(bytesOf(card)) : null, events: head, records };
  });
}

// Every book this browser keeps, and what kept this page from looking.
export async function everyBook() {
  const [books, problems] = [[], []];
  for (const look of [booksInDatabase, booksInLocalStorage]) {
    try {
      books.push(...(await look()));
    } catch (error) {
      problems.push(error?.message ?? String(error));
    }
  }
  return { books, problems };
}
