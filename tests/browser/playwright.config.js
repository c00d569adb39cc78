// Browser tests: the built page in Debian's Chromium. Run by `npm run test:browser` in web/.
import { fileURLToPath } from 'node:url';

const port = 4174;
const web = fileURLToPath(new URL('../../web', import.meta.url));

/** @type {import('../../web/node_modules/@playwright/test/index.js').PlaywrightTestConfig} */
export default {
  testDir: '..',
  testMatch: ['browser/**/*.spec.js', 'interop/**/*.spec.js'],
  outputDir: '../../test-results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    locale: 'es-ES',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: web,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  },
};
