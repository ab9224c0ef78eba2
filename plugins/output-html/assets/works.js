// All works: search, filters, order and shuffle in the page, over the shards of data/. The address's fragment holds the query.
(() => {
  'use strict';
  const { el, link, fold, maths, tex, pause, open, shard, step } = window.sheaf;
  const place = document.getElementById('works');
  const rows = place.querySelector('ol.rows');
  const kRowsAtOnce = 50;
  const kSlice = 10;  // ms of searching before keys are heard again

  let index;
  const works = [];  // as in the titles' shards, newest first
  const heads = [];  // folded title and authors of each
  let texts = [];    // folded abstracts; the originals are read again when one is opened
  let texts_ready = false;

  // The form
  const kSorts = [['date', 'Newest first'], ['oldest', 'Oldest first'], ['score', 'Best score'], ['title', 'Title'], ['shuffle', 'Shuffled']];
  const option = (value, label) => el('option', { value }, label ?? value);
  const select = (...options) => el('select', {}, option('', 'any'), ...options);
  const f = {
    q: el('input', { type: 'search', placeholder: 'Search titles, authors, abstracts', 'aria-label': 'Search titles, authors and abstracts',
      autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search' }),
    source: select(), category: select(), type: select(), announce: select(),
    from: el('input', { type: 'date' }), to: el('input', { type: 'date' }),
    author: el('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' }),
    reader: select(option('*', 'in any digest')),
    score: select(...[0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((v) => option(String(v), `at least ${v}`))),
    sort: el('select', {}, ...kSorts.map(([v, label]) => option(v, label))),
  };
  let seed = 1;
  const labels = { source: 'Source', category: 'Category', type: 'Type', announce: 'Announced as', from: 'From', to: 'Until', author: 'Author',
    reader: 'Digest of', score: 'Score', sort: 'Order' };
  function field([key, label]) {
    f[key].id = `find-${key}`;
    return el('div', { class: 'field' }, el('label', { for: f[key].id }, label), f[key]);
  }
  const counted = el('b', { 'aria-hidden': 'true' });
  const spoken = el('span', { class: 'hidden', role: 'status' });
  const state = el('span', { class: 'note' });
  const summary = el('summary', {}, 'Filters and order');
  const shuffle = el('button', { type: 'button' }, 'Shuffle');
  const clear = el('button', { type: 'button' }, 'Clear');
  const form = el('form', { class: 'find', role: 'search' }, f.q,
    el('details', { class: 'filters', open: innerWidth > 640 }, summary,
      el('div', { class: 'grid' }, ...Object.entries(labels).map(field), shuffle, clear)));
  const count_line = el('div', { class: 'count' }, counted, spoken, state);
  const more = el('button', { type: 'button', class: 'more-rows', hidden: true }, 'Show more');

  // Query and fragment
  function read_fragment() {
    const p = new URLSearchParams(location.hash.slice(1));
    for (const key of Object.keys(f)) {
      const value = p.get(key) ?? (key === 'sort' ? 'date' : '');
      if (f[key].tagName === 'SELECT' && ![...f[key].options].some((o) => o.value === value)) {
        // A name that this site doesn't have: nothing is of it.
        if (key === 'sort') { f.sort.value = 'date'; continue; }
        f[key].append(option(value));
      }
      f[key].value = value;
    }
    seed = Number.parseInt(p.get('seed'), 10) >>> 0 || 1;
    if (p.has('seed') && !p.has('sort')) f.sort.value = 'shuffle';
  }
  function write_fragment() {
    const p = new URLSearchParams();
    for (const key of Object.keys(f)) {
      const value = f[key].value.trim();
      if (value && !(key === 'sort' && value === 'date')) p.set(key, value);
    }
    if (f.sort.value === 'shuffle') p.set('seed', seed);
    const hash = p.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  }

  // Words of a query; "a phrase" is one.
  const needles = (text) => (fold(text).match(/"[^"]*"?|[^\s"]+/g) || []).map((w) => w.replaceAll('"', '').trim()).filter(Boolean);

  // What the form asks for, with names turned into places in the index.
  function asked() {
    const at = (list, value) => (value ? list.indexOf(value) : undefined);
    return {
      words: needles(f.q.value),
      source: at(index.sources, f.source.value), category: at(index.categories, f.category.value),
      type: f.type.value, announce: f.announce.value, from: f.from.value, to: f.to.value, author: needles(f.author.value),
      reader: f.reader.value === '*' ? '*' : f.reader.value ? index.profiles.findIndex((p) => p.id === f.reader.value) : '',
      score: Number(f.score.value) || 0,
    };
  }
  const best = (w, reader) => (w.p || []).reduce((m, p) => (reader === '' || reader === '*' || p[0] === reader) && p[2] > m ? p[2] : m, -1);

  function passes(n, q) {
    const w = works[n];
    if (!w.i) return false;  // its shard could not be read
    if (q.source !== undefined && !w.s?.includes(q.source)) return false;
    if (q.category !== undefined && !w.c?.includes(q.category)) return false;
    if (q.type && w.y !== q.type) return false;
    if (q.announce && (w.n || '') !== q.announce) return false;
    if (q.from && !(w.d >= q.from)) return false;
    if (q.to && !(w.d <= q.to)) return false;
    if (q.reader !== '' && !w.p?.some((p) => q.reader === '*' || p[0] === q.reader)) return false;
    if (q.score && best(w, q.reader) < q.score) return false;
    if (q.author.length) {
      const authors = heads[n].slice(heads[n].indexOf('\n'));
      if (!q.author.every((a) => authors.includes(a))) return false;
    }
    for (const word of q.words) if (!heads[n].includes(word) && !texts[n]?.includes(word)) return false;
    return true;
  }

  // Order: places of works, or null for newest first. A shuffle depends on the work's id and the seed alone, so that works that
  // come or go leave the others in their order.
  let order = null;
  let order_of = '';
  function mix(id, s) {
    let h = 2166136261 ^ Math.imul(s, 0x9e3779b1);
    for (let i = 0; i < id.length; ++i) h = Math.imul(h ^ id.charCodeAt(i), 16777619);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }
  function sorted(q) {
    const sort = f.sort.value;
    const name = `${sort} ${sort === 'shuffle' ? seed : ''} ${sort === 'score' ? q.reader : ''} ${works.length}`;
    if (name === order_of) return order;
    order_of = name;
    order = sort === 'date' ? null : works.map((_, n) => n);
    if (sort === 'oldest') order.reverse();
    if (sort === 'title') order.sort((a, b) => (heads[a] < heads[b] ? -1 : heads[a] > heads[b] ? 1 : a - b));
    if (sort === 'shuffle' || sort === 'score') {
      const key = sort === 'shuffle' ? works.map((w) => mix(w.i, seed)) : works.map((w) => -best(w, q.reader));
      order.sort((a, b) => key[a] - key[b] || a - b);
    }
    return order;
  }

  // Search: in slices, the first rows as soon as they are known. Hits of a query whose words hold all words of the last one, with
  // nothing else changed, are among the last hits.
  let hits = [];
  let last = null;  // {words, rest, order} that `hits` answers completely
  let turn = 0;
  async function search() {
    const mine = ++turn;
    const q = asked();
    const ordered = sorted(q);
    const rest = JSON.stringify({ ...q, words: [], ready: texts_ready, order: order_of });
    const narrower = last && last.rest === rest && last.words.every((old) => q.words.some((w) => w.includes(old)));
    const among = narrower ? hits : ordered;
    const total = among ? among.length : works.length;
    const found = [];
    let shown = false;
    last = narrower ? last : null;
    for (let n = 0; n < total;) {
      const until = performance.now() + kSlice;
      do {
        for (const stop = Math.min(total, n + 64); n < stop; ++n) {
          const w = among ? among[n] : n;
          if (passes(w, q)) found.push(w);
        }
      } while (n < total && performance.now() < until);
      if (n === total) break;
      if (!shown && found.length >= kRowsAtOnce) { show(found, q); shown = true; }
      await pause();
      if (mine !== turn) return;
    }
    hits = found;
    last = { words: q.words, rest };
    if (!shown) show(found, q);
    more.hidden = hits.length <= drawn;
    tell();
  }

  // Rows
  let shown_hits = [];
  let shown_words = [];
  let drawn = 0;

  // Text with the words of the query marked, formulas left alone.
  function marked(text, words) {
    if (!words.length || fold(text).length !== text.length) return [text];
    const folded = fold(text);
    const parts = maths(text);
    const spans = [];
    for (const w of words) {
      for (let at = folded.indexOf(w); at >= 0; at = folded.indexOf(w, at + w.length)) {
        const to = at + w.length;
        if (!parts.some(([from, end]) => at < end && to > from)) spans.push([at, to]);
      }
    }
    spans.sort((a, b) => a[0] - b[0]);
    const out = [];
    let done = 0;
    for (const [from, to] of spans) {
      if (to <= done) continue;
      out.push(text.slice(done, Math.max(from, done)), el('mark', {}, text.slice(Math.max(from, done), to)));
      done = to;
    }
    out.push(text.slice(done));
    return out;
  }

  function row(n) {
    const w = works[n];
    const where = [w.d, w.s?.map((s) => index.sources[s]).join(', '), w.c?.map((c) => index.categories[c]).join(', '), w.v,
      w.y && w.y !== 'research' ? w.y : '', w.n && w.n !== 'new' ? w.n : ''].filter(Boolean).join(' · ');
    const title = link(w.u, { class: 'tex' }, marked(w.t || w.i, shown_words));
    return el('li', { class: 'row', 'data-id': w.i },
      el('h2', {}, title),
      w.a ? el('p', { class: 'authors' }, marked(w.a, shown_words)) : '',
      el('p', { class: 'meta' }, el('span', {}, where),
        ...(w.p || []).map(([profile, href, value]) => el('a', { class: 'score', href },
          index.profiles[profile]?.title + (typeof value === 'number' ? ` ${value.toFixed(2)}` : ''))),
        el('button', { type: 'button', class: 'plain', 'data-n': n, 'aria-expanded': 'false' }, 'Abstract')));
  }

  function draw(count) {
    const fresh = shown_hits.slice(drawn, drawn + count).map(row);
    drawn += fresh.length;
    rows.append(...fresh);
    more.hidden = shown_hits.length <= drawn;
    tex(fresh.map((r) => r.querySelector('.tex')));
  }
  function show(found, q) {
    shown_hits = found;
    shown_words = q.words;
    drawn = 0;
    rows.replaceChildren();
    draw(kRowsAtOnce);
    none.hidden = found.length > 0;
  }
  const none = el('p', { class: 'none', hidden: true }, 'No work matches. Fewer words or filters find more.');

  let telling;
  function tell() {
    const text = `${hits.length.toLocaleString('en')} of ${works.length.toLocaleString('en')} works`;
    counted.textContent = text;
    clearTimeout(telling);
    telling = setTimeout(() => { spoken.textContent = text; }, 500);  // not at every key
    const active = Object.keys(labels).filter((k) => f[k].value && !(k === 'sort' && f.sort.value === 'date')).length;
    summary.textContent = active ? `Filters and order (${active})` : 'Filters and order';
    shown_hits = hits;
    place.dataset.state = texts_ready ? 'ready' : 'titles';
  }

  // Abstracts: the shard is read again, from the disk or the browser's cache; the last one is kept.
  let kept = { n: -1, list: null };
  async function abstract_of(n) {
    let at = 0;
    let first = 0;
    while (n >= first + index.shards[at].count) first += index.shards[at++].count;
    if (kept.n !== at) kept = { n: at, list: shard('texts', at) };
    return (await kept.list)[n - first];
  }
  async function toggle(button) {
    const li = button.closest('.row');
    const opened = li.querySelector('.abstract');
    button.setAttribute('aria-expanded', String(!opened));
    if (opened) { opened.remove(); return; }
    const box = el('div', { class: 'abstract tex' });
    li.append(box);
    try {
      const text = await abstract_of(Number(button.dataset.n));
      box.append(...(text || 'No abstract is known.').split(/\n{2,}/).map((p) => el('p', {}, marked(p, shown_words))));
      tex([box]);
    } catch (error) { box.append(el('p', {}, `The abstract cannot be read: ${error.message}.`)); }
  }

  // Events
  let writing;
  function changed() {
    clearTimeout(writing);
    writing = setTimeout(write_fragment, 300);
    if (works.length) search();
  }
  form.addEventListener('input', changed);
  form.addEventListener('submit', (e) => e.preventDefault());
  shuffle.addEventListener('click', () => {
    seed = crypto.getRandomValues(new Uint32Array(1))[0] % 1000000 + 1;
    f.sort.value = 'shuffle';
    changed();
  });
  clear.addEventListener('click', () => {
    for (const key of Object.keys(f)) f[key].value = key === 'sort' ? 'date' : '';
    changed();
    f.q.focus();
  });
  more.addEventListener('click', () => {
    const next = drawn;
    draw(kRowsAtOnce);
    rows.children[next]?.querySelector('a, button')?.focus();
  });
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting) && !more.hidden) draw(kRowsAtOnce); }, { rootMargin: '600px' }).observe(more);
  rows.addEventListener('click', (e) => { const b = e.target.closest('button[data-n]'); if (b) toggle(b); });
  addEventListener('hashchange', () => { if (location.hash === '#find') f.q.focus(); else if (works.length) { read_fragment(); changed(); } });
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
    const titles = rows.querySelectorAll('h2 a');
    const in_rows = rows.contains(e.target);
    if (e.target === f.q) {
      if (e.key === 'ArrowDown' || e.key === 'Enter') titles[0]?.focus();
      else if (e.key === 'Escape' && !f.q.value) f.q.blur();
      else return;
    } else if (e.target.closest?.('input, textarea, select')) return;
    else if (e.key === '/') { f.q.focus(); f.q.select(); }
    else if (in_rows && e.key === 'ArrowDown') step(titles, 1);
    else if (in_rows && e.key === 'ArrowUp') {
      if (rows.firstElementChild?.contains(e.target)) f.q.focus(); else step(titles, -1);
    } else if (in_rows && e.key === 'a') toggle(e.target.closest('.row').querySelector('button[data-n]'));
    else return;
    e.preventDefault();
  }, true);

  // Start
  const names = (list) => list.map((v) => option(v)).sort((a, b) => a.value.localeCompare(b.value));
  async function start() {
    if (location.hash.length > 1 && location.hash !== '#find') rows.replaceChildren();  // the page's own rows answer nothing
    place.prepend(form, count_line);
    place.append(none, more);
    state.textContent = 'Loading titles …';
    try {
      index = await open(place.dataset.index);
    } catch (error) { state.textContent = `The data of this site cannot be read: ${error.message}.`; return; }
    f.source.append(...names(index.sources));
    f.category.append(...names(index.categories));
    f.reader.append(...index.profiles.map((p) => option(p.id, p.title)));
    if (location.hash === '#find') f.q.focus();
    else read_fragment();

    const failed = [];
    // Some at a time: while one is read the next ones come.
    const each_shard = async (kind, ahead, take) => {
      const coming = [];
      for (let n = 0; n < index.shards.length; ++n) {
        while (coming.length < index.shards.length && coming.length <= n + ahead) coming.push(shard(kind, coming.length).catch((e) => e));
        const got = await coming[n];
        coming[n] = null;
        if (got instanceof Error) failed.push(got.message);
        take(got instanceof Error ? [] : got, n);
      }
    };
    await each_shard('titles', 8, (list, n) => {
      // A shard that is missing leaves its places empty, so that others keep theirs.
      for (let k = 0; k < index.shards[n].count; ++k) {
        const w = list[k] || { i: '' };
        works.push(w);
        heads.push(fold(`${w.t || ''}\n${w.a || ''}`));
      }
    });
    for (const [select, key] of [[f.type, 'y'], [f.announce, 'n']]) {
      const known = new Set(works.map((w) => w[key]));
      for (const o of select.options) known.delete(o.value);
      select.append(...names([...known].filter(Boolean)));
    }
    // What cannot tell works apart is not asked.
    for (const key of ['source', 'category', 'type', 'announce', 'reader']) f[key].parentElement.hidden = f[key].options.length < 2 + (key === 'reader');
    f.score.parentElement.hidden = f.reader.parentElement.hidden;
    state.textContent = 'Abstracts are still coming …';
    performance.mark('sheaf-titles');
    search();
    await each_shard('texts', 3, (list, n) => {
      for (let k = 0; k < index.shards[n].count; ++k) texts.push(list[k] ? fold(list[k]) : '');
    });
    texts_ready = true;
    performance.mark('sheaf-ready');
    state.textContent = failed.length ? `Not all data could be read: ${failed[0]}.` : '';
    if (needles(f.q.value).length) search();
    else { last = null; tell(); }
  }
  start();
})();
