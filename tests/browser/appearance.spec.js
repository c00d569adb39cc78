import AxeBuilder from '../../web/node_modules/@axe-core/playwright/dist/index.mjs';
import { expect, test } from './page.js';

test('the language is the chosen one, and stays', async ({ playground, page }) => {
  await playground.open();
  await expect(page.getByTestId('see')).toHaveText('Verlo');
  await page.getByTestId('language').click();
  await expect(page.getByTestId('see')).toHaveText('See it');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByTestId('see')).toHaveText('See it');
});

test('the theme is the chosen one, and stays', async ({ playground, page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await playground.open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('on a phone the stage comes first and the rest are tabs', async ({ playground, page }) => {
  await page.setViewportSize({ width: 360, height: 720 });
  await playground.enter();
  await expect(page.locator('[data-stage]')).toBeVisible();
  await page.getByTestId('tab-log').click();
  await expect(page.locator('[data-stage]')).toBeHidden();
  await page.locator('li[data-kind="packet_sent"] .what').first().click();
  await expect(page.getByTestId('hex')).toBeVisible();
  await page.getByTestId('tab-script').click();
  await expect(page.getByTestId('editor')).toBeVisible();
  await page.getByTestId('tab-stage').click();
  await expect(page.locator('[data-stage]')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('without motion a packet lights its wire instead of travelling', async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await playground.enter();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playground.clock()).toBeGreaterThan(0);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => playground.clock()).toBe(0);
  await expect(page.locator('.lit.wire-connection')).toBeVisible();
});

test('the keys are told in a help sheet', async ({ playground, page }) => {
  await playground.enter();
  await page.keyboard.press('?');
  await expect(page.getByTestId('help')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('help')).toBeHidden();
});

for (const theme of ['light', 'dark']) {
  test(`nothing stands in the way of a screen reader or of weak eyes, ${theme}`, async ({ playground, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await playground.open();
    const violations = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html }) => html).slice(0, 3),
      ]);
    expect(await violations()).toEqual([]);
    await page.getByTestId('see').click();
    await playground.pause();
    await page.getByTestId('toggle-script').click();
    await page.getByTestId('editor').locator('.cm-content').waitFor();
    await page.locator('li[data-kind="packet_sent"] .what').first().click();
    await page.getByTestId('fields').locator('li').first().waitFor();
    expect(await violations()).toEqual([]);
    await playground.client('phone').click();
    expect(await violations()).toEqual([]);
    await page.locator('[data-broker]').click();
    expect(await violations()).toEqual([]);
  });
}
