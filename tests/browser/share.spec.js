import { encodeShared } from '../../web/src/share/fragment.js';
import { expect, test } from './page.js';

const script = `mqtt-scenario 1
client ana
@0s ana connect
@1s ana publish casa/x "1" retain=yes
@5s ana disconnect
`;

test('a link restores script, moment, selection and language', async ({ playground, page }) => {
  const fragment = await encodeShared({ script, at: 2_000_000, selection: 'client:1', language: 'en' });
  await playground.open(`#${fragment}`);
  await expect.poll(() => playground.clock()).toBe(2_000_000);
  await expect(playground.client('ana')).toHaveAttribute('data-state', 'connected');
  await expect(playground.retained('casa/x')).toBeVisible();
  await expect(page.getByTestId('inspector').getByRole('heading', { level: 2 })).toHaveText('ana');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const again = await playground.sharedLink();
  expect(again.shared).toEqual({ script, at: 2_000_000, selection: 'client:1', language: 'en' });
});

for (const [what, fragment, why] of [
  ['damaged', 'v1.AAAA', 'dañado'],
  ['newer', 'v2.AAAA', 'más nueva'],
  ['too large', `v1.${'A'.repeat(200_001)}`, 'demasiado grande'],
]) {
  test(`a ${what} link leaves the page as it was and says why`, async ({ playground, page }) => {
    await playground.enter();
    await playground.runScript(script);
    await expect(playground.client('ana')).toBeVisible();
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await expect(page.getByTestId('notice')).toContainText(why);
    await expect(playground.client('ana')).toBeVisible();
  });
}

test('a link with a script that has errors says so and opens the first scene instead', async ({ playground, page }) => {
  const fragment = await encodeShared({ script: 'mqtt-scenario 1\nclient\n', at: 0, selection: '', language: 'es' });
  await playground.open(`#${fragment}`);
  await expect(page.getByTestId('notice')).toContainText('errores');
  await expect(playground.client('sensor')).toBeVisible();
});
