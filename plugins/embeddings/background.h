// What unrelated texts look like.
#pragma once

#include <string>
#include <vector>

namespace embeddings {

// Short texts in the manner of titles and abstracts, each of another field.
const std::vector<std::string>& background_texts();

}  // namespace embeddings
