import { expect, test } from './page.js';

test('a packet opens to its bits, and bytes and fields point at each other', async ({ playground, page }) => {
  await playground.enter();
  await page.locator('li[data-kind="packet_sent"] .what').first().click();
  const inspector = page.getByTestId('inspector');
  await expect(inspector.getByRole('heading', { level: 2 })).toHaveText('CONNECT');
  await expect(inspector.getByTestId('hex').locator('[data-byte="0"]')).toHaveText('10');
  await expect(inspector.getByTestId('bits').locator('.bit')).toHaveText(['0', '0', '0', '1', '0', '0', '0', '0']);
  await inspector.getByTestId('fields').getByText('Remaining Length').hover();
  await expect(inspector.locator('[data-byte="1"]')).toHaveClass(/lit/);
  await inspector.locator('[data-byte="4"]').hover();
  await expect(inspector.getByTestId('fields').locator('.lit')).toContainText('Protocol Name');
});

test('an event says why it happened, back to what somebody did', async ({ playground, page }) => {
  await playground.open();
  await page.getByTestId('see').click();
  await playground.setPace('10');
  await playground.rest();
  await page.keyboard.press('Home');
  await page.locator('li[data-kind="session_created"] .what').first().click();
  await expect(page.getByRole('heading', { name: '¿Por qué?' })).toBeVisible();
  const chain = page.getByTestId('inspector').locator('ol li');
  expect(await chain.count()).toBeGreaterThan(2);
  await expect(chain.last()).toHaveClass(/here/);
});

test('what is done by mouse happens and becomes a line of the script', async ({ playground, page }) => {
  await playground.open();
  await page.getByRole('button', { name: 'Empezar de cero' }).click();
  await playground.client('telefono').click();
  await page.getByRole('button', { name: 'Conectar', exact: true }).click();
  await page.getByRole('button', { name: 'Hacerlo ahora' }).click();
  await expect(playground.client('telefono')).toHaveAttribute('data-state', 'connected');
  await page.getByRole('button', { name: 'Publicar', exact: true }).click();
  await page.getByLabel('Tópico').fill('aula/<b>uno</b>');
  await page.getByLabel('Mensaje').fill('"hola" <img src=x>');
  await page.getByLabel('Retener (RETAIN)').check();
  await page.getByRole('button', { name: 'Hacerlo ahora' }).click();
  await expect(playground.retained('aula/<b>uno</b>')).toBeVisible();
  const { shared } = await playground.sharedLink();
  expect(shared.script).toContain('telefono connect');
  expect(shared.script).toContain('telefono publish aula/<b>uno</b> "\\"hola\\" <img src=x>" retain=yes');
  expect(await page.locator('img, b').count()).toBe(0);
});

test('the broker shows its sessions and its topics', async ({ playground, page }) => {
  await playground.open();
  await page.getByTestId('see').click();
  await playground.setPace('10');
  await playground.rest();
  await page.locator('[data-broker]').click();
  const inspector = page.getByTestId('inspector');
  await expect(inspector.getByText('Árbol de tópicos')).toBeVisible();
  await expect(inspector.getByText('sala', { exact: true })).toBeVisible();
  await expect(inspector.locator('summary').filter({ hasText: 'phone' })).toBeVisible();
});
