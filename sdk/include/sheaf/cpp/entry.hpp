// sheaf/cpp/entry.hpp - the plugin's entry: SHEAF_PLUGIN(...). See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_ENTRY_HPP
#define SHEAF_CPP_ENTRY_HPP

#include <cstddef>

#include "sheaf/abi/entry.h"
#include "sheaf/cpp/component.hpp"

namespace sheaf {

template <class... Ts>
struct Plugin {
  static size_t SHEAF_CALL count() noexcept { return sizeof...(Ts); }
  static const sheaf_component* SHEAF_CALL at(size_t i) noexcept {
    const sheaf_component* const all[] = {Component<Ts>::get()...};
    return i < sizeof...(Ts) ? all[i] : nullptr;
  }
  static sheaf_status SHEAF_CALL init(const sheaf_host*, const sheaf_call*) noexcept {
    return SHEAF_OK;
  }
  static void SHEAF_CALL deinit() noexcept {}
};

}  // namespace sheaf

// Defines the one exported symbol for the component classes named. Once per shared object.
#define SHEAF_PLUGIN(...)                                                                          \
  extern "C" const sheaf_plugin_entry_t sheaf_plugin_entry = {SHEAF_MAGIC,                         \
                                                              sizeof(sheaf_plugin_entry_t),        \
                                                              SHEAF_ABI_MAJOR,                     \
                                                              SHEAF_ABI_MINOR,                     \
                                                              0,                                   \
                                                              "sheaf-sdk-cpp, " __VERSION__,       \
                                                              &sheaf::Plugin<__VA_ARGS__>::init,   \
                                                              &sheaf::Plugin<__VA_ARGS__>::deinit, \
                                                              &sheaf::Plugin<__VA_ARGS__>::count,  \
                                                              &sheaf::Plugin<__VA_ARGS__>::at}

#endif  // SHEAF_CPP_ENTRY_HPP
