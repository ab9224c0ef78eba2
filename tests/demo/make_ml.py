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
PAPER = re.compile(r'<paper id="([^"]+)">\s*(?:Field: [^\n]*\n)?Title: (.*?)\s*(?:\nAbstract:|</paper>)', re.S)
# What the model writes of the selected papers. One figure is wrong on purpose: the briefing must cut that sentence.
BRIEFING = [
    ("theme", "Doing without a part", [
        ("One layer of experts gives up its router: the experts bid for tokens, and stay balanced without an auxiliary "
         "loss.", ["2609.22001"]),
        ("In transformers, 38% of the heads write what no later layer reads, and go without retraining.", ["2609.22003"])]),
    ("theme", "What fewer bits and weights cost", [
        ("A rotation that follows the Hessian keeps three-bit weights within 0.6% of full accuracy.", ["2609.22002"]),
        ("Sparsity of 95% doubles throughput.", ["2609.22008"]),
        ("Annealing the block size makes 90% sparsity pay on ordinary hardware.", ["2609.22008"])]),
    ("connection", "Order matters", [
        ("Both growing a transformer from its output and choosing its depth by a scaling law change what an architecture "
         "costs before its first full run.", ["2609.22007", "2609.22004"])]),
    ("read_first", "", [("The bidding experts: the idea is small, and carries to other mixtures.", ["2609.22001"])])]


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
        papers = [(handle, GRADES[plain(title)]) for handle, title in PAPER.findall(user)]
        if user.rstrip().split("\n")[-1].startswith("Write the briefing"):
            handles = {w["id"]: handle for handle, w in papers}
            reply = {"parts": [{"kind": kind, "title": title, "sentences": [
                {"papers": [handles[i] for i in ids], "text": text} for text, ids in sentences]}
                for kind, title, sentences in BRIEFING]}
        else:
            reply = {"papers": [{"id": handle, "comment": w["comment"], "relevance": w["relevance"],
                                 "novelty": w["novelty"], "matched": w["matched"]} for handle, w in papers]}
        content = json.dumps(reply, ensure_ascii=False)
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
                        "--set", "editors.briefing.with.base_url=" + here,
                        "--set", "store=" + folder + "/sheaf.db",
                        "--set", 'outputs=[{use: output-markdown, with: {path: "%s/{profile}.md"}}]' % folder],
                       check=True, env=environment)
        print(next(pathlib.Path(folder).glob("*.md")).read_text(encoding="utf-8"))
    for file in OUT.glob("post_*.json"):
        text = file.read_text(encoding="utf-8").replace(here, REAL)
        kind = "briefing" if "Write the briefing on" in text else "grades"
        (OUT / (kind + "-" + file.stem.split("_")[-2] + ".json")).write_text(text, encoding="utf-8")
        file.unlink()


if __name__ == "__main__":
    main()
