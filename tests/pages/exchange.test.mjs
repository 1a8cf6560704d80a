// In and out: the exported file is the book, on any browser; a file that is not in order changes nothing and is told why.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { withEntries } from "./books.mjs";
import { fingerprint, forged } from "./fingerprint.mjs";
import { folded } from "./fold.mjs";
import { pageTest } from "./harness.mjs";

pageTest("the exported file has the promised name, layout and fingerprint", async (bring) => {
  const person = await withEntries(await bring());
  const { name, text, file } = await person.export();
  assert.match(name, /^Riverside Rowing Club-\d{4}-\d{2}-\d{2}\.daybook\.json$/);
  assert.deepEqual(Object.keys(file), ["format", "version", "book", "exported_at", "count", "fingerprint", "events"]);
  assert.deepEqual([file.format, file.version, file.count], ["daybook", 1, 8]);
  assert.equal(file.book.id, file.events[0].id);
  assert.equal(file.fingerprint, fingerprint(file.events), "recomputed by hand");
  assert.equal(file.fingerprint, await person.fingerprint());
  assert.ok(text.endsWith("}\n"));
  assert.equal(text.split("\n").filter((line) => line.includes('"sequence":')).length, 8, "one event a line");
  assert.deepEqual(folded(file.events).map(({ balance }) => balance), ["579.50", "319.75"]);
});

pageTest("imported in another browser it is the same book, and exports the same bytes again", async (bring) => {
  const person = await withEntries(await bring());
  const out = await person.export();
  const other = await bring();
  await other.import(out.text, out.file.fingerprint);
  assert.equal(await other.count(), 8);
  const again = await other.export();
  const undated = (text) => text.replace(/"exported_at": "[^"]*"/, "");
  assert.equal(undated(again.text), undated(out.text));
  await other.visit("Overview");
  assert.equal(await other.balanceOf("Boat fund"), "319.75");
  await other.reload();
  assert.equal(await other.fingerprint(), out.file.fingerprint);
});

pageTest("the same file again appends nothing, a longer one what is new", async (bring) => {
  const person = await withEntries(await bring());
  const early = await person.export();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "10.00" });
  const late = await person.export();
  const other = await bring();
  await other.import(early.text, early.file.fingerprint);
  await other.import(early.text, early.file.fingerprint);
  assert.equal(await other.count(), 8);
  await other.import(late.text, late.file.fingerprint);
  assert.equal(await other.count(), 9);
  assert.equal(await other.page.evaluate(() => globalThis.daybook.books().length), 1);
});

pageTest("a file is taken in only after the page has said what it would do, and left where its user leaves it", async (bring) => {
  const person = await withEntries(await bring());
  const early = await person.export();
  await person.enter("Deposit", { Account: "Boat fund", Amount: "10.00" });
  const late = await person.export();

  const other = await bring();
  await other.choose(early.text);
  const summary = await other.proposal.innerText();
  for (const part of ["Riverside Rowing Club", early.file.fingerprint, "new book", "Nothing has been stored yet"]) {
    assert.ok(summary.includes(part), `it says “${part}”: ${summary}`);
  }
  await other.button("Leave it", other.proposal).click();
  await other.proposal.waitFor({ state: "hidden" });
  assert.equal(await other.count(), 0);
  await other.choose(early.text);
  await other.proposal.waitFor();
  await other.page.keyboard.press("Escape");
  await other.proposal.waitFor({ state: "hidden" });
  await other.reload();
  assert.equal(await other.count(), 0, "left twice, nothing is there");

  await other.import(early.text, early.file.fingerprint);
  await other.choose(late.text);
  assert.match(await other.proposal.innerText(), /New here\s+1\b[\s\S]*1 events? (is|are) added to the open book/);
  await other.accept();
  await other.until((hash) => globalThis.daybook.fingerprint() === hash, late.file.fingerprint);
  await other.choose(early.text);
  assert.match(await other.proposal.innerText(), /nothing will change/);
  await other.accept();
  assert.equal(await other.count(), 9);
});

pageTest("any layout of the file is read: one line, other order, a byte order mark, other line ends", async (bring) => {
  const person = await withEntries(await bring());
  const { file } = await person.export();
  const turned = (value) =>
    Array.isArray(value) ? value.map(turned)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, turned(v)]))
    : value;
  for (const text of [JSON.stringify(file), `\uFEFF${JSON.stringify(turned(file), null, "\t").replaceAll("\n", "\r\n")}`]) {
    const other = await bring();
    await other.import(text, file.fingerprint);
    assert.equal(await other.count(), 8);
  }
});

// Each bad file, how it is made from a good one, and what the sentence must speak of.
const withdrawal = (events) => events.find((event) => event.type === "MoneyWithdrawn");
const BAD_FILES = [
  ["is empty", () => "", /empty/i],
  ["is a web page", () => "<!doctype html><html><body>Sign in</body></html>", /html|not a|json|daybook/i],
  ["is cut off", (file) => JSON.stringify(file).slice(0, -300), /end|cut|truncated|incomplete/i],
  ["is of another kind", () => JSON.stringify({ format: "something", version: 1 }), /format|daybook/i],
  ["comes from a newer version", (file) => JSON.stringify({ ...file, version: 2 }), /newer|version/i],
  [
    "has an amount changed",
    (file) => {
      const copy = structuredClone(file);
      withdrawal(copy.events).data.amount = "20.50";
      return JSON.stringify(copy);
    },
    /fingerprint/i,
  ],
  ["has lost its last event", (file) => JSON.stringify({ ...file, events: file.events.slice(0, -1) }), /count|7|8/i],
  [
    "holds an overdraft under a fingerprint put right",
    (file) => JSON.stringify(forged(file, (events) => (withdrawal(events).data.amount = "5000.00"))),
    /event\D*5\b|limit|overdra/i,
  ],
  [
    "holds an unknown account under a fingerprint put right",
    (file) =>
      JSON.stringify(forged(file, (events) => (events.at(-1).data.account = "018f0000-0000-7000-8000-00000000beef"))),
    /event\D*8\b|account/i,
  ],
  [
    "holds an amount of zero under a fingerprint put right",
    (file) => JSON.stringify(forged(file, (events) => (events.at(-1).data.amount = "0.00"))),
    /event\D*8\b|amount/i,
  ],
  [
    "holds a time going backwards under a fingerprint put right",
    (file) => JSON.stringify(forged(file, (events) => (events.at(-1).recorded_at = "2001-01-01T00:00:00.000Z"))),
    /event\D*8\b|time|recorded/i,
  ],
  [
    "has a gap in its sequence",
    (file) => JSON.stringify(forged(file, (events) => events.splice(4, 1))),
    /event\D*[56]\b|sequence|gap/i,
  ],
  [
    "has an event of an unknown type",
    (file) => JSON.stringify(forged(file, (events) => (events.at(-1).type = "MoneyPrinted"))),
    /MoneyPrinted|event\D*8\b/,
  ],
  [
    "has an unknown member in an event",
    (file) => JSON.stringify(forged(file, (events) => (events.at(-1).data.colour = "red"))),
    /colour|event\D*8\b/,
  ],
  ["has an unknown member at the top", (file) => JSON.stringify({ ...file, extra: 1 }), /extra/],
  [
    "says a member twice",
    (file) => JSON.stringify(file).replace('"count":8', '"count":8,"count":8'),
    /count|twice|duplicate/i,
  ],
  ["is nested a hundred thousand deep", () => '{"format":"daybook","events":' + "[".repeat(100_000), /nest|deep|event/i],
];
for (const [name, make, sentence] of BAD_FILES) {
  pageTest(`a file that ${name} is refused with a sentence, and the book stays as it is`, async (bring) => {
    const person = await withEntries(await bring());
    const { file } = await person.export();
    const before = await person.fingerprint();
    await person.choose(make(file));
    await person.page.getByRole("alert").filter({ hasText: sentence }).first().waitFor();
    assert.equal(await person.fingerprint(), before);
    await person.reload();
    assert.equal(await person.fingerprint(), before);
    assert.equal(await person.count(), 8);
    assert.equal(await person.page.evaluate(() => globalThis.daybook.books().length), 1, "and no book was added");
  });
}

pageTest("a bad file is refused by an empty browser too, which stays empty", async (bring) => {
  const person = await withEntries(await bring());
  const { file } = await person.export();
  withdrawal(file.events).data.amount = "1.00";
  const other = await bring();
  await other.choose(JSON.stringify(file));
  await other.page.getByRole("alert").filter({ hasText: /fingerprint/i }).first().waitFor();
  assert.equal(await other.count(), 0);
  await other.reload();
  assert.equal(await other.count(), 0);
});

pageTest("where two histories fork the file becomes a book of its own and the page says so", async (bring) => {
  const person = await withEntries(await bring());
  const shared = await person.export();
  const other = await bring();
  await other.import(shared.text, shared.file.fingerprint);
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00" });
  await other.enter("Deposit", { Account: "Boat fund", Amount: "2.00" });
  const mine = await person.fingerprint();
  const theirs = await other.export();
  await person.choose(theirs.text);
  await person.proposal.getByText("becomes a book of its own").waitFor();
  await person.accept();
  await person.until(() => globalThis.daybook.books().length === 2);
  assert.match(await person.text(), /fork|book of its own|diverge/i);
  const types = await person.page.evaluate(() => globalThis.daybook.events(1, globalThis.daybook.count()).map((event) => event.type));
  assert.ok(types.includes("BookForked"), "the new book is open and begins with the shared past");
  assert.notEqual(await person.fingerprint(), mine);
  // The same file once more: it is here, and nothing becomes a book once more.
  await person.choose(theirs.text);
  await person.proposal.getByText("here already, as a book of its own").waitFor();
  await person.proposal.getByText("holds all of it already").waitFor();
  await person.accept();
  await person.page.getByRole("main").getByText("The file holds nothing new. The book has 10 events.").waitFor();
  assert.equal(await person.page.evaluate(() => globalThis.daybook.books().length), 2);
});

pageTest("the book leaves as a table and as lines of events, by button and by script, up to the moment shown", async (bring) => {
  const person = await withEntries(await bring());
  await person.enter("Deposit", { Account: "Boat fund", Amount: "1.00", Note: "=HYPERLINK(\"http://x\",\"y\")" });
  const { file } = await person.export();
  const save = async (button) => {
    const [download] = await Promise.all([person.page.waitForEvent("download"), person.button(button).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const csv = await save("Export CSV");
  assert.match(csv.name, /^Riverside Rowing Club-\d{4}-\d{2}-\d{2}\.csv$/);
  assert.ok(csv.text.includes(`"'=HYPERLINK(""http://x"",""y"")"`), "a formula is text");
  const ndjson = await save("Export NDJSON");
  assert.deepEqual(ndjson.text.trim().split("\n").map((line) => JSON.parse(line)), file.events);
  await person.goTo(4);
  assert.equal((await save("Export NDJSON")).text.trim().split("\n").length, 4);
  const [same, early, refused] = await person.page.evaluate(async () => [
    await (await globalThis.daybook.exportAs("csv")).text(),
    await (await globalThis.daybook.exportAs("ndjson", 2)).text(),
    await globalThis.daybook.exportAs("xls").catch((error) => error.code),
  ]);
  assert.equal(`\uFEFF${same}`, csv.text);
  assert.equal(early.trim().split("\n").length, 2);
  assert.equal(refused, "malformed");
});
