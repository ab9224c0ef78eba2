// The few words that a briefing says itself, and words of languages that say little.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace briefing {

// In {}, in order, go the values of said().
struct Words {
  const char* language;
  const char* title;
  const char* read_first;
  const char* theme;  // a theme without a name
  const char* connections;
  const char* disagreements;
  const char* rest;        // works of no theme
  const char* extracts;    // what the sentences are
  const char* in_fields;   // {}: "cs.LG, neuroscience"
  const char* also;        // further works of a theme
  const char* followed;    // {}: a person
  const char* matches;     // {}: criteria
  const char* terms;       // {}: words of the profile
  const char* grade;       // {} {} {}: axis, value, scale
  const char* best;        // it has the best rank
  const char* only_best;   // {} {}: works read, works selected
  const char* no_model;    // {}: why
  const char* left_out;    // {}: sentences
  const char* reasons[5];  // by Cut (claims.h)
};

// English where there is no table of that language. `language` is BCP 47.
const Words& words_of(std::string_view language);

std::string said(const char* words, std::initializer_list<std::string_view> values);

// "de-AT" -> "de"; lower case.
std::string primary_language(std::string_view tag);

// Folded words, by language, that mark no topic: function words and what every paper says. English
// for other languages.
std::string_view stop_words(std::string_view primary);
// Folded beginnings of words that mark a finding: "show", "find", "reveal".
std::string_view finding_words(std::string_view primary);
// Folded words for a paper, of all languages here.
bool means_paper(std::string_view word);

}  // namespace briefing
