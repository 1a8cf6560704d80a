// Takes out of a release build's wasm what nobody in a browser can use, before wasm-opt looks at it:
//   node scripts/strip-wasm.mjs FROM TO
// The texts of panics and the places they name in the source: a panic ends the program with a trap, and wasm has no standard
// error its text could appear on. And the streams that a dependency exports to scripts: no script of the page asks for them.
import { writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { dataOf, every, exportsOf, none, read, replaceData, written } from "./wasm-functions.mjs";

const PANICS = /^(core|std|alloc|__rustc)(\[[0-9a-f]+\])?::.*(panic|unwrap_failed|expect_failed|_fail|handle_error|handle_alloc_error|rust_oom|begin_unwind|assert_failed)/;
const UNUSED_EXPORTS = /^(__wbg_)?intounderlying/;

const [, , from, to] = process.argv;
const program = read(from);

for (const { name } of exportsOf(program).filter(({ name }) => UNUSED_EXPORTS.test(name))) program.removeExport(name);

for (const reference of every(program.getNumFunctions(), (index) => program.getFunctionByIndex(index))) {
  const { name, module, results } = binaryen.getFunctionInfo(reference);
  // Imports have no body; what answers something is asked whether to panic and does not do it.
  if (!module && results === none && PANICS.test(name) && !name.includes("drop_in_place")) {
    binaryen.Function(reference).body = program.unreachable();
  }
}

// A place in the source is the address and length of a file's name, a line and a column: nothing else is of that shape. The
// places first, while the names they point at can be seen.
const MOST = { name: 300, line: 100_000, column: 1_000 };
const segments = dataOf(program);

function namesSource(at, length) {
  const segment = segments.find(({ offset, data }) => offset <= at && at + length <= offset + data.length);
  const name = segment && Buffer.from(segment.data.buffer, segment.data.byteOffset + at - segment.offset, length).toString("latin1");
  return Boolean(name && /^[\x21-\x7e]+\.rs$/.test(name)) && { segment, at, length };
}

const names = [];
for (const { offset, data } of segments) {
  const words = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = (4 - (offset % 4)) % 4; at + 16 <= data.length; at += 4) {
    const [name, length, line, column] = [0, 4, 8, 12].map((next) => words.getUint32(at + next, true));
    if (length < 4 || length > MOST.name || line < 1 || line > MOST.line || column < 1 || column > MOST.column) continue;
    const named = namesSource(name, length);
    if (!named) continue;
    names.push(named);
    data.fill(0, at, at + 16);
  }
}
for (const { segment, at, length } of names) segment.data.fill(0, at - segment.offset, at - segment.offset + length);
replaceData(program, segments);

writeFileSync(to, written(program));
