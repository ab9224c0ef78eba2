#include "config/load.h"

#include <filesystem>

#include "config/build.h"
#include "config/compose.h"

namespace host::config {

Loaded load_pipeline(const std::string& path, const Components& components,
                     const LoadOptions& options) {
  Loaded out;
  Diagnostics diagnostics;
  auto root = read_document(path, options.env, diagnostics);
  if (root) {
    std::error_code ec;
    const auto directory =
        options.directory.empty() ? std::filesystem::current_path(ec).string() : options.directory;
    apply_sets(*root, options.set, directory, options.env, diagnostics);
    spell_out_libraries(*root);
    Context ctx;
    ctx.env = options.env;
    ctx.need_secrets = options.need_secrets;
    ctx.diagnostics = &diagnostics;
    ctx.secrets = &out.secrets;
    auto pipeline = build_pipeline(*root, components, ctx);
    pipeline.file = path;
    if (!diagnostics.failed()) out.pipeline = std::move(pipeline);
  }
  out.diagnostics = diagnostics.take_sorted();
  return out;
}

}  // namespace host::config
