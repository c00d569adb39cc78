// The compiled modules, from the folders that scripts/bench names.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** @param {string} variable an environment variable */
export function folder(variable) {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: start this through scripts/bench`);
  return value;
}

/** @param {string} path without the ending */
async function load(path) {
  const { default: factory } = await import(pathToFileURL(`${path}.mjs`).href);
  return { factory, wasm: readFileSync(`${path}.wasm`) };
}

export const playground = () => load(`${folder('BENCH_WASM')}/playground`);
/** `least`, `loops` or `memory`. @param {string} name */
export const ofBench = (name) => load(`${folder('BENCH_BUILD')}/${name}`);
