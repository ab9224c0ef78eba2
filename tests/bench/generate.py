#!/usr/bin/env python3
"""Makes corpora for `./dev bench`: generate.py rss|oai|hub COUNT FILE. The same arguments give the same bytes."""
import pathlib
import random
import sys
from xml.sax.saxutils import escape

SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"] + ["an", "er", "ing", "or", "um", "tion", "al"]
COMMON = ("the of and to in we for that is with on this are by as from our can which an it be these at "
          "model method data results learning network show propose approach based using performance training").split()


def vocabulary(rng, size=6000):
    words = set()
    while len(words) < size:
        words.add("".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))))
    return sorted(words)


def sentence(rng, words):
    out = [rng.choice(COMMON) if rng.random() < 0.45 else words[int(rng.random() ** 3 * len(words))]
           for _ in range(rng.randint(14, 28))]
    if rng.random() < 0.2:
        out.insert(3, "$O(n^{%d})$" % rng.randint(2, 9))
    if rng.random() < 0.1:
        out.insert(5, "(p<0.0%d)" % rng.randint(1, 9))
    text = " ".join(out)
    return text[0].upper() + text[1:] + "."


def paper(rng, words, i):
    title = " ".join(rng.choice(words) for _ in range(rng.randint(6, 12))).capitalize()
    abstract = " ".join(sentence(rng, words) for _ in range(rng.randint(6, 11)))
    authors = [("%s" % rng.choice(words).capitalize(), "%s" % rng.choice(words).capitalize())
               for _ in range(rng.randint(1, 7))]
    cats = rng.sample(["cs.LG", "cs.CL", "cs.CV", "stat.ML", "math.PR", "quant-ph", "cs.AI"], rng.randint(1, 3))
    return "%02d%02d.%05d" % (20 + i // 100000 % 7, 1 + i // 90000 % 12, i % 90000 + 1), title, abstract, authors, cats


def rss(rng, words, count, out):
    out.write("""<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
<channel><title>bench updates on arXiv.org</title><link>http://rss.arxiv.org/rss/bench</link>
<description>bench</description><language>en-us</language>
<pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate>
""")
    for i in range(count):
        ident, title, abstract, authors, cats = paper(rng, words, i)
        out.write("<item><title>%s</title><link>https://arxiv.org/abs/%s</link><description>arXiv:%sv1 Announce Type: new \n"
                  "Abstract: %s</description><guid isPermaLink=\"false\">oai:arXiv.org:%sv1</guid>%s"
                  "<pubDate>Thu, 24 Sep 2026 00:00:00 -0400</pubDate><arxiv:announce_type>new</arxiv:announce_type>"
                  "<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights><dc:creator>%s</dc:creator></item>\n"
                  % (title, ident, ident, escape(abstract), ident, "".join("<category>%s</category>" % c for c in cats),
                     ", ".join("%s %s" % a for a in authors)))
    out.write("</channel></rss>\n")


def oai(rng, words, count, out):
    out.write("""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-09-24T06:00:00Z</responseDate>
<request verb="ListRecords">http://oaipmh.arxiv.org/oai</request><ListRecords>
""")
    for i in range(count):
        ident, title, abstract, authors, cats = paper(rng, words, i)
        out.write("<record><header><identifier>oai:arXiv.org:%s</identifier><datestamp>2026-09-23</datestamp>"
                  "<setSpec>cs:cs:LG</setSpec></header><metadata><arXiv xmlns=\"http://arxiv.org/OAI/arXiv/\"><id>%s</id>"
                  "<created>2026-09-22</created><authors>%s</authors><title>%s</title><categories>%s</categories>"
                  "<license>http://creativecommons.org/licenses/by/4.0/</license><abstract>  %s\n</abstract></arXiv>"
                  "</metadata></record>\n"
                  % (ident, ident, "".join("<author><keyname>%s</keyname><forenames>%s</forenames></author>" % (b, a)
                                           for a, b in authors), title, " ".join(cats), escape(abstract)))
    out.write("</ListRecords></OAI-PMH>\n")


def hub(rng, words, count, folder):
    """A day of five sites as cassettes in `folder`, in the proportions of a real day."""
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "demo"))
    import make_hub
    works = []
    for site, share in (("arxiv", 0.6), ("biorxiv", 0.13), ("medrxiv", 0.05), ("nature", 0.04), ("plos", 0.18)):
        for i in range(round(count * share)):
            ident, title, abstract, authors, cats = paper(rng, words, i)
            join = {"biorxiv": "; ", "medrxiv": "; ", "nature": "|"}.get(site, ", ")
            name = "%s, %s." if join == "; " else "%s %s"
            works.append(dict(
                site=site, day=1, title=title, code="plosone" if site == "plos" else "nature",
                id={"arxiv": ident, "biorxiv": "10.64898/2026.09.24.%06d" % i, "medrxiv": "10.64898/2026.09.24.26%06d" % i,
                    "nature": "10.1038/s41586-026-%05d-1" % i, "plos": "10.1371/journal.pone.%07d" % i}[site],
                text="One sentence." if site == "nature" else "<p>%s</p>" % escape(abstract) if site == "plos" else abstract,
                authors=join.join(name % (b, a[0] if join == "; " else a) for a, b in authors),
                section=" ".join(cats) if site == "arxiv" else "neuroscience"))
    make_hub.write_morning(pathlib.Path(folder), 1, works, "cs", [""], [("nature", "Nature")], ["plosone"], [])


def main():
    kind, count, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    rng = random.Random(20260924)
    words = vocabulary(rng)
    if kind == "hub":
        return hub(rng, words, count, path)
    with open(path, "w", encoding="utf-8") as out:
        {"rss": rss, "oai": oai}[kind](rng, words, count, out)


if __name__ == "__main__":
    main()
