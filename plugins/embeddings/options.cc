#include "options.h"

#include "modelapi/options.h"

namespace embeddings {

using sheaf::field;

std::vector<sheaf::Field> option_fields() {
  std::vector<sheaf::Field> out =
      modelapi::server_fields("https://api.openai.com/v1", "text-embedding-3-small");
  out.push_back(
      field("dimensions", SHEAF_T_INT, "How many numbers a vector has; default: the model's own.")
          .range(8, 65'536)
          .example("512")
          .description(
              "For models that can shorten their vectors (text-embedding-3-*); others refuse it. "
              "Fewer take less room: a vector is kept in as many bytes."));
  out.push_back(field("prefix", SHEAF_T_STRING,
                      "What to put before each text, for models that want to be told the task.")
                    .example("\"clustering: \""));
  out.push_back(field("neighbours", SHEAF_T_INT,
                      "How many of the nearest works of the library a work is compared with.")
                    .def("5")
                    .range(1, 1000)
                    .description("Few suit a library of many subjects, many a library of one."));
  out.push_back(
      field("half_life", SHEAF_T_DURATION,
            "A like this much older than the newest one counts half as much; none counts less than "
            "a quarter.")
          .def("180d"));
  out.push_back(
      field("library_weight", SHEAF_T_FLOAT, "What similarity to the library counts in the value.")
          .def("1")
          .range(0, 100));
  out.push_back(field("interests_weight", SHEAF_T_FLOAT,
                      "What similarity to the interests and criteria counts in the value.")
                    .def("1")
                    .range(0, 100));
  out.push_back(field("dislike_weight", SHEAF_T_FLOAT,
                      "How much of the similarity to disliked works is taken off the similarity to "
                      "the library.")
                    .def("0.5")
                    .range(0, 1));
  out.push_back(field("batch", SHEAF_T_INT, "Texts in one request.").def("64").range(1, 256));
  out.push_back(field("keep", SHEAF_T_DURATION,
                      "How long a vector is kept after it was last needed, so that it is not paid "
                      "for again.")
                    .def("30d"));
  modelapi::add_pace_fields(out);
  return out;
}

Options read_options(const sheaf::Config& config) {
  Options out;
  out.settings.server = modelapi::read_chat_settings(config);
  out.settings.batch = static_cast<std::size_t>(config.get<int64_t>("batch"));
  if (const auto dimensions = config.find<int64_t>("dimensions")) {
    out.settings.dimensions = static_cast<std::size_t>(*dimensions);
  }
  out.prefix = config.find<std::string>("prefix").value_or("");
  out.neighbours = static_cast<std::size_t>(config.get<int64_t>("neighbours"));
  out.half_life_ms = config.get<int64_t>("half_life");
  out.library_weight = config.get<double>("library_weight");
  out.interests_weight = config.get<double>("interests_weight");
  out.dislike_weight = config.get<double>("dislike_weight");
  out.keep_ms = config.get<int64_t>("keep");
  constexpr std::int64_t kDay = 86'400'000;
  if (out.half_life_ms < kDay) throw sheaf::Error(SHEAF_E_CONFIG, "half_life: expected 1d or more");
  if (out.keep_ms < kDay) throw sheaf::Error(SHEAF_E_CONFIG, "keep: expected 1d or more");
  if (out.library_weight + out.interests_weight <= 0) {
    throw sheaf::Error(SHEAF_E_CONFIG,
                       "library_weight and interests_weight: one of them must be above 0");
  }
  return out;
}

}  // namespace embeddings
