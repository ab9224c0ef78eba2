#!/usr/bin/env python3
"""make_ml.py SHEAF [PLUGINS]: writes ml/*.json, what arXiv and a model would have answered to pipelines/ml-architecture.yaml.

The model is a loopback server that grades as ml.tsv says, whatever the abstracts ask it to. Run it again after a change of
ml.tsv, of the pipeline or of a prompt; the cassettes are committed, so that nobody else needs to.
"""
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import make_hub

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
OUT = HERE / "ml"
REAL = "https://api.openai.com/v1"
PAPER = re.compile(r'<paper id="([^"]+)">\s*Title: (.*?)\s*(?:\nAbstract:|</paper>)', re.S)


def works():
    for line in (HERE / "ml.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            yield {"id": cells[0], "title": cells[1], "authors": cells[2], "section": cells[3], "text": cells[4],
                   "relevance": int(cells[5]), "novelty": int(cells[6]), "matched": cells[7].split(), "comment": cells[8]}


def plain(title):
    return re.sub(r"\W+", " ", title).casefold().strip()


GRADES = {plain(w["title"]): w for w in works()}


class Model(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        user = json.loads(body)["messages"][-1]["content"]
        papers = []
        for handle, title in PAPER.findall(user):
            w = GRADES[plain(title)]
            papers.append({"id": handle, "comment": w["comment"], "relevance": w["relevance"], "novelty": w["novelty"],
                           "matched": w["matched"]})
        content = json.dumps({"papers": papers}, ensure_ascii=False)
        answer = json.dumps({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1790236800, "model": "gpt-5-mini-2025-08-07",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": content, "refusal": None},
                         "finish_reason": "stop"}],
            "usage": {"prompt_tokens": len(body) // 4, "completion_tokens": len(content) // 4 + 64 * len(papers),
                      "total_tokens": len(body) // 4 + len(content) // 4 + 64 * len(papers),
                      "prompt_tokens_details": {"cached_tokens": 0},
                      "completion_tokens_details": {"reasoning_tokens": 64 * len(papers)}}}, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    make_hub.write(OUT, "arxiv", "https://rss.arxiv.org/rss/cs.LG+cs.AI+cs.CL", make_hub.arxiv(1, list(works())),
                   "application/rss+xml")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = "http://127.0.0.1:%d/v1" % server.server_port
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, OPENAI_API_KEY="not-a-key", XDG_STATE_HOME=folder, XDG_DATA_HOME=folder)
        if len(sys.argv) > 2:
            environment["SHEAF_PLUGIN_PATH"] = sys.argv[2]
        subprocess.run([sys.argv[1], "run", ROOT / "pipelines/ml-architecture.yaml", "--record", OUT,
                        "--at", "2026-09-24T10:00:00Z", "--set", "scorers.llm.with.base_url=" + here,
                        "--set", "store=" + folder + "/sheaf.db",
                        "--set", 'outputs=[{use: output-markdown, with: {path: "%s/{profile}.md"}}]' % folder],
                       check=True, env=environment)
        print(next(pathlib.Path(folder).glob("*.md")).read_text(encoding="utf-8"))
    for file in OUT.glob("*.json"):
        file.write_text(file.read_text(encoding="utf-8").replace(here, REAL), encoding="utf-8")


if __name__ == "__main__":
    main()
