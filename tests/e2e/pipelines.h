// Pipelines that many tests share. Sources read scripts (plugins/script.h), so nothing is fetched.
#pragma once

#include <string>

namespace e2e {

// `rest` is more YAML. Papers come from papers.txt, the digest goes to out/ and to post.txt.
inline std::string words_pipeline(const std::string& rest = "") {
  return R"(name: words
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada, terms: { sparse: 2, expert: 3 } } ]
scorers: [ { id: words, use: keywords } ]
outputs:
  - { use: output-markdown, with: { path: "out/{profile}/{date}.md" } }
  - { use: post, with: { path: post.txt } }
)" + rest;
}

// The costly scorer alone judges: relevance and novelty are what a paper's extras say.
inline std::string graded_pipeline(const std::string& grade = "", const std::string& rest = "") {
  return R"(name: graded
store: sheaf.db
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada } ]
scorers: [ { id: grade, use: grade, with: { mood: mood.txt, log: asked.txt )" +
         grade + R"( } } ]
outputs:
  - { use: output-markdown, with: { path: "out/{profile}/{date}.md" } }
  - { use: post, with: { path: post.txt } }
)" + rest;
}

}  // namespace e2e
