// The whole browser is killed in the middle of appending, again and again: nothing that was acknowledged is lost, nothing is
// half there, and nobody raises a false alarm. `DAYBOOK_KILLS=100` kills it as often. Where a kill tears the browser's own journal, what
// was acknowledged is still there at the next start; the browser itself would delete everything at the start after that (see
// `journal.mjs`), so that the test goes on in a new profile, and says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, smallBook } from "./calls.mjs";
import { onDisk, wrongOnDisk } from "./disk.mjs";
import { serve } from "./harness.mjs";
import { leftTorn } from "./journal.mjs";
import { OwnBrowser } from "./own-browser.mjs";

const KILLS = Number(process.env.DAYBOOK_KILLS ?? 10);

// Runs in the page for as long as it lives: one command after the other, every third a batch of three; what is acknowledged
// is told at once to whoever counts outside of the browser.
function appendForEver([main, spare]) {
  const move = (amount) => ({ type: "TransferMoney", from: main, to: spare, amount });
  const give = (amount) => ({ type: "DepositMoney", account: main, amount, note: "before the kill" });
  (async () => {
    for (let n = 1; ; n += 1) {
      const events = n % 3
        ? await globalThis.daybook.dispatch(n % 2 ? give("0.05") : move("0.01"))
        : await globalThis.daybook.dispatchAll([give("0.02"), move("0.01"), give("0.03")]);
      globalThis.__acknowledged(events.map(({ sequence, id, commit }) => ({ sequence, id, commit })));
    }
  })().catch((error) => globalThis.__failed(`${error.code}: ${error.message}`));
}

test(`${KILLS} kills of the whole browser in the middle of appending lose nothing that was acknowledged`, { timeout: 60_000 + KILLS * 20_000 }, async (t) => {
  const server = await serve();
  const own = await OwnBrowser.create();
  const acknowledged = new Map();
  let accounts;
  const counts = [];
  let torn = false;
  let total = 0;
  try {
    for (let kill = 0; kill <= KILLS; kill += 1) {
      await own.start();
      let person = await own.person(server.origin);
      if (kill > 0) await nothingIsLost(person, acknowledged, counts);
      if (kill === KILLS) break;
      if (torn) {
        t.diagnostic(`kill ${kill} tore the browser's own journal: nothing is lost yet, and the test goes on in a new profile`);
        acknowledged.clear();
        accounts = undefined;
        await own.renew();
        await own.start();
        person = await own.person(server.origin);
      }
      await own.context.exposeBinding("__acknowledged", (_, events) => {
        for (const event of events) acknowledged.set(event.sequence, event);
      });
      const failures = [];
      await own.context.exposeBinding("__failed", (_, failure) => failures.push(failure));
      accounts ??= await smallBook(person);
      // A second tab in the same book makes the kill fall into races, too.
      const other = await own.person(server.origin);
      const before = acknowledged.size;
      for (const tab of [person, other]) await tab.page.evaluate(appendForEver, accounts);
      const begun = Date.now();
      while (acknowledged.size < before + 5) {
        assert.deepEqual(failures, [], "nothing hinders the tabs");
        assert.ok(Date.now() - begun < 30_000, `only ${acknowledged.size - before} entries in half a minute`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      // Every kill at another moment of whatever a tab does in its turn.
      await new Promise((resolve) => setTimeout(resolve, 40 + ((kill * 37) % 200)));
      await own.kill();
      torn = await leftTorn(own.profile);
      total += acknowledged.size - before;
      t.diagnostic(`kill ${kill + 1}: ${acknowledged.size} acknowledged`);
    }
    t.diagnostic(`${KILLS} kills, ${total} acknowledged events; stored after each: ${counts.join(", ")}`);
    assert.ok(total >= KILLS * 5);
  } finally {
    await own.remove();
    await server.close();
  }
});

async function nothingIsLost(person, acknowledged, counts) {
  const disk = await onDisk(person);
  assert.deepEqual(wrongOnDisk(disk), [], "dense, chained, and the head is the last event");
  const count = await person.count();
  assert.deepEqual(Object.values(disk.heads), [count], "what is stored is what is shown");
  counts.push(count);
  const events = await person.page.evaluate(() => globalThis.daybook.events(1, globalThis.daybook.count()));
  const stored = new Map(events.map((event) => [event.sequence, event]));
  for (const { sequence, id } of acknowledged.values()) {
    assert.equal(stored.get(sequence)?.id, id, `event ${sequence} was acknowledged`);
  }
  const commits = new Map();
  for (const event of events) commits.set(event.commit, [...(commits.get(event.commit) ?? []), event]);
  for (const [commit, together] of commits) {
    const whole = together[0].command === "OpenAccount" ? [1, 2] : [1, 3];
    assert.ok(whole.includes(together.length), `commit ${commit} has ${together.length} events`);
  }
  const { value } = await call(person, "verify");
  assert.deepEqual([value.ok, value.problems, value.count], [true, [], count]);
  const alarms = await person.page.getByRole("alert").filter({ hasText: /\S/ }).allInnerTexts();
  assert.deepEqual(alarms, [], "no false alarm");
}
