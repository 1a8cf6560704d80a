// Splits a release build's wasm in two: what the first screen needs, and the rest, which follows when that is there.
//   node scripts/split-wasm.mjs FROM MAP LIST FIRST REST GLUE
// LIST (page/first-screen.txt) has a key for each function the first screen calls (scripts/first-screen finds them out).
// FIRST holds those. Where one of them calls another, a stub stands in its place: it calls through a table of its own, and
// before the first such call has the page fetch REST, which fills that table. Where functions are called by their place in the
// program's table, an empty place does the same. REST uses FIRST's memory, tables, globals and functions. So a list that is out
// of date costs time and nothing else. The glue gets page/rest.js, which does the fetching.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { constantsOf, neededBy } from "./first-data.mjs";
import {
  dataOf,
  exportsOf,
  funcref,
  functionsOf,
  globalsOf,
  i32,
  importsOf,
  keyOf,
  none,
  read,
  readText,
  replaceData,
  segmentsOf,
  tablesOf,
  together,
  typesOf,
  withoutZeros,
  written,
} from "./wasm-functions.mjs";

const [, , from, map, list, first, rest, glue] = process.argv;
const wanted = new Set(readFileSync(list, "utf8").split("\n").filter((line) => line && !line.startsWith("#")));
// Parts of different builds would call each other's wrong functions: they are linked by a name that only theirs have.
const build = createHash("sha256").update(readFileSync(from)).update([...wanted].join()).digest("hex").slice(0, 8);

// Names between the parts: short ones, for every byte of them is transferred.
const shorts = new Map();
function short(name) {
  if (!shorts.has(name)) shorts.set(name, shorts.size.toString(36));
  return shorts.get(name);
}

const UNUSED = ["remove-unused-module-elements"];

// Internal names with a blank in front are nobody's but ours.
const REST = " rest";
const FETCH = " fetch";
const FILLED = " filled";
const SHARED = " shared";

// What this function looks at is text that no first screen says.
const LATE_TEXTS = /\bwording(\[[0-9a-f]+\])?::late\b/;

function isLate({ name }) {
  return !wanted.has(keyOf(name)) || LATE_TEXTS.test(name);
}

// The rest has its own copy of whatever it needs of the first part but what draws the page: a call from one part to the other
// costs several of those within one, and the loops over a long history make many millions.
const DRAWS = /\b(leptos|leptos_dom|tachys|reactive_graph|reactive_stores|any_spawner|wasm_bindgen|js_sys|web_sys|ui|app)(\[[0-9a-f]+\])?::/;

function isCopied({ name }) {
  return !DRAWS.test(name);
}

// Gives what the glue provides the glue's new names for it.
function shortenImports(program) {
  for (const { name, module, base, params, results } of importsOf(program)) {
    program.addFunctionImport(name, module, short(base), params, results);
  }
}

// Leaves in the tables, where they stand, the functions that belong to a part.
function keepInTables(program, belongs) {
  for (const { name, table, offset, data } of segmentsOf(program)) {
    program.removeElementSegment(name);
    let begin = 0;
    while (begin < data.length) {
      let end = begin;
      while (end < data.length && belongs(data[end])) end += 1;
      if (end > begin) {
        const at = program.i32.const(offset + begin);
        program.addActiveElementSegment(table, `${name} ${begin}`, data.slice(begin, end), at);
      }
      begin = end + 1;
    }
  }
}

// The rest: its functions, copies of what they call often, and whatever else they use as imports of the first part's.
// `slots` are the functions that the first part calls, in the order of their table, and `shared` those of the first part
// that the rest may call, in the order of theirs. `data` is what it has the memory hold.
function restOf(slots, shared, data) {
  const places = new Map(shared.map((name, place) => [name, place]));
  const program = read(from);
  shortenImports(program);
  const functions = functionsOf(program);
  const late = new Set(functions.filter(isLate).map(({ name }) => name));
  for (const { name } of exportsOf(program)) program.removeExport(name);
  keepInTables(program, (name) => late.has(name));
  for (const { name, params, results } of functions) {
    if (late.has(name) || isCopied({ name })) continue;
    program.removeFunction(name);
    program.addFunctionImport(name, "shared", (places.get(name) ?? 0).toString(36), params, results);
  }
  replaceData(program, data);
  program.addMemoryImport("0", "first", "memory");
  for (const { name } of tablesOf(program)) program.addTableImport(name, "first", short(name));
  for (const { name, module, type, mutable } of globalsOf(program)) {
    if (!module && mutable) program.addGlobalImport(name, "first", short(name), type, true);
  }
  program.addTable(REST, Math.max(slots.length, 1), slots.length);
  program.addTableImport(REST, "first", short(REST));
  program.addActiveElementSegment(REST, REST, slots, program.i32.const(0));
  program.runPasses(UNUSED);
  return program;
}

// The first part: with stubs for those in `slots`, and with exports of what the rest imports. Functions are exported by their
// place in a table: a name of its own for each would be a good part of what is transferred.
function firstOf(slots, shared) {
  const program = read(from);
  shortenImports(program);
  const helpers = new Map();
  program.addTable(REST, Math.max(slots.length, 1), slots.length);
  program.addTableExport(REST, short(REST));
  program.addGlobal(REST, i32, true, program.i32.const(0));
  program.addGlobalExport(REST, "there");
  program.addFunctionImport(FETCH, "rest", build, none, none);

  // For each signature one function that calls the rest's function in a slot.
  function helper(params, results) {
    const name = ` call ${params} ${results}`;
    if (!helpers.has(name)) {
      const types = typesOf(params);
      const operands = types.map((type, index) => program.local.get(index, type));
      const slot = program.local.get(types.length, i32);
      const fetched = program.if(
        program.i32.eqz(program.global.get(REST, i32)),
        program.call(FETCH, [], none),
      );
      const call = program.call_indirect(REST, slot, operands, params, results);
      program.addFunction(name, together([...types, i32]), results, [], program.block(null, [fetched, call], results));
      helpers.set(name, name);
    }
    return name;
  }

  const late = new Set(functionsOf(program).filter(isLate).map(({ name }) => name));
  keepInTables(program, (name) => !late.has(name));
  const slotOf = new Map(slots.map((name, slot) => [name, slot]));
  for (const { name, params, results } of functionsOf(program)) {
    if (!slotOf.has(name)) continue;
    program.removeFunction(name);
    const operands = typesOf(params).map((type, index) => program.local.get(index, type));
    const slot = program.i32.const(slotOf.get(name));
    program.addFunction(name, params, results, [], program.call(helper(params, results), [...operands, slot], results));
  }
  for (const { name } of tablesOf(program)) if (name !== REST) program.addTableExport(name, short(name));
  program.addTable(SHARED, shared.length, shared.length);
  program.addTableExport(SHARED, "shared");
  program.addActiveElementSegment(SHARED, SHARED, shared, program.i32.const(0));
  for (const { name, module, mutable } of globalsOf(program)) {
    if (name !== REST && !module && mutable) program.addGlobalExport(name, short(name));
  }
  program.runPasses(UNUSED);
  return program;
}

// The same program, in which whoever calls by a place in the table makes sure first that the place is filled.
function checkedCalls(program) {
  const { table } = segmentsOf(program).find(({ table }) => table !== REST && table !== SHARED);
  const place = program.local.get(0, i32);
  const empty = program.ref.is_null(program.table.get(table, place, funcref));
  const body = program.block(null, [program.if(empty, program.call(FETCH, [], none)), program.local.get(0, i32)], i32);
  program.addFunction(FILLED, i32, i32, [], body);
  // The functions' bodies can be walked as text only.
  return readText(wrapPlaces(program.emitText(), `(call_indirect $${table} `, `(call $"${FILLED}" `));
}

// The text of a program in which the last operand of each such expression is wrapped into another. Every expression begins on a
// line of its own, further in than what it is an operand of, and ends on that line or on one as far in.
function wrapPlaces(text, beginning, wrapping) {
  const lines = text.split("\n");
  const open = [];
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/);
    const inner = open.at(-1);
    if (inner && indent === inner.indent + 1 && line[indent] === "(") inner.last = index;
    if (inner && indent === inner.indent) {
      lines[inner.last] = wrapping + lines[inner.last];
      lines[index] = `)${line}`;
      open.pop();
    }
    if (line.startsWith(beginning, indent)) open.push({ indent });
  }
  return lines.join("\n");
}

// Which of the first part's functions the rest calls.
function importedBy(rest, names) {
  const own = new Set(functionsOf(rest).map(({ name }) => name));
  return names.filter((name) => !own.has(name) && rest.getFunction(name));
}

// What the memory holds at the start, divided: the constants that the first part needs, with all that may change, and the others.
function dividedData(program) {
  const segments = dataOf(program);
  const constants = constantsOf(map);
  const inside = ({ begin, end }) => segments.some(({ offset, data }) => offset < end && begin < offset + data.length);
  if (!constants.some(inside)) throw new Error(`${map} is of another build`);
  const needed = neededBy(program.emitText(), segments, constants);
  const others = constants.filter((constant) => !needed.has(constant));
  const kept = segments.map(({ offset, data }) => ({ offset, data: data.slice() }));
  const moved = segments.map(({ offset, data }) => ({ offset, data: new Uint8Array(data.length) }));
  for (const { begin, end } of others) {
    for (const [index, { offset, data }] of segments.entries()) {
      const [from, to] = [Math.max(begin - offset, 0), Math.min(end - offset, data.length)];
      if (from >= to) continue;
      moved[index].data.set(data.subarray(from, to), from);
      kept[index].data.fill(0, from, to);
    }
  }
  // What lies between two constants of the rest is written once more as it is.
  const pieces = moved.flatMap(withoutZeros).map(({ offset, data }) => {
    const of = segments.find((it) => it.offset <= offset && offset < it.offset + it.data.length);
    return { offset, data: of.data.slice(offset - of.offset, offset - of.offset + data.length) };
  });
  return { first: kept, rest: pieces };
}

// Which functions the first part calls is known once it has stubs for all of them; which of its functions the rest calls,
// once the rest has all of its own.
const names = functionsOf(read(from)).map(({ name }) => name);
const late = functionsOf(read(from)).filter(isLate).map(({ name }) => name);
const shared = importedBy(restOf(late, [], []), names);
const stubbed = new Set(functionsOf(firstOf(late, shared)).map(({ name }) => name));
const slots = late.filter((name) => stubbed.has(name));
const firstPart = checkedCalls(firstOf(slots, shared));
const data = dividedData(firstPart);
replaceData(firstPart, data.first);
writeFileSync(first, written(firstPart));
writeFileSync(rest, written(restOf(slots, shared, data.rest)));

const IMPORTS = "const imports = __wbg_get_imports();";
const text = readFileSync(glue, "utf8");
if (!text.includes(IMPORTS)) throw new Error(`${glue} imports in another way than expected`);
const provided = new Map(importsOf(read(from)).map(({ base }) => [base, short(base)]));
const linked = text
  .replaceAll(IMPORTS, `${IMPORTS}\nimports.rest = { ${JSON.stringify(build)}: fetchRest };`)
  .replace(/^( +)(\w+): function\(/gm, (line, indent, name) => (provided.has(name) ? `${indent}${JSON.stringify(provided.get(name))}: function(` : line))
  .replace(/^export (class IntoUnderlying)/gm, "$1");
const fetching = readFileSync("page/rest.js", "utf8").replace("(REST_FILE,", `(${JSON.stringify(basename(rest))},`);
writeFileSync(glue, `${linked}\n${fetching}`);
