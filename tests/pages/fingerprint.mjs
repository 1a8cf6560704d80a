// The fingerprint, recomputed from an exported file without any of Daybook's code: SHA-256 over canonical JSON, chained.
import { createHash } from "node:crypto";

// RFC 8785 for what our events hold: strings, integers, objects and arrays of them.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    // Sorting by default compares UTF-16 code units, as the RFC asks for.
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error(`not an integer: ${value}`);
  return JSON.stringify(value);
}

export function fingerprint(events) {
  let hash = Buffer.alloc(32);
  for (const event of events) hash = createHash("sha256").update(hash).update(canonical(event), "utf8").digest();
  return hash.toString("hex");
}

// The file with other events and everything that is derived from them put right: what a forger would do.
export function forged(file, change) {
  const copy = structuredClone(file);
  change(copy.events);
  copy.count = copy.events.length;
  copy.fingerprint = fingerprint(copy.events);
  return copy;
}
