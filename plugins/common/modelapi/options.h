// What every plugin that asks a model lets its user set.
#pragma once

#include <string>
#include <vector>

#include "modelapi/chat.h"
#include "sheaf/plugin.hpp"

namespace modelapi {

// Whether a step can do without a model.
enum class ModelNeed { kRequired, kOptional };

// `base_url` (with its default), `model` (with its example), `api_key`.
std::vector<sheaf::Field> server_fields(const char* base_url, const char* model,
                                        ModelNeed need = ModelNeed::kRequired);
// Whether a step makes more than one request at a time.
enum class Requests { kMany, kOne };

// `prices`, `max_in_flight` (of many), `timeout`, `max_wait`, `api_version`.
void add_pace_fields(std::vector<sheaf::Field>& out, Requests requests = Requests::kMany);
// `temperature`, `reasoning_effort`.
void add_sampling_fields(std::vector<sheaf::Field>& out);

// All of these but max_output, where there is a model. Throws sheaf::Error(SHEAF_E_CONFIG).
ChatSettings read_chat_settings(const sheaf::Config& config);

}  // namespace modelapi
