// The compiled module as the page imports it; the compiler writes no types of its own.
import type { PlaygroundFactory } from '../../../wasm-glue/bindings/types';

declare const createPlayground: PlaygroundFactory;
export default createPlayground;
