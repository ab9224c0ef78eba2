#include "sheaf/testing/instance.hpp"

#include <dlfcn.h>

#include <cstddef>
#include <stdexcept>
#include <utility>

#include "sheaf/testing/call.hpp"
#include "sheaf/testing/config.hpp"

namespace sheaf::testing {

namespace {

sheaf_score_request request(const Works& works, const Profiles& profiles) {
  auto rq = sized<sheaf_score_request>();
  rq.records = works.data();
  rq.record_count = works.size();
  rq.profiles = profiles.data();
  rq.profile_count = profiles.size();
  return rq;
}

}  // namespace

Library::Library(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) throw std::runtime_error(dlerror());
  entry_ = static_cast<const sheaf_plugin_entry_t*>(dlsym(handle, "sheaf_plugin_entry"));
  if (!entry_) throw std::runtime_error(path + ": no symbol sheaf_plugin_entry");
  if (entry_->magic != SHEAF_MAGIC || entry_->struct_size < sizeof(sheaf_plugin_entry_t) ||
      entry_->abi_major != SHEAF_ABI_MAJOR || entry_->abi_minor != SHEAF_ABI_MINOR) {
    throw std::runtime_error(path + ": not a plugin of ABI " + std::to_string(SHEAF_ABI_MAJOR) +
                             "." + std::to_string(SHEAF_ABI_MINOR));
  }
  const FakeCall call;
  if (entry_->init(&host_, &call) != SHEAF_OK) {
    throw std::runtime_error(path + ": init failed: " + call.message());
  }
}

Library::~Library() {
  entry_->deinit();
}

std::vector<const sheaf_component*> Library::components() const {
  std::vector<const sheaf_component*> out;
  for (std::size_t i = 0; i < entry_->component_count(); ++i) {
    out.push_back(entry_->component(i));
  }
  return out;
}

const sheaf_component* Library::component(std::string_view kind, std::string_view id) const {
  for (const auto* c : components()) {
    if (kind == c->kind && id == c->id) return c;
  }
  return nullptr;
}

Instance::Instance(const sheaf_component* component, const sheaf_host& host,
                   const sheaf_config& config, const sheaf_call& call)
    : status_(component->create(component, &host, &config, &call, &instance_)) {}

Instance::~Instance() {
  if (instance_) instance_->destroy(instance_);
}

sheaf_status Instance::fetch(const sheaf_call& call, const sheaf_record_sink& sink,
                             const FetchRequest& request) const {
  const auto* source = interface<sheaf_source>(SHEAF_SOURCE);
  if (!source) return SHEAF_E_UNSUPPORTED;
  auto rq = sized<sheaf_fetch_request>();
  rq.cursor = str(request.cursor);
  rq.since_ms = request.since_ms;
  rq.until_ms = request.until_ms;
  rq.max_records = request.max_records;
  return source->fetch(instance_, &call, &rq, &sink);
}

sheaf_status Instance::probe(const sheaf_call& call) const {
  const auto* probe = interface<sheaf_probe>(SHEAF_PROBE);
  return probe ? probe->probe(instance_, &call) : SHEAF_E_UNSUPPORTED;
}

sheaf_status Instance::score(const sheaf_call& call, const Works& works, const Profiles& profiles,
                             const sheaf_score_sink& sink) const {
  const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
  if (!scorer) return SHEAF_E_UNSUPPORTED;
  const auto rq = request(works, profiles);
  return scorer->score(instance_, &call, &rq, &sink);
}

sheaf_status Instance::estimate(const sheaf_call& call, const Works& works,
                                const Profiles& profiles, const sheaf_score_sink& sink) const {
  const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
  if (!scorer || !scorer->estimate) return SHEAF_E_UNSUPPORTED;
  const auto rq = request(works, profiles);
  return scorer->estimate(instance_, &call, &rq, &sink);
}

sheaf_status Instance::explain(const sheaf_call& call, const sheaf_record& work,
                               const sheaf_profile& profile, const sheaf_score_sink& sink) const {
  const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
  if (!scorer || !scorer->explain) return SHEAF_E_UNSUPPORTED;
  return scorer->explain(instance_, &call, &work, &profile, &sink);
}

std::optional<std::string> Instance::fingerprint(const sheaf_profile& profile) const {
  const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
  std::string out;
  const StringSink sink([&out](std::string_view s) { out = s; });
  if (!scorer || scorer->fingerprint(instance_, &profile, &sink) != SHEAF_OK) return std::nullopt;
  return out;
}

sheaf_status Instance::edit(const sheaf_call& call, const Run& run, const Digest& digest,
                            const sheaf_section_sink& sink) const {
  const auto* editor = interface<sheaf_editor>(SHEAF_EDITOR);
  if (!editor) return SHEAF_E_UNSUPPORTED;
  const RunView run_view(run);
  const DigestView digest_view(digest);
  return editor->edit(instance_, &call, run_view.get(), digest_view.get(), &sink);
}

sheaf_status Instance::enrich(const sheaf_call& call, const Works& works,
                              const sheaf_enrich_sink& sink) const {
  const auto* enricher = interface<sheaf_enricher>(SHEAF_ENRICHER);
  if (!enricher) return SHEAF_E_UNSUPPORTED;
  return enricher->enrich(instance_, &call, works.data(), works.size(), &sink);
}

std::string Instance::target(const Profile& profile, const Run& run) const {
  const auto* output = interface<sheaf_output>(SHEAF_OUTPUT);
  std::string out;
  if (!output || !output->target) return out;
  const StringSink sink([&out](std::string_view s) { out = s; });
  const Profiles profiles({profile});
  const RunView view_of_run(run);
  output->target(instance_, &profiles[0], view_of_run.get(), &sink);
  return out;
}

Delivery::Delivery(const Instance& instance, const sheaf_call& call, std::string id, Run run)
    : id_(std::move(id)), run_(std::move(run)), view_(run_) {
  const auto* output = instance.interface<sheaf_output>(SHEAF_OUTPUT);
  status_ = output ? output->begin(instance.raw(), &call, str(id_), view_.get(), &tx_)
                   : SHEAF_E_UNSUPPORTED;
}

Delivery::~Delivery() {
  if (!tx_) return;
  if (!ended_) tx_->abort(tx_);
  tx_->destroy(tx_);
}

sheaf_status Delivery::digest(const sheaf_call& call, const Digest& digest) {
  const DigestView digest_view(digest);
  return tx_->digest(tx_, &call, digest_view.get());
}

sheaf_status Delivery::commit(const sheaf_call& call) {
  const sheaf_status s = tx_->commit(tx_, &call);
  ended_ = s == SHEAF_OK;
  return s;
}

void Delivery::abort() {
  tx_->abort(tx_);
  ended_ = true;
}

sheaf_status deliver(const Instance& instance, const sheaf_call& call, const std::string& id,
                     const Run& run, const std::vector<Digest>& digests) {
  Delivery delivery(instance, call, id, run);
  sheaf_status s = delivery.status();
  for (std::size_t i = 0; s == SHEAF_OK && i < digests.size(); ++i) {
    s = delivery.digest(call, digests[i]);
  }
  return s == SHEAF_OK ? delivery.commit(call) : s;
}

}  // namespace sheaf::testing
