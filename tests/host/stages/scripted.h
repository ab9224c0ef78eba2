// Steps whose plugins are functions of the test: a component of the ABI without a shared object, so
// that stages are tested over the real calls.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "plugin/instance.h"
#include "sheaf/plugin.hpp"
#include "stages/step.h"

namespace host::stages::testing {

template <class T>
struct Scripted : sheaf_component {
  explicit Scripted(std::function<std::unique_ptr<T>()> m) : sheaf_component(), make(std::move(m)) {
    struct_size = sizeof(sheaf_component);
    kind = T::kKind;
    id = "scripted";
    version = "1";
    summary = "A plugin of a test";
    create = [](const sheaf_component* self, const sheaf_host*, const sheaf_config*,
                const sheaf_call*, sheaf_instance** out) -> sheaf_status {
      auto i = std::make_unique<typename sheaf::Component<T>::Instance>();
      i->object = static_cast<const Scripted*>(self)->make();
      i->plugin_data = static_cast<typename T::Base*>(i->object.get());
      i->destroy = [](sheaf_instance* s) {
        delete static_cast<typename sheaf::Component<T>::Instance*>(s);
      };
      i->get_interface = &sheaf::Component<T>::get_interface;
      *out = i.release();
      return SHEAF_OK;
    };
  }
  std::function<std::unique_ptr<T>()> make;
};

// A step of that plugin. The component lives as long as the instance.
template <class T>
StepInstance scripted_step(std::string id, std::function<std::unique_ptr<T>()> make) {
  const auto scripted = std::make_shared<Scripted<T>>(std::move(make));
  sheaf_config nothing{};
  nothing.struct_size = sizeof nothing;
  const plugin::ComponentRef component{nullptr, scripted.get()};
  auto instance = plugin::Instance::create(component, nothing, {{"its own", scripted}}, {});
  StepInstance step;
  step.id = std::move(id);
  step.component = "scripted";
  step.instance = std::move(instance.value());
  return step;
}

// ---- Kinds

template <std::uint32_t Flags>
struct ScorerOf final : sheaf::Scorer {
  static constexpr std::uint32_t kFlags = Flags;
  static constexpr std::size_t kMaxProfiles = 0;
  using Script =
      std::function<void(const sheaf::Call&, const sheaf_score_request&, const sheaf::ScoreSink&)>;
  ScorerOf(std::vector<sheaf::Axis> axes, Script s)
      : Scorer(std::move(axes)), script(std::move(s)) {}
  void score(const sheaf::Call& call, const sheaf_score_request& request,
             const sheaf::ScoreSink& sink) override {
    script(call, request, sink);
  }
  std::string fingerprint(const sheaf_profile& profile) override {
    return std::string(sheaf::view(profile.id));
  }
  Script script;
};

template <std::uint32_t Flags>
StepInstance scorer(std::string id, typename ScorerOf<Flags>::Script script,
                    std::vector<sheaf::Axis> axes = {}) {
  return scripted_step<ScorerOf<Flags>>(
      std::move(id), [=] { return std::make_unique<ScorerOf<Flags>>(axes, script); });
}

struct ScriptedEnricher final : sheaf::Enricher {
  static constexpr std::size_t kMaxBatch = 10;
  static constexpr const char* kSchemes[] = {"doi", nullptr};
  using Script =
      std::function<void(std::span<const sheaf_record* const>, const sheaf::EnrichSink&)>;
  explicit ScriptedEnricher(Script s) : script(std::move(s)) {}
  void enrich(const sheaf::Call&, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override {
    script(works, sink);
  }
  Script script;
};

inline StepInstance enricher(std::string id, ScriptedEnricher::Script script) {
  return scripted_step<ScriptedEnricher>(
      std::move(id), [=] { return std::make_unique<ScriptedEnricher>(script); });
}

struct ScriptedEditor final : sheaf::Editor {
  using Script = std::function<void(const sheaf_digest&, const sheaf::SectionSink&)>;
  explicit ScriptedEditor(Script s) : script(std::move(s)) {}
  void edit(const sheaf::Call&, const sheaf_run&, const sheaf_digest& digest,
            const sheaf::SectionSink& sink) override {
    script(digest, sink);
  }
  Script script;
};

inline StepInstance editor(std::string id, ScriptedEditor::Script script) {
  return scripted_step<ScriptedEditor>(std::move(id),
                                       [=] { return std::make_unique<ScriptedEditor>(script); });
}

// An output whose commit is the script; what it throws fails the delivery.
template <std::uint32_t Flags>
struct OutputOf final : sheaf::Output {
  static constexpr std::uint32_t kFlags = Flags;
  struct Got {
    std::string id;
    bool rebuild = false;
    std::vector<std::string> profiles;
    std::vector<std::string> titles;
  };
  using Script = std::function<void(const Got&)>;
  explicit OutputOf(Script s) : script(std::move(s)) {}
  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view id,
                                            const sheaf_run& run) override {
    struct Writing final : sheaf::Transaction {
      Got got;
      const Script& script;
      explicit Writing(const Script& s) : script(s) {}
      void digest(const sheaf::Call&, const sheaf_digest& digest) override {
        got.profiles.emplace_back(sheaf::view(digest.profile->id));
        for (const sheaf_item* item : sheaf::range(digest.items, digest.item_count)) {
          got.titles.emplace_back(sheaf::view(item->record->title));
        }
      }
      void commit(const sheaf::Call&) override { script(got); }
      void abort() noexcept override {}
    };
    auto tx = std::make_unique<Writing>(script);
    tx->got.id = id;
    tx->got.rebuild = (run.flags & SHEAF_RUN_REBUILD) != 0;
    return tx;
  }
  Script script;
};

template <std::uint32_t Flags = 0>
StepInstance output(std::string id, typename OutputOf<Flags>::Script script) {
  return scripted_step<OutputOf<Flags>>(std::move(id),
                                        [=] { return std::make_unique<OutputOf<Flags>>(script); });
}

}  // namespace host::stages::testing
