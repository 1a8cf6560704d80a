// `window.daybook`, the page's own scripting interface, as specified: here, and only here, it acts.
import assert from "node:assert/strict";
import { withBook } from "./books.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { folded, totals } from "./fold.mjs";
import { pageTest } from "./harness.mjs";

// Calls a method of `window.daybook`; an error comes back as its code and figures.
function call(person, method, ...args) {
  return person.page.evaluate(
    async ([name, values]) => {
      try {
        return { value: await globalThis.daybook[name](...values) };
      } catch (error) {
        return { ...error, error: error instanceof Error, code: error.code, message: error.message };
      }
    },
    [method, args],
  );
}
const dispatch = (person, command) => call(person, "dispatch", command);
const stateAt = async (person, position) => (await call(person, "stateAt", position)).value;
const exported = (person, position) =>
  person.page.evaluate(async (at) => (await globalThis.daybook.exportJson(at)).text(), position);

async function accepted(person, command) {
  const { value, code, message } = await dispatch(person, command);
  assert.equal(code, undefined, `${command.type}: ${message}`);
  return value;
}

async function account(person, name, currency, more = {}) {
  const [event] = await accepted(person, { type: "OpenAccount", name, currency, ...more });
  return event.data.account;
}

pageTest("the interface is there before the app, and answers once it is ready", async (bring) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: "Scripted", base_currency: "EUR" });
  await person.page.evaluate(() => globalThis.daybook.history);
  assert.equal(await person.count(), 1);
  const facts = await person.page.evaluate(() => ({
    isMap: globalThis.daybook.stateAt(1) instanceof Map || globalThis.daybook.events(1, 1)[0] instanceof Map,
    balances: globalThis.daybook.balancesAt(1) instanceof Float64Array,
    memory: Object.keys(globalThis.daybook.memory()).sort(),
    books: globalThis.daybook.books().map(({ name, count }) => ({ name, count })),
  }));
  assert.deepEqual(facts, {
    isMap: false,
    balances: true,
    memory: ["log", "snapshots", "wasm"],
    books: [{ name: "Scripted", count: 1 }],
  });
});

pageTest("an event has exactly the members of the formats", async (bring) => {
  const person = await bring();
  const command_id = "6f9619ff-8b86-4011-b42d-00cf4fc964ff";
  await accepted(person, { type: "OpenBook", name: "Exact", base_currency: "EUR" });
  const [opened, filled] = await accepted(person, {
    type: "OpenAccount",
    name: "Cash",
    currency: "EUR",
    opening_balance: "7.5",
    date: "2026-01-01",
    actor: "Ada",
    command_id,
  });
  assert.deepEqual(Object.keys(opened.data).sort(), ["account", "currency", "kind", "name", "overdraft_limit"]);
  assert.deepEqual([opened.data.kind, opened.data.overdraft_limit], ["asset", "0.00"]);
  assert.deepEqual([filled.type, filled.data.amount, filled.data.category], ["MoneyDeposited", "7.50", "Opening balance"]);
  assert.deepEqual([opened.commit, filled.commit], [opened.sequence, opened.sequence]);
  assert.deepEqual([opened.command, filled.command, opened.actor], ["OpenAccount", "OpenAccount", "Ada"]);
  assert.match(filled.recorded_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.match(filled.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);

  const again = await accepted(person, {
    type: "OpenAccount",
    name: "Cash",
    currency: "EUR",
    opening_balance: "7.5",
    date: "2026-01-01",
    actor: "Ada",
    command_id,
  });
  assert.deepEqual(again.map((event) => event.sequence), [2, 3], "the same command again is what was recorded then");
  const other = await dispatch(person, { type: "OpenAccount", name: "Other", currency: "EUR", command_id });
  assert.equal(other.code, "command-id-reused");
  assert.equal(await person.count(), 3);
});

// Each refusal with the command that earns it, in a book with open, frozen and closed accounts.
pageTest("every refusal has its code, and records nothing", async (bring) => {
  const person = await bring();
  assert.equal((await dispatch(person, { type: "DepositMoney" })).error, true);
  assert.equal((await dispatch(person, { type: "RenameBook", name: "x" })).code, "no-book");
  await accepted(person, { type: "OpenBook", name: "Refusals", base_currency: "EUR" });
  const ids = {};
  for (const name of ["cash", "other", "frozen", "closed"]) ids[name] = await account(person, name, "EUR");
  ids.yen = await account(person, "yen", "JPY");
  const [entry] = await accepted(person, { type: "DepositMoney", account: ids.cash, amount: "10" });
  const [reversed] = await accepted(person, { type: "DepositMoney", account: ids.cash, amount: "1" });
  await accepted(person, { type: "ReverseEntry", entry: reversed.id, reason: "twice" });
  await accepted(person, { type: "FreezeAccount", account: ids.frozen });
  await accepted(person, { type: "CloseAccount", account: ids.closed });
  const nobody = "018f0000-0000-7000-8000-00000000beef";
  const deposit = { type: "DepositMoney", account: ids.cash, amount: "1.00" };
  const expected = [
    ["unknown-command", { type: "PrintMoney" }],
    ["unknown-field", { ...deposit, colour: "red" }],
    ["malformed", { ...deposit, amount: 5 }],
    ["malformed", { ...deposit, amount: "1e3" }],
    ["malformed", { ...deposit, amount: " 1" }],
    ["malformed", { ...deposit, date: "2026-02-30" }],
    ["date-out-of-range", { ...deposit, date: "2200-01-01" }],
    ["amount-not-positive", { ...deposit, amount: "0" }],
    ["amount-not-positive", { ...deposit, amount: "-1" }],
    ["too-many-decimals", { ...deposit, amount: "1.001" }],
    ["amount-out-of-range", { ...deposit, amount: "99999999999999" }],
    ["currency-mismatch", { ...deposit, currency: "JPY" }],
    ["unknown-account", { ...deposit, account: nobody }],
    ["account-frozen", { ...deposit, account: ids.frozen }],
    ["account-closed", { ...deposit, account: ids.closed }],
    ["text-too-long", { ...deposit, note: "x".repeat(4001) }],
    ["text-too-long", { ...deposit, category: "x".repeat(201) }],
    ["insufficient-funds", { type: "WithdrawMoney", account: ids.cash, amount: "10.01" }],
    ["same-account", { type: "TransferMoney", from: ids.cash, to: ids.cash, amount: "1" }],
    ["unknown-currency", { type: "OpenAccount", name: "x", currency: "XQQ" }],
    ["name-empty", { type: "OpenAccount", name: " \n", currency: "EUR" }],
    ["account-exists", { type: "OpenAccount", name: "x", currency: "EUR", account: ids.cash }],
    ["unknown-entry", { type: "ReverseEntry", entry: nobody, reason: "x" }],
    ["already-reversed", { type: "ReverseEntry", entry: reversed.id, reason: "x" }],
    ["nothing-changed", { type: "RenameAccount", account: ids.cash, name: "cash" }],
    ["nothing-changed", { type: "RenameBook", name: "Refusals" }],
    ["not-frozen", { type: "UnfreezeAccount", account: ids.cash }],
    ["already-frozen", { type: "FreezeAccount", account: ids.frozen }],
    ["not-closed", { type: "ReopenAccount", account: ids.cash }],
    ["balance-not-zero", { type: "CloseAccount", account: ids.cash }],
    ["account-frozen", { type: "CloseAccount", account: ids.frozen }],
    ["balance-differs", { type: "ReconcileAccount", account: ids.cash, date: "2199-01-01", balance: "9.99" }],
  ];
  const before = await person.fingerprint();
  for (const [code, command] of expected) {
    const answer = await dispatch(person, command);
    assert.equal(answer.code, code, `${JSON.stringify(command).slice(0, 120)}: ${answer.message}`);
    assert.ok(answer.message.length > 10, "with a sentence");
  }
  // Half a character is made in the page: it would not survive the way there.
  const half = await person.page.evaluate(
    (command) =>
      globalThis.daybook.dispatch({ ...command, note: String.fromCharCode(0xd800) }).then(
        () => "accepted",
        (error) => error.code,
      ),
    deposit,
  );
  assert.equal(half, "malformed");
  assert.equal(await person.fingerprint(), before);

  const all = await call(person, "dispatchAll", [deposit, deposit, { ...deposit, amount: "0" }]);
  assert.deepEqual([all.code, all.index], ["amount-not-positive", 2]);
  assert.equal(await person.fingerprint(), before, "all or nothing");
  const { value } = await call(person, "dispatchAll", [deposit, { ...deposit, amount: "2" }]);
  assert.equal(new Set(value.map((event) => event.commit)).size, 1, "one commit");
  assert.equal((await stateAt(person, value[1].sequence)).accounts[0].balance, "13.00");
  assert.equal(entry.data.amount, "10.00");
});

pageTest("positions out of range and ranges of nothing are told apart", async (bring) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: "Positions", base_currency: "EUR" });
  for (const position of [-1, 2, 1.5, "x"]) {
    for (const method of ["stateAt", "balancesAt", "goTo", "fingerprint"]) {
      assert.equal((await call(person, method, position)).code, "position-out-of-range", `${method}(${position})`);
    }
  }
  assert.deepEqual((await call(person, "events", 2, 1)).value, []);
  assert.equal((await call(person, "fingerprint", 0)).value, "0".repeat(64));
  assert.deepEqual((await stateAt(person, 0)).accounts, []);
});

pageTest("going to a moment is on the screen when it resolves, and a command leaves the position", async (bring) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: "Moments", base_currency: "EUR" });
  const cash = await account(person, "Cash", "EUR");
  for (const amount of ["1", "2", "3"]) await accepted(person, { type: "DepositMoney", account: cash, amount });
  await call(person, "goTo", 3);
  assert.equal(await person.balanceOf("Cash"), "1.00", "without waiting");
  await accepted(person, { type: "DepositMoney", account: cash, amount: "4" });
  assert.deepEqual([await person.position(), await person.count()], [3, 6]);
  await call(person, "goTo", "now");
  assert.equal(await person.balanceOf("Cash"), "10.00");
  assert.equal(await person.position(), 6);
});

pageTest("a subscriber gets what was and what comes, until it stops", async (bring) => {
  const person = await bring();
  await accepted(person, { type: "OpenBook", name: "Subscribed", base_currency: "EUR" });
  await person.page.evaluate(() => {
    globalThis.heard = [];
    globalThis.stop = globalThis.daybook.subscribe(1, (event) => globalThis.heard.push(event.sequence));
  });
  await account(person, "Cash", "EUR");
  await person.until(() => globalThis.heard.length === 2);
  await person.page.evaluate(() => globalThis.stop());
  await account(person, "More", "EUR");
  assert.deepEqual(await person.page.evaluate(() => globalThis.heard), [1, 2]);
});

// Thousands of commands of every kind, right and wrong, in five currencies and odd texts, from a seed; made in the page,
// because each crossing from here costs more than the command.
function busyDays([seed, rounds]) {
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const any = (list) => list[random(list.length)];
  const currencies = { EUR: 2, USD: 2, JPY: 0, BHD: 3, CLF: 4 };
  const texts = ["Rent", "🚣🏽‍♀️", "\u202Eevil", "a\nb", "\u0000nul", "<b>x</b>", "e\u0301", "  ", "\"\\/\u2028", "x".repeat(200)];
  const accounts = [];
  const entries = [];
  const amount = (currency) => {
    const digits = currencies[currency];
    const whole = random(500);
    return digits ? `${whole}.${String(random(10 ** digits)).padStart(digits, "0")}` : String(whole + 1);
  };
  const make = () => {
    const account = any(accounts);
    const other = any(accounts);
    const entry = entries.length ? any(entries) : undefined;
    const day = `20${20 + random(9)}-${String(1 + random(12)).padStart(2, "0")}-${String(1 + random(28)).padStart(2, "0")}`;
    const money = { account: account?.id, amount: account && amount(account.currency), date: day, note: any(texts) };
    const choice = random(20);
    if (!account || choice === 0) {
      const currency = any(Object.keys(currencies));
      const limit = random(3) ? {} : { overdraft_limit: any(["unlimited", "100"]) };
      return { type: "OpenAccount", name: `${any(texts)}!`, currency, kind: any(["asset", "liability"]), ...limit };
    }
    if (choice < 8) return { type: "DepositMoney", ...money, category: any(texts).trim(), counterparty: any(texts) };
    if (choice < 11) return { type: "WithdrawMoney", ...money };
    if (choice < 14) {
      const received = account.currency === other.currency ? {} : { received_amount: amount(other.currency) };
      return { type: "TransferMoney", from: account.id, to: other.id, amount: money.amount, ...received };
    }
    if (choice === 14 && entry) return { type: "ReverseEntry", entry, reason: any(texts) };
    if (choice === 15 && entry) return { type: "CategorizeEntry", entry, category: any(texts) };
    if (choice === 16) return { type: any(["FreezeAccount", "UnfreezeAccount"]), account: account.id };
    if (choice === 17) return { type: any(["CloseAccount", "ReopenAccount"]), account: account.id };
    if (choice === 18) return { type: "RenameAccount", account: account.id, name: any(texts) };
    return { type: "DepositMoney", ...money, amount: any(["0", "-1", "1.23456", "x", "999999999999999"]) };
  };
  return (async () => {
    const refusals = {};
    for (let round = 0; round < rounds; round += 1) {
      const before = globalThis.daybook.count();
      try {
        const events = await globalThis.daybook.dispatch(make());
        for (const { type, id, data } of events) {
          if (type === "AccountOpened") accounts.push({ id: data.account, currency: data.currency });
          if (/^Money/.test(type)) entries.push(id);
        }
      } catch (error) {
        if (!error.code) throw error;
        if (globalThis.daybook.count() !== before) throw new Error(`${error.code} recorded something`);
        refusals[error.code] = (refusals[error.code] ?? 0) + 1;
      }
    }
    return refusals;
  })();
}

pageTest(
  "after busy days every state, figure and fingerprint is what the exported events give by hand",
  async (bring, t) => {
    const person = await bring();
    await accepted(person, { type: "OpenBook", name: "Busy days", base_currency: "EUR" });
    const refusals = await person.page.evaluate(busyDays, [20261123, 1500]);
    t.diagnostic(`${await person.count()} events; refused: ${JSON.stringify(refusals)}`);
    const text = await exported(person);
    const file = JSON.parse(text);
    assert.equal(file.fingerprint, fingerprint(file.events));
    const positions = [0, 1, 2, 3, file.count, file.count - 1];
    for (let share = 1; share < 40; share += 1) positions.push(Math.round((file.count * share) / 40));

    const compare = async (someone, when) => {
      for (const position of positions) {
        const prefix = file.events.slice(0, position);
        const accounts = folded(prefix);
        const state = await stateAt(someone, position);
        const byMember = ({ id, name, currency, kind, balance, status, entries, opened_at, closed_at }) =>
          JSON.stringify({ id, name, currency, kind, balance, status, entries, opened_at, closed_at });
        assert.deepEqual(state.accounts.map(byMember), accounts.map(byMember), `${when}: accounts at ${position}`);
        assert.deepEqual({ ...state.totals }, totals(accounts), `${when}: totals at ${position}`);
        assert.equal(state.recorded_at ?? undefined, prefix.at(-1)?.recorded_at);
        assert.equal((await call(someone, "fingerprint", position)).value, fingerprint(prefix), `${when}: at ${position}`);
        const minor = await someone.page.evaluate((at) => [...globalThis.daybook.balancesAt(at)], position);
        assert.deepEqual(minor, accounts.map(({ balance }) => Number(balance.replace(".", ""))));
      }
    };
    await compare(person, "as recorded");
    await person.reload();
    await person.page.evaluate(() => globalThis.daybook.history);
    await compare(person, "after a reload");
    const verified = (await call(person, "verify")).value;
    assert.deepEqual(verified, { ok: true, count: file.count, fingerprint: file.fingerprint, problems: [] });

    const other = await bring();
    const { value } = await call(other, "importJson", text);
    assert.deepEqual([value.appended, value.count, value.fingerprint], [file.count, file.count, file.fingerprint]);
    await compare(other, "in another browser");
    const undated = (whole) => whole.replace(/"exported_at": "[^"]*"/, "");
    assert.equal(undated(await exported(other)), undated(text));
  },
  { timeout: 300_000 },
);

pageTest("what there is not is said by its own name: a destination, a book before its first event", async (bring) => {
  const person = await bring();
  const none = await person.page.evaluate(() => globalThis.daybook.stateOn("2026-01-31"));
  assert.deepEqual(none, { position: 0, accounts: [], totals: {}, date: "2026-01-31" });
  await withBook(person);
  for (const [name, more] of [["pauseDestination"], ["resumeDestination"], ["removeDestination"], ["resendDestination", 1], ["unlockDestination", { token: "a" }]]) {
    const { code, message } = await call(person, name, "x", more);
    assert.equal(code, "unknown-destination", name);
    assert.match(message, /no destination x/);
  }
  assert.equal((await call(person, "exportJson", 0)).code, "no-book");
});
