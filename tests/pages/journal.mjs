// The journal in which Chromium's IndexedDB writes ahead (LevelDB's log), as far as a test has to know it: whether its last record was
// torn by a kill. Chromium writes a record's head and its content apart. Killed in between, it leaves the bare head; started again, it
// goes on behind it, and at the start after that it finds "Corruption: checksum mismatch" and deletes the whole database. Whoever
// kills a browser again and again has to know when that was done to it.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const BLOCK = 32_768;
// A checksum, four bytes; a length, two; a kind, one.
const HEAD = 7;

// Whether these bytes end within a record.
export function isTorn(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const left = BLOCK - (at % BLOCK);
    if (left < HEAD) at += left;
    else if (at + HEAD > bytes.length) return true;
    else at += HEAD + bytes.readUInt16LE(at + 4);
  }
  return at > bytes.length;
}

// Whether the browser of this profile, which was killed, left a torn journal behind for one of its IndexedDB databases.
export async function leftTorn(profile) {
  const folder = join(profile, "Default", "IndexedDB");
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const journals = names.filter((name) => name.endsWith(".log"));
  const torn = await Promise.all(journals.map(async (name) => isTorn(await readFile(join(folder, name)))));
  return torn.includes(true);
}
