// Every page: theme, maths, keys; and what works.js and own.js share. Pages read well without it.
(() => {
  'use strict';
  const doc = document.documentElement;
  const root = doc.dataset.root || '';

  // Storage may be refused (private windows, policies); then nothing is remembered.
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* not remembered */ } },
  };

  const chosen = store.get('sheaf.theme');
  if (chosen === 'light' || chosen === 'dark') doc.dataset.theme = chosen;

  // el('p', {class: 'x', onclick: f, hidden: true}, 'text', node): strings become text, never markup.
  function el(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
      else if (value === true) e.setAttribute(key, '');
      else if (value !== false && value !== undefined && value !== null) e.setAttribute(key, value);
    }
    e.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== ''));
    return e;
  }

  // A link that leads to the web, or plain text if `url` is anything else (javascript:, data:, ...).
  function link(url, attributes, ...children) {
    return /^https?:\/\//i.test(url || '') ? el('a', { ...attributes, href: url, rel: 'noreferrer' }, ...children)
      : el('span', attributes, ...children);
  }

  const letters = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ς: 'σ',
    '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-', '‘': "'", '’': "'", '“': '"', '”': '"', '\u00a0': ' ' };
  const others = new RegExp(`[${Object.keys(letters).join('')}]`, 'g');
  // What is compared in searches: lower case, without accents.
  function fold(text) {
    // eslint-disable-next-line no-control-regex
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(others, (c) => letters[c]).normalize('NFC');
  }

  // Maths
  // The formulas of a text, in order: [from, to, TeX, display], by the rule of canonical text (docs/design/text.md).
  const opening = /\\[^]|\$\$((?:\\[^]|[^$\\])+)\$\$|\$((?:\\[^]|[^$\\])+)\$|\$\$?/g;
  function maths(text) {
    const found = [];
    if (!text.includes('$')) return found;
    opening.lastIndex = 0;
    for (let m = opening.exec(text); m; m = opening.exec(text)) {
      const tex = m[1] ?? m[2];
      if (tex === undefined) continue;
      if (is_maths(tex, m[1] !== undefined, text[opening.lastIndex])) found.push([m.index, opening.lastIndex, tex, m[1] !== undefined]);
      else opening.lastIndex = m.index + (text[m.index + 1] === '$' ? 2 : 1);
    }
    return found;
  }
  function is_maths(tex, display, behind) {
    let depth = 0;
    for (const c of tex.replace(/\\[^]/g, '')) {
      if (c === '{') depth += 1;
      else if (c === '}' && --depth < 0) return false;
    }
    if (depth !== 0 || /\n[ \t]*\n/.test(tex)) return false;
    if (display) return /\S/.test(tex);
    if (/^\s|\s$/.test(tex)) return false;
    return !/^\.?\d/.test(tex) || !(/\d/.test(behind || '') || /\s[A-Za-z]{2,}\s/.test(tex.replace(/\{[^{}]*\}/g, '')));
  }

  let katex;  // a promise once a page has maths
  function load_katex() {
    if (!katex) {
      document.head.append(el('link', { rel: 'stylesheet', href: `${root}assets/katex/katex.min.css` }));
      katex = script(`${root}assets/katex/katex.min.js`);
    }
    return katex;
  }

  function render_in(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const node of texts) {
      const text = node.data;
      const pieces = [];
      let done = 0;
      for (const [from, to, tex, display] of maths(text)) {
        const span = el('span', { class: display ? 'math display' : 'math' });
        try {
          window.katex.render(tex, span, { displayMode: display, throwOnError: true, trust: false, maxExpand: 200, strict: 'ignore' });
        } catch { continue; }  // what KaTeX refuses stays as it is written
        if (display) {
          span.tabIndex = 0;  // it may scroll
          pieces.push(text.slice(done, from), span);
          done = to;
          continue;
        }
        // Browsers break lines on both sides of a formula, also after an opening bracket or before a comma.
        const before = text.slice(done, from);
        const opening_marks = /[([{“‘"'/-]*$/.exec(before)[0];
        const closing_marks = /^[)\]}”’"'.,;:!?%/-]*/.exec(text.slice(to))[0];
        pieces.push(before.slice(0, before.length - opening_marks.length), el('span', { class: 'keep' }, opening_marks, span, closing_marks));
        done = to + closing_marks.length;
      }
      if (pieces.length) node.replaceWith(...pieces, text.slice(done));
    }
    fit(element);
  }

  // A formula that no line can hold, with the marks at its sides, scrolls by itself. Fonts that come later and another width of
  // the window change which ones these are.
  function fit(element) {
    const widths = [];
    for (const span of element.querySelectorAll('.keep > .math')) {
      const room = span.closest('h2, h3, p, li, div')?.clientWidth;
      if (!room) continue;
      let marks = 0;
      for (const node of span.parentNode.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue;
        const range = document.createRange();
        range.selectNode(node);
        marks += range.getBoundingClientRect().width;
      }
      widths.push([span, [...span.querySelectorAll('.base')].some((b) => Math.ceil(b.getBoundingClientRect().width + marks) > room)]);
    }
    // all is measured before anything changes
    for (const [span, wide] of widths) {
      span.classList.toggle('wide', wide);
      if (wide) span.tabIndex = 0;
      else span.removeAttribute('tabindex');
    }
  }
  let fitting = 0;
  function fit_all() {
    cancelAnimationFrame(fitting);
    fitting = requestAnimationFrame(() => fit(doc));
  }
  document.fonts?.addEventListener('loadingdone', fit_all);
  addEventListener('resize', fit_all);

  // Renders the maths of these elements, a few milliseconds at a time.
  async function tex(elements) {
    const queue = [...elements].filter((e) => maths(e.textContent).length);
    if (!queue.length) return;
    try { await load_katex(); } catch { return; }
    while (queue.length) {
      const until = performance.now() + 12;
      while (queue.length && performance.now() < until) render_in(queue.shift());
      if (queue.length) await pause();
    }
  }

  // Lets the browser paint and handle keys.
  const channel = new MessageChannel();
  const waiting = [];
  channel.port1.onmessage = () => waiting.shift()();
  function pause() {
    return new Promise((resume) => { waiting.push(resume); channel.port2.postMessage(0); });
  }

  // Data: scripts that call sheaf.index, sheaf.titles or sheaf.texts, since pages on a disk may not fetch.
  function script(src) {
    return new Promise((resolve, reject) => {
      const s = el('script', { src });
      s.onload = () => { s.remove(); resolve(); };
      s.onerror = () => { s.remove(); reject(new Error(`cannot load ${src}`)); };
      document.head.append(s);
    });
  }

  let index;
  let folder = '';
  const arrived = new Map();  // "titles 3" -> list, until it is taken

  async function open(url) {
    folder = url.replace(/[^/]*$/, '');
    await script(url);
    if (!index || index.version !== 1) throw new Error('the data are not of this version');
    return index;
  }

  // The list of a shard ("titles" or "texts"); it isn't kept here. Wrong answers throw.
  async function shard(kind, n) {
    await script(folder + index.shards[n][kind]);
    const list = arrived.get(`${kind} ${n}`);
    arrived.delete(`${kind} ${n}`);
    if (!Array.isArray(list)) throw new Error(`shard ${n} has no ${kind}`);
    return list;
  }

  // Keys
  const typing = (e) => e.target.closest?.('input, textarea, select, [contenteditable]');
  // Moves focus among links (the titles), from the focused one or from the first in view.
  function step(links, by) {
    const list = [...links];
    let at = list.findIndex((a) => a.closest('.work, .row')?.contains(document.activeElement));
    if (at < 0) {
      at = list.findIndex((a) => a.getBoundingClientRect().top >= 0);
      if (by > 0) at -= 1;
    }
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }

  function help() {
    const dialog = el('dialog', { class: 'help', 'aria-label': 'Keys' },
      el('h2', {}, 'Keys'),
      el('dl', {}, ...[['j k', 'next, previous work'], ['Enter', 'open it'], ['a', 'its abstract (in All works)'], ['/', 'search all works'],
        ['t', 'light or dark'], ['?', 'this list']].flatMap(([key, what]) => [el('dt', {}, ...key.split(' ').map((k) => el('kbd', {}, k))), el('dd', {}, what)])),
      el('form', { method: 'dialog' }, el('button', {}, 'Close')));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  function toggle_theme() {
    const now = doc.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    doc.dataset.theme = now === 'dark' ? 'light' : 'dark';
    store.set('sheaf.theme', doc.dataset.theme);
    name_theme();
  }
  let theme_button;
  function name_theme() {
    const dark = (doc.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    theme_button.textContent = dark ? '☀' : '☾';
    theme_button.setAttribute('aria-label', dark ? 'Light colours' : 'Dark colours');
    theme_button.title = theme_button.getAttribute('aria-label');
  }

  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || typing(e) || document.querySelector('dialog[open]')) return;
    const titles = document.querySelectorAll('.work h3 a, .row h2 a');
    if (e.key === 'j') step(titles, 1);
    else if (e.key === 'k') step(titles, -1);
    else if (e.key === 't' && theme_button) toggle_theme();
    else if (e.key === '?') help();
    else if (e.key === '/') location.href = `${root}works.html#find`;
    else return;
    e.preventDefault();
  });

  document.addEventListener('DOMContentLoaded', () => {
    theme_button = el('button', { type: 'button', class: 'theme', onclick: toggle_theme });
    document.querySelector('header.top')?.append(theme_button);
    name_theme();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name_theme);
    tex(document.querySelectorAll('.tex'));
  });

  window.sheaf = {
    el, link, fold, maths, tex, pause, open, shard, step, store,
    index(data) { index = data; },
    titles(n, list) { arrived.set(`titles ${n}`, list); },
    texts(n, list) { arrived.set(`texts ${n}`, list); },
  };
})();
