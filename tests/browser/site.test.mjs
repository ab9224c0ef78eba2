import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder, file_url, font_sets, launch, only_fonts, open_page, serve } from './support.mjs';
import { hostile, write_site } from './fixture.mjs';

const folder = join(process.env.SHEAF_BROWSER_BUILD, 'fixture');
let browser;
let server;
before(async () => { browser = await launch(); server = await serve(folder); });
after(async () => { await browser.close(); server.close(); });

// Runs `body` on a page and asserts that nothing left the site, no policy was broken and nothing failed.
async function visit(path, body, { site = file_url(folder), by = browser, ...options } = {}) {
  const opened = await open_page(by, site, options);
  try {
    await opened.page.goto(site + path);
    await body(opened.page, opened);
  } catch (error) {
    await opened.context.close();
    throw error;
  }
  assert.deepEqual(await opened.close(), []);
}
const ready = (page) => page.waitForSelector('#works[data-state=ready]');
const count = async (page) => Number((await page.textContent('.count b')).split(' of ')[0].replace(',', ''));
const titles = (page) => page.locator('.row h2').allTextContents();
const settled = async (page, text) => page.waitForFunction((t) => document.querySelector('.count b').textContent.startsWith(t), text);
const field = (page, label) => page.getByLabel(label, { exact: true });
// What the data hold, read as the page reads them.
const data = (() => {
  const works = [];
  const sheaf = { index: (d) => { sheaf.made = d; }, titles: (n, list) => works.push(...list), texts: (n, list) => list.forEach((t, k) => { works[n * 1000 + k].text = t; }) };
  const load = (name) => new Function('sheaf', readFileSync(join(folder, 'data', name), 'utf8'))(sheaf);
  const html = readFileSync(join(folder, 'works.html'), 'utf8');
  load(html.match(/data-index="data\/([^"]+)"/)[1]);
  for (const s of sheaf.made.shards) { load(s.titles); load(s.texts); }
  return { ...sheaf.made, works };
})();
const plain = (s) => s.toLowerCase();

for (const [how, base] of [['disk', () => file_url(folder)], ['HTTP', () => server.url]]) {
  describe(`from ${how}`, () => {
    test('every search finds what a plain look at the data finds, while the query grows and shrinks', () => visit('works.html', async (page) => {
      await ready(page);
      assert.equal(await count(page), 400);
      const input = page.getByRole('searchbox');
      for (const q of ['s', 'sl', 'sleep', 'sleep s', 'sleep spin', 'sleep', 'memory cortex', 'vogel', 'zzzz']) {
        await input.fill(q);
        const want = data.works.filter((w) => q.split(' ').every((word) => plain(`${w.t}\n${w.a}`).normalize('NFD').replace(/\p{M}/gu, '').includes(word) || plain(w.text).includes(word)));
        await settled(page, `${want.length} of 400`);
        assert.deepEqual((await page.locator('.row').evaluateAll((rows) => rows.slice(0, 20).map((r) => r.dataset.id))), want.slice(0, 20).map((w) => w.i), q);
      }
      assert.equal(await page.locator('.none').isVisible(), true);
    }, { site: base() }));

    test('a link opens its search; the address follows what is entered', () => visit('works.html#q=sleep&source=arxiv', async (page) => {
      await ready(page);
      const want = data.works.filter((w) => w.s.includes(0) && plain(`${w.t}\n${w.a}\n${w.text}`).includes('sleep'));
      assert.equal(await count(page), want.length);
      assert.equal(await page.getByRole('searchbox').inputValue(), 'sleep');
      await field(page, 'Source').selectOption('plos');
      await page.waitForFunction(() => location.hash === '#q=sleep&source=plos');
      await page.evaluate(() => { location.hash = '#category=cs.LG'; });
      await settled(page, `${data.works.filter((w) => w.c.includes(0)).length} of`);
      assert.equal(await page.getByRole('searchbox').inputValue(), '');
    }, { site: base() }));

    test('maths is typeset; what KaTeX refuses, money and hostile macros stay text', () => visit('p/ada/index.html', async (page) => {
      await page.waitForSelector('#item-1 .katex');
      await page.waitForFunction(() => document.querySelector('#item-1 .math.display .katex-display'));
      assert.equal(await page.locator('#item-1 h3 .katex').count(), 2);
      const text = await page.textContent('#item-1 .abstract p');
      assert.match(text, /\$\\nosuchmacro\{x\}\$/);
      assert.match(text, /\$5 and \$6/);
      assert.equal(await page.locator('.katex a, .katex img').count(), 0);
      const font = await page.evaluate(async () => { await document.fonts.ready; return [...document.fonts].some((f) => f.family === 'KaTeX_Main' && f.status === 'loaded'); });
      assert.ok(font);
    }, { site: base() }));
  });
}

describe('All works', () => {
  test('each filter keeps exactly its works', () => visit('works.html', async (page) => {
    await ready(page);
    const some = data.works.filter((w) => w.p);
    const checks = [
      ['Source', 'select', 'biorxiv', (w) => w.s.includes(1)],
      ['Category', 'select', 'microbiology', (w) => w.c.includes(data.categories.indexOf('microbiology'))],
      ['Type', 'select', 'review', (w) => w.y === 'review'],
      ['Announced as', 'select', 'replace', (w) => w.n === 'replace'],
      ['From', 'fill', '2026-09-10', (w) => w.d >= '2026-09-10'],
      ['Until', 'fill', '2026-08-10', (w) => w.d <= '2026-08-10'],
      ['Author', 'fill', 'odegaard', (w) => w.a.includes('Ødegaard')],
      ['Digest of', 'select', 'ada', (w) => w.p],
      ['Score', 'select', '0.5', (w) => some.includes(w) && w.p[0][2] >= 0.5],
    ];
    for (const [label, how, value, keeps] of checks) {
      const want = data.works.filter(keeps).length;
      assert.ok(want > 0 && want < 400, label);
      if (how === 'select') await field(page, label).selectOption(value); else await field(page, label).fill(value);
      await settled(page, `${want} of 400`);
      await page.getByRole('button', { name: 'Clear' }).click();
      await settled(page, '400 of 400');
    }
    await field(page, 'Source').selectOption('arxiv');
    await field(page, 'Type').selectOption('research');
    await settled(page, `${data.works.filter((w) => w.s.includes(0) && w.y === 'research').length} of`);
    await page.waitForFunction(() => document.querySelector('.count [role=status]').textContent === document.querySelector('.count b').textContent);
  }));

  test('accents, ligatures and case do not matter; a phrase is one word', () => visit('works.html', async (page) => {
    await ready(page);
    for (const [q, title] of [['uberraschende CAFE', 'Überraschende'], ['naïveté', 'Überraschende'], ['"NAIVETE im cafe"', 'Überraschende'], ['akesson uberr', 'Überraschende']]) {
      await page.getByRole('searchbox').fill(q);
      await settled(page, '1 of 400');
      assert.match((await titles(page))[0], new RegExp(title), q);
    }
    assert.deepEqual(await page.locator('.row mark').allTextContents(), ['Überr', 'Åkesson']);
  }));

  test('order: oldest, title, score', () => visit('works.html#sort=oldest', async (page) => {
    await ready(page);
    const ids = () => page.locator('.row').evaluateAll((rows) => rows.slice(0, 30).map((r) => r.dataset.id));
    assert.deepEqual(await ids(), data.works.map((w) => w.i).reverse().slice(0, 30));
    await field(page, 'Order').selectOption('score');
    await page.waitForFunction((id) => document.querySelector('.row').dataset.id === id, data.works.filter((w) => w.p).sort((a, b) => b.p[0][2] - a.p[0][2])[0].i);
    await field(page, 'Order').selectOption('title');
    await page.waitForFunction(() => location.hash === '#sort=title');
    const got = (await titles(page)).slice(0, 20).map(plain);
    assert.deepEqual(got, [...got].sort());
  }));

  test('a seed gives everybody the same order, another seed another one, over a filter too', () => visit('works.html', async (page) => {
    await ready(page);
    const ids = () => page.locator('.row').evaluateAll((rows) => rows.slice(0, 50).map((r) => r.dataset.id));
    await page.getByRole('button', { name: 'Shuffle' }).click();
    await page.waitForFunction(() => /sort=shuffle&seed=\d+/.test(location.hash));
    const [hash, first] = [await page.evaluate(() => location.hash), await ids()];
    assert.notDeepEqual(first, data.works.slice(0, 50).map((w) => w.i));
    await visit(`works.html${hash}`, async (other) => {
      await ready(other);
      assert.deepEqual(await other.locator('.row').evaluateAll((rows) => rows.slice(0, 50).map((r) => r.dataset.id)), first);
      await field(other, 'Source').selectOption('arxiv');
      await settled(other, `${data.works.filter((w) => w.s.includes(0)).length} of`);
      const kept = first.filter((id) => id.startsWith('arxiv'));
      assert.deepEqual((await other.locator('.row').evaluateAll((rows) => rows.map((r) => r.dataset.id))).slice(0, kept.length), kept);
    }, { site: server.url });
    await page.evaluate(() => { location.hash = '#sort=shuffle&seed=4242'; });
    await page.waitForFunction((id) => document.querySelector('.row').dataset.id !== id, first[0]);
    assert.notDeepEqual(await ids(), first);
  }));

  test('all of it by keyboard', () => visit('works.html', async (page) => {
    await ready(page);
    const focused = () => page.evaluate(() => document.activeElement.closest('.row')?.dataset.id ?? document.activeElement.type);
    await page.keyboard.press('/');
    assert.equal(await focused(), 'search');
    await page.keyboard.type('sleep');
    const hits = data.works.filter((w) => plain(`${w.t}\n${w.a}\n${w.text}`).includes('sleep')).map((w) => w.i);
    await settled(page, `${hits.length} of`);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), hits[0]);
    for (const [key, at] of [['j', 1], ['ArrowDown', 2], ['k', 1], ['ArrowUp', 0]]) {
      await page.keyboard.press(key);
      assert.equal(await focused(), hits[at], key);
    }
    await page.keyboard.press('a');
    await page.waitForSelector('.row .abstract p');
    assert.match(await page.textContent('.row .abstract'), /Maths: /);
    await page.waitForSelector('.row .abstract .katex');
    await page.keyboard.press('a');
    await page.waitForSelector('.row .abstract', { state: 'detached' });
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'search');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), hits[0]);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.evaluate(() => document.addEventListener('click', (e) => { e.preventDefault(); window.opened = e.target.closest('a').href; }));
    await page.locator('.row h2 a').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => window.opened), data.works.find((w) => w.i === hits[0]).u);
  }));

  test('rows come as one scrolls, and by the button', () => visit('works.html', async (page) => {
    await ready(page);
    assert.equal(await page.locator('.row').count(), 50);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() => document.querySelectorAll('.row').length >= 100);
    const drawn = await page.evaluate(() => { const n = document.querySelectorAll('.row').length; document.querySelector('.more-rows').click(); return n; });
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('.row')].findIndex((r) => r.contains(document.activeElement))), drawn);
  }));

  test('says so when a shard or the index is missing, and searches the rest', async () => {
    const opened = await open_page(browser, server.url);
    await opened.page.route('**/texts-0-*', (route) => route.abort());
    await opened.page.goto(`${server.url}works.html`);
    await ready(opened.page);
    assert.match(await opened.page.textContent('.count .note'), /Not all data could be read/);
    await opened.page.getByRole('searchbox').fill('Überraschende');
    await settled(opened.page, '1 of 400');
    await opened.page.route('**/index-*', (route) => route.abort());
    await opened.page.reload();
    await opened.page.getByText('The data of this site cannot be read').waitFor();
    assert.equal(await opened.page.locator('.row').count(), 50);
    await opened.context.close();
  });
});

test('twenty thousand works are searched in less than 100 MB', () => {
  const large = join(process.env.SHEAF_BROWSER_BUILD, 'large');
  write_site(large, 20000);
  return visit('works.html', async (page, { context }) => {
    await page.waitForSelector('#works[data-state=ready]', { timeout: 30000 });
    await settled(page, '20,000 of 20,000');
    for (const q of ['s', 'sl', 'sle', 'sleep spindles', 'vogel']) {
      await page.locator('#works').evaluate((e) => { e.dataset.state = 'asked'; });
      await page.getByRole('searchbox').fill(q);
      await ready(page);
    }
    const shown = await page.textContent('.count b');
    await page.getByRole('searchbox').fill('');
    await settled(page, '20,000 of');
    await page.getByRole('searchbox').fill('vogel');
    await settled(page, shown);
    const cdp = await context.newCDPSession(page);
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    assert.ok(usedSize > 10e6 && usedSize < 100e6, `${usedSize}`);
  }, { site: file_url(large) });
});

test('hostile titles and abstracts are text on every page, and links only lead to the web', async () => {
  await visit('works.html#q=hostile', async (page) => {
    await ready(page);
    assert.equal(await count(page), hostile.length);
    const rows = await page.locator('.row').evaluateAll((all) => all.map((r) => {
      const title = r.querySelector('h2').cloneNode(true);
      return { text: title.textContent, html: title.querySelectorAll('script, img, svg, iframe, style, meta, base').length };
    }));
    rows.forEach((r, n) => {
      if (!hostile[n].startsWith('$')) assert.equal(r.text, `Hostile ${n}: ${hostile[n]}`);
      assert.equal(r.html, 0);
    });
    for (const button of await page.getByRole('button', { name: 'Abstract' }).all()) await button.click();
    await page.waitForFunction((n) => document.querySelectorAll('.row .abstract p').length >= n, hostile.length);
    const links = await page.locator('main a').evaluateAll((all) => all.map((a) => a.protocol));
    assert.ok(links.every((p) => /^(https?|file):$/.test(p)), links.join());
  });
  await visit('p/ada/index.html', async (page) => {
    for (const [n, h] of hostile.entries()) if (!h.startsWith('$')) assert.equal(await page.textContent(`#item-${n + 3} h3 a`), `Hostile ${n}: ${h}`);
  });
  await visit('radar.html', async (page) => {
    await page.getByLabel('Term 1', { exact: true }).fill('hostile');
    await page.waitForSelector('#own[data-state=ranked]');
    assert.equal(await page.locator('.row').count(), hostile.length);
    assert.equal(await page.locator('main :is(img, iframe, style, meta, base, script)').count(), 0);
  });
});

describe('A visitor\'s own radar', () => {
  test('ranks the last weeks with reasons, keeps the entries, and draws the weeks', () => visit('radar.html', async (page, { context }) => {
    await page.waitForSelector('#own[data-state=empty]');
    await page.getByLabel('Term 1', { exact: true }).fill('sleep spindles');
    await page.getByLabel('Weight of term 1', { exact: true }).fill('3');
    await page.getByLabel('Term 2', { exact: true }).fill('cortex');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.keyboard.type('Søren Ødegaard');
    await page.getByRole('button', { name: 'Add a category' }).click();
    await page.keyboard.type('cs.LG');
    await page.waitForSelector('#own[data-state=ranked]');
    const since = new Date(Date.parse(data.works[0].d) - 27 * 86400000).toISOString().slice(0, 10);
    assert.match(await page.textContent('p.count'), new RegExp(`of ${data.works.filter((w) => w.d >= since).length} works of the last 4 weeks`));
    const rows = await page.locator('.row').evaluateAll((all) => all.map((r) => ({ authors: r.querySelector('.authors').textContent, why: r.querySelector('.why').textContent,
      score: Number(r.querySelector('.score')?.textContent || 0) })));
    const by = rows.filter((r) => /by Søren Ødegaard/.test(r.why) && !/maybe/.test(r.why));
    assert.ok(by.length > 0);
    assert.deepEqual(rows.slice(0, by.length), by);
    assert.ok(by.every((r) => r.authors.includes('Søren Ødegaard')));
    const ranked = rows.slice(by.length).map((r) => r.score);
    assert.deepEqual(ranked, [...ranked].sort((a, b) => b - a));
    assert.ok(rows.some((r) => /sleep spindles \(title\), weight 3/.test(r.why)));
    assert.ok(rows.some((r) => /cs\.LG \(category\)/.test(r.why)));
    const total = Number((await page.textContent('p.count')).split(' ')[0]);
    const weeks = await page.locator('.chart tbody tr td:last-child').allTextContents();
    assert.equal(weeks.length, 4);
    assert.equal(weeks.reduce((s, v) => s + Number(v), 0), total);
    await page.getByLabel('Look back').selectOption('8');
    await page.waitForFunction(() => /last 8 weeks/.test(document.querySelector('p.count').textContent));

    const again = await context.newPage();
    await again.goto(page.url());
    await again.waitForSelector('#own[data-state=ranked]');
    assert.equal(await again.getByLabel('Term 1', { exact: true }).inputValue(), 'sleep spindles');
    assert.equal(await again.getByLabel('Person 1', { exact: true }).inputValue(), 'Søren Ødegaard');
    await again.getByRole('button', { name: 'Remove person 1' }).click();
    await again.waitForFunction(() => !/Ødegaard/.test(document.querySelector('.export textarea').value));
    assert.equal(await again.getByLabel('Person 1', { exact: true }).count(), 0);
  }, { site: server.url }));

  test('entries while the works are still coming count each work once', () => visit('radar.html', async (page) => {
    let let_through;
    const gate = new Promise((go) => { let_through = go; });
    await page.route('**/texts-*', async (route) => { await gate; await route.continue(); });
    await page.waitForSelector('#own[data-state=empty]');
    for (const term of ['sleep', 'sleep spindles']) {
      await page.getByLabel('Term 1', { exact: true }).fill(term);
      await page.waitForSelector('#own[data-state=waiting]');
      await page.waitForSelector('#own[data-state=ranking]');
    }
    let_through();
    await page.waitForSelector('#own[data-state=ranked]');
    const since = new Date(Date.parse(data.works[0].d) - 27 * 86400000).toISOString().slice(0, 10);
    assert.match(await page.textContent('p.count'), new RegExp(` of ${data.works.filter((w) => w.d >= since).length} works`));
    const ids = await page.locator('.row').evaluateAll((all) => all.map((r) => r.dataset.id));
    assert.equal(new Set(ids).size, ids.length);
  }, { site: server.url }));

  test('a term that is to be avoided lowers a work', () => visit('radar.html', async (page) => {
    await page.getByLabel('Term 1', { exact: true }).fill('spindles');
    await page.waitForSelector('#own[data-state=ranked]');
    const score = () => page.locator('.row', { hasText: 'Sleep spindles gate' }).locator('.score').textContent();
    const before_it = Number(await score());
    await page.getByLabel('Term 2', { exact: true }).fill('sleep');
    await page.getByLabel('Weight of term 2', { exact: true }).fill('-0.5');
    await page.waitForFunction(() => [...document.querySelectorAll('.row .why')].some((w) => w.textContent.includes('to be avoided')));
    assert.ok(Number(await score()) < before_it);
  }));

  test('the profile it exports is one that sheaf reads', () => visit('radar.html', async (page) => {
    await page.getByLabel('Term 1', { exact: true }).fill('mixture of "experts": # - [x]');
    await page.getByLabel('Weight of term 1', { exact: true }).fill('2.5');
    await page.getByLabel('Term 2', { exact: true }).fill('naïve \\ Bayes, ${HOME} 🙂');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await page.keyboard.type("Łucja O'Brien: PhD");
    await page.getByRole('button', { name: 'Add a category' }).click();
    await page.keyboard.type('cs.LG');
    await page.getByLabel('Title of your radar').fill('Mein Überblick: 2026 #1');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
    assert.equal(download.suggestedFilename(), 'mein-uberblick-2026-1.yaml');
    const yaml = readFileSync(await download.path(), 'utf8');
    assert.equal(yaml, await page.inputValue('.export textarea'));
    const dir = mkdtempSync(join(tmpdir(), 'sheaf-own-'));
    try {
      writeFileSync(join(dir, 'reader.yaml'), yaml);
      writeFileSync(join(dir, 'p.yaml'), `name: own\nstore: own.db\nsources: [{ use: arxiv, with: { categories: [cs.LG] } }]\nprofiles: reader.yaml
scorers: [{ use: keywords }]\noutputs: [{ use: output-markdown, with: { path: "out/{profile}/{date}.md" } }]\n`);
      const said = execFileSync(process.env.SHEAF, ['check', join(dir, 'p.yaml')], { encoding: 'utf8' });
      assert.match(said, /1 reader/);
      assert.match(yaml, /"cs.LG": 1\n/);
    } finally { rmSync(dir, { recursive: true }); }
  }));
});

describe('Every page', () => {
  const hub = join(process.env.SHEAF_BROWSER_BUILD, 'hub');
  const person = readdirSync(join(hub, 'p/sleep/people')).find((f) => f !== 'index.html');
  const pages = ['index.html', 'p/sleep/index.html', 'p/sleep/2026-09-24.html', 'p/sleep/archive.html', 'p/sleep/radar.html',
    'p/sleep/people/index.html', `p/sleep/people/${person}`, 'works.html', 'radar.html'].map((path) => [file_url(hub), path]);
  pages.push([file_url(folder), 'p/ada/index.html']);  // much maths

  test('axe has no serious finding in the light, the dark and on a phone, and nothing is cut at the side', async () => {
    for (const [site, path] of pages) {
      if (path === 'p/sleep/2026-09-24.html') continue;  // of the same kind as the newest
      await visit(path, async (page) => {
        if (path === 'works.html') { await ready(page); await page.getByRole('button', { name: 'Abstract' }).first().click(); }
        if (path === 'radar.html') { await page.getByLabel('Term 1', { exact: true }).fill('sleep'); await page.waitForSelector('#own[data-state=ranked]'); }
        if (path === 'p/ada/index.html') await page.waitForSelector('#item-1 .katex-display');
        await page.locator('main details').evaluateAll((all) => all.forEach((d) => { d.open = true; }));
        // All rules in the light; after that those for which the look makes a difference, since they take seconds.
        const look = async (name, rules) => {
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways: ${name}`);
          const axe = new AxeBuilder({ page }).options({ preload: false }).exclude('.katex-html');
          if (rules) axe.withRules(rules);
          const { violations, passes } = await axe.analyze();
          assert.ok(passes.length > 0);
          assert.deepEqual(violations.filter((v) => ['serious', 'critical'].includes(v.impact))
            .map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [], `${path}: ${name}`);
        };
        await look('light');
        await page.emulateMedia({ colorScheme: 'dark' });
        await look('dark', ['color-contrast']);
        await page.setViewportSize({ width: 360, height: 740 });
        await look('phone', ['scrollable-region-focusable', 'meta-viewport', 'target-size']);
      }, { site });
    }
  });

  test('on a phone a wide formula scrolls by itself and punctuation stays at its formula', () => visit('p/ada/index.html', async (page) => {
    const wide = page.locator('#item-1 .math.wide');
    await wide.waitFor();
    assert.equal(await wide.count(), 1);
    assert.equal(await wide.getAttribute('tabindex'), '0');
    assert.ok(await wide.evaluate((e) => e.scrollWidth > e.clientWidth));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    const kept = await page.locator('#item-1 .abstract .keep').evaluateAll((all) => all.map((e) => [e.firstChild.data ?? '', e.lastChild.data ?? '']));
    assert.deepEqual(kept, [['', ','], ['(', ').']]);
  }, { viewport: { width: 360, height: 740 } }));

  // Readers have other fonts than we.
  const probes = [];
  for (const [name, fonts] of Object.entries(font_sets)) {
    test(`no page is wider than a phone with ${name}`, async () => {
      const by = await launch([], only_fonts(join(process.env.SHEAF_BROWSER_BUILD, `fonts-${fonts[3]}-${fonts[1]}`.replaceAll(" ", "")), fonts));
      try {
        for (const [site, path] of [...pages, [file_url(folder), 'works.html'], [file_url(folder), 'radar.html']]) {
          await visit(path, async (page) => {
            if (path === 'works.html') {
              await ready(page);
              for (const button of (await page.getByRole('button', { name: 'Abstract' }).all()).slice(0, 24)) await button.click();
            }
            if (path === 'radar.html') { await page.getByLabel('Term 1', { exact: true }).fill('sleep'); await page.waitForSelector('#own[data-state=ranked]'); }
            await page.locator('main details').evaluateAll((all) => all.forEach((d) => { d.open = true; }));
            if (path === 'p/ada/index.html') await page.waitForSelector('#item-23 .abstract .math.wide');
            for (const width of [320, 360, 1200, 360]) {
              await page.setViewportSize({ width, height: 740 });
              const beyond = await page.evaluate(async () => {
                await document.fonts.ready;
                await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
                if (document.documentElement.scrollWidth <= innerWidth) return [];
                return ['the page', ...[...document.querySelectorAll('body *')].filter((e) => !e.closest('.katex') && e.getBoundingClientRect().right > innerWidth)
                  .map((e) => `${e.tagName}.${e.className}: ${e.getBoundingClientRect().right}`)];
              });
              assert.deepEqual(beyond, [], `${path} is wider than ${width}`);
            }
          }, { site, by, viewport: { width: 360, height: 740 } });
        }
        await visit('index.html', async (page) => {
          probes.push(await page.evaluate(() => ['--sans', '--serif', '--mono'].map((font) => {
            const probe = document.createElement('span');
            probe.textContent = 'Handgloves 0123 ijl';
            probe.style.cssText = `position: absolute; white-space: nowrap; font: 100px var(${font})`;
            document.body.append(probe);
            return Math.round(probe.getBoundingClientRect().width);
          })));
        }, { by });
      } finally { await by.close(); }
    });
  }
  test('those fonts were different ones', () => {
    assert.equal(probes.length, 3);
    for (const column of [0, 1]) assert.equal(new Set(probes.map((p) => p[column])).size, 3, JSON.stringify(probes));
  });

  test('reads without JavaScript', async () => {
    for (const [site, path] of pages) {
      await visit(path, async (page) => {
        assert.ok((await page.textContent('h1')).length >= 3);
        if (path === 'p/ada/index.html') assert.match(await page.textContent('#item-1'), /\$E = mc\^2\$/);
        if (path === 'p/sleep/2026-09-24.html') assert.equal(await page.locator('.work .abstract').count(), 5);
        if (path === 'works.html') assert.equal(await page.locator('.row').count(), 18);
        if (path === 'works.html' || path === 'radar.html') assert.equal(await page.locator('noscript .note').isVisible(), true);
      }, { site, javaScriptEnabled: false });
    }
  });

  test('links within the site lead somewhere, and only links lead out of it', () => {
    const all = readdirSync(hub, { recursive: true }).map(String).filter((f) => f.endsWith('.html'));
    assert.ok(all.length >= 15);
    const text = Object.fromEntries(all.map((f) => [f, readFileSync(join(hub, f), 'utf8')]));
    for (const [file, html] of Object.entries(text)) {
      for (const [, href] of html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) {
        if (/^https?:/.test(href)) continue;
        const to = new URL(href, `file:///${file}`);
        const path = decodeURIComponent(to.pathname).slice(1).replace(/(^|\/)$/, '$1index.html');
        assert.ok(text[path], `${file}: ${href}`);
        if (to.hash) assert.ok(text[path].includes(`id="${to.hash.slice(1)}"`), `${file}: ${href}`);
      }
      const rest = html.replace(/<a\b[^>]*>|<link rel="canonical"[^>]*>/g, '');
      assert.doesNotMatch(rest, /<[^>]*\s(?:href|src|srcset|action|data|poster)="(?:\w+:)?\/\//, file);
      assert.doesNotMatch(rest, /<meta http-equiv="?refresh|<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/i, file);
    }
  });

  test('the program\'s site: its data answer searches, digests have typeset maths, rows lead to digests', async () => {
    await visit('works.html#q=spindles&reader=sleep', async (page) => {
      await ready(page);
      const hits = await page.locator('.row').count();
      assert.ok(hits >= 3 && hits < 18, `${hits}`);
      const href = await page.locator('.row a.score').first().getAttribute('href');
      await page.locator('.row a.score').first().click();
      await page.waitForURL(`**/${href}`);
      assert.equal(await page.locator(`${new URL(page.url()).hash}:target h3`).count(), 1);
    }, { site: file_url(hub) });
    await visit('p/sleep/2026-09-24.html', async (page) => {
      await page.waitForSelector('#item-1 .abstract .katex');
      assert.equal(await page.locator('#item-1 .abstract annotation').first().textContent(), '\\log n');
    }, { site: file_url(hub) });
  });

  test('the theme button changes the colours and is remembered; printing is dark on white', () => visit('p/ada/index.html', async (page, { context }) => {
    const paper = (p = page) => p.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    const dark = await paper();
    assert.notEqual(dark, light);
    const other = await context.newPage();
    await other.goto(`${server.url}works.html`);
    assert.equal(await paper(other), dark);
    await page.emulateMedia({ media: 'print' });
    const [ink] = await page.evaluate(() => [getComputedStyle(document.body).color.match(/\d+/g).map(Number)]);
    assert.ok(ink.every((c) => c < 80), `${ink}`);
    assert.equal(await page.locator('header.top nav').isVisible(), false);
    assert.ok((await page.pdf()).length > 10000);
    await page.emulateMedia({ media: 'screen' });
    await page.keyboard.press('t');
    assert.equal(await paper(), light);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => document.activeElement.closest('.work').id), 'item-2');
    await page.keyboard.press('/');
    await page.waitForURL('**/works.html#find');
    await page.waitForFunction(() => document.activeElement.type === 'search');
  }, { site: server.url }));
});
