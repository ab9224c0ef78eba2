#!/usr/bin/env python3
"""check_site.py FOLDER [PAGE...]: reads a site as a browser would (html5lib, strict) and says what is wrong with it.

Every element and attribute must be one that the generator writes on purpose: whatever a title or an abstract smuggled in would be
another one. Prints a line per fault; exit code 1 if there is one. With names of pages after the folder, only these are read.
"""
import json
import os
import re
import sys
import urllib.parse
import warnings

import html5lib

warnings.simplefilter('ignore')
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; "
          "form-action 'none'")
SVG = '{http://www.w3.org/2000/svg}'
GLOBAL = {'class', 'id', 'lang', 'dir', 'tabindex', 'role', 'aria-label'}
ALLOWED = {
    'html': {'data-root'}, 'head': set(), 'body': set(), 'title': set(), 'main': set(), 'header': set(), 'footer': set(), 'nav': set(),
    'meta': {'charset', 'name', 'content', 'http-equiv'}, 'link': {'rel', 'href'}, 'script': {'src'}, 'noscript': set(),
    'a': {'href', 'rel', 'aria-current'}, 'article': {'data-id'}, 'section': set(), 'div': {'data-index'}, 'span': {'data-value'},
    'time': {'datetime'}, 'th': {'scope'},
    **{t: set() for t in 'b strong em bdi p h1 h2 h3 h4 h5 h6 ul ol li details summary pre table thead tbody tr td figure figcaption'.split()},
    SVG + 'svg': {'viewBox'}, SVG + 'g': set(), SVG + 'title': set(), SVG + 'rect': {'x', 'y', 'width', 'height'},
    SVG + 'line': {'x1', 'y1', 'x2', 'y2'}, SVG + 'text': {'x', 'y', 'text-anchor'},
}
PLAIN = re.compile(r'^[A-Za-z0-9._/-]+$')
faults = []

# Texts are not looked at beyond their beginning, and html5lib takes quadratic time for long ones.
tree_builder = html5lib.getTreeBuilder('etree')
insert_text = tree_builder.elementClass.insertText


def insert_short_text(self, data, insertBefore=None):
    children = list(self._element)
    so_far = children[-1].tail if children else self._element.text
    if len(so_far or '') < 1000:
        insert_text(self, data, insertBefore)


tree_builder.elementClass.insertText = insert_short_text

def fault(where, what):
    faults.append(f'{where}: {what}'[:400])


class Page:
    def __init__(self, name, data):
        self.name = name
        self.ids = set()
        self.links = []
        parser = html5lib.HTMLParser(tree=tree_builder, strict=True, namespaceHTMLElements=False)
        try:
            tree = parser.parse(data, transport_encoding='utf-8')
        except html5lib.html5parser.ParseError as e:
            fault(name, f'does not parse: {e}')
            return
        elements = [e for e in tree.iter() if isinstance(e.tag, str)]
        if any(not isinstance(e.tag, str) for e in tree.iter()):
            fault(name, 'a comment')
        for e in elements:
            self.element(e)
        self.outline([e.tag for e in elements])
        self.head(tree, elements)

    def element(self, e):
        if e.tag not in ALLOWED:
            return fault(self.name, f'element {e.tag}')
        for attribute, value in e.attrib.items():
            if attribute not in ALLOWED[e.tag] | GLOBAL:
                fault(self.name, f'attribute {attribute} of {e.tag}')
            if attribute == 'id':
                if value in self.ids:
                    fault(self.name, f'id {value} twice')
                self.ids.add(value)
        if e.tag in ('script', 'noscript') and e.tag == 'script' and ((e.text or '').strip() or 'src' not in e.attrib):
            fault(self.name, 'an inline script')
        if e.tag == 'a':
            self.links.append(e.attrib.get('href', ''))
            if re.match('https?:', e.attrib.get('href', '')) and e.attrib.get('rel') != 'noopener noreferrer':
                fault(self.name, 'a link without rel')
        elif e.tag in ('script', 'link') and e.attrib.get('rel') != 'canonical':
            self.links.append(e.attrib.get('src', e.attrib.get('href', '')))
        if e.tag == 'div' and 'data-index' in e.attrib:
            self.links.append(e.attrib['data-index'])

    def outline(self, tags):
        levels = [int(t[1]) for t in tags if re.fullmatch('h[1-6]', t)]
        if levels.count(1) != 1 or levels[0] != 1:
            fault(self.name, f'headings {levels}')
        if any(b > a + 1 for a, b in zip(levels, levels[1:])):
            fault(self.name, f'a heading too deep: {levels}')
        for landmark in ('main', 'header', 'footer'):
            if tags.count(landmark) != 1:
                fault(self.name, f'{tags.count(landmark)} {landmark}')

    def head(self, tree, elements):
        metas = {e.attrib.get('http-equiv', e.attrib.get('name')): e.attrib.get('content') for e in elements if e.tag == 'meta'}
        if metas.get('Content-Security-Policy') != POLICY:
            fault(self.name, 'the policy')
        if metas.get('referrer') != 'no-referrer' or not metas.get('description') or not metas.get('viewport'):
            fault(self.name, f'metas {metas}')
        if not (tree.find('head/title').text or '').strip() or tree.attrib.get('lang') != 'en':
            fault(self.name, 'no title or language')
        if tree.attrib.get('data-root') != '../' * self.name.count('/'):
            fault(self.name, 'data-root')
        body = list(tree.find('body'))
        if body[0].attrib.get('href') != '#main' or 'main' not in self.ids:
            fault(self.name, 'no skip link')


def check_links(pages, names):
    for page in pages.values():
        for href in page.links:
            if re.match('https?://[^/]', href) or href in ('data:,',):
                continue
            url = urllib.parse.urlsplit(href)
            if url.scheme or url.netloc or href.startswith('/') or not href:
                fault(page.name, f'link to {href!r}')
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(page.name), url.path)) if url.path else page.name
            if target not in names:
                fault(page.name, f'link to {href!r}, which is not there')
            elif url.fragment and target in pages and url.fragment not in pages[target].ids:
                fault(page.name, f'no place {href!r}')


def call_in(name, text):
    match = re.fullmatch(r'sheaf\.(index|titles|texts)\((?:(\d+),)?(.*)\);\n', text, re.S)
    if not match or '<' in text or '\u2028' in text or '\u2029' in text:
        fault(name, 'is not a call with safe JSON')
        return None
    return json.loads(match[3])


def check_data(folder, names, pages):
    indexes = [n for n in names if n.startswith('data/index-')]
    if len(indexes) != 1:
        return fault('data', f'indexes {indexes}')
    data = {}
    for name in names:
        if name.startswith('data/'):
            with open(os.path.join(folder, name), encoding='utf-8') as f:
                text = f.read()
            if len(text.encode()) > 2_000_000:
                fault(name, 'too big')
            data[name[5:]] = call_in(name, text)
    index = data.pop(indexes[0][5:])
    dates = []
    for shard in index['shards']:
        titles, texts = data.pop(shard['titles']), data.pop(shard['texts'])
        if not len(titles) == len(texts) == shard['count'] or not 0 < shard['count'] <= 1000:
            fault(shard['titles'], 'counts')
        for w in titles:
            dates.append(w['d'])
            if not w['i'] or not w['t'] or not re.match('https?:', w.get('u', 'https:')):
                fault(shard['titles'], f'work {w}')
            if not all(0 <= s < len(index['sources']) for s in w['s']) or not all(0 <= c < len(index['categories']) for c in w.get('c', [])):
                fault(shard['titles'], f'places {w}')
            for profile, href, value, axes in w.get('p', []):
                page, _, place = href.partition('#')
                if page not in names or (page in pages and place not in pages[page].ids) or not index['profiles'][profile]:
                    fault(shard['titles'], f'digest {href} is not there')
                if not (value is None or isinstance(value, (int, float))) or not isinstance(axes, dict):
                    fault(shard['titles'], f'score {value} {axes}')
    if data:
        fault('data', f'not in the index: {list(data)}')
    if dates != sorted(dates, reverse=True):
        fault('data', 'not newest first')


def main(folder, only):
    names = set()
    for base, _, files in os.walk(folder):
        names.update(os.path.relpath(os.path.join(base, f), folder) for f in files)
    pages = {}
    for name in sorted(names):
        if not PLAIN.match(name) or '..' in name or name.count('/') > 3:
            fault(name, 'a strange name')
        if name.endswith('.html') and (not only or name in only):
            with open(os.path.join(folder, name), 'rb') as f:
                data = f.read()
            pages[name] = Page(name, data)
    check_links(pages, names)
    check_data(folder, names, pages)
    print(f'{len(pages)} pages, {len(names)} files, {len(faults)} faults')
    print('\n'.join(faults[:40]))
    return 1 if faults or not pages else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2:]))
