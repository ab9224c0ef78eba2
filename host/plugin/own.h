// Sinks of the ABI that are ours: a plugin hands back the const pointer that it was given.
#pragma once

namespace host::plugin {

// The object behind a sink that this host made as a T.
template <class T, class Sink>
T& own(const Sink* sink) {
  return *const_cast<T*>(static_cast<const T*>(sink));
}

}  // namespace host::plugin
