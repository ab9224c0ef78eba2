// node measure.mjs FOLDER [THROTTLE]: figures of works.html for a site, from disk and over HTTP; medians of five visits.
// first view: first contentful paint; titles, ready: from navigation until titles, all texts can be searched; key: from the key's
// event until rows stand in the page (script time), and until all hits are counted; heap after collection.
import { file_url, launch, open_page, serve } from './support.mjs';

const [folder, throttle] = process.argv.slice(2);
const queries = ['sleep spindles', 'transformer attention', 'bayesian inf', 'lindqvist memory', 'quantum zzz'];
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const at = (list, q) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];

const server = await serve(folder);
const browser = await launch(['--enable-precise-memory-info']);
for (const [name, site] of [['file', file_url(folder)], ['http', server.url]]) {
  const visits = [];
  const keys = [];
  const wholes = [];
  let heap = 0;
  for (let visit = 0; visit < 5; ++visit) {
    const { context, page, close } = await open_page(browser, site);
    const cdp = await context.newCDPSession(page);
    if (throttle) await cdp.send('Emulation.setCPUThrottlingRate', { rate: Number(throttle) });
    await page.goto(`${site}works.html`);
    await page.waitForSelector('#works[data-state=ready]');
    visits.push(await page.evaluate(() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      titles: performance.getEntriesByName('sheaf-titles')[0].startTime, ready: performance.getEntriesByName('sheaf-ready')[0].startTime })));
    const times = await page.evaluate(async (list) => {
      const input = document.querySelector('.find input[type=search]');
      const place = document.querySelector('#works');
      const first = [];
      const whole = [];
      for (const q of list) {
        for (let n = 1; n <= q.length; ++n) {
          place.dataset.state = 'busy';
          input.value = q.slice(0, n);
          const start = performance.now();
          input.dispatchEvent(new Event('input', { bubbles: true }));
          first.push(performance.now() - start);
          while (place.dataset.state === 'busy') await new Promise((r) => { const c = new MessageChannel(); c.port1.onmessage = r; c.port2.postMessage(0); });
          whole.push(performance.now() - start);
          await new Promise((r) => { requestAnimationFrame(() => setTimeout(r, 0)); });
        }
        input.value = '';
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((r) => { setTimeout(r, 100); });
      }
      return { first, whole };
    }, queries);
    keys.push(...times.first);
    wholes.push(...times.whole);
    await cdp.send('HeapProfiler.collectGarbage');
    heap = Math.max(heap, (await cdp.send('Runtime.getHeapUsage')).usedSize / 1e6);
    const faults = await close();
    if (faults.length) console.error(faults.slice(0, 5));
  }
  const row = { 'first view ms': median(visits.map((v) => v.paint)), 'titles ms': median(visits.map((v) => v.titles)), 'ready ms': median(visits.map((v) => v.ready)),
    'key p50 ms': at(keys, 0.5), 'key p95 ms': at(keys, 0.95), 'key max ms': at(keys, 1), 'counted p50 ms': at(wholes, 0.5), 'counted p95 ms': at(wholes, 0.95), 'heap MB': heap };
  for (const [what, value] of Object.entries(row)) console.log(`${name} ${what.replaceAll(' ', '_').replace(/_(ms|MB)$/, ' ')}`.trimEnd(), value.toFixed(1), what.split(' ').at(-1));
}
await browser.close();
server.close();
