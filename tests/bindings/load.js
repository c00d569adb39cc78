// The compiled module and the scenarios, for the tests of the boundary.
import { readFileSync, readdirSync } from 'node:fs';
import { createEngine } from '../../wasm-glue/bindings/engine.js';

const built = new URL('../../build/wasm/', import.meta.url);

/** A new engine, from the module that `scripts/build wasm` made. */
export async function newEngine() {
  const { default: createPlayground } = await import(/* @vite-ignore */ new URL('playground.mjs', built).href);
  return createEngine(createPlayground, readFileSync(new URL('playground.wasm', built)));
}

/**
 * Scripts of a folder, by name without ending.
 * @param {string} folder relative to the repository
 * @returns {[string, string][]}
 */
export function scenariosIn(folder) {
  const url = new URL(`../../${folder}/`, import.meta.url);
  return readdirSync(url)
    .filter((name) => name.endsWith('.mqtt'))
    .sort()
    .map((name) => [name.replace(/\.mqtt$/, ''), readFileSync(new URL(name, url), 'utf8')]);
}
