// Any number of tabs, one history: four of them race with two thousand commands.
import assert from "node:assert/strict";
import { accepted, call, smallBook } from "./calls.mjs";
import { onDisk, wrongOnDisk } from "./disk.mjs";
import { pageTest } from "./harness.mjs";

const COMMANDS = 500;

// Runs in each tab: deposits, withdrawals and transfers as the seed says, as fast as they are answered.
async function race([seed, commands, [main, spare]]) {
  let state = seed;
  const below = (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * n);
  };
  const told = { ids: [], came: 0, went: 0, refused: 0 };
  for (let n = 0; n < commands; n += 1) {
    const cents = 1 + below(20_000);
    const amount = (cents / 100).toFixed(2);
    const kind = below(3);
    const command = [
      { type: "DepositMoney", account: main, amount },
      { type: "WithdrawMoney", account: below(2) ? main : spare, amount },
      { type: "TransferMoney", from: main, to: spare, amount },
    ][kind];
    try {
      const events = await globalThis.daybook.dispatch(command);
      told.ids.push(...events.map(({ sequence, id }) => [sequence, id]));
      if (kind === 0) told.came += cents;
      if (kind === 1) told.went += cents;
    } catch (error) {
      if (error.code !== "insufficient-funds") throw error;
      told.refused += 1;
    }
  }
  return told;
}

pageTest(
  `four tabs with ${COMMANDS} racing commands each end on one history, dense, without duplicates, with all money accounted for`,
  async (bring, t) => {
    const first = await bring();
    const accounts = await smallBook(first);
    const tabs = [first, await first.anotherTab(), await first.anotherTab(), await first.anotherTab()];
    // One that only watches, from the past.
    const watcher = await first.anotherTab();
    await watcher.goTo(2);
    const begun = Date.now();
    const told = await Promise.all(tabs.map((tab, at) => tab.page.evaluate(race, [at + 1, COMMANDS, accounts])));
    const took = Date.now() - begun;

    const { value: last } = await call(first, "dispatch", { type: "RenameBook", name: "After the race" });
    const end = last[0].sequence;
    const followed = Date.now();
    for (const tab of [...tabs, watcher]) await tab.until((count) => globalThis.daybook.count() === count, end, 1_000);
    t.diagnostic(`${end} events in ${took} ms, followed within ${Date.now() - followed} ms`);
    assert.equal(await watcher.position(), 2, "whoever looks at the past stays there");

    const prints = await Promise.all([...tabs, watcher].map((tab) => tab.fingerprint()));
    assert.equal(new Set(prints).size, 1, "every tab ends on the same fingerprint");
    assert.deepEqual(wrongOnDisk(await onDisk(first)), []);
    const events = await first.page.evaluate((n) => globalThis.daybook.events(1, n), end);
    assert.deepEqual(events.map((event) => event.sequence), Array.from({ length: end }, (_, at) => at + 1), "dense");
    for (const member of ["id", "command_id"]) {
      const raced = events.filter((event) => event.sequence > 4).map((event) => event[member]);
      assert.equal(new Set(raced).size, raced.length, `no ${member} twice`);
    }
    const acknowledged = told.flatMap(({ ids }) => ids);
    assert.equal(acknowledged.length, end - 5, "what is recorded was acknowledged, and nothing else");
    for (const [sequence, id] of acknowledged) assert.equal(events[sequence - 1].id, id);
    const sum = (what) => told.reduce((all, one) => all + one[what], 0);
    assert.equal(sum("refused") + acknowledged.length, COMMANDS * tabs.length);
    const { value: state } = await call(first, "stateAt", end);
    assert.equal(Math.round(Number(state.totals.EUR) * 100), 100_000 + sum("came") - sum("went"), "money is conserved");
    assert.ok(state.accounts.every(({ balance }) => !balance.startsWith("-")), "no account was overdrawn");
    assert.equal((await call(first, "verify")).value.ok, true);
  },
  { timeout: 240_000 },
);

pageTest("a command that several tabs send at once under one id is recorded once, and each gets the events", async (bring) => {
  const first = await bring();
  const [main] = await smallBook(first);
  const tabs = [first, await first.anotherTab(), await first.anotherTab()];
  for (let round = 0; round < 10; round += 1) {
    const command_id = crypto.randomUUID();
    const command = { type: "DepositMoney", account: main, amount: "1.00", command_id };
    const answers = await Promise.all(tabs.flatMap((tab) => [accepted(tab, command), accepted(tab, command)]));
    for (const events of answers) assert.deepEqual(events, answers[0]);
    assert.equal(answers[0][0].command_id, command_id);
  }
  await first.until(() => globalThis.daybook.count() === 14);
  const { value: state } = await call(first, "stateAt", 14);
  assert.equal(state.totals.EUR, "1010.00");
});
