#include "config/example.h"

#include "config/describe.h"

namespace host::config {
namespace {

constexpr std::size_t kWidth = 100;

class Writer {
 public:
  explicit Writer(bool small) : small_(small) {}

  std::string take() { return std::move(out_); }

  void line(std::size_t indent, bool active, std::string_view text) {
    out_ += std::string(indent, ' ') + (active ? "" : "# ");
    out_ += text;
    out_ += '\n';
  }

  void comment(std::size_t indent, std::string_view text) {
    while (!text.empty()) {
      std::size_t n = std::min(text.size(), kWidth - indent - 2);
      if (n < text.size()) {
        const auto space = text.rfind(' ', n);
        if (space != std::string_view::npos && space > 0) n = space;
      }
      line(indent, false, text.substr(0, n));
      text.remove_prefix(std::min(n + 1, text.size()));
    }
  }

  // A field with its meaning; `active` lines are in force, others commented out.
  void field(std::size_t indent, const sheaf_field& f, bool active, const std::string& component) {
    if (!active && skipped(f)) return;
    std::string words = f.summary;
    if (f.type == SHEAF_T_ENUM) words += " " + options(f);
    comment(indent, words);
    if (f.type == SHEAF_T_OBJECT && f.shape == SHEAF_SCALAR && f.child_count != 0) {
      line(indent, active, std::string(f.name) + ":");
      nested(indent, f, active, component);
      return;
    }
    // What is commented out shows the default, which holds until it is changed.
    const auto value = !active && f.default_yaml ? f.default_yaml : sample_yaml(f, component);
    std::string_view rest = value;
    auto end = rest.find('\n');
    line(indent, active, std::string(f.name) + ": " + std::string(rest.substr(0, end)));
    while (end != std::string_view::npos) {
      rest.remove_prefix(end + 1);
      end = rest.find('\n');
      if (!rest.empty()) line(indent, active, rest.substr(0, end));
    }
  }

  void fields(std::size_t indent, Fields list, const std::string& component) {
    for (const sheaf_field* f : list) {
      field(indent, *f, (f->flags & SHEAF_F_REQUIRED) != 0, component);
    }
  }

 private:
  bool skipped(const sheaf_field& f) const {
    const bool advanced = (f.flags & SHEAF_F_ADVANCED) != 0;
    return (f.flags & SHEAF_F_DEPRECATED) != 0 || (small_ && advanced);
  }

  static std::string options(const sheaf_field& f) {
    std::string out = "One of";
    for (std::size_t i = 0; i < f.option_count; ++i) {
      out += (i ? ", " : " ") + std::string(f.options[i]->value);
    }
    return out + ".";
  }

  // The children of an object; those of one that is commented out are comments within it.
  void nested(std::size_t indent, const sheaf_field& f, bool active, const std::string& component) {
    if (active) return fields(indent + 2, Fields(f.children, f.child_count), component);
    for (std::size_t i = 0; i < f.child_count; ++i) {
      const sheaf_field& c = *f.children[i];
      if (skipped(c)) continue;
      line(indent, false,
           "  " + std::string(c.name) + ": " +
               (c.default_yaml ? c.default_yaml : sample_yaml(c, component)) + "  # " + c.summary);
    }
  }

  bool small_;
  std::string out_;
};

}  // namespace

std::string example_pipeline(const std::string& name,
                             std::span<const sheaf_component* const> components, bool small) {
  Writer w(small);
  w.comment(0,
            "A pipeline for sheaf. Try it with `sheaf check` and `sheaf run`; docs/pipelines.md "
            "explains every key. Lines with # are off and show the default or an example.");
  for (const sheaf_field* f : pipeline_fields()) {
    const std::string key = f->name;
    const StepList* steps = nullptr;
    for (const auto& list : kStepLists) {
      if (key == list.key) steps = &list;
    }
    if (key == "name") {
      w.line(0, true, "name: " + yaml_scalar(name));
    } else if (key == "profiles") {
      w.line(0, true, "\n# " + std::string(f->summary));
      w.line(0, true, "profiles:");
      w.line(2, true, "- id: me");
      for (const sheaf_field* p : profile_fields()) {
        const std::string part = p->name;
        if (part == "id") continue;
        w.field(4, *p, part == "interests" || part == "terms", "");
      }
    } else if (steps) {
      bool any = false;
      for (const sheaf_component* c : components) {
        if (c->kind != std::string_view(steps->kind)) continue;
        if (!any) w.line(0, true, "\n# " + std::string(f->summary) + "\n" + key + ":");
        any = true;
        w.comment(2, c->summary);
        w.line(2, true, std::string("- use: ") + c->id);
        for (const char* part : {"deadline", "pass", "budget"}) {
          const auto* child = find_field(Fields(f->children, f->child_count), part);
          if (child) w.field(4, *child, false, c->id);
        }
        if (c->field_count == 0) continue;
        w.line(4, true, "with:");
        w.fields(6, Fields(c->fields, c->field_count), c->id);
      }
    } else {
      if (f->type == SHEAF_T_OBJECT && !(small && (f->flags & SHEAF_F_ADVANCED) != 0)) {
        w.line(0, true, "");
      }
      w.field(0, *f, false, "");
    }
  }
  return w.take();
}

}  // namespace host::config
