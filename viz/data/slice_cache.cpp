#include "viz/data/slice_cache.hpp"

#include <atomic>

namespace concord {

std::uint64_t SliceCache::new_owner() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

std::shared_ptr<const void> SliceCache::find(const Key& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = places_.find(key); found != places_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->value;
  }
  const auto dropped = dropped_.find(key);
  return dropped == dropped_.end() ? nullptr : dropped->second.lock();
}

void SliceCache::put(const Key& key, std::shared_ptr<const void> value, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  dropped_.erase(key);
  if (const auto old = places_.find(key); old != places_.end()) {
    bytes_ -= old->second->bytes;
    entries_.erase(old->second);
    places_.erase(old);
  }
  entries_.push_front({key, std::move(value), bytes});
  places_[key] = entries_.begin();
  bytes_ += bytes;
  while (bytes_ > most_bytes_ && entries_.size() > 1) {
    const Entry& last = entries_.back();
    bytes_ -= last.bytes;
    places_.erase(last.key);
    dropped_[last.key] = last.value;
    entries_.pop_back();
  }
}

void SliceCache::forget(std::uint64_t owner) {
  const std::lock_guard lock(mutex_);
  std::erase_if(dropped_, [&](const auto& entry) { return entry.first.owner == owner; });
  std::erase_if(places_, [&](const auto& entry) { return entry.first.owner == owner; });
  std::erase_if(entries_, [&](const Entry& entry) {
    if (entry.key.owner != owner) return false;
    bytes_ -= entry.bytes;
    return true;
  });
}

std::size_t SliceCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

const std::shared_ptr<SliceCache>& program_cache() {
  constexpr std::size_t most = std::size_t{512} << 20U;
  static const auto cache = std::make_shared<SliceCache>(most);
  return cache;
}

}  // namespace concord
