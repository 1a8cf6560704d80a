// What the scripts that take a release build's wasm apart share: how it is read, its functions, and what they are called.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import binaryen from "binaryen";

export const { none, i32, funcref } = binaryen;
const { Features, ExternalFunction } = binaryen;
// What Rust itself assumes of a browser, and the wide instructions (.cargo/config.toml); as in scripts/shrink-wasm.sh.
const FEATURES =
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.SIMD128 |
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.SignExt |
  Features.ReferenceTypes |
  Features.Multivalue;

// A module to be taken apart.
export function read(file) {
  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(FEATURES);
  return module;
}

export function readText(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(FEATURES);
  return module;
}

export function every(count, at) {
  return Array.from({ length: count }, (_, index) => at(index));
}

// The functions with a body, as { name, params, results, … }.
export function functionsOf(module) {
  return every(module.getNumFunctions(), (index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index))).filter(
    ({ module: from }) => !from,
  );
}

// The functions that the page provides, as { name, module, base, params, results }.
export function importsOf(module) {
  return every(module.getNumFunctions(), (index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index))).filter(
    ({ module: from }) => from,
  );
}

export function globalsOf(module) {
  return every(module.getNumGlobals(), (index) => binaryen.getGlobalInfo(module.getGlobalByIndex(index)));
}

export function tablesOf(module) {
  return every(module.getNumTables(), (index) => binaryen.getTableInfo(module.getTableByIndex(index)));
}

// Where functions stand in tables, as { name, table, offset, data: names }.
export function segmentsOf(module) {
  return every(module.getNumElementSegments(), (index) => {
    const segment = binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(index));
    return { ...segment, offset: binaryen.getExpressionInfo(segment.offset).value };
  });
}

export function exportsOf(module) {
  return every(module.getNumExports(), (index) => {
    const { kind, name, value } = binaryen.getExportInfo(module.getExportByIndex(index));
    return { name, value, isFunction: kind === ExternalFunction };
  });
}

// What the memory holds at the start, as { offset, data: bytes }.
export function dataOf(module) {
  return every(module.getNumDataSegments(), (index) => {
    const { offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(index));
    return { offset, data: new Uint8Array(data) };
  });
}

// Has the memory begin with these instead; what is zero there anyway is left out.
export function replaceData(module, segments) {
  const { initial, max } = module.getMemoryInfo();
  const pieces = segments.flatMap(withoutZeros);
  const kept = pieces.map(({ offset, data }) => ({ offset: module.i32.const(offset), data, passive: false }));
  module.setMemory(initial, max ?? -1, null, kept);
}

// A segment in pieces: a run of zeros longer than a piece's own head costs nothing where it is left out.
export function withoutZeros({ offset, data }) {
  const HEAD = 16;
  const pieces = [];
  let begin = 0;
  while (begin < data.length) {
    while (begin < data.length && data[begin] === 0) begin += 1;
    let end = begin;
    let zeros = 0;
    while (end < data.length && zeros < HEAD) {
      zeros = data[end] === 0 ? zeros + 1 : 0;
      end += 1;
    }
    const last = end - zeros;
    if (last > begin) pieces.push({ offset: offset + begin, data: data.slice(begin, last) });
    begin = end;
  }
  return pieces;
}

export function typesOf(params) {
  return binaryen.expandType(params);
}

export function together(types) {
  return binaryen.createType(types);
}

// A short key of a function's name, the same in every build as long as the function is called and typed the same. What is not
// is left out: crates' hashes, the numbers that keep functions of one name apart (they share a key), those of closures' shims.
export function keyOf(name) {
  const lasting = name.replace(/\[[0-9a-f]+\]/g, "").replace(/\.\d+$/, "").replace(/(shim_idx: )\d+/, "$1");
  return createHash("sha256").update(lasting).digest("hex").slice(0, 8);
}

// The module as bytes; functions keep their names, by which wasm-opt puts what is alike side by side.
export function written(module) {
  if (!module.validate()) throw new Error("taking the wasm apart made a module that is not valid");
  binaryen.setDebugInfo(true);
  return module.emitBinary();
}
