import { expect, test } from './page.js';

test('an error in a script says line, column and what was expected, in the chosen language', async ({
  playground,
  page,
}) => {
  await playground.enter();
  await playground.writeScript('mqtt-scenario 1\nclient phone\n@1s phone conect\n');
  const errors = page.getByTestId('script-errors');
  await expect(errors).toContainText('línea 3, columna 11');
  await expect(errors).toContainText('connect');
  const spanish = await errors.innerText();
  await page.getByTestId('language').click();
  await expect(errors).toContainText('line 3, column 11');
  expect(await errors.innerText()).not.toBe(spanish);
  await expect(page.getByTestId('editor').locator('.cm-lintRange-error')).toHaveText('conect');
});

test('a script with errors leaves the world as it is', async ({ playground, page }) => {
  await playground.enter();
  await playground.runScript('mqtt-scenario 1\nclient\n');
  await expect(page.getByTestId('script-errors').locator('li')).toHaveCount(1);
  await expect(playground.client('sensor')).toBeVisible();
});

test('a script that is right makes a new world', async ({ playground }) => {
  await playground.enter();
  await playground.runScript('mqtt-scenario 1\nclient ana\nclient luis\n@0s ana connect\n');
  await expect(playground.client('ana')).toHaveAttribute('data-state', 'connected');
  await expect(playground.client('luis')).toHaveAttribute('data-state', 'offline');
  await expect(playground.client('sensor')).toHaveCount(0);
});
