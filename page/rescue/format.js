// The stored bytes of a book, read by nothing but the README's description of them, and written as an event log file.
// Shares no code with the program: it must work when the program does not.

const LONGEST_DECIMALS = 4;
const DAY = 86_400_000;
const ZERO_ID = { bytes: new Uint8Array(16), upper: 0 };

const ENTRY = "account amount category?:label counterparty?:label currency:label date note?:text origin?";
const REASON = "account reason?:text";
// Code → type, version, usual command, members: the README's table of shapes.
export const SHAPES = new Map(
  [
    [1, "BookOpened", 1, "OpenBook", "base_currency:label name:label"],
    [2, "BookRenamed", 1, "RenameBook", "name:label"],
    [3, "BookForked", 1, "ImportLog", "at:sequence fingerprint"],
    [4, "AccountOpened", 1, "OpenAccount", "account currency:label kind:label name:label overdraft_limit:limit"],
    [5, "AccountRenamed", 1, "RenameAccount", "account name:label"],
    [6, "OverdraftLimitSet", 1, "SetOverdraftLimit", "account overdraft_limit:limit"],
    [7, "MoneyDeposited", 1, "DepositMoney", ENTRY],
    [8, "MoneyWithdrawn", 1, "WithdrawMoney", ENTRY],
    [
      9,
      "MoneyTransferred",
      1,
      "TransferMoney",
      "amount currency:label date from:account note?:text origin? received_amount?:amount received_currency?:label to:account",
    ],
    [10, "EntryCategorized", 1, "CategorizeEntry", "category?:label counterparty?:label entry:event note?:text"],
    [11, "EntryReversed", 1, "ReverseEntry", "entry:event reason?:text"],
    [12, "AccountReconciled", 1, "ReconcileAccount", "account balance:amount date"],
    [13, "AccountFrozen", 1, "FreezeAccount", REASON],
    [14, "AccountUnfrozen", 1, "UnfreezeAccount", REASON],
    [15, "AccountClosed", 1, "CloseAccount", "account"],
    [16, "AccountReopened", 1, "ReopenAccount", "account"],
    [17, "AccountClosed", 2, "CloseAccount", REASON],
    [18, "AccountReopened", 2, "ReopenAccount", REASON],
    [
      19,
      "RuleStated",
      1,
      "StateRule",
      "account? amount? category?:label compared:label currency:label months?:sequence note?:text other?:account times?:amount",
    ],
    [20, "RuleWithdrawn", 1, "WithdrawRule", "reason?:text rule:event"],
    [21, "PeriodClosed", 1, "ClosePeriod", "from:date to:date"],
    [22, "PeriodReopened", 1, "ReopenPeriod", "from:date reason?:text to:date"],
    [23, "MomentNamed", 1, "NameMoment", "fingerprint name:label position:sequence"],
    [24, "MomentUnnamed", 1, "UnnameMoment", "position:sequence"],
  ].map(([code, type, version, command, members]) => {
    const fields = members.split(" ").map((member) => {
      const [left, kind] = member.split(":");
      const name = left.replace("?", "");
      return { name, optional: left.endsWith("?"), kind: kind ?? name };
    });
    return [code, { type, version, command, fields }];
  }),
);

// What is wrong with stored bytes, for people.
export class Unreadable extends Error {}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ CRC[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// --- SHA-256, done at once: the browser's own answers later, which a chain of a million events would wait for ---

const ROUND = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The first 32 bits of the fractional parts of the cube and square roots of the first primes.
  const fraction = (root) => ((root - Math.floor(root)) * 0x1_0000_0000) >>> 0;
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let by = 2; by * by <= n; by += 1) if (n % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    ROUND[found] = fraction(Math.cbrt(n));
    found += 1;
  }
}
const WORDS = new Uint32Array(64);

export function sha256(...pieces) {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const message = new Uint8Array(((length + 72) >> 6) << 6);
  let at = 0;
  for (const piece of pieces) {
    message.set(piece, at);
    at += piece.length;
  }
  message[length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 8, Math.floor(length / 0x2000_0000));
  view.setUint32(message.length - 4, length << 3);
  const hash = START.slice();
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  for (let block = 0; block < message.length; block += 64) {
    for (let i = 0; i < 16; i += 1) WORDS[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const [x, y] = [WORDS[i - 15], WORDS[i - 2]];
      const [small, large] = [turn(x, 7) ^ turn(x, 18) ^ (x >>> 3), turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)];
      WORDS[i] = WORDS[i - 16] + small + WORDS[i - 7] + large;
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + WORDS[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word));
  }
  const out = new Uint8Array(32);
  hash.forEach((word, i) => new DataView(out.buffer).setUint32(4 * i, word));
  return out;
}

// --- The primitives of a payload ---

class Bytes {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  get done() {
    return this.at === this.bytes.length;
  }
  take(length) {
    if (length > this.bytes.length - this.at) throw new Unreadable("its stored bytes end too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  byte() {
    return this.take(1)[0];
  }
  varint() {
    let [n, scale] = [0, 1];
    for (;;) {
      const byte = this.byte();
      n += (byte & 0x7f) * scale;
      if (n > Number.MAX_SAFE_INTEGER) throw new Unreadable("a number is larger than any can be");
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) throw new Unreadable("a number is not written as it must be");
        return n;
      }
      scale *= 128;
    }
  }
  signed() {
    const n = this.varint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
  text() {
    const bytes = this.take(this.varint());
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Unreadable("a text is not UTF-8");
    }
  }
  id(other) {
    const control = this.byte();
    const shared = control & 0x1f;
    if (shared > 16 || control > 0x3f) throw new Unreadable("an id is not written as it must be");
    const mask = control & 0x20 ? this.take(4) : null;
    const upper = mask ? new DataView(mask.buffer, mask.byteOffset, 4).getUint32(0, true) : 0;
    const bytes = other.bytes.slice();
    bytes.set(this.take(16 - shared), shared);
    return { bytes, upper };
  }
}

function idText({ bytes, upper }) {
  const digits = Array.from(hex(bytes), (digit, n) => (upper >>> n) & 1 ? digit.toUpperCase() : digit).join("");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

function amountText(decimals, minor) {
  if (decimals > LONGEST_DECIMALS) throw new Unreadable("an amount has more decimals than any currency");
  const digits = String(Math.abs(minor)).padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return `${minor < 0 ? "-" : ""}${digits.slice(0, cut)}${decimals ? `.${digits.slice(cut)}` : ""}`;
}

function moment(millis) {
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) throw new Unreadable("a moment is outside the calendar");
  return date.toISOString();
}

// --- Records ---

// The frame of a record, checked.
function frame(bytes) {
  if (!(bytes instanceof Uint8Array) || bytes.length < 88) throw new Unreadable("a record is cut short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== "DBK") throw new Unreadable("what is stored is not a record");
  if (crc32(bytes.subarray(0, -4)) !== view.getUint32(bytes.length - 4, true)) {
    throw new Unreadable("a record's checksum does not fit: it was altered or damaged");
  }
  if (bytes[3] !== 1 && bytes[3] !== 2) throw new Unreadable(`a record is of format ${bytes[3]}, which a later Daybook wrote`);
  if (view.getUint32(48, true) !== bytes.length - 88) throw new Unreadable("a record is cut short or too long");
  return {
    first: Number(view.getBigUint64(4, true)),
    count: view.getUint32(12, true),
    before: bytes.slice(16, 48),
    payload: bytes.subarray(52, -36),
    after: bytes.slice(-36, -4),
  };
}

// The events of a record in order, each as its members in the order of an event log file.
function* eventsOf({ first, count, payload }) {
  const all = new Bytes(payload);
  const [accounts, labels] = [[], []];
  let [time, id, commandId, commit] = [0, ZERO_ID, ZERO_ID, 0];
  const numbered = (known, body, read) => {
    const number = body.varint();
    if (number === known.length) known.push(read());
    if (number >= known.length) throw new Unreadable("it names an account or label that was not there");
    return known[number];
  };
  for (let sequence = first; sequence < first + count; sequence += 1) {
    const body = new Bytes(all.take(all.varint()));
    const label = () => numbered(labels, body, () => body.text());
    const code = body.varint();
    const shape = SHAPES.get(code);
    if (!shape) throw new Unreadable(`it is of a kind (${code}) that a later Daybook wrote`);
    const flags = body.byte();
    if (flags > 0x3f) throw new Unreadable("its flags are not known");
    if (!(flags & 0x01)) commit = sequence;
    else if (sequence === first) commit = sequence - body.varint();
    time += body.signed();
    if (!(flags & 0x20)) id = body.id(id);
    if (!(flags & 0x04)) commandId = body.id(commandId);
    if (flags & 0x20) id = body.id(commandId);
    const causedBy = flags & 0x08 ? idText(body.id(ZERO_ID)) : undefined;
    const actor = flags & 0x10 ? label() : undefined;
    const command = flags & 0x02 ? label() : shape.command;
    const present = shape.fields.some((field) => field.optional) ? body.varint() : 0;
    const read = {
      account: () => idText(numbered(accounts, body, () => body.id(ZERO_ID))),
      event: () => idText(body.id(ZERO_ID)),
      label,
      text: () => body.text(),
      amount: (decimals = body.byte()) => amountText(decimals, body.signed()),
      limit: () => {
        const decimals = body.byte();
        return decimals === 255 ? "unlimited" : read.amount(decimals);
      },
      date: () => moment((Math.floor(time / DAY) + body.signed()) * DAY).slice(0, 10),
      sequence: () => body.varint(),
      fingerprint: () => hex(body.take(32)),
      origin: () => {
        const [file, sha256, row, bankId] = [label(), hex(body.take(32)), body.varint(), label()];
        return bankId === "" ? { file, row, sha256 } : { bank_id: bankId, file, row, sha256 };
      },
    };
    const data = {};
    let bit = 0;
    for (const { name, optional, kind } of shape.fields) {
      const here = !optional || (present >>> bit) & 1;
      bit += optional ? 1 : 0;
      if (here) data[name] = read[kind]();
    }
    if (!body.done) throw new Unreadable("it holds more than it should");
    yield {
      sequence,
      id: idText(id),
      type: shape.type,
      version: shape.version,
      recorded_at: moment(time),
      commit,
      command,
      command_id: idText(commandId),
      caused_by: causedBy,
      actor,
      data,
    };
  }
  if (!all.done) throw new Unreadable("it is followed by bytes that belong to no event");
}

// J(n): members in the order of their names, which those of `data` and `origin` are in already.
function canonical(event) {
  const sorted = Object.fromEntries(Object.keys(event).sort().map((name) => [name, event[name]]));
  return JSON.stringify(sorted);
}

// Reads a book record by record and writes its event log file, as far as the records are in order. `problem` then says
// what came after that, and where.
export class Rescue {
  constructor() {
    this.count = 0;
    this.fingerprint = new Uint8Array(32);
    this.book = { id: "", name: "" };
    this.lines = [];
    this.problem = null;
  }

  // Takes the next stored record; answers whether it was in order.
  take(bytes) {
    if (this.problem) return false;
    try {
      const record = frame(bytes);
      if (record.count === 0 || record.first !== this.count + 1) {
        throw new Unreadable(`the next record should begin with event ${this.count + 1}, not ${record.first}`);
      }
      if (hex(record.before) !== hex(this.fingerprint)) throw new Unreadable("the next record belongs to another history");
      // A record that turns out to be wrong at its end leaves nothing behind: what is written is what was proven.
      const utf8 = new TextEncoder();
      const book = { ...this.book };
      const lines = [];
      let hash = this.fingerprint;
      for (const event of eventsOf(record)) {
        hash = sha256(hash, utf8.encode(canonical(event)));
        lines.push(JSON.stringify(event));
        if (event.type === "BookOpened" || event.type === "BookForked") book.id = event.id;
        if (event.type === "BookOpened" || event.type === "BookRenamed") book.name = event.data.name;
      }
      if (hex(hash) !== hex(record.after)) {
        throw new Unreadable("the events of the next record do not give the fingerprint stored with them");
      }
      for (const line of lines) this.lines.push(line);
      this.count += lines.length;
      [this.book, this.fingerprint] = [book, hash];
      return true;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.problem = `after event ${this.count}, ${error.message}`;
      return false;
    }
  }

  // Pieces of the file.
  file(exportedAt) {
    const head =
      `{\n  "format": "daybook", "version": 1,\n` +
      `  "book": {"id": ${JSON.stringify(this.book.id)}, "name": ${JSON.stringify(this.book.name)}},\n` +
      `  "exported_at": "${exportedAt}", "count": ${this.count}, "fingerprint": "${hex(this.fingerprint)}",\n` +
      `  "events": [\n`;
    const last = this.lines.length - 1;
    const pieces = [head];
    // Few large pieces: a browser takes a million small ones badly.
    for (let from = 0; from <= last; from += 4096) {
      const lines = this.lines.slice(from, from + 4096);
      pieces.push(lines.map((line, at) => `    ${line}${from + at === last ? "" : ","}\n`).join(""));
    }
    return [...pieces, "  ]\n}\n"];
  }
}
