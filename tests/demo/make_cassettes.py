#!/usr/bin/env python3
"""Writes cassettes/DAY/*.json from papers.tsv: what arXiv would have answered on three days.

Friday's feed of hep-th is an error; what it would have listed (day 9) comes through OAI-PMH on Sunday.

Run it again after a change of papers.tsv; the cassettes are committed, so that nobody else needs to.
"""
import json
import pathlib
import shutil
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
FEEDS = {"cs.LG": ["cs.LG"], "cs.CL": ["cs.CL"], "math.PR+quant-ph": ["math.PR", "quant-ph"], "hep-th": ["hep-th"]}
DAYS = {1: ("2026-09-24", "Thu, 24 Sep 2026"), 2: ("2026-09-25", "Fri, 25 Sep 2026"), 3: ("2026-09-27", "Sun, 27 Sep 2026")}


def papers():
    for line in (HERE / "papers.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        more = dict(part.strip().split("=", 1) for part in (cells[6] if len(cells) > 6 else "").split(";") if part.strip())
        day, announce = cells[1].split(":")
        yield dict(id=cells[0], day=int(day), announce=announce, title=cells[2], authors=cells[3],
                   categories=cells[4].split(), abstract=cells[5], **more)


def announce_in(paper, categories):
    kind = paper["announce"]
    if paper["categories"][0] in categories:
        return kind
    return {"new": "cross", "replace": "replace-cross"}.get(kind, kind)


def item(paper, categories, date):
    version = "v" + paper.get("v", "2" if paper["announce"].startswith("replace") else "1")
    announce = announce_in(paper, categories)
    abstract = paper["abstract"]
    if "code" in paper:
        abstract += " Code: " + paper["code"] + "."
    if "data" in paper:
        abstract += " Data are at https://" + paper["data"] + "."
    out = ["    <item>",
           "      <title>%s</title>" % escape(paper["title"]),
           "      <link>https://arxiv.org/abs/%s</link>" % paper["id"],
           "      <description>arXiv:%s%s Announce Type: %s " % (paper["id"], version, announce),
           "Abstract: %s</description>" % escape(abstract),
           "      <guid isPermaLink=\"false\">oai:arXiv.org:%s%s</guid>" % (paper["id"], version)]
    out += ["      <category>%s</category>" % c for c in paper["categories"]]
    out += ["      <pubDate>%s 00:00:00 -0400</pubDate>" % date,
            "      <arxiv:announce_type>%s</arxiv:announce_type>" % announce,
            "      <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>"]
    if "jref" in paper:
        out.append("      <arxiv:journal_reference>%s</arxiv:journal_reference>" % escape(paper["jref"]))
    if "doi" in paper:
        out.append("      <arxiv:DOI>%s</arxiv:DOI>" % escape(paper["doi"]))
    out += ["      <dc:creator>%s</dc:creator>" % escape(paper["authors"]), "    </item>"]
    return "\n".join(out)


def feed(spec, date, items):
    order = {"new": 0, "cross": 1, "replace": 2, "replace-cross": 3}
    items = sorted(items, key=lambda p: (order[announce_in(p, FEEDS[spec])], p["id"]))
    return "\n".join(
        ["<?xml version='1.0' encoding='UTF-8'?>",
         "<rss xmlns:arxiv=\"http://arxiv.org/schemas/atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:atom=\"http://www.w3.org/2005/Atom\" version=\"2.0\">",
         "  <channel>",
         "    <title>%s updates on arXiv.org</title>" % ", ".join(FEEDS[spec]),
         "    <link>http://rss.arxiv.org/rss/%s</link>" % spec,
         "    <description>%s updates on the arXiv.org e-print archive.</description>" % ", ".join(FEEDS[spec]),
         "    <language>en-us</language>",
         "    <lastBuildDate>%s 04:00:05 +0000</lastBuildDate>" % date,
         "    <pubDate>%s 00:00:00 -0400</pubDate>" % date,
         "    <skipDays>", "      <day>Sunday</day>", "      <day>Saturday</day>", "    </skipDays>"]
        + [item(p, FEEDS[spec], date) for p in items] + ["  </channel>", "</rss>", ""])


def error_feed(spec):
    return "\n".join(["<?xml version='1.0' encoding='UTF-8'?>", "<rss version=\"2.0\">", "  <channel>",
                      "    <title>Feed error for query: %s</title>" % spec,
                      "    <link>http://rss.arxiv.org/rss/%s</link>" % spec,
                      "    <description>The feed could not be made. Demo of an error body.</description>",
                      "  </channel>", "</rss>", ""])


def oai(paper):
    authors = "".join("<author><keyname>%s</keyname><forenames>%s</forenames></author>" % (name.split()[-1], " ".join(name.split()[:-1]))
                      for name in paper["authors"].split(", "))
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>',
         '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">',
         '  <responseDate>2026-09-27T10:00:00Z</responseDate>',
         '  <request verb="ListRecords">http://oaipmh.arxiv.org/oai</request>',
         '  <ListRecords>',
         '    <record><header><identifier>oai:arXiv.org:%s</identifier><datestamp>2026-09-25</datestamp>'
         '<setSpec>physics:hep-th</setSpec></header>' % paper["id"],
         '      <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/">',
         '        <id>%s</id><created>2026-09-24</created>' % paper["id"],
         '        <authors>%s</authors>' % authors,
         '        <title>%s</title>' % escape(paper["title"]),
         '        <categories>%s</categories>' % " ".join(paper["categories"]),
         '        <license>http://creativecommons.org/licenses/by/4.0/</license>',
         '        <abstract>  %s' % escape(paper["abstract"]),
         '</abstract>', '      </arXiv></metadata></record>', '  </ListRecords>', '</OAI-PMH>', ''])


def write(day, spec, status, body, url=None):
    folder = HERE / "cassettes" / DAYS[day][0]
    folder.mkdir(parents=True, exist_ok=True)
    exchange = {"sheaf_cassette": 1, "recorded_at": DAYS[day][0] + "T06:00:00Z",
                "request": {"method": "GET", "url": url or "https://rss.arxiv.org/rss/" + spec},
                "response": {"status": status, "headers": {"content-type": "application/rss+xml"},
                             "text": body.splitlines(keepends=True)}}
    (folder / (spec.replace("+", "-") + ".json")).write_text(json.dumps(exchange, indent=1, ensure_ascii=False) + "\n",
                                                             encoding="utf-8")


def main():
    shutil.rmtree(HERE / "cassettes", ignore_errors=True)
    everything = list(papers())
    total = 0
    for day, (_, date) in DAYS.items():
        for spec, categories in FEEDS.items():
            items = [p for p in everything if p["day"] == day and set(p["categories"]) & set(categories)]
            if day == 2 and spec == "hep-th":
                write(day, spec, 400, error_feed(spec))
                continue
            total += len(items)
            write(day, spec, 200, feed(spec, date, items))
            print(DAYS[day][0], spec, len(items))
    missed = next(p for p in everything if p["day"] == 9)
    write(3, "oai-hep-th", 200, oai(missed),
          "https://oaipmh.arxiv.org/oai?from=2026-09-24&metadataPrefix=arXiv&set=physics:hep-th&verb=ListRecords")
    print("items", total)


main()
