// A visitor's own radar: terms, people and categories, kept in this browser alone; the works of the last weeks ranked by them, and
// a profile that sheaf reads. The score is the keywords scorer's without word endings beyond the plainest.
(() => {
  'use strict';
  const { el, link, fold, tex, pause, open, shard, store } = window.sheaf;
  const place = document.getElementById('own');
  const kShown = 100;
  const kSeries = 8;

  // Settings
  const clean = (text) => String(text).replace(/[\p{C}\u2028\u2029]/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 200);
  const weight_of = (value) => {
    const w = Math.round(Number(value) * 100) / 100;
    return Number.isFinite(w) ? Math.max(-1000, Math.min(1000, w)) : 1;
  };
  function stored() {
    let s;
    try { s = JSON.parse(store.get('sheaf.own')); } catch { /* written by somebody else */ }
    const pairs = (list) => (Array.isArray(list) ? list : []).filter(Array.isArray).map(([name, weight]) => [clean(name), weight_of(weight)]);
    return { title: clean(s?.title || 'My radar'), weeks: [2, 4, 8, 12].includes(s?.weeks) ? s.weeks : 4,
      terms: pairs(s?.terms), people: (Array.isArray(s?.people) ? s.people : []).map(clean), categories: pairs(s?.categories) };
  }
  let own = stored();
  const save = () => store.set('sheaf.own', JSON.stringify(own));

  // Matching
  const escaped = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // The words of a term one after the other, hyphens or blanks between them, the last with a plain ending.
  function pattern(term) {
    const words = fold(term).match(/[\p{L}\p{N}]+/gu) || [];
    if (!words.length) return null;
    const last = words.length - 1;
    if (words[last].length > 4) words[last] = words[last].replace(/(ies|y|es|s|e)$/, '');
    const tail = words[last].length > 3 ? '(?:ies|es|s|y|e|ed|d|ing)?' : 's?';
    return { start: words[0], find: new RegExp(`(?<![\\p{L}\\p{N}])${words.map(escaped).join('[^\\p{L}\\p{N}.;:]{0,3}')}${tail}(?![\\p{L}\\p{N}])`, 'gu') };
  }
  function times(p, text) {
    if (!text.includes(p.start)) return 0;
    return (text.match(p.find) || []).length;
  }
  const kUsual = { title: 11, text: 190 };
  const words_in = (text) => (text.match(/\S+/g) || []).length;

  // "Ada Lovelace" is found as printed or as "A. Lovelace"; the second is a maybe.
  function person_pattern(name) {
    const parts = fold(name).match(/[\p{L}\p{N}'-]+/gu) || [];
    if (parts.length < 2) return null;
    const family = parts.at(-1);
    return { name, full: parts, family, initial: parts[0][0] };
  }
  function person_in(p, authors) {
    for (const author of authors) {
      const parts = author.match(/[\p{L}\p{N}'-]+/gu) || [];
      if (parts.at(-1) !== p.family) continue;
      if (parts[0] === p.full[0]) return 'full';
      if (parts[0]?.[0] === p.initial && parts[0].length === 1) return 'maybe';
    }
    return '';
  }

  // Works of the last weeks: {work, title, text, authors, lengths}, folded.
  let index;
  let works = [];
  let weeks_read = 0;
  const days_before = (date, days) => new Date(Date.parse(date) - days * 86400000).toISOString().slice(0, 10);

  let reading = Promise.resolve();
  function read(weeks) {  // one at a time
    reading = reading.catch(() => {}).then(() => read_now(weeks));
    return reading;
  }
  async function read_now(weeks) {
    if (weeks_read >= weeks) return;
    const since = days_before(index.newest, weeks * 7 - 1);
    const found = [];
    for (let n = 0; n < index.shards.length; ++n) {
      const titles = await shard('titles', n);
      const wanted = titles.filter((w) => w.d >= since);
      if (wanted.length) {
        const texts = await shard('texts', n);
        titles.forEach((w, k) => {
          if (!(w.d >= since)) return;
          const title = fold(w.t || '');
          const text = fold(texts[k] || '');
          found.push({ w, title, text, venue: fold(w.v || ''), authors: fold(w.a || '').split(', '), long: [words_in(title), words_in(text)],
            abstract: texts[k] });
        });
      }
      if (wanted.length < titles.length) break;  // newest first
      await pause();
    }
    works = found;
    weeks_read = weeks;
  }

  // {value, why: [[label, fields, weight]], people: [[name, 'full' | 'maybe']]}; BM25F as in plugins/keywords, k1 = 2, b = 0.5.
  function judge(item, terms, people, categories, unit) {
    const why = [];
    let sum = 0;
    const add = (label, tf, weight, fields) => { sum += (weight * tf) / (2 + tf); why.push([label, fields, weight]); };
    for (const t of terms) {
      const in_title = times(t, item.title);
      const in_text = times(t, item.text);
      const in_venue = times(t, item.venue);
      if (!in_title && !in_text && !in_venue) continue;
      const tf = (4 * in_title) / (0.5 + (0.5 * item.long[0]) / kUsual.title) + in_text / (0.5 + (0.5 * item.long[1]) / kUsual.text) + 0.5 * in_venue;
      add(t.label, tf, t.weight, [in_title && 'title', in_text && 'abstract', in_venue && 'journal'].filter(Boolean));
    }
    for (const [name, weight, at] of categories) if (item.w.c?.includes(at)) add(name, 0.5, weight, ['category']);
    const found = people.map((p) => [p.name, person_in(p, item.authors)]).filter(([, how]) => how);
    return { item, value: sum > 0 ? sum / (sum + unit) : 0, why, people: found };
  }

  // Page
  const status = el('p', { class: 'count', role: 'status' });
  const list = el('ol', { class: 'rows' });
  const chart_place = el('div', {});
  const lists = { terms: el('ul', {}), people: el('ul', {}), categories: el('ul', {}) };
  const title_field = el('input', { type: 'text', value: own.title, maxlength: '100', id: 'own-title' });
  const weeks_field = el('select', { id: 'own-weeks' }, ...[2, 4, 8, 12].map((n) => el('option', { value: n, selected: n === own.weeks }, `${n} weeks`)));
  const yaml_field = el('textarea', { readonly: true, spellcheck: 'false', 'aria-label': 'Profile', wrap: 'off' });
  const download = el('a', { class: 'primary', role: 'button' }, 'Download');
  const copied = el('span', { class: 'note', role: 'status' });

  function entry(kind, at) {
    const pair = own[kind][at];
    const named = kind === 'people' ? 'Person' : kind === 'terms' ? 'Term' : 'Category';
    const set = (value, n) => {
      if (kind === 'people') own.people[at] = clean(value);
      else own[kind][at][n] = n ? weight_of(value) : clean(value);
      changed();
    };
    const name = el('input', { type: 'text', value: kind === 'people' ? pair : pair[0], 'aria-label': `${named} ${at + 1}`, autocomplete: 'off',
      list: kind === 'categories' ? 'own-categories' : null, maxlength: '200',
      placeholder: { terms: 'sleep spindles', people: 'Ada Lovelace', categories: 'cs.LG' }[kind], oninput: (e) => set(e.target.value, 0) });
    const weight = kind === 'people' ? '' : el('input', { type: 'number', step: 'any', min: '-1000', max: '1000', value: pair[1],
      'aria-label': `Weight of ${named.toLowerCase()} ${at + 1}`, oninput: (e) => set(e.target.value, 1) });
    const remove = el('button', { type: 'button', 'aria-label': `Remove ${named.toLowerCase()} ${at + 1}`,
      onclick: () => { own[kind].splice(at, 1); fill(kind); changed(); adders[kind].focus(); } }, '×');
    name.addEventListener('keydown', (e) => { if (e.key === 'Enter') { e.preventDefault(); add(kind); } });
    return el('li', { class: kind === 'people' ? 'person' : null }, name, weight, remove);
  }
  const fill = (kind) => lists[kind].replaceChildren(...own[kind].map((_, at) => entry(kind, at)));
  function add(kind) {
    own[kind].push(kind === 'people' ? '' : ['', 1]);
    fill(kind);
    lists[kind].lastElementChild.querySelector('input').focus();
  }
  const adders = Object.fromEntries(Object.keys(lists).map((kind) => [kind, el('button', { type: 'button', onclick: () => add(kind) },
    { terms: 'Add a term', people: 'Add a person', categories: 'Add a category' }[kind])]));

  // A profile, as docs/pipelines.md says. Texts are quoted as JSON, which YAML reads.
  const quoted = (text) => JSON.stringify(text.toWellFormed ? text.toWellFormed() : text);
  function profile_yaml() {
    const id = fold(own.title).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'my-radar';
    const weights = new Map();  // a key may stand once
    for (const [name, weight] of [...own.terms, ...own.categories]) if (name && weight) weights.set(name, weight);
    const people = [...new Set(own.people.filter(Boolean))];
    let text = `# A reader of a sheaf pipeline: save it in the folder that \`profiles:\` names.\nid: ${quoted(id)}\ntitle: ${quoted(own.title || 'My radar')}\n`;
    if (weights.size) text += `terms:\n${[...weights].map(([name, weight]) => `  ${quoted(name)}: ${weight}\n`).join('')}`;
    if (people.length) text += `people:\n${people.map((name) => `  - name: ${quoted(name)}\n`).join('')}`;
    return { id, text };
  }
  let blob_url;
  function write_profile() {
    const { id, text } = profile_yaml();
    yaml_field.value = text;
    if (blob_url) URL.revokeObjectURL(blob_url);
    blob_url = URL.createObjectURL(new Blob([text], { type: 'text/yaml' }));
    download.href = blob_url;
    download.download = `${id}.yaml`;
  }
  async function copy() {
    yaml_field.select();
    let done = false;
    try { await navigator.clipboard.writeText(yaml_field.value); done = true; } catch { done = document.execCommand('copy'); }
    copied.textContent = done ? 'Copied.' : 'Selected: press Ctrl+C.';
  }

  // Matches per week, stacked by term.
  const svg = (name, attributes, text) => {
    const e = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    if (text !== undefined) e.textContent = text;
    return e;
  };
  function chart(found, weeks) {
    const newest = index.newest;
    const bins = Array.from({ length: weeks }, (_, n) => ({ from: days_before(newest, (weeks - n) * 7 - 1), works: 0, by: new Map() }));
    const totals = new Map();
    for (const hit of found) {
      const age = Math.floor((Date.parse(newest) - Date.parse(hit.item.w.d)) / 604800000);
      const bin = bins[weeks - 1 - age];
      if (!bin) continue;
      bin.works += 1;
      // a work counts once, for what weighs most
      const main = hit.why.filter(([, , w]) => w > 0).sort((a, b) => b[2] - a[2])[0]?.[0] ?? hit.people[0][0];
      bin.by.set(main, (bin.by.get(main) || 0) + 1);
      totals.set(main, (totals.get(main) || 0) + 1);
    }
    const names = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
    const series = names.length > kSeries ? [...names.slice(0, kSeries - 1), 'others'] : names;
    const count = (bin, name) => (name === 'others' ? names.slice(kSeries - 1).reduce((s, x) => s + (bin.by.get(x) || 0), 0) : bin.by.get(name) || 0);
    const [width, height, left, bottom, top] = [720, 190, 34, 24, 16];
    const most = Math.max(1, ...bins.map((b) => b.works));
    const unit = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((u) => most / u <= 4) || 5000;
    const limit = Math.ceil(most / unit) * unit;
    const y = (v) => top + (height - top - bottom) * (1 - v / limit);
    const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `Matches per week, ${bins.map((b) => b.works).join(', ')}` });
    for (let v = 0; v <= limit; v += unit) {
      picture.append(svg('path', { class: v ? 'grid' : 'axis', d: `M${left} ${y(v)}H${width}` }),
        svg('text', { x: left - 8, y: y(v) + 4, 'text-anchor': 'end', class: 'label' }, v));
    }
    const slot = (width - left) / weeks;
    bins.forEach((bin, n) => {
      let sum = 0;
      const x = left + slot * (n + 0.18);
      series.forEach((name, s) => {
        const v = count(bin, name);
        if (!v) return;
        picture.append(svg('rect', { class: `bar s${s + 1}`, x, width: slot * 0.64, y: y(sum + v), height: y(sum) - y(sum + v) }));
        sum += v;
      });
      if (sum) picture.append(svg('text', { class: 'value', x: x + slot * 0.32, y: y(sum) - 4, 'text-anchor': 'middle' }, sum));
      if (weeks <= 8 || n % 2 === 0) picture.append(svg('text', { class: 'label', x: x + slot * 0.32, y: height - 6, 'text-anchor': 'middle' }, bin.from.slice(5)));
    });
    const table = el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Week from'), ...series.map((s) => el('th', { scope: 'col' }, s)), el('th', { scope: 'col' }, 'Works'))),
      el('tbody', {}, ...bins.map((b) => el('tr', {}, el('th', { scope: 'row' }, b.from), ...series.map((s) => el('td', {}, String(count(b, s)))), el('td', {}, String(b.works))))));
    return el('figure', { class: 'chart' }, el('figcaption', {}, 'Matches per week'), picture,
      el('ul', { class: 'legend' }, ...series.map((name, s) => el('li', { class: `s${s + 1}` }, name))),
      el('details', {}, el('summary', {}, 'The same as a table'), el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Matches per week' }, table)));
  }

  function row(hit) {
    const { w } = hit.item;
    const where = [w.d, w.s?.map((s) => index.sources[s]).join(', '), w.c?.map((c) => index.categories[c]).join(', '), w.v].filter(Boolean).join(' · ');
    const reasons = [
      ...hit.people.map(([name, how]) => el('li', {}, how === 'full' ? 'by ' : 'maybe by ', el('b', {}, name), how === 'full' ? '' : ' (initials only, could be someone else)')),
      ...hit.why.map(([label, fields, weight]) => el('li', {}, weight < 0 ? 'to be avoided: ' : '', el('b', {}, label), ` (${fields.join(', ')}), weight ${weight}`)),
    ];
    const abstract = hit.item.abstract ? el('details', {}, el('summary', {}, 'Abstract'),
      el('div', { class: 'abstract tex' }, ...hit.item.abstract.split(/\n{2,}/).map((p) => el('p', {}, p)))) : '';
    return el('li', { class: 'row', 'data-id': w.i }, el('h2', {}, link(w.u, { class: 'tex' }, w.t || w.i)), w.a ? el('p', { class: 'authors' }, w.a) : '',
      el('p', { class: 'meta' }, hit.value ? el('span', { class: 'score' }, hit.value.toFixed(2)) : '', el('span', {}, where)),
      el('ul', { class: 'why' }, ...reasons), abstract);
  }

  let turn = 0;
  async function rank() {
    const mine = ++turn;
    const terms = own.terms.filter(([name, weight]) => name && weight)
      .map(([label, weight]) => ({ label, weight, ...pattern(label) })).filter((t) => t.find);
    const people = own.people.map(person_pattern).filter(Boolean);
    const categories = own.categories.map(([name, weight]) => [name, weight, index.categories.indexOf(name)]).filter(([, weight, at]) => weight && at >= 0);
    if (!terms.length && !people.length && !categories.length) {
      status.textContent = 'Give a term, a person or a category, and the works of the last weeks are ranked by them.';
      list.replaceChildren();
      chart_place.replaceChildren();
      place.dataset.state = 'empty';
      return;
    }
    place.dataset.state = 'ranking';
    const weeks = own.weeks;
    try { await read(weeks); } catch (error) { status.textContent = `The works cannot be read: ${error.message}.`; return; }
    const since = days_before(index.newest, weeks * 7 - 1);
    const unit = Math.max(0, ...terms.map((t) => t.weight), ...categories.map((c) => c[1])) || 1;
    const found = [];
    let looked = 0;
    let until = performance.now() + 12;
    for (const item of works) {
      if (mine !== turn) return;
      if (item.w.d < since) continue;
      ++looked;
      const hit = judge(item, terms, people, categories, unit);
      if (hit.value > 0 || hit.people.length) found.push(hit);
      if (performance.now() >= until) {
        await pause();
        until = performance.now() + 12;
      }
    }
    if (mine !== turn) return;
    // Whom the visitor follows comes first, as in a digest.
    const followed = (h) => h.people.some(([, how]) => how === 'full');
    found.sort((a, b) => followed(b) - followed(a) || b.value - a.value);
    const n = found.length;
    status.textContent = `${n.toLocaleString('en')} of ${looked.toLocaleString('en')} works of the last ${weeks} weeks${n > kShown ? `; the best ${kShown} are shown` : ''}`;
    list.replaceChildren(...found.slice(0, kShown).map(row));
    chart_place.replaceChildren(n ? chart(found, weeks) : '');
    tex(list.querySelectorAll('.tex'));
    place.dataset.state = 'ranked';
  }

  let later;
  function changed() {
    own.title = clean(title_field.value);
    own.weeks = Number(weeks_field.value);
    copied.textContent = '';
    save();
    write_profile();
    clearTimeout(later);
    later = setTimeout(rank, 250);
    place.dataset.state = 'waiting';
  }

  async function start() {
    if (!own.terms.length && !own.people.length && !own.categories.length) own.terms = [['', 2], ['', 1]];
    const group = (kind, name, note) => el('fieldset', {}, el('legend', {}, name), el('p', { class: 'note' }, note), lists[kind], adders[kind]);
    const choices = el('datalist', { id: 'own-categories' });
    place.append(
      choices,
      el('form', { class: 'own', onsubmit: (e) => e.preventDefault(), oninput: changed, 'aria-label': 'Your radar' },
        group('terms', 'Terms', 'Words and phrases with weights; less than 0: to be avoided.'),
        group('people', 'People', 'As they print their names. Their works come first.'),
        group('categories', 'Categories', 'As the sources name them, with weights.')),
      el('div', { class: 'bar-row' }, el('div', { class: 'field' }, el('label', { for: 'own-weeks' }, 'Look back'), weeks_field),
        el('p', { class: 'note' }, 'What you enter stays in this browser; nothing is sent anywhere.')),
      status, chart_place, list,
      el('section', { class: 'export' }, el('h2', {}, 'Take it along'),
        el('p', { class: 'note' }, 'As a profile for a pipeline of your own, or for whoever runs this site.'),
        el('div', { class: 'bar-row' }, el('div', { class: 'field' }, el('label', { for: 'own-title' }, 'Title of your radar'), title_field), download, el('button', { type: 'button', onclick: copy }, 'Copy'), copied),
        yaml_field));
    weeks_field.addEventListener('input', changed);
    title_field.addEventListener('input', changed);
    for (const kind of Object.keys(lists)) fill(kind);
    write_profile();
    try {
      index = await open(place.dataset.index);
      const first = await shard('titles', 0);
      index.newest = first[0]?.d || index.made;
    } catch (error) { status.textContent = `The data of this site cannot be read: ${error.message}.`; return; }
    choices.append(...index.categories.map((c) => el('option', { value: c })));
    rank();
  }
  start();
})();
