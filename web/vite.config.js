import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const repository = fileURLToPath(new URL('..', import.meta.url));

const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The built page carries its policy; the development server needs inline styles and does without. */
const policyInHead = {
  name: 'policy-in-head',
  apply: /** @type {const} */ ('build'),
  /** @param {string} html */
  transformIndexHtml: (html) => ({
    html,
    tags: [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: /** @type {const} */ ('head-prepend'),
      },
    ],
  }),
};

export default defineConfig({
  base: './',
  plugins: [svelte(), policyInHead],
  worker: { format: 'es' },
  // Scenarios are read as text, and the engine's JavaScript lies beside this folder.
  assetsInclude: ['**/*.mqtt'],
  server: { fs: { allow: [repository] } },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 400 },
  test: {
    include: ['src/**/*.test.js', '../tests/bindings/*.test.js', '../tests/envelope/*.test.js'],
    environment: 'node',
    // Tests outside this folder find vitest here.
    alias: [
      { find: /^vitest$/, replacement: fileURLToPath(new URL('node_modules/vitest/dist/index.js', import.meta.url)) },
    ],
  },
});
