// Takes the pictures of this folder from the built page: `npm run build`, then `npm run screenshots`.
// Needs Chromium, pngquant, mosquitto_sub, mosquitto_pub and the native build of mqtt-relay.
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { Playground } from '../../tests/browser/page.js';
import { mosquittoSubscribe } from '../../tests/interop/real_clients.js';
import { startRelay } from '../../tests/interop/relay.js';

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** No picture is larger. Bytes. */
const SIZE_MAX = 200_000;

const folder = fileURLToPath(new URL('.', import.meta.url));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
});
const server = await preview({
  root: fileURLToPath(new URL('..', import.meta.url)),
  preview: { host: '127.0.0.1', port: 4175, strictPort: true },
});
const address = 'http://127.0.0.1:4175/';

/**
 * @param {string} name
 * @param {{ viewport: { width: number, height: number }, theme?: 'light' | 'dark', part?: string }} how `part`: the one to be seen, instead of the whole page
 * @param {(playground: Playground, page: import('@playwright/test').Page) => Promise<void>} scene
 */
async function take(name, { viewport, theme = 'light', part = '' }, scene) {
  const context = await browser.newContext({
    viewport,
    baseURL: address,
    locale: 'en-GB',
    colorScheme: theme,
    deviceScaleFactor: viewport === PHONE ? 2 : 1.5,
  });
  const page = await context.newPage();
  const playground = new Playground(page);
  await scene(playground, page);
  await page.evaluate(() => document.fonts.ready);
  const path = `${folder}${name}.png`;
  await (part ? page.getByTestId(part) : page).screenshot({ path });
  await context.close();
  if (playground.problems.length > 0) throw new Error(`${name}: ${playground.problems.join('\n')}`);
  execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', path, '256', path]);
  const { size } = statSync(path);
  if (size > SIZE_MAX) throw new Error(`${name}.png has ${size} bytes, more than ${SIZE_MAX}`);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
}

/** The retained scenario, played to its end and taken back to a moment. @param {Playground} playground @param {number} at microseconds */
async function retainedAt(playground, at) {
  const { page } = playground;
  await playground.open();
  await page.getByTestId('see').click();
  await playground.setPace('10');
  await playground.rest();
  await playground.setPace('auto');
  await seek(playground, at);
}

/** @param {Playground} playground @param {number} at microseconds */
async function seek({ page }, at) {
  const timeline = page.getByTestId('timeline');
  const box = await timeline.boundingBox();
  if (!box) throw new Error('no timeline');
  const end = Number(await timeline.getAttribute('aria-valuemax')) * 1000;
  await page.mouse.click(box.x + (box.width * at) / end, box.y + box.height / 2);
  // Nothing is pressed, pointed at or focused in a picture.
  await page.mouse.move(2, 2);
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement)?.blur());
}

/** A publication is on its way from the broker, and opened. */
const SUBACK_AND_RETAINED = 4_150_000;

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  await take(`wide-${theme}`, { viewport: WIDE, theme }, async (playground, page) => {
    await retainedAt(playground, SUBACK_AND_RETAINED);
    await playground.packets('PUBLISH').first().click();
    await page.locator('[data-testid="fields"]').waitFor();
    await page.mouse.move(2, 2);
  });
  await take(`phone-${theme}`, { viewport: PHONE, theme }, (playground) => retainedAt(playground, SUBACK_AND_RETAINED));
}

await take('inspector', { viewport: { width: 1500, height: 900 }, part: 'inspector' }, async (playground, page) => {
  await retainedAt(playground, 1_050_000);
  await playground.packets('PUBLISH').first().click();
  await page.locator('[data-testid="fields"] button').first().click();
});

await take('script', { viewport: WIDE }, async (playground, page) => {
  await retainedAt(playground, 3_250_000);
  await playground.writeScript(`mqtt-scenario 1
title "A Will speaks for whoever is cut off"
client sensor will-topic=casa/sensor will-payload=offline
client phone

@0s sensor connect
@0s phone connect
@1s phone subscribe casa/#
@2s sensor publsh casa/sala/temp "21.5" qos=1
@4s sensor cut
@6s expect phone received casa/sensor "offline"
`);
  await page.locator('.cm-lintRange-error').first().waitFor();
});

const relay = await startRelay(['--page', 'web/dist']);
/** @type {{ kill: () => void }[]} */
const subscribers = [];
try {
  await take('real-clients', { viewport: WIDE }, async (playground, page) => {
    await page.goto(relay.page);
    await page.locator('[data-stage]').waitFor();
    const { tcpPort: port } = relay;
    const named = (/** @type {string} */ id) => ({ extra: ['-i', id] });
    await subscribe({ port, version: '5.0', filter: 'casa/#', ...named('kitchen-display') });
    await subscribe({ port, version: '3.1.1', filter: 'casa/+/temp', ...named('history') });
    await subscribe({ port, version: '5.0', filter: 'casa/sala/#', ...named('alarm') });
    publish(port, 'thermometer', 'casa/sala/temp', '21.5');
    await playground.packets('PUBLISH').first().waitFor();
    await playground.pause();
    await page.mouse.move(2, 2);
  });
} finally {
  for (const { kill } of subscribers) kill();
  await relay.stop();
  await browser.close();
  await server.close();
}

/** @param {Parameters<typeof mosquittoSubscribe>[0]} what */
async function subscribe(what) {
  subscribers.push(await mosquittoSubscribe({ ...what, count: 99 }));
}

/** mosquitto_pub: one retained message. @param {number} port @param {string} id @param {string} topic @param {string} message */
function publish(port, id, topic, message) {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-V', 'mqttv5', '-i', id, '-q', '1', '-r'];
  execFileSync('mosquitto_pub', [...args, '-t', topic, '-m', message]);
}
