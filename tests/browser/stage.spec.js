import { expect, test } from './page.js';

test('the first screen is the stage, one sentence and one button', async ({ playground, page }) => {
  await playground.open();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByTestId('see')).toBeVisible();
  await expect(page.getByTestId('timeline')).toHaveCount(0);
  await expect(playground.client('sensor')).toBeVisible();
  await expect(playground.client('phone')).toHaveAttribute('data-state', 'offline');
});

test('the retained message reaches the phone that comes late', async ({ playground, page }) => {
  await playground.open();
  await page.getByTestId('see').click();
  await playground.setPace('5');
  await expect(playground.retained('casa/sala/temp')).toBeVisible();
  await expect(playground.client('phone')).toHaveAttribute('data-state', 'connected');
  await expect(page.locator('[data-screen="phone"]')).toContainText('22');
  await playground.rest();
});

test('a packet is seen on its way, in the direction it travels', async ({ playground, page }) => {
  await playground.enter();
  await page.keyboard.press('Home');
  for (let step = 0; step < 20 && (await playground.packets('CONNECT').count()) === 0; ++step) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(0);
  }
  await expect(playground.packets('CONNECT').first()).toHaveAttribute('data-direction', 'up');
});

test('steps go forwards and back, and seeking back redraws the stage as it was', async ({ playground, page }) => {
  await playground.open();
  await page.getByTestId('see').click();
  await playground.setPace('10');
  await playground.rest();
  await expect(playground.client('phone')).toHaveAttribute('data-state', 'connected');

  await page.keyboard.press('Home');
  await expect.poll(() => playground.clock()).toBe(0);
  await expect(playground.client('phone')).toHaveAttribute('data-state', 'offline');
  await expect(playground.retained('casa/sala/temp')).toHaveCount(0);

  // CONNECT arrives after a tenth of a second, CONNACK after two.
  await page.getByTestId('next').click();
  await expect.poll(() => playground.clock()).toBe(100_000);
  await page.getByTestId('next').click();
  await expect.poll(() => playground.clock()).toBe(200_000);
  await page.getByTestId('previous').click();
  await expect.poll(() => playground.clock()).toBe(100_000);

  const box = await page.getByTestId('timeline').boundingBox();
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
  await expect(playground.retained('casa/sala/temp')).toBeVisible();
  await expect.poll(() => playground.clock()).toBeGreaterThan(2_000_000);
});

test('a lost packet is seen to be lost', async ({ playground }) => {
  await playground.enter();
  await playground.runScript(`mqtt-scenario 1
client phone
link phone latency=1s
@0s phone connect
@3s phone publish casa/x "1" qos=1
@3500ms phone cut
`);
  await playground.setPace('0.5');
  await expect(playground.page.locator('[data-packet="PUBLISH"][data-broken]')).toBeVisible();
});
