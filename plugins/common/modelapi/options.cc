#include "modelapi/options.h"

#include <utility>

namespace modelapi {
namespace {

using sheaf::field;

sheaf::Field prices_field() {
  const auto amount = [](const char* name, const char* summary) {
    return field(name, SHEAF_T_FLOAT, summary).range(0, 1e6);
  };
  return field("prices", SHEAF_T_OBJECT,
               "US dollars for a million tokens, by model, before those of the built-in table.")
      .map()
      .description(
          "Of a model in neither table the cost is reported as unknown. A budget in money does not "
          "hold for it; give one in tokens, or its prices here.")
      .example("{ my-model: { input: 0.10, output: 0.40 } }")
      .child(amount("input", "Input tokens.").required().example("0.25"))
      .child(amount("cached", "Input tokens from the provider's cache; default: as input."))
      .child(amount("output", "Output tokens.").required().example("2"))
      .child(amount("reasoning", "Output tokens spent on thinking; default: as output."))
      .child(amount("batch", "The share of these prices that the Batch API asks; default: 0.5."));
}

}  // namespace

std::vector<sheaf::Field> server_fields(const char* base_url, const char* model, ModelNeed need) {
  std::vector<sheaf::Field> out;
  out.push_back(field("base_url", SHEAF_T_URL, "The API's address, with its version.")
                    .def(base_url)
                    .example("http://localhost:11434/v1"));
  sheaf::Field name =
      field("model", SHEAF_T_STRING, "The model, as the server calls it.").example(model);
  name = need == ModelNeed::kRequired
             ? std::move(name).required()
             : std::move(name).description("Without it no server is asked.");
  out.push_back(std::move(name));
  out.push_back(field("api_key", SHEAF_T_STRING, "The key; local servers need none.")
                    .secret()
                    .example("\"${OPENAI_API_KEY}\""));
  return out;
}

void add_pace_fields(std::vector<sheaf::Field>& out, Requests requests) {
  out.push_back(prices_field());
  if (requests == Requests::kMany) {
    out.push_back(
        field("max_in_flight", SHEAF_T_INT, "Requests at the same time.").def("8").range(1, 128));
  }
  out.push_back(field("timeout", SHEAF_T_DURATION, "For one answer.").def("2m").advanced());
  out.push_back(field("max_wait", SHEAF_T_DURATION,
                      "A server that asks to wait longer (a daily limit) ends the step.")
                    .def("2m")
                    .advanced());
  out.push_back(field("api_version", SHEAF_T_STRING, "For Azure: the api-version of its URLs.")
                    .example("2024-10-21")
                    .advanced());
}

void add_sampling_fields(std::vector<sheaf::Field>& out) {
  out.push_back(field("temperature", SHEAF_T_FLOAT, "Of sampling; not sent by default.")
                    .range(0, 2)
                    .advanced());
  out.push_back(field("reasoning_effort", SHEAF_T_STRING,
                      "How long a reasoning model may think; not sent by default.")
                    .example("low")
                    .advanced());
}

ChatSettings read_chat_settings(const sheaf::Config& config) {
  ChatSettings chat;
  chat.endpoint.base_url = config.get<std::string>("base_url");
  chat.endpoint.api_key = config.find<std::string>("api_key").value_or("");
  chat.endpoint.api_version = config.find<std::string>("api_version").value_or("");
  chat.model.model = config.get<std::string>("model");
  if (chat.model.model.empty()) throw sheaf::Error(SHEAF_E_CONFIG, "model: expected a name");
  chat.model.temperature = config.find<double>("temperature");
  chat.model.effort = config.find<std::string>("reasoning_effort").value_or("");
  chat.max_in_flight = static_cast<std::size_t>(config.find<int64_t>("max_in_flight").value_or(1));
  chat.timeout_ms = config.get<int64_t>("timeout");
  chat.max_wait_ms = config.get<int64_t>("max_wait");
  chat.prices = Prices::shipped();
  if (config.count("prices") > 0) chat.prices.add(Prices::parse(config.json("prices")));
  return chat;
}

}  // namespace modelapi
