// What the benchmark and its short form in the tests measure, in the page: everything through `window.daybook` and the
// slider, as anybody's script could. Each function is handed to the page as it stands, so it names nothing from outside.

// p50 and p99 of a list of milliseconds.
export function quantiles(list) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { p50: at(0.5), p99: at(0.99) };
}

// Balances at random positions, and at neighbouring ones, until every account's figure has been read.
export function looks(page, times = 300) {
  return page.evaluate((times) => {
    const { daybook } = globalThis;
    const count = daybook.count();
    let seed = 7;
    const below = (n) => ((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0), Math.floor((seed / 2 ** 32) * n));
    const look = (position) => {
      const begin = performance.now();
      let sum = 0;
      for (const units of daybook.balancesAt(position)) sum += units;
      return { took: performance.now() - begin, sum };
    };
    const jump = Array.from({ length: times }, () => look(below(count + 1)).took);
    let position = below(count + 1);
    const drag = Array.from({ length: times }, () => {
      position = Math.min(count, Math.max(0, position + below(101) - 50));
      return look(position).took;
    });
    return { jump, drag };
  }, times);
}

// From a word typed into the journal's search to the count of all entries that hold it, for words of many and of few.
export function searches(page, words = ["fee", "posters", "7", "nobody wrote this", "boat", "müller"]) {
  return page.evaluate(async (words) => {
    const field = document.querySelector('input[type="search"]');
    const result = () => document.querySelector("p.result").textContent;
    const breath = () =>
      new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(0);
      });
    const type = async (text) => {
      const before = result();
      const begin = performance.now();
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      do await breath();
      while (result() === before || result().includes("…"));
      return performance.now() - begin;
    };
    const took = [];
    for (const word of words) {
      took.push(await type(word));
      await type("");
    }
    return took;
  }, words);
}

// Appends so many entries one by one, each after the one before it was acknowledged, to accounts in turn.
export function grow(page, events) {
  return page.evaluate(async (events) => {
    const { daybook } = globalThis;
    const accounts = daybook.stateAt(daybook.count()).accounts.filter((it) => it.status === "open").map((it) => it.id);
    const labels = ["Membership", "Boats", "Events", "Office", "Travel"];
    const begin = performance.now();
    for (let number = daybook.count(); number < events; number += 1) {
      const category = labels[number % labels.length];
      const note = `Entry ${number} of the season`;
      const account = accounts[number % accounts.length];
      await daybook.dispatch({ type: "DepositMoney", account, amount: String(1 + (number % 90)), category, note });
    }
    return performance.now() - begin;
  }, events);
}

// From the slider's input event to the painted page, a drag at a time: to and fro, so that every one of them shows another
// moment in a short book, too.
export function drags(page, times = 300) {
  return page.evaluate(async (times) => {
    const slider = document.querySelector('input[type="range"]');
    const count = globalThis.daybook.count();
    let position = Math.floor(count / 2);
    let direction = -1;
    const painted = () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = resolve;
          channel.port2.postMessage(0);
        });
      });
    const took = [];
    for (let turn = 0; turn < times; turn += 1) {
      const next = position + direction * (1 + (turn % 40));
      if (next < 0 || next > count) direction = -direction;
      position += direction * (1 + (turn % 40));
      const begin = performance.now();
      slider.value = String(position);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await painted();
      took.push(performance.now() - begin);
    }
    await globalThis.daybook.goTo("now");
    return took;
  }, times);
}

// Single appends until durable: ours; a bare strict transaction's; and in turn with them, in plain JavaScript, the requests that
// ours consists of (the book's head is read, a record is added and the book's row is written, in one strict transaction) and the
// least there could be of them (one look whether the record before is still there, and a record).
export function appends(page, times = 100) {
  return page.evaluate(async (times) => {
    const { daybook } = globalThis;
    const account = daybook.stateAt(daybook.count()).accounts.find((it) => it.status === "open").id;
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open("benchmark", 1);
      request.onupgradeneeded = () => ["records", "commits", "books"].map((name) => request.result.createObjectStore(name));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const bytes = new Uint8Array(180);
    const row = { head: 0, card: new Uint8Array(600) };
    const transact = (names, work) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction(names, "readwrite", { durability: "strict" });
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
        work(transaction, ...names.map((name) => transaction.objectStore(name)));
      });
    const ways = {
      bare: (turn) =>
        transact(["records"], (transaction, records) => {
          records.add(bytes, turn);
          transaction.commit();
        }),
      least: (turn) =>
        transact(["commits"], (transaction, commits) => {
          const before = commits.getKey(["least", turn - 1]);
          commits.add(bytes, ["least", turn]);
          before.onsuccess = () => (before.result || turn === 0 ? transaction.commit() : transaction.abort());
        }),
      same: (turn) =>
        transact(["books", "commits"], (transaction, books, commits) => {
          const head = books.get("book");
          commits.add(bytes, ["book", turn]);
          books.put({ ...row, head: turn }, "book");
          head.onsuccess = () => (head.result && head.result.head !== turn - 1 ? transaction.abort() : transaction.commit());
        }),
      ours: () => daybook.dispatch({ type: "DepositMoney", account, amount: "1" }),
    };
    const took = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
    for (let turn = 0; turn < times; turn += 1) {
      for (const [way, append] of Object.entries(ways)) {
        // What the page does after the one before it is not to be counted here.
        await new Promise((resolve) => setTimeout(resolve));
        const begin = performance.now();
        await append(turn);
        took[way].push(performance.now() - begin);
      }
    }
    database.close();
    indexedDB.deleteDatabase("benchmark");
    return took;
  }, times);
}

// The whole log as a file: how long, how many bytes; saved under `path` where one is given.
export async function exported(page, path) {
  const figures = await page.evaluate(async () => {
    const begin = performance.now();
    globalThis.benchmarkFile = await globalThis.daybook.exportJson();
    return { took: performance.now() - begin, bytes: globalThis.benchmarkFile.size };
  });
  if (path) {
    const download = page.waitForEvent("download");
    await page.evaluate(() => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(globalThis.benchmarkFile);
      link.download = "book.daybook.json";
      link.click();
    });
    await (await download).saveAs(path);
  }
  await page.evaluate(() => delete globalThis.benchmarkFile);
  return figures;
}

// Takes a file in, while a heartbeat notes how long the page was ever kept from answering.
export async function imported(page, path) {
  await page.evaluate(() => {
    const input = document.createElement("input");
    input.type = "file";
    input.id = "benchmark-file";
    input.hidden = true;
    document.body.append(input);
  });
  await page.locator("#benchmark-file").setInputFiles(path);
  return page.evaluate(async () => {
    const input = document.getElementById("benchmark-file");
    let last = performance.now();
    let longest = 0;
    const beat = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 4);
    const begin = performance.now();
    const { count } = await globalThis.daybook.importJson(input.files[0]);
    const took = performance.now() - begin;
    clearInterval(beat);
    input.remove();
    return { took, count, longest };
  });
}

// The state at positions all over the log, against folding the same events in plain JavaScript from the start.
export function againstFold(page, positions = 40) {
  return page.evaluate((positions) => {
    const { daybook } = globalThis;
    const count = daybook.count();
    const events = daybook.events(1, count);
    const units = (text) => Math.round(Number(text) * 10000);
    const fold = (until) => {
      const balances = new Map();
      const moves = new Map();
      const move = (account, change) => balances.set(account, (balances.get(account) ?? 0) + change);
      for (let at = 0; at < until; at += 1) {
        const { id, type, data } = events[at];
        let own = [];
        if (type === "AccountOpened") balances.set(data.account, 0);
        else if (type === "MoneyDeposited") own = [[data.account, units(data.amount)]];
        else if (type === "MoneyWithdrawn") own = [[data.account, -units(data.amount)]];
        else if (type === "MoneyTransferred") {
          own = [[data.from, -units(data.amount)], [data.to, units(data.received_amount ?? data.amount)]];
        } else if (type === "EntryReversed") own = moves.get(data.entry).map(([account, change]) => [account, -change]);
        if (own.length) moves.set(id, own);
        for (const [account, change] of own) move(account, change);
      }
      return balances.size;
    };
    const ours = [];
    const bare = [];
    for (let turn = 1; turn <= positions; turn += 1) {
      const position = Math.floor((count * turn) / positions);
      let begin = performance.now();
      const { length } = daybook.balancesAt(position);
      ours.push(performance.now() - begin);
      begin = performance.now();
      if (fold(position) !== length) throw new Error(`another number of accounts at ${position}`);
      bare.push(performance.now() - begin);
    }
    return { ours, bare };
  }, positions);
}

// Makes the large sample of so many events through the page, and waits until it is the open book.
export async function loadLarge(person, events) {
  const { page } = person;
  if (!(await page.getByRole("link", { name: "Data", exact: true }).first().isVisible().catch(() => false))) {
    await page.getByRole("button", { name: "Load sample book", exact: true }).click();
    await page.getByRole("link", { name: "Data", exact: true }).first().waitFor({ timeout: 120_000 });
  }
  await page.getByRole("link", { name: "Data", exact: true }).first().click();
  await page.getByRole("spinbutton", { name: "Number of events", exact: true }).fill(String(events));
  await page.getByRole("button", { name: "Load large sample", exact: true }).click();
  await page.waitForFunction((events) => globalThis.daybook.count() === events, events, { timeout: 600_000 });
}

// For how many milliseconds the page's own thread was at work so far: whatever else the machine does is not counted.
export async function busy(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration").value * 1e3;
  };
}

// From a press on the total of the book's own currency to its explanation on the screen, with the sum of all parts checked:
// how long it took, for how long of that the page was at work, and how many events contribute.
export async function explanations(page, times = 7) {
  await page.getByRole("link", { name: "Overview", exact: true }).first().click();
  await page.getByRole("button", { name: "Now", exact: true }).click();
  const work = await busy(page);
  const [took, worked] = [[], []];
  let parts = 0;
  for (let turn = 0; turn < times; turn += 1) {
    await page.locator("main .totals button.why").first().waitFor();
    const before = await work();
    const once = await page.evaluate(async () => {
      const breath = () =>
        new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = resolve;
          channel.port2.postMessage(0);
        });
      const begin = performance.now();
      document.querySelector("main .totals button.why").click();
      let verdict;
      while (!(verdict = document.querySelector("dialog p.good"))) await breath();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await breath();
      return { took: performance.now() - begin, parts: Number(verdict.textContent.replace(/\D/g, "")) };
    });
    took.push(once.took);
    worked.push((await work()) - before);
    parts = once.parts;
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "hidden" });
  }
  return { took, worked, parts };
}

// From the whole history being at hand to "proven" at the side of the page.
export async function proving(page) {
  // It begins at the first sign of a person.
  await page.mouse.move(5, 5);
  return page.evaluate(async () => {
    const line = () => document.querySelector(".side .proof-line")?.textContent ?? "";
    await globalThis.daybook.history;
    const begin = performance.now();
    while (!line().startsWith("✓")) {
      if (line().startsWith("✗")) throw new Error(line());
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    return performance.now() - begin;
  });
}

// Does something, and answers with it the longest task that a page's main thread had meanwhile, by the time it was at work
// itself: whatever else the machine does is not counted.
export async function longestTask(page, act) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const over = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  const includedCategories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];
  await session.send("Tracing.start", { traceConfig: { includedCategories }, transferMode: "ReportEvents" });
  const answer = await act();
  await session.send("Tracing.end");
  await over;
  const main = events.filter((it) => it.name === "thread_name" && it.args.name === "CrRendererMain");
  const threads = new Set(main.map((it) => `${it.pid}:${it.tid}`));
  const tasks = events.filter((it) => /RunTask/.test(it.name) && threads.has(`${it.pid}:${it.tid}`));
  return { answer, longest: Math.max(...tasks.map((task) => task.tdur ?? 0)) / 1e3 };
}
