#pragma once
// Values as bytes between the viewer and the process that reads files for it.
//
// Neither side trusts the other's lengths: whatever does not fit into the bytes that came is a WireError. The
// members of a struct are listed once, in fields(), for packing and unpacking alike.

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace concord::wire {

class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One past the last value of an enumeration; to be given for each that travels.
template <class E>
inline constexpr int values_of = 0;

template <class T>
concept Plain = std::is_arithmetic_v<T> && !std::same_as<T, bool>;
template <class T>
concept Struct = requires(T& value) {
  fields(value);
};

class Packing {
 public:
  template <Plain T>
  void operator()(const T& value) {
    append(&value, sizeof value);
  }
  void operator()(bool value) { (*this)(static_cast<std::int8_t>(value)); }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(E value) { (*this)(static_cast<std::int32_t>(value)); }
  void operator()(std::string_view text) {
    size(text.size());
    append(text.data(), text.size());
  }
  void operator()(const std::string& text) { (*this)(std::string_view(text)); }
  template <class T>
  void operator()(const std::optional<T>& value) {
    (*this)(value.has_value());
    if (value) (*this)(*value);
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    size(values.size());
    if constexpr (Plain<T>) {
      append(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) (*this)(value);
    }
  }
  template <Struct T>
  void operator()(const T& value) {
    std::apply([this](const auto&... member) { ((*this)(member), ...); }, fields(value));
  }
  std::string take() { return std::move(bytes_); }

 private:
  void size(std::size_t count) { (*this)(static_cast<std::uint64_t>(count)); }
  void append(const void* data, std::size_t count) {
    if (count > 0) bytes_.append(static_cast<const char*>(data), count);
  }
  std::string bytes_;
};

class Unpacking {
 public:
  explicit Unpacking(std::string_view bytes) : rest_(bytes) {}

  template <Plain T>
  void operator()(T& value) {
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
  }
  void operator()(bool& value) {
    std::int8_t stored = 0;
    (*this)(stored);
    if (stored != 0 && stored != 1) throw WireError("a switch that is neither on nor off");
    value = stored == 1;
  }
  template <class E>
  requires std::is_enum_v<E>
  void operator()(E& value) {
    static_assert(values_of<E> > 0);
    std::int32_t stored = 0;
    (*this)(stored);
    if (stored < 0 || stored >= values_of<E>) throw WireError("a choice that there is not");
    value = static_cast<E>(stored);
  }
  void operator()(std::string& text) { text = take(size(1)); }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool there = false;
    (*this)(there);
    value.reset();
    if (there) (*this)(value.emplace());
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    if constexpr (Plain<T>) {
      values.resize(size(sizeof(T)));
      const std::string_view bytes = take(values.size() * sizeof(T));
      if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    } else {
      values.clear();
      for (std::size_t left = size(1); left > 0; --left) (*this)(values.emplace_back());
    }
  }
  template <Struct T>
  void operator()(T& value) {
    std::apply([this](auto&... member) { ((*this)(member), ...); }, fields(value));
  }
  /// After the last value.
  void finish() const {
    if (!rest_.empty()) throw WireError("more bytes than were expected");
  }

 private:
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) throw WireError("fewer bytes than were expected");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  /// A number of elements that the rest can hold, `least` bytes each.
  std::size_t size(std::size_t least) {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > rest_.size() / least) throw WireError("fewer elements than were expected");
    return static_cast<std::size_t>(count);
  }
  std::string_view rest_;
};

template <class... T>
std::string pack(const T&... values) {
  Packing packing;
  (packing(values), ...);
  return packing.take();
}
template <class... T>
void unpack(std::string_view bytes, T&... values) {
  Unpacking unpacking(bytes);
  (unpacking(values), ...);
  unpacking.finish();
}

}  // namespace concord::wire
