// node fixture.mjs FOLDER [WORKS]: a site as docs/design/site.md describes it, of invented works, the same at every call.
// It measures the scripts at 20,000 works and holds what no real source would send.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

// Titles and abstracts that try to be more than text.
export const hostile = [
  '<script>window.pwned=1</script>', '</script><script>window.pwned=1</script>', '<img src=x onerror="window.pwned=1">',
  '"><svg onload=window.pwned=1>', "'-alert(1)-'", '<!--', ']]>', '&lt;b&gt;&amp;', '<a href="javascript:window.pwned=1">x</a>',
  '$\\href{javascript:window.pwned=1}{x}$', '$\\htmlStyle{color:red}{x}$', '$\\includegraphics{https://evil.example/x.png}$',
  '$\\def\\a{\\a\\a}\\a$', '`${window.pwned=1}`', '{{constructor}}', '\u2028window.pwned=1//\u2029', '<iframe srcdoc="x">',
  '<style>*{display:none}</style>', '<meta http-equiv=refresh content="0;url=https://evil.example/">', '<base href="https://evil.example/">',
];

const csp = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";
const escape = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const json = (v) => JSON.stringify(v).replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const known = `sleep memory spindles cortex synapse attention sparse experts routing quantization retrieval transformer diffusion graph
spectral gradient variational posterior bayesian causal inference protein folding membrane receptor kinase microbiome phage antibiotic
resistance wastewater epidemic vaccine neutron lattice topological entanglement qubit decoherence galaxy redshift lensing supernova
plasma turbulence vortex boundary catalyst perovskite electrolyte polymer glacier monsoon aerosol carbon soil pollinator migration`.split(/\s+/);
const small = 'the of and in to a we for that with is on by are from as this which an be our at it than can between under over both'.split(' ');
const firsts = 'Ada Elin Hana Iván Björn Odalys Tomasz Priya Lukas Chidi Kari Zoë Rémy Dora Łucja Søren Noor Mei Anselm Ines'.split(' ');
const lasts = 'Lindqvist Sato Peña-Ruiz Åkesson Ferrer Wróblewski Raghunathan Vogel Okonkwo Aasen Whitlock Castellan Moreau Caldeira Brontë Nguyễn Müller Ødegaard'.split(' ');

function words_of(rand) {
  const syllables = 'ba re ti no lum ver cor mi sta pho gen lo dra quin sel tor ano ra vi ex'.split(' ');
  const made = new Set(known);
  while (made.size < 4000) made.add(Array.from({ length: 2 + Math.floor(rand() * 3) }, () => syllables[Math.floor(rand() * syllables.length)]).join(''));
  const list = [...made];
  // frequent words are few, as in real texts
  return () => (rand() < 0.42 ? small[Math.floor(rand() * small.length)] : list[Math.floor(list.length * rand() ** 2.5)]);
}

export function make_works(count) {
  const rand = random(7);
  const word = words_of(rand);
  const pick = (list) => list[Math.floor(rand() * list.length)];
  const sentence = (n) => { const s = Array.from({ length: n }, word).join(' '); return s[0].toUpperCase() + s.slice(1); };
  const sources = ['arxiv', 'biorxiv', 'medrxiv', 'nature', 'plos'];
  const categories = ['cs.LG', 'cs.CL', 'stat.ML', 'q-bio.NC', 'neuroscience', 'microbiology', 'epidemiology', 'cond-mat.str-el', 'astro-ph.GA', 'physics.ao-ph'];
  const start = Date.UTC(2026, 8, 24);
  const works = [];
  for (let n = 0; n < count; ++n) {
    const day = Math.floor((n / count) * Math.max(70, count / 150));
    const s = Math.floor(rand() * sources.length);
    const c = Math.floor(rand() * categories.length);
    let title = sentence(6 + Math.floor(rand() * 9));
    if (rand() < 0.06) title += ` at $O(n^{${2 + n % 3}} \\log n)$`;
    let text = Array.from({ length: 8 }, () => `${sentence(14 + Math.floor(rand() * 14))}.`).join(' ');
    if (rand() < 0.15) text += ' We find $p < 0.01$ and $$\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}.$$';
    if (rand() < 0.2) text += ' Après l’été — naïve façade, α-synuclein.';
    const w = { i: `${sources[s]}:26${String(n).padStart(6, '0')}`, t: title,
      a: Array.from({ length: 1 + Math.floor(rand() * 5) }, () => `${pick(firsts)} ${pick(lasts)}`).join(', '),
      u: `https://${sources[s]}.example/abs/${n}`, d: new Date(start - day * 86400000).toISOString().slice(0, 10), s: [s], c: [c] };
    if (rand() < 0.2) w.c.push((c + 1) % categories.length);
    w.y = rand() < 0.9 ? 'research' : pick(['review', 'news']);
    w.n = pick(['new', 'new', 'new', 'cross', 'replace']);
    if (s > 2) w.v = pick(['Nature Neuroscience', 'PLOS ONE']);
    if (rand() < 0.03) w.p = [[0, 'p/ada/2026-09-24.html#item-1', Math.round(rand() * 100) / 100, {}]];
    works.push({ ...w, text });
  }
  return { works, sources, categories };
}

export function page({ title, root = '', body, scripts = [], wide = false, current = '' }) {
  const nav = [['index.html', 'Readers'], ['works.html', 'All works'], ['radar.html', 'Your radar']]
    .map(([href, name]) => `<a href="${root}${href}"${href === current ? ' aria-current="page"' : ''}>${name}</a>`).join('');
  return `<!doctype html>
<html lang="en" data-root="${root}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer"><title>${escape(title)}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}assets/site.css"><script src="${root}assets/site.js"></script></head>
<body><a class="skip" href="#main">Skip to content</a>
<header class="top"><a class="brand" href="${root}index.html">fixture</a><nav aria-label="Site">${nav}</nav></header>
<main id="main"${wide ? ' class="wide"' : ''}>${body}</main>
<footer class="foot"><p>Invented works by invented people.</p></footer>${scripts.map((s) => `<script src="${root}assets/${s}"></script>`).join('')}</body></html>
`;
}
const head = (kicker, title, lede) => `<div class="page"><p class="kicker">${kicker}</p><h1>${escape(title)}</h1><p class="lede">${escape(lede)}</p></div>`;

export function write_site(folder, count) {
  rmSync(folder, { recursive: true, force: true });
  for (const f of ['assets/katex', 'data', 'p/ada']) mkdirSync(join(folder, f), { recursive: true });
  cpSync(join(here, '../../plugins/output-html/assets'), join(folder, 'assets'), { recursive: true });
  for (const f of ['katex.min.js', 'katex.min.css', 'fonts']) cpSync(join('/usr/share/javascript/katex', f), join(folder, 'assets/katex', f), { recursive: true, dereference: true });
  const { works, sources, categories } = make_works(count);
  hostile.forEach((h, n) => {
    const w = works[n + 2];
    w.t = `Hostile ${n}: ${h}`;
    w.text = `Before ${h} after.`;
    if (n % 2) w.u = 'javascript:window.pwned=1';
    w.p = [[0, 'p/ada/index.html#item-1', 0.5, {}]];
  });
  works[0].t = 'Sleep spindles gate $\\alpha$-rhythms at $\\frac{1}{f}$, priced at \\$5';
  works[0].text = 'Maths: $E = mc^2$, refused: $\\nosuchmacro{x}$, money: $5 and $6. One that is long: ($\\underbrace{a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x + y + z}_{\\text{wide}}$).\n\nDisplay: $$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2}$$';
  works[1].t = 'Überraschende Naïveté im Café';
  works[1].a = 'Søren Ødegaard, Łucja Åkesson';
  // What no line of a phone holds, in every place.
  const long = 'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(2);
  const sum = `$${'abcdefghijklmnopqrstuvwxyz'.split('').map((c) => `\\mathbf{${c.toUpperCase()}}_{${c}}`).join('')}$`;
  Object.assign(works[22], { t: `${long} (${sum}), ${long}`, a: `${long} Åkesson, Ada ${long}`, v: long,
    text: `${long} at https://example.org/${'a/'.repeat(60)}${long}: (${sum}), [${sum}].` });

  const write = (name, text) => writeFileSync(join(folder, name), text);
  const hashed = (name, text) => {
    const file = name.replace('.js', `-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.js`);
    write(`data/${file}`, text);
    return file;
  };
  const shards = [];
  for (let n = 0; n * 1000 < works.length; ++n) {
    const part = works.slice(n * 1000, n * 1000 + 1000);
    shards.push({ titles: hashed(`titles-${n}.js`, `sheaf.titles(${n},${json(part.map(({ text, ...w }) => w))});\n`),
      texts: hashed(`texts-${n}.js`, `sheaf.texts(${n},${json(part.map((w) => w.text))});\n`), count: part.length });
  }
  const index = `data/${hashed('index.js', `sheaf.index(${json({ version: 1, made: '2026-09-24', shards, sources, categories,
    profiles: [{ id: 'ada', title: 'Sleep and memory' }], axes: [] })});\n`)}`;

  const http = (u) => (/^https?:/.test(u) ? u : '#');
  const row = (w) => `<li class="row"><h2><a class="tex" href="${escape(http(w.u))}">${escape(w.t)}</a></h2><p class="authors">${escape(w.a)}</p>
<p class="meta">${w.d} · ${sources[w.s[0]]}</p></li>`;
  write('works.html', page({ title: 'All works', wide: true, current: 'works.html', scripts: ['works.js'],
    body: `${head('Archive', 'All works', `${works.length} works, newest first.`)}<div id="works" data-index="${index}"><noscript><p class="note">Search and filters need JavaScript; these are the newest works.</p></noscript>
<ol class="rows">${works.slice(0, 50).map(row).join('\n')}</ol></div>` }));
  write('radar.html', page({ title: 'Your radar', wide: true, current: 'radar.html', scripts: ['own.js'],
    body: `${head('In this page alone', 'Your radar', 'What would your own terms have found?')}<div id="own" data-index="${index}"><noscript><p class="note">This page needs JavaScript.</p></noscript></div>` }));
  write('index.html', page({ title: 'Readers', current: 'index.html', body: `${head('Site', 'Readers', 'One reader.')}
<ul class="cards"><li><a href="p/ada/index.html">Sleep and memory</a><p>Newest digest: 24 September 2026</p></li></ul>` }));
  const item = (w, n) => `<article class="work" id="item-${n}" data-id="${escape(w.i)}"><h3><span class="no">${n}</span> <a class="tex" href="${escape(http(w.u))}">${escape(w.t)}</a></h3>
<p class="authors">${escape(w.a)}</p><p class="tags"><span class="score">Keywords 0.63</span><span class="tag">new</span><span class="tag warn">retracted</span></p>
<ul class="why"><li><b>Terms:</b> sleep (title)</li></ul><div class="abstract tex">${w.text.split('\n\n').map((p) => `<p>${escape(p)}</p>`).join('')}</div><p class="links"><a href="${escape(http(w.u))}">paper</a></p></article>`;
  write('p/ada/index.html', page({ title: 'Sleep and memory', root: '../../', body: `${head('Digest', 'Sleep and memory', '24 works.')}
<section class="group"><h2 id="new">New works</h2>${works.slice(0, 24).map((w, n) => item(w, n + 1)).join('\n')}</section>` }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write_site(process.argv[2], Number(process.argv[3] || 400));
