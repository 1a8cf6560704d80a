//! Watches what is asked of IndexedDB, and lets it go wrong the way browsers do.

use js_sys::{Array, Function, Reflect, eval};
use wasm_bindgen::{JsCast, JsValue};

const WATCH: &str = r"(() => {
  const seen = { writes: [], completed: [], put: [], reads: [], databases: [] };
  const undo = [];
  const wrap = (prototype, name, make) => {
    const was = prototype[name];
    prototype[name] = make(was);
    undo.push(() => { prototype[name] = was; });
  };
  wrap(IDBDatabase.prototype, 'transaction', (was) => function (...args) {
    const transaction = was.apply(this, args);
    seen.databases.push(this);
    if (transaction.mode === 'readwrite') {
      seen.writes.push(transaction.durability);
      transaction.addEventListener('complete', () => { seen.completed.push(this.name); });
    }
    return transaction;
  });
  wrap(IDBObjectStore.prototype, 'put', (was) => function (...args) {
    seen.put.push(this.name);
    return was.apply(this, args);
  });
  wrap(IDBObjectStore.prototype, 'getAll', (was) => function (...args) {
    seen.reads.push(this.name);
    return was.apply(this, args);
  });
  seen.undo = () => undo.forEach((step) => step());
  return seen;
})()";

/// A disk that is full: every request is answered, and then the transaction aborts with the reason.
const FULL_DISK: &str = r"(() => {
  const { add } = IDBObjectStore.prototype;
  const { commit } = IDBTransaction.prototype;
  const error = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'error');
  IDBTransaction.prototype.commit = () => {};
  IDBObjectStore.prototype.add = function (...args) {
    const request = add.apply(this, args);
    request.addEventListener('success', () => this.transaction.abort(), { once: true });
    return request;
  };
  Object.defineProperty(IDBTransaction.prototype, 'error', {
    configurable: true,
    get() { return new DOMException('no room', 'QuotaExceededError'); },
  });
  return { undo() {
    IDBObjectStore.prototype.add = add;
    IDBTransaction.prototype.commit = commit;
    Object.defineProperty(IDBTransaction.prototype, 'error', error);
  } };
})()";

/// A browser that takes one record and throws at the next.
const THROWS_AT_THE_SECOND_ADD: &str = r"(() => {
  const { add } = IDBObjectStore.prototype;
  let added = 0;
  IDBObjectStore.prototype.add = function (...args) {
    added += 1;
    if (added > 1) throw new DOMException('no more', 'DataError');
    return add.apply(this, args);
  };
  return { undo() { IDBObjectStore.prototype.add = add; } };
})()";

/// A browser that has never heard of durability.
const NO_DURABILITY: &str = r"(() => {
  const was = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode) { return was.call(this, stores, mode); };
  return { undo() { IDBDatabase.prototype.transaction = was; } };
})()";

/// A browser that forbids the page the storage of this name: asking for it throws.
const FORBIDDEN: &str = r"((name) => {
  const was = Object.getOwnPropertyDescriptor(window, name);
  Object.defineProperty(window, name, {
    configurable: true,
    get() { throw new DOMException('not here', 'SecurityError'); },
  });
  return { undo() {
    delete window[name];
    if (was) Object.defineProperty(window, name, was);
  } };
})";

/// A change to the browser, undone when dropped.
pub(crate) struct Spy(JsValue);

impl Spy {
    pub(crate) fn watch() -> Self {
        Self(eval(WATCH).unwrap())
    }

    pub(crate) fn full_disk() -> Self {
        Self(eval(FULL_DISK).unwrap())
    }

    pub(crate) fn throws_at_the_second_add() -> Self {
        Self(eval(THROWS_AT_THE_SECOND_ADD).unwrap())
    }

    pub(crate) fn no_durability() -> Self {
        Self(eval(NO_DURABILITY).unwrap())
    }

    pub(crate) fn forbidden(name: &str) -> Self {
        let forbid: Function = eval(FORBIDDEN).unwrap().unchecked_into();
        Self(forbid.call1(&JsValue::NULL, &name.into()).unwrap())
    }

    /// What it has seen of a kind.
    pub(crate) fn seen(&self, what: &str) -> Vec<JsValue> {
        Reflect::get(&self.0, &what.into()).unwrap().unchecked_into::<Array>().iter().collect()
    }

    /// The same as texts.
    pub(crate) fn texts(&self, what: &str) -> Vec<String> {
        self.seen(what).iter().map(|value| value.as_string().unwrap()).collect()
    }
}

impl Drop for Spy {
    fn drop(&mut self) {
        let undo: Function = Reflect::get(&self.0, &"undo".into()).unwrap().unchecked_into();
        undo.call0(&self.0).unwrap();
    }
}
