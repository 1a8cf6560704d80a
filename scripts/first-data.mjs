// Which constants a part of a wasm needs: those that its code names, and those that these name. Where the constants are is
// known from the linker's map (build.rs).
import { readFileSync } from "node:fs";

// The read-only constants the map lists, as { begin, end }, in order. What the linker joined of several is one.
export function constantsOf(map) {
  const lines = readFileSync(map, "utf8").split("\n");
  const header = /^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +(\S.*)$/;
  const constants = [];
  let inside = false;
  for (const line of lines) {
    const [, address, size, name] = header.exec(line) ?? [];
    if (!name) continue;
    if (name === ".rodata") inside = true;
    else if (/^\.[a-z]+$/.test(name) || /^[A-Z]+$/.test(name)) inside = false;
    else if (inside && !/\.o:\(|\.rlib\(/.test(name)) {
      const begin = Number.parseInt(address, 16);
      constants.push({ begin, end: begin + Number.parseInt(size, 16) });
    }
  }
  constants.sort((one, other) => one.begin - other.begin);
  return constants;
}

// The numbers in a program's text that could be addresses: those that stand for themselves, and those that something is reckoned
// from, which may be a little before or after the constant it is in. An expression begins on a line of its own, one further in
// than what it is an operand of.
function addressesIn(text) {
  const exact = new Set();
  const about = new Set();
  const operations = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    const indent = line.search(/\S/);
    const [, operation, rest] = /^\(?([\w.]+)(.*)/.exec(line.slice(indent)) ?? [];
    if (!operation) continue;
    operations[indent] = operation;
    if (operation === "i32.const") {
      const value = Number.parseInt(rest, 10);
      (/^i32\.(add|sub)$/.test(operations[indent - 1]) ? about : exact).add(value);
      if (offset) about.add(offset + value);
    } else if (operation === "i64.const") {
      // Two at once.
      const both = BigInt.asUintN(64, BigInt(rest.match(/-?\d+/)[0]));
      exact.add(Number(both & 0xffffffffn)).add(Number(both >> 32n));
    } else if (operation === "v128.const") {
      for (const [value] of rest.matchAll(/0x[0-9a-f]+/g)) exact.add(Number(value));
    } else if (operation === "global") {
      for (const [, value] of rest.matchAll(/i32\.const (-?\d+)/g)) exact.add(Number(value));
    }
    offset = Number(/ offset=(\d+)/.exec(rest)?.[1] ?? 0);
    if (offset) about.add(offset);
  }
  return { exact, about };
}

// How far before a constant something in it may be reckoned from: a table's first place may be that of a letter (“a” is 97) or
// of a code. A text begins where it begins, and so does a table of methods (a function, a size, an alignment, then functions).
const CLOSE = 16;
const FAR = 4 * 97;
const MOST_FUNCTIONS = 100_000;

function reachOf({ begin, end }, byteAt) {
  const bytes = Array.from({ length: end - begin }, (_, index) => byteAt(begin + index));
  if (bytes.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x09)) return CLOSE;
  const word = (index) => bytes.slice(4 * index, 4 * index + 4).reduceRight((sum, byte) => 256 * sum + byte, 0);
  const methods = begin % 4 === 0 && bytes.length >= 12 && word(0) < MOST_FUNCTIONS && word(1) < 65_536 && [1, 2, 4, 8, 16].includes(word(2));
  return methods ? CLOSE : FAR;
}

// Which of `constants` a program of this text needs, that begins with these `segments` in memory.
export function neededBy(text, segments, constants) {
  const needed = new Set();
  const waiting = [];
  const at = (address) => {
    let low = 0;
    let high = constants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (constants[middle].end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const need = (from, to, reached = () => true) => {
    for (let index = at(from); index < constants.length && constants[index].begin <= to; index += 1) {
      if (!reached(constants[index])) continue;
      if (!needed.has(constants[index])) waiting.push(constants[index]);
      needed.add(constants[index]);
    }
  };
  // The memory as it is at the start: segments end where zeros begin, and that may be within an address.
  const low = Math.min(...segments.map(({ offset }) => offset)) & ~3;
  const high = Math.max(...segments.map(({ offset, data }) => offset + data.length), constants.at(-1)?.end ?? 0);
  const memory = new DataView(new ArrayBuffer(high - low + 8));
  for (const { offset, data } of segments) new Uint8Array(memory.buffer).set(data, offset - low);
  const wordsOf = (begin, end) => {
    for (let word = (begin + 3) & ~3; word < end; word += 4) {
      const address = memory.getUint32(word - low, true);
      need(address, address);
    }
  };
  const byteAt = (address) => memory.getUint8(address - low);
  const reaches = new Map(constants.map((constant) => [constant, reachOf(constant, byteAt)]));
  const { exact, about } = addressesIn(text);
  for (const address of exact) need(address, address);
  for (const address of about) need(address - CLOSE, address + FAR, (it) => it.begin - address <= reaches.get(it));
  // What is not a constant may name some from the start.
  const last = constants.at(-1)?.end ?? 0;
  wordsOf(last, high);
  while (waiting.length) {
    const { begin, end } = waiting.pop();
    wordsOf(begin, end);
  }
  return needed;
}
