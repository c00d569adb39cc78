// The page in verbs, and a test that fails on any console error or breach of the Content Security Policy.
import { test as base, expect } from '../../web/node_modules/@playwright/test/index.mjs';
import { decodeShared } from '../../web/src/share/fragment.js';

export { expect };

export class Playground {
  constructor(page) {
    this.page = page;
    this.problems = [];
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  async open(hash = '') {
    await this.page.goto(`./${hash}`);
    await this.page.locator('[data-stage]').waitFor();
  }

  /** Past the first screen, standing still. */
  async enter() {
    await this.open();
    await this.page.getByTestId('see').click();
    await this.pause();
  }

  async openScenario(name) {
    await this.page.getByTestId('scenarios').first().click();
    await this.page.getByRole('button', { name }).click();
  }

  async pause() {
    await this.page
      .getByTestId('play')
      .and(this.page.getByRole('button', { name: /Pausar|Pause/ }))
      .click();
  }

  /** Played to where it comes to rest by itself. */
  async rest() {
    await expect(this.page.getByTestId('play')).toHaveAccessibleName(/Reproducir|Ver otra vez|Play|See it again/);
  }

  async setPace(label) {
    await this.page.getByTestId('pace').selectOption(label);
  }

  async clock() {
    return Number(await this.page.getByTestId('clock').getAttribute('data-now'));
  }

  client(name) {
    return this.page.locator(`[data-client="${name}"]`);
  }

  packets(name) {
    return this.page.locator(name ? `[data-packet="${name}"]` : '[data-packet]');
  }

  retained(topic) {
    return this.page.locator(`[data-retained="${topic}"]`);
  }

  /** Replaces the script by another and runs it. */
  async runScript(text) {
    await this.writeScript(text);
    await this.page.getByTestId('run').click();
  }

  async writeScript(text) {
    if (!(await this.page.getByTestId('script').isVisible())) await this.page.getByTestId('toggle-script').click();
    const editor = this.page.getByTestId('editor').locator('.cm-content');
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.insertText(text);
  }

  async sharedLink() {
    await this.page.getByTestId('share').click();
    await this.page.waitForFunction(() => location.hash.startsWith('#v1.'));
    const hash = new URL(this.page.url()).hash;
    return { hash, ...(await decodeShared(hash)) };
  }
}

export const test = base.extend({
  playground: async ({ page }, use) => {
    const playground = new Playground(page);
    await use(playground);
    expect(playground.problems, 'console errors and breaches of the Content Security Policy').toEqual([]);
  },
});
