// node screenshots.mjs SITE OUT: the pictures of docs/screenshots, of the site that run.sh makes of the demo's hub.
import { join } from 'node:path';
import { file_url, launch } from './support.mjs';

const [folder, out] = process.argv.slice(2);
const site = file_url(folder);
const wide = { viewport: { width: 1200, height: 1000 }, deviceScaleFactor: 0.8 };
const looks = { light: wide, dark: { ...wide, colorScheme: 'dark' }, phone: { viewport: { width: 390, height: 650 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true } };
const own = { title: 'My radar', weeks: 4, terms: [['spindles', 3], ['sleep', 2], ['phage', 2]], people: ['Elin Lindqvist'], categories: [['neuroscience', 1]] };

const browser = await launch();
for (const [look, options] of Object.entries(looks)) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const shoot = async (name) => {
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, `${name}-${look}.png`) });
  };
  await page.goto(`${site}p/sleep/2026-09-24.html`);
  await page.waitForSelector('#item-1 .katex');
  if (look === 'phone') await page.locator('#new').evaluate((e) => e.scrollIntoView());
  await shoot('digest');
  await page.goto(`${site}works.html#q=sleep`);
  await page.waitForSelector('#works[data-state=ready]');
  await shoot('works');
  await page.evaluate((v) => localStorage.setItem('sheaf.own', JSON.stringify(v)), own);
  await page.goto(`${site}radar.html`);
  await page.waitForSelector('#own[data-state=ranked]');
  if (look === 'phone') await page.locator('p.count').evaluate((e) => e.scrollIntoView());
  await shoot('radar');
  await context.close();
}
await browser.close();
