// sheaf/plugin.hpp - C++20 on top of sheaf/plugin.h. Header-only on purpose: nothing of it crosses
// the ABI, so a plugin and a host built with different compilers or flags still fit together.
//
// A plugin is a class derived from Source, Scorer, Editor, Enricher or Output with kId, kVersion,
// kSummary, fields() and a constructor T(Host, Config), listed in SHEAF_PLUGIN(...). Exceptions
// thrown by it become a status and a message at the boundary; throw sheaf::Error to choose the
// status.
//
// A header for each kind and each service; this one includes them all. That of a kind has all that
// a class of that kind needs beside services.
#ifndef SHEAF_PLUGIN_HPP
#define SHEAF_PLUGIN_HPP

#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/clock.hpp"
#include "sheaf/cpp/component.hpp"
#include "sheaf/cpp/config.hpp"
#include "sheaf/cpp/editor.hpp"
#include "sheaf/cpp/enricher.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/history.hpp"
#include "sheaf/cpp/host.hpp"
#include "sheaf/cpp/http.hpp"
#include "sheaf/cpp/output.hpp"
#include "sheaf/cpp/record.hpp"
#include "sheaf/cpp/scorer.hpp"
#include "sheaf/cpp/source.hpp"
#include "sheaf/cpp/state.hpp"
#include "sheaf/cpp/values.hpp"
#include "sheaf/plugin.h"

#endif  // SHEAF_PLUGIN_HPP
