#pragma once
// What was read from files and may be read again: the last used stays, up to so many bytes in all.

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>

namespace concord {

/// For all threads.
class SliceCache {
 public:
  explicit SliceCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// `owner`: of new_owner(), so that two open files never share an entry.
  struct Key {
    std::uint64_t owner;
    int kind;
    std::uint64_t which;
    auto operator<=>(const Key&) const = default;
  };
  static std::uint64_t new_owner();

  /// Null if it is not there any more. What somebody still holds is found even after it was dropped.
  template <class T>
  std::shared_ptr<const T> get(const Key& key) {
    return std::static_pointer_cast<const T>(find(key));
  }
  /// Something larger than all is kept until the next comes.
  void put(const Key& key, std::shared_ptr<const void> value, std::size_t bytes);
  void forget(std::uint64_t owner);
  std::size_t bytes() const;

 private:
  struct Entry {
    Key key;
    std::shared_ptr<const void> value;
    std::size_t bytes;
  };
  std::shared_ptr<const void> find(const Key& key);

  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::map<Key, std::list<Entry>::iterator> places_;
  std::map<Key, std::weak_ptr<const void>> dropped_;
  std::size_t bytes_ = 0;
};

/// Of the whole program, 512 MB.
const std::shared_ptr<SliceCache>& program_cache();

}  // namespace concord
