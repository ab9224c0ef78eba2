#include "report/usage.h"

#include <algorithm>

#include "plugin/record_view.h"

namespace host::report {

void add_usage(std::vector<Usage>& all, const Usage& u) {
  const auto it = std::find_if(all.begin(), all.end(), [&](const Usage& x) {
    return x.step == u.step && x.model == u.model && x.currency == u.currency;
  });
  if (it == all.end()) {
    all.push_back(u);
    return;
  }
  it->requests += u.requests;
  it->input_tokens += u.input_tokens;
  it->cached_input_tokens += u.cached_input_tokens;
  it->output_tokens += u.output_tokens;
  it->reasoning_tokens += u.reasoning_tokens;
  it->cost_micros = it->cost_micros < 0 || u.cost_micros < 0 ? -1 : it->cost_micros + u.cost_micros;
}

void add_usage(std::vector<Usage>& all, const std::string& step, const sheaf_usage& u) {
  Usage out;
  out.step = step;
  out.model = plugin::view(u.model);
  out.currency = plugin::view(u.currency);
  out.requests = u.requests;
  out.input_tokens = u.input_tokens;
  out.cached_input_tokens = u.cached_input_tokens;
  out.output_tokens = u.output_tokens;
  out.reasoning_tokens = u.reasoning_tokens;
  out.cost_micros = u.cost_micros;
  add_usage(all, out);
}

}  // namespace host::report
