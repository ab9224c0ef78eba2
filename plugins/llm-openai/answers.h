// Grades out of what a model wrote.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace llm_openai {

// The JSON Schema of a reply {"papers": [...]}, in the strict subset: every member is required.
std::string grade_schema(std::span<const sheaf::Axis> axes, std::span<const std::string> criteria,
                         bool with_comments);

struct Grade {
  std::vector<double> values;        // one for each axis, on its scale
  std::vector<std::string> matched;  // criterion ids
  std::string comment;
};

struct Grades {
  std::map<std::string, Grade> good;       // by handle
  std::map<std::string, std::string> bad;  // by handle: why what was said of it cannot be used
  std::size_t unknown = 0;                 // objects under handles that were not asked about
  bool readable = false;                   // there was JSON at all
};

// Reads objects {"id": HANDLE, AXIS: NUMBER ..., "matched": [...], "comment": "..."} wherever they
// stand in `content`: in {"papers": [...]}, in a list, one a line, in a fence, after <think>...,
// keyed by their handles, or whole before the point where the text was cut off. Total: never
// throws.
// - A number may be a string ("8", "8/10"); fractions count as they are. Outside 0 .. scale,
// missing,
//   or anything else: the handle is bad.
// - Said twice with the same values is said once; with others the handle is bad.
// - Handles that are not in `handles` are counted and ignored; criteria that are not in `criteria`
//   are ignored.
Grades read_grades(std::string_view content, std::span<const std::string> handles,
                   std::span<const sheaf::Axis> axes, std::span<const std::string> criteria);

}  // namespace llm_openai
