// The rescue page: shows every book this browser keeps and saves each as an event log file, or as the stored bytes.
import { Rescue } from "./format.js";
import { everyBook } from "./shelf.js";

const place = document.getElementById("books");
const state = document.getElementById("state");

function element(tag, text = "", members = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...members });
}

function save(name, pieces, type) {
  const link = element("a", "", { href: URL.createObjectURL(new Blob(pieces, { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const fileName = (book) => (book.replace(/[^\p{Alphabetic}\p{Number} ._-]/gu, "_").trim().replace(/^\.+/, "") || "book").slice(0, 80);
const today = () => new Date().toISOString().slice(0, 10);
const counted = (n) => n.toLocaleString();
const plural = (n) => (n === 1 ? "1 event" : `${counted(n)} events`);

// Saves the event log file, and says what was found on the way.
async function saveLog(book, said) {
  const rescue = new Rescue();
  let after = 0;
  for await (const bytes of book.records()) if (!rescue.take(bytes)) after += 1;
  if (!rescue.problem && book.events > rescue.count) {
    rescue.problem = `after event ${counted(rescue.count)}, nothing is stored, though there should be ${plural(book.events)}`;
  }
  const notes = [];
  if (rescue.count > 0) {
    save(`${fileName(rescue.book.name)}-${today()}.daybook.json`, rescue.file(new Date().toISOString()), "application/json");
    const print = Array.from(rescue.fingerprint, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const done = element("p", `Saved ${plural(rescue.count)}, their checksums and fingerprints in order: `, { className: "good" });
    done.append(element("code", print));
    notes.push(done);
  }
  if (rescue.problem) {
    const left = after > 0 ? ` ${after === 1 ? "One record is" : `${counted(after)} records are`} not in the file.` : "";
    const advice = "Save the stored bytes too, so that nothing is lost.";
    notes.push(element("p", `Not everything can be read: ${rescue.problem}.${left} ${advice}`, { className: "bad", role: "alert" }));
  }
  if (notes.length === 0) notes.push(element("p", "Nothing is stored of this book.", { className: "bad", role: "alert" }));
  said.replaceChildren(...notes);
}

// Saves every record as it is stored, each after its length: four bytes, little-endian.
async function saveBytes(book, said) {
  const pieces = [];
  let records = 0;
  for await (const stored of book.records()) {
    const bytes = stored instanceof Uint8Array ? stored : new TextEncoder().encode(JSON.stringify(stored) ?? "");
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length, true);
    pieces.push(length, bytes);
    records += 1;
  }
  save(`${fileName(book.name ?? book.key)}-${today()}.daybook.records`, pieces, "application/octet-stream");
  said.replaceChildren(element("p", `Saved ${records === 1 ? "one record" : `${counted(records)} records`} as stored.`, { className: "good" }));
}

function show(book) {
  const card = element("article");
  const heading = element("h2", book.name ?? book.key, { id: `book-${book.key}`, dir: "auto" });
  card.setAttribute("aria-labelledby", heading.id);
  card.append(heading, element("p", Number.isSafeInteger(book.events) ? plural(book.events) : "Its place on the list is lost"));
  const said = element("div");
  said.setAttribute("aria-live", "polite");
  const buttons = element("div", "", { className: "buttons" });
  const actions = [
    ["Save event log", saveLog],
    ["Save stored bytes", saveBytes],
  ];
  for (const [name, act] of actions) {
    const button = element("button", name, { type: "button" });
    button.addEventListener("click", async () => {
      for (const each of buttons.children) each.disabled = true;
      try {
        await act(book, said);
      } catch (error) {
        const sentence = `The browser gives no more of it: ${error?.message ?? error}`;
        said.replaceChildren(element("p", sentence, { className: "bad", role: "alert" }));
      }
      for (const each of buttons.children) each.disabled = false;
    });
    buttons.append(button);
  }
  card.append(buttons, said);
  place.append(card);
}

const { books, problems } = await everyBook();
books.forEach(show);
const found = books.length === 0 ? "No book was found in this browser." : `Found ${books.length === 1 ? "one book" : `${books.length} books`}.`;
state.textContent = [found, ...problems.map((problem) => `Something could not be read: ${problem}.`)].join(" ");
