// What a server was found to accept, and how a request for it looks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modelapi/reply.h"

namespace modelapi {

// What a reply looks like.
enum class Form { kObject, kLines };

enum class Format {
  kSchema,  // response_format json_schema, strict
  kObject,  // response_format json_object
  kLines    // none: JSON lines in plain text
};

// For one endpoint and model.
struct Ability {
  Format format = Format::kSchema;
  bool completion_tokens = false;  // max_completion_tokens, else max_tokens
  bool system_role = true;         // else the system message goes before the user's
  bool temperature = true;
  bool effort = true;  // reasoning_effort

  bool operator==(const Ability&) const = default;

  // For sheaf.state/1. What cannot be read is nothing.
  std::string text() const;
  static std::optional<Ability> parse(std::string_view text);

  // Gives up what a status 400 or 422 says is not accepted. False if it says nothing of the kind,
  // or that was given up already.
  bool adapt(const ApiError& error);
  // Structured output gives nothing that can be read: the next weaker form. False if there is none.
  bool weaken();

  Form form() const { return format == Format::kLines ? Form::kLines : Form::kObject; }
};

// How the model is asked, beside the prompt.
struct ModelSettings {
  std::string model;
  std::optional<double> temperature;
  std::string effort;  // of reasoning; empty: not said
};

// The body of POST /chat/completions. `schema` is a JSON Schema.
std::string chat_body(const ModelSettings& settings, const Ability& ability,
                      std::string_view system, std::string_view user, std::string_view schema,
                      std::uint64_t max_output);

}  // namespace modelapi
