// One list of members for each type serves writing and reading: `void io(auto& a, Is<Type> auto&
// v)` calls a(members...) in the order in which they are stored. A blob says by which version it
// was written; a member that came later is a.since(VERSION, member), and one that went is
// a.gone<Type>(VERSION). `io` of a namespace is found where the type is.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/codec.h"

namespace host {

template <class T, class Want>
concept Is = std::same_as<std::remove_const_t<T>, Want>;

class FieldWriter {
 public:
  // Of the newest version.
  FieldWriter(std::string& out, std::uint8_t version) : to_(out, version) {}

  template <class... T>
  void operator()(const T&... members) {
    (put(members), ...);
  }
  template <class T>
  void since(std::uint8_t, const T& member) {
    put(member);
  }
  template <class T>
  void gone(std::uint8_t) {}
  void fixed64(const std::uint64_t& value) { to_.fixed64(value); }

 private:
  void put(const std::string& v) { to_.str(v); }
  void put(double v) { to_.f64(v); }
  void put(bool v) { to_.boolean(v); }
  template <std::integral T>
  void put(T v) {
    if constexpr (std::is_signed_v<T>) {
      to_.i64(v);
    } else {
      to_.u64(v);
    }
  }
  template <class T>
  void put(const std::vector<T>& list) {
    to_.list(list, [this](const T& v) { put(v); });
  }
  template <class A, class B>
  void put(const std::pair<A, B>& v) {
    put(v.first);
    put(v.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void put(const T& v) { io(*this, v); }

  Writer to_;
};

class FieldReader {
 public:
  // Refuses what is newer than `newest`; done() says so at the end.
  FieldReader(std::string_view bytes, std::uint8_t newest) : from_(bytes, newest) {}

  template <class... T>
  void operator()(T&... members) {
    (get(members), ...);
  }
  // A member that blobs before `version` lack keeps the value it has.
  template <class T>
  void since(std::uint8_t version, T& member) {
    if (from_.version() >= version) get(member);
  }
  // A member that blobs before `version` had.
  template <class T>
  void gone(std::uint8_t version) {
    T dropped{};
    if (from_.version() < version) get(dropped);
  }
  void fixed64(std::uint64_t& value) { value = from_.fixed64(); }
  bool done() const { return from_.done(); }

 private:
  void get(std::string& v) { v = from_.str(); }
  void get(double& v) { v = from_.f64(); }
  void get(bool& v) { v = from_.boolean(); }
  void get(std::uint32_t& v) { v = from_.u32(); }
  template <std::integral T>
  void get(T& v) {
    if constexpr (std::is_signed_v<T>) {
      v = static_cast<T>(from_.i64());
    } else {
      v = static_cast<T>(from_.u64());
    }
  }
  template <class T>
  void get(std::vector<T>& list) {
    from_.list(list, [this] {
      T v{};
      get(v);
      return v;
    });
  }
  template <class A, class B>
  void get(std::pair<A, B>& v) {
    get(v.first);
    get(v.second);
  }
  template <class T>
  requires std::is_class_v<T>
  void get(T& v) { io(*this, v); }

  Reader from_;
};

void io(auto& a, Is<Person> auto& v) {
  a(v.name, v.family, v.given, v.orcid, v.affiliation, v.group);
  a.since(3, v.suffix);
}

}  // namespace host
