"""check_feed.py FILE: the rules of RFC 4287 that a feed can break, and what feed readers and browsers make of it."""
import re
import sys
import xml.etree.ElementTree as ET

import feedparser
import html5lib

NS = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
IRI = re.compile(r"(https?://[!-~]+|tag:[a-z0-9.-]+,\d{4}:[!-~]+)")
IN_FEED = {"id", "title", "updated", "author", "link", "generator", "entry"}
IN_ENTRY = {"id", "title", "updated", "published", "author", "link", "category", "summary", "content"}
ONCE = {"id", "title", "updated", "published", "summary", "content", "generator"}
SAFE = {"html", "head", "body", "p", "strong"}


def check(parent, allowed):
    names = [child.tag.removeprefix(NS) for child in parent]
    assert all(child.tag.startswith(NS) for child in parent), "an element of another namespace"
    assert set(names) <= allowed, set(names) - allowed
    for name in ("id", "title", "updated"):
        assert name in names, f"{name} is missing"
    for name in ONCE:
        assert names.count(name) <= 1, f"{name} twice"
    for name in ("updated", "published"):
        for child in parent.findall(NS + name):
            assert TIME.fullmatch(child.text), child.text
    assert IRI.fullmatch(parent.find(NS + "id").text), parent.find(NS + "id").text
    for link in parent.findall(NS + "link"):
        assert re.fullmatch(r"https?://[!-~]+", link.get("href")), link.get("href")
    alternates = [(x.get("type"), x.get("hreflang")) for x in parent.findall(NS + "link") if x.get("rel") == "alternate"]
    assert len(alternates) == len(set(alternates)), "two alternates of one type"
    for author in parent.findall(NS + "author"):
        assert [c.tag for c in author] == [NS + "name"] and author[0].text.strip()


path = sys.argv[1]
root = ET.parse(path).getroot()
assert root.tag == NS + "feed"
check(root, IN_FEED)
assert [x.get("rel") for x in root.findall(NS + "link")] == ["self"]
assert root.find(NS + "author") is not None, "entries without authors need one of the feed"
entries = root.findall(NS + "entry")
ids = [e.find(NS + "id").text for e in entries]
assert len(ids) == len(set(ids)), "an id twice"
updates = [e.find(NS + "updated").text for e in entries]
assert updates == sorted(updates, reverse=True), "not newest first"
if updates:
    assert root.find(NS + "updated").text == updates[0]
for e in entries:
    check(e, IN_ENTRY)
    content = e.find(NS + "content")
    assert content.get("type") == "html"
    for element in html5lib.parse(content.text or "", namespaceHTMLElements=False).iter():
        assert element.tag in SAFE and not element.attrib, (element.tag, element.attrib)
read = feedparser.parse(path)
assert not read.bozo, read.bozo_exception
assert len(read.entries) == len(entries)
print(len(entries), "entries")
