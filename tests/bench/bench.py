#!/usr/bin/env python3
"""./dev bench [NAME]: prints `name value unit`, one line a figure; NAME is `ingest`, `hub` or `llm`, or part of a figure's name.

Medians of ROUNDS runs of the whole program on generated corpora, each with a fresh store.
"""
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time

import generate

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/release"
WORK = ROOT / "build/bench"
ROUNDS = 5
TERMS = "network: 1, learning: 1, training performance: 2, data method: 2, banana: 1, result: -1"

PIPELINE = """\
name: bench
store: {store}
sources: [ {{ id: corpus, use: arxiv, with: {{ url: "file://{corpus}" }} }} ]
profiles:
  - id: reader
    terms: {{ {terms} }}
scorers: [ {{ use: keywords, pass: {{ top: 5% }} }} ]
select: {{ limit: 40 }}
outputs: [ {{ use: output-markdown, with: {{ path: "{folder}/out/{{profile}}.md" }} }} ]
"""

HUB = """\
name: hub
store: {store}
sources:
  - {{ use: arxiv, with: {{ categories: [cs] }} }}
  - {{ use: biorxiv, with: {{ server: biorxiv }} }}
  - {{ id: medrxiv, use: biorxiv, with: {{ server: medrxiv }} }}
  - {{ use: nature, with: {{ journals: [nature] }} }}
  - {{ use: feed, with: {{ feeds: [ {{ preset: plos, journal: plosone }} ] }} }}
profiles:
  - id: reader
    terms: {{ {terms} }}
scorers: [ {{ use: keywords, pass: {{ top: 5% }} }} ]
select: {{ limit: 40 }}
outputs: [ {{ use: output-markdown, with: {{ path: "{folder}/out/{{profile}}.md" }} }} ]
"""


READERS = """\
name: readers
store: {store}
sources: [ {{ id: corpus, use: arxiv, with: {{ url: "file://{corpus}" }} }} ]
profiles: {folder}/../readers/
scorers: [ {{ use: keywords, pass: {{ top: 5% }} }} ]
select: {{ limit: 20 }}
outputs: [ {{ use: output-markdown, with: {{ path: "{folder}/out/{{profile}}.md" }} }} ]
"""


LLM = """\
name: bench
store: {store}
sources: [ {{ id: corpus, use: arxiv, with: {{ url: "file://{corpus}" }} }} ]
profiles: [ {{ id: reader, interests: Networks }} ]
scorers: [ {{ id: llm, use: llm-openai, with: {{ model: fake-model, base_url: "{url}", batch: 1, max_in_flight: {in_flight} }} }} ]
outputs: [ {{ use: output-markdown, with: {{ path: "{folder}/out/{{profile}}.md" }} }} ]
"""
LATENCY_S = 0.2


def machine():
    model = "unknown CPU"
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "machine %s, %d cores, %.0f GiB, Linux %s" % (model, os.cpu_count(), memory, platform.release())


def figure(name, value, unit):
    print("%s %.*f %s" % (name, 0 if value >= 1000 else 2, value, unit), flush=True)


def corpus(kind, count):
    path = WORK / ("%s-%d.xml" % (kind, count))
    if not path.exists():
        temporary = path.with_suffix(".part")
        subprocess.run([sys.executable, ROOT / "tests/bench/generate.py", kind, str(count), temporary], check=True)
        temporary.rename(path)
    return path


def child(arguments):
    """Seconds and peak MiB of one process."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(WORK), "XDG_STATE_HOME": str(WORK / "state"),
                   "SHEAF_PLUGIN_PATH": str(BUILD / "plugins")}
    start = time.monotonic()
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("%s failed with %d" % (" ".join(map(str, arguments)), os.waitstatus_to_exitcode(status)))
    return seconds, usage.ru_maxrss / 1024


def ingest(path, rounds=ROUNDS, text=PIPELINE, options=()):
    """Medians of seconds and peak MiB from file to digest."""
    folder = WORK / "run"
    seconds, peaks = [], []
    for _ in range(rounds):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        pipeline = folder / "bench.yaml"
        pipeline.write_text(text.format(store=folder / "sheaf.db", corpus=path, folder=folder,
                                            terms=TERMS))
        s, p = child([BUILD / "bin/sheaf", "run", pipeline, "--at", "2026-09-24T10:00:00Z", "--quiet", *options])
        seconds.append(s)
        peaks.append(p)
    return statistics.median(seconds), statistics.median(peaks)


def bench_oai_records_per_s():
    seconds, peak = ingest(corpus("oai", 200_000))
    figure("oai_records_per_s", 200_000 / seconds, "records/s")
    _, small = ingest(corpus("oai", 20_000))
    figure("peak_mib", peak, "MiB")
    figure("peak_growth_percent", 100 * (peak - small) / small, "%")


def bench_rss_records_per_s():
    seconds, _ = ingest(corpus("rss", 50_000))
    figure("rss_records_per_s", 50_000 / seconds, "records/s")


def bench_hub_day_s():
    path = corpus("hub", 3000)
    figure("hub_day_s", ingest(path, text=HUB, options=("--replay", path))[0], "s")


def bench_startup_ms():
    figure("startup_ms", 1000 * statistics.median(child([BUILD / "bin/sheaf", "--version"])[0] for _ in range(21)), "ms")


def bench_thousand_readers():
    """A thousand readers with five terms each, 3,000 works, a Markdown digest of up to 20 works for each reader."""
    folder = WORK / "readers"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    words = sorted(set(generate.vocabulary(random.Random(20260924))))
    for n in range(1000):
        terms = ", ".join("%s: %d" % (words[(31 * n + 17 * k) % len(words)], 1 + k % 3) for k in range(5))
        (folder / ("reader-%04d.yaml" % n)).write_text("terms: { %s }\n" % terms)
    seconds, peak = ingest(corpus("rss", 3000), rounds=3, text=READERS)
    digests = len(list((WORK / "run/out").glob("*.md")))
    if digests != 1000:
        sys.exit("%d digests for 1000 readers" % digests)
    figure("thousand_readers_s", seconds, "s")
    figure("thousand_readers_peak_mib", peak, "MiB")


def bench_thousand_items_ms():
    figure("thousand_items_ms", 1000 * ingest(corpus("rss", 1000), 11)[0], "ms")


def bench_plugin_call_ns():
    subprocess.run([BUILD / "bin/plugin_call_bench"], check=True)


def bench_profiles():
    subprocess.run([BUILD / "bin/keywords_bench"], check=True)


def bench_llm():
    """The rate at which the stage asks a model, in percent of the ideal, which is in_flight / latency.

    The whole program against a loopback server that answers each request after 200 ms; 20 requests for each place in
    flight, one work each. The server measures from the arrival of the first request to the last answer, so that
    start-up, fetching and the digest are left out. What counts: building connections (all in_flight at once, in the
    first round), prompts, reservations and settlements of the budget, reading and keeping answers, and the server's
    own time beyond its 200 ms, since both share this machine. The run fails unless each work was asked about once.
    """
    for in_flight in (8, 32, 128):
        count = 20 * in_flight
        folder = WORK / "run"
        shares = []
        for _ in range(ROUNDS):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            server = subprocess.Popen([BUILD / "bin/fake_llm", str(int(1000 * LATENCY_S))], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            pipeline = folder / "bench.yaml"
            pipeline.write_text(LLM.format(store=folder / "sheaf.db", corpus=corpus("rss", count), folder=folder,
                                           url=server.stdout.readline().strip(), in_flight=in_flight))
            child([BUILD / "bin/sheaf", "run", pipeline, "--at", "2026-09-24T10:00:00Z", "--quiet"])
            said = dict(line.rsplit(None, 1) for line in server.communicate("")[0].splitlines())
            if int(said["requests"]) != count:
                sys.exit("%s requests for %d works" % (said["requests"], count))
            shares.append(100 * count / in_flight * LATENCY_S / (int(said["milliseconds"]) / 1000))
        figure("ideal_percent_%d" % in_flight, statistics.median(shares), "%")


BENCHES = {"oai_records_per_s peak_mib": bench_oai_records_per_s, "rss_records_per_s": bench_rss_records_per_s,
           "hub_day_s": bench_hub_day_s, "startup_ms": bench_startup_ms, "thousand_items_ms": bench_thousand_items_ms,
           "thousand_readers_s thousand_readers_peak_mib": bench_thousand_readers,
           "plugin_call_ns": bench_plugin_call_ns,
           "llm ideal_percent_8 ideal_percent_32 ideal_percent_128": bench_llm,
           "profiles_1k_records_per_s profiles_10k_records_per_s": bench_profiles}


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else "ingest"
    chosen = [run for names, run in BENCHES.items()
              if wanted in names or (wanted == "ingest" and not names.startswith("hub"))]
    if not chosen:
        sys.exit("no figure named %s; there are: ingest, %s" % (wanted, ", ".join(" ".join(BENCHES).split())))
    WORK.mkdir(parents=True, exist_ok=True)
    print(machine())
    for run in chosen:
        run()


main()
