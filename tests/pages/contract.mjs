// The published contract as something that can be asked: does an event fit it?
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv2020 from "ajv/dist/2020.js";
import Ajv from "ajv";
import formats from "ajv-formats";

const file = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

export const schema = JSON.parse(file("../../page/contract/events.schema.json"));
export const asyncapi = JSON.parse(file("../../page/contract/asyncapi.json"));
export const golden = file("../fixtures/contract/format-1.ndjson").trimEnd().split("\n").map((line) => JSON.parse(line));

const ajv = formats(new Ajv2020({ strict: true, allErrors: true, strictRequired: false }));
ajv.addSchema(schema);
const validators = new Map();

// What is wrong with an event by the schema that its own `dataschema` names; nothing where it fits.
export function misfit(event) {
  const name = /^urn:daybook:([a-z-]+):v1$/.exec(event.dataschema)?.[1];
  if (!name || !schema.$defs[name]) return `no schema is called ${event.dataschema}`;
  if (!validators.has(name)) validators.set(name, ajv.getSchema(`${schema.$id}#/$defs/${name}`));
  const validate = validators.get(name);
  return validate(event) ? undefined : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(event)}`;
}

export const fitsOneOf = ajv.compile({ $ref: schema.$id });

// What is wrong with an AsyncAPI document.
export function asyncapiMisfit(document) {
  const definition = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0.json");
  const draft7 = formats(new Ajv({ strict: false, meta: false, validateSchema: false, validateFormats: false, logger: false }));
  const validate = draft7.compile(definition);
  return validate(document) ? undefined : draft7.errorsText(validate.errors);
}
