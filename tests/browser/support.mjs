// What the tests and measure.mjs share: Chromium, a server for a folder, and a page that reports what it should not do.
import { createServer } from 'node:http';
import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';

// The packages lie in the build folder, where run.sh installed them.
const require = createRequire(join(process.env.SHEAF_BROWSER_BUILD, 'package.json'));
const { chromium } = require('playwright-core');
export const { AxeBuilder } = require('@axe-core/playwright');

export const launch = (args = [], env = {}) => chromium.launch({ executablePath: '/usr/bin/chromium', env: { ...process.env, ...env },
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', ...args] });

// Machines that have these fonts alone: [folder, sans, serif, mono].
const debian = '/usr/share/fonts/truetype';
export const font_sets = {
  'DejaVu, all that a bare Debian has': [`${debian}/dejavu`, 'DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono'],
  'Liberation, as narrow as Arial and Times': [`${debian}/liberation`, 'Liberation Sans', 'Liberation Serif', 'Liberation Mono'],
  'a typewriter for everything, wider than any font for text': [`${debian}/dejavu`, ...Array(3).fill('DejaVu Sans Mono')],
};

// The environment of a browser that sees only these fonts. Its fontconfig files go to `folder`.
export function only_fonts(folder, [from, sans, serif, mono]) {
  mkdirSync(folder, { recursive: true });
  const prefer = (name, family) => `<match target="pattern"><test name="family"><string>${name}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>${family}</string></edit></match>`;
  writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${from}</dir><cachedir>${join(folder, 'cache')}</cachedir>
${prefer('system-ui', sans)}${prefer('sans-serif', sans)}${prefer('serif', serif)}${prefer('monospace', mono)}
<match target="pattern"><edit name="family" mode="append_last"><string>${sans}</string></edit></match></fontconfig>
`);
  return { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

// {url, close}: serves `folder` on loopback.
export async function serve(folder) {
  const server = createServer((request, response) => {
    let file = join(folder, normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    if (!existsSync(file)) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': types[extname(file)] || 'application/octet-stream', 'cache-control': 'max-age=60' });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

export const file_url = (folder) => `${pathToFileURL(folder)}/`;

// A page in a context of its own; `faults` gathers requests that leave the site, policy violations, errors and dialogs.
export async function open_page(browser, site, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10000);
  const page = await context.newPage();
  const faults = [];
  context.on('request', (r) => {
    if (!r.url().startsWith(site) && !/^(data|blob):/.test(r.url())) faults.push(`request ${r.url()}`);
  });
  context.on('requestfailed', (r) => { if (!/^blob:/.test(r.url())) faults.push(`failed ${r.url()} ${r.failure()?.errorText}`); });
  page.on('response', (r) => { if (r.status() >= 400) faults.push(`${r.status()} ${r.url()}`); });
  page.on('websocket', (w) => faults.push(`websocket ${w.url()}`));
  page.on('pageerror', (e) => faults.push(`error ${e.message}`));
  page.on('console', (m) => { if (m.type() === 'error') faults.push(`console ${m.text()}`); });
  page.on('dialog', (d) => { faults.push(`dialog ${d.message()}`); d.dismiss(); });
  if (options.javaScriptEnabled !== false) {
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
    });
  }
  return { context, page, faults, async close() {
    if (options.javaScriptEnabled !== false) {
      faults.push(...(await page.evaluate(() => window.violations.concat(window.pwned ? ['script of the data ran'] : []))));
    }
    await context.close();
    return faults;
  } };
}
