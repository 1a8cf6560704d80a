// `window.daybook`, there from the first moment: asynchronous calls wait for the program, synchronous ones need it. The
// README lists what each does. The program hands over its side through `__attach`; nothing else may use the members
// that begin with two underscores.
(() => {
  "use strict";

  let own = null;
  let open = { key: null, count: 0, branch: false };
  const subscribers = new Set();

  let settle;
  const ready = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever does not ask is not told: a page that can't start says so itself.
  ready.catch(() => {});

  // Another book brings another history: each is promised anew.
  let history;
  const promiseHistory = () => {
    let resolve;
    history = { promise: new Promise((done) => (resolve = done)), resolve, done: false };
  };
  promiseHistory();

  const notReady = () => Object.assign(new Error("Daybook is still starting: await daybook.ready first."), { code: "not-ready" });
  // What the first screen does not need is made when it is first asked for, in a part of the program that is then brought.
  let bring = () => {};
  let more = null;
  let brought;
  const all = new Promise((resolve) => (brought = resolve));
  const call = (name, args) => (own[name] ?? (more ??= own.more())[name])(...args);
  const sync = (name) => (...args) => {
    if (!own) throw notReady();
    return call(name, args);
  };
  const later = (name) => async (...args) => {
    await ready;
    await bring();
    return call(name, args);
  };

  // Each subscriber is told of every event of its book once, in order, however often the page says that something changed.
  function deliver() {
    for (const it of subscribers) {
      if (!own || it.key !== open.key || it.busy || !history.done || open.branch) continue;
      it.busy = true;
      try {
        while (subscribers.has(it) && it.next <= open.count) {
          const [event] = own.events(it.next, it.next);
          it.next += 1;
          try {
            it.callback(event);
          } catch (error) {
            // A subscriber's own mistake is reported as such and stops nobody else.
            reportError(error);
          }
        }
      } finally {
        it.busy = false;
      }
    }
  }

  window.daybook = {
    ready,
    get history() {
      return Promise.all([ready, history.promise]).then(() => undefined);
    },
    dispatch: later("dispatch"),
    dispatchAll: later("dispatchAll"),
    count: sync("count"),
    position: sync("position"),
    goTo: later("goTo"),
    stateAt: sync("stateAt"),
    // Asked for frame by frame: called without detours.
    balancesAt(position) {
      if (!own) throw notReady();
      return own.balancesAt(typeof position === "number" ? position : NaN);
    },
    events: sync("events"),
    subscribe(from, callback) {
      if (!own) throw notReady();
      if (!Number.isSafeInteger(from) || from < 0 || typeof callback !== "function") {
        throw Object.assign(new Error("subscribe takes a sequence and a function."), { code: "malformed" });
      }
      const it = { key: open.key, next: Math.max(1, from), callback, busy: false };
      subscribers.add(it);
      deliver();
      return () => void subscribers.delete(it);
    },
    fingerprint: sync("fingerprint"),
    explain: sync("explain"),
    diff: sync("diff"),
    stateOn: sync("stateOn"),
    integrationEvents: sync("integrationEvents"),
    addDestination: later("addDestination"),
    destinations: sync("destinations"),
    pauseDestination: later("pauseDestination"),
    resumeDestination: later("resumeDestination"),
    removeDestination: later("removeDestination"),
    resendDestination: later("resendDestination"),
    unlockDestination: later("unlockDestination"),
    exportJson: later("exportJson"),
    exportAs: later("exportAs"),
    importJson: later("importJson"),
    verify: later("verify"),
    memory: sync("memory"),
    books: sync("books"),
    openBook: later("openBook"),

    __courier: () => import(new URL("courier.js", document.baseURI).href),
    __bring(bringing) {
      bring = bringing;
    },
    // Settled when all of the program is there.
    __all: all,
    __brought: () => brought(),
    __attach(program, failed) {
      own = program;
      if (failed) settle.reject(Object.assign(failed, { code: "not-started" }));
      else settle.resolve();
    },
    __changed(key, count, whole, branch) {
      // A branch has a history of its own, and is nobody's book.
      open = branch ? { ...open, branch } : { key, count, branch };
      if (!whole && history.done) promiseHistory();
      if (whole) {
        history.done = true;
        history.resolve();
      }
      deliver();
    },
    __failed(error) {
      settle.reject(Object.assign(error instanceof Error ? error : new Error(String(error)), { code: "not-started" }));
    },
  };
})();
