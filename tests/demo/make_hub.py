#!/usr/bin/env python3
"""Writes hub/DAY/*.json from hub.tsv: what five sites and Crossref would have answered on two days.

Run it again after a change of hub.tsv; the cassettes are committed, so that nobody else needs to.
"""
import json
import pathlib
import shutil
import urllib.parse
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
DAYS = {1: "2026-09-24", 2: "2026-09-25"}
RFC = {1: "Thu, 24 Sep 2026", 2: "Fri, 25 Sep 2026"}
BIORXIV = ["neuroscience", "microbiology", "cell biology"]
# The days that a run of each morning asks for: posts may appear two days late.
INTERVAL = {1: ("2026-09-23", "2026-09-24"), 2: ("2026-09-23", "2026-09-25")}
# What is selected, in the order in which it came: what Crossref is asked about.
ENRICHED = {1: ["10.1038/s41593-026-91001-2", "10.64898/2026.09.21.700101", "10.64898/2026.09.21.700102",
                "10.1371/journal.pone.9990042", "10.64898/2026.09.20.700088", "10.64898/2026.09.22.26800011",
                "10.64898/2026.09.22.26800012", "10.1038/s41586-026-90010-7", "10.1371/journal.pone.9990040"],
            2: ["10.64898/2026.09.23.700133", "10.64898/2026.09.24.26800040", "10.1038/s41586-026-90099-4",
                "10.1371/journal.pone.9990051"]}
ENRICHED_LIVE = ENRICHED[1] + ["10.1371/journal.pcbi.9920031"]
SELECT = ("DOI,title,subtitle,author,abstract,container-title,publisher,type,relation,update-to,updated-by,license,link,"
          "published,issued,posted,created,group-title")


def works():
    for line in (HERE / "hub.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        cells = (line.split("\t") + [""])[:8]
        more = dict(part.split("=", 1) for part in cells[7].split(";") if "=" in part)
        yield dict(more, site=cells[0], id=cells[1], day=int(cells[2]), title=cells[3], authors=cells[4],
                   section=cells[5], text=cells[6])


def write(folder, name, url, body, kind):
    """One recorded exchange of the morning whose folder it is."""
    folder.mkdir(parents=True, exist_ok=True)
    exchange = {"sheaf_cassette": 1, "recorded_at": "2026-09-24T06:00:00Z", "request": {"method": "GET", "url": url},
                "response": {"status": 200, "headers": {"content-type": kind}, "text": body.splitlines(keepends=True)}}
    (folder / (name + ".json")).write_text(json.dumps(exchange, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def arxiv(day, items):
    out = ['<?xml version="1.0" encoding="UTF-8"?>',
           '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">',
           "<channel><title>updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.LG</link>",
           "<pubDate>%s 00:00:00 -0400</pubDate>" % RFC[day]]
    for w in items:
        out += ["<item><title>%s</title><link>https://arxiv.org/abs/%s</link>" % (escape(w["title"]), w["id"]),
                "<description>arXiv:%sv1 Announce Type: new " % w["id"], "Abstract: %s</description>" % escape(w["text"] + (
                    " Code: %s." % w["code"] if "code" in w else "")),
                '<guid isPermaLink="false">oai:arXiv.org:%sv1</guid>' % w["id"]]
        out += ["<category>%s</category>" % c for c in w["section"].split()]
        out += ["<pubDate>%s 00:00:00 -0400</pubDate>" % RFC[day], "<arxiv:announce_type>new</arxiv:announce_type>",
                "<arxiv:DOI>%s</arxiv:DOI>" % w["doi"] if "doi" in w else "",
                "<dc:creator>%s</dc:creator></item>" % escape(w["authors"])]
    return "\n".join(out + ["</channel></rss>", ""])


def details(server, interval, items, category):
    collection = [{"title": w["title"], "authors": w["authors"], "author_corresponding": w["authors"].split(";")[0],
                   "author_corresponding_institution": "Example University", "doi": w["id"], "date": DAYS[w["day"]],
                   "version": w.get("v", "1"), "type": "new results", "license": w.get("license", "cc_no"),
                   "category": w["section"], "jatsxml": "", "abstract": w["text"], "funder": "NA",
                   "published": w.get("published", "NA"), "server": server} for w in items]
    message = {"status": "ok" if items else "no posts found", "category": category or "all", "interval": interval,
               "funder": "all", "cursor": 0, "count": len(items), "count_new_papers": str(len(items)),
               "total": str(len(items))}
    return json.dumps({"messages": [message], "collection": collection}).replace("/", "\\/") + "\n\n\n\n"


def nature(day, title, items):
    out = ['<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
           'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
           'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">',
           "<channel rdf:about=\"http://feeds.nature.com/\"><title>%s</title><link>http://feeds.nature.com/</link></channel>"
           % title]
    for w in items:
        link = "https://www.nature.com/articles/" + w["id"].split("/")[1]
        out += ['<item rdf:about="%s"><title><![CDATA[%s]]></title><link>%s</link>' % (link, w["title"], link),
                '<content:encoded>\n <![CDATA[<p>%s, Published online: %s; <a href="%s">doi:%s</a></p>%s]]></content:encoded>'
                % (title, DAYS[day], link, w["id"], w["text"] or w["title"]),
                "<dc:title><![CDATA[%s]]></dc:title>" % w["title"]]
        out += ["<dc:creator>%s</dc:creator>" % a for a in w["authors"].split("|") if a]
        out += ["<dc:identifier>doi:%s</dc:identifier><dc:date>%s</dc:date>" % (w["id"], DAYS[w["day"]]),
                "<prism:publicationName>%s</prism:publicationName><prism:doi>%s</prism:doi></item>" % (title, w["id"])]
    return "\n".join(out + ["</rdf:RDF>", ""])


def plos(items):
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<feed xmlns="http://www.w3.org/2005/Atom"><title>PLOS ONE</title>',
           "<id>https://journals.plos.org/plosone/</id><author><name>PLOS</name></author>"]
    for w in items:
        link = "https://journals.plos.org/plosone/article?id=" + w["id"]
        out += ["<entry><title>%s</title><link rel=\"alternate\" href=\"%s\"/>" % (escape(w["title"]), link),
                '<link rel="related" type="application/pdf" title="(PDF) %s" href="%s.pdf"/>' % (escape(w["title"]), link),
                "<id>%s</id><published>%sT14:00:00Z</published><updated>%sT14:00:00Z</updated>"
                % (w["id"], DAYS[w["day"]], DAYS[w["day"]])]
        out += ["<author><name>%s</name></author>" % escape(a) for a in w["authors"].split(", ")]
        out += ['<content type="html">%s</content></entry>' % escape(w["text"])]
    return "\n".join(out + ["</feed>", ""])


def crossref(w, known):
    message = {"DOI": w["id"], "title": [w["title"]], "type": "journal-article",
               "container-title": [w["section"]], "URL": "https://doi.org/" + w["id"],
               "author": [{"given": a.rsplit(" ", 1)[0], "family": a.rsplit(" ", 1)[-1], "sequence": "additional",
                           "affiliation": []} for a in w["authors"].replace("|", ", ").split(", ") if a]}
    if "abstract" in w:
        message["abstract"] = w["abstract"]
    for verb, kind in (("retracts", "retraction"), ("corrects", "correction")):
        if verb in w:
            message["update-to"] = [{"DOI": w[verb], "type": kind, "label": kind.capitalize()}]
        by = [x["id"] for x in known if x.get(verb) == w["id"]]
        if by:
            message["updated-by"] = [{"DOI": by[0], "type": kind, "label": kind.capitalize()}]
    return message


def write_details(folder, server, days, categories, works):
    """The pages of bioRxiv's API, a hundred records each, and the empty one at the end."""
    for category in categories:
        items = [w for w in works if category in ("", w["section"])]
        for offset in range(0, len(items) + 100, 100):
            at = min(offset, len(items))
            url = "https://api.biorxiv.org/details/%s/%s/%d/json%s" % (
                server, "/".join(days), at, "?category=" + category.replace(" ", "_") if category else "")
            write(folder, "-".join([server, category.replace(" ", "-") or "all", str(at)]), url,
                  details(server, ":".join(days), items[at:at + 100], category), "application/json")
            if not items:
                break


def write_morning(folder, day, everything, subjects, categories, journals, plos_journals, dois):
    until = [w for w in everything if w["day"] <= day]

    def of(site, since="2026-09-01"):
        return [w for w in until if w["site"] == site and DAYS[w["day"]] >= since]
    write(folder, "arxiv", "https://rss.arxiv.org/rss/" + subjects, arxiv(day, of("arxiv", DAYS[day])),
          "application/rss+xml")
    for code in plos_journals:
        items = [w for w in of("plos") if w.get("code", "plosone") == code]
        write(folder, code, "https://journals.plos.org/%s/feed/atom" % code, plos(items), "application/atom+xml")
    for code, title in journals:
        write(folder, code, "https://www.nature.com/%s.rss" % code,
              nature(day, title, [w for w in of("nature") if w["code"] == code]), "application/rss+xml")
    for server in ("biorxiv", "medrxiv"):
        write_details(folder, server, INTERVAL[day], categories if server == "biorxiv" else [""],
                      of(server, INTERVAL[day][0]))
    url = "https://api.crossref.org/works?" + urllib.parse.urlencode(
        {"filter": ",".join("doi:" + d for d in dois), "select": SELECT, "rows": 50, "mailto": "library@example.edu"})
    found = [crossref(w, until) for w in everything if w["id"] in dois and w["site"] in ("nature", "plos")]
    write(folder, "crossref", url, json.dumps({"status": "ok", "message-type": "work-list", "message": {
        "total-results": len(found), "items": found}}, ensure_ascii=False) + "\n", "application/json")


def main():
    shutil.rmtree(HERE / "hub", ignore_errors=True)
    everything = list(works())
    two = [("nature", "Nature"), ("neuro", "Nature Neuroscience")]
    for day, date in DAYS.items():
        write_morning(HERE / "hub" / date, day, everything, "cs.LG+q-bio.NC+q-bio.QM+q-bio.PE", BIORXIV, two,
                      ["plosone"], ENRICHED[day])
    # pipelines/hub.yaml
    write_morning(HERE / "hub/live", 1, everything, "cs+math+physics+q-bio+stat", [""], two + [("nmeth", "Nature Methods")],
                  ["plosone", "plosbiology", "ploscompbiol"], ENRICHED_LIVE)
    print({site: sum(w["site"] == site for w in everything) for site in sorted({w["site"] for w in everything})})


if __name__ == "__main__":
    main()
