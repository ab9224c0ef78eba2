// How a test tells a plugin to misbehave while its pipeline stays as it is: a file with one word.
#pragma once

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "sheaf/plugin.hpp"

namespace e2e {

inline sheaf::Field mood_field() {
  return sheaf::field("mood", SHEAF_T_PATH, "A file that says how to fail; absent or `ok`: not.");
}

// "ok", "transient WORDS", "auth WORDS", "throw WORDS", "hang", "crash", "wait" (until cancelled);
// WORDS are the message.
inline void obey(const std::string& mood, const std::string& words,
                 const sheaf::Call* call = nullptr) {
  while (mood == "wait" && call != nullptr) {
    call->throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (mood == "transient") throw sheaf::Error(SHEAF_E_TRANSIENT, words);
  if (mood == "auth") throw sheaf::Error(SHEAF_E_AUTH, words);
  if (mood == "throw") throw std::runtime_error(words);
  if (mood == "crash") std::abort();
  while (mood == "hang") std::this_thread::sleep_for(std::chrono::seconds(1));
}

inline void obey_file(const std::string& path, const sheaf::Call* call = nullptr) {
  std::ifstream in(path);
  std::string mood, words;
  in >> mood >> std::ws;
  std::getline(in, words);
  obey(mood, words, call);
}

}  // namespace e2e
