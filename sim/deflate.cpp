#include "sim/deflate.hpp"

#include "sim/prefix_code.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include <libdeflate.h>

namespace concord {
namespace {

using Bytes = std::span<const char>;

constexpr std::size_t literals = 286, kinds = 19;  // sizes of two alphabets
constexpr unsigned end_of_block = 256;
constexpr std::size_t shortest_match = 4, longest_match = 258, window = 32768;
constexpr std::size_t header_bits = 3, longest_stored = 0xffff;

/// A symbol and bits after it.
struct Symbol {
  std::size_t symbol;
  unsigned extra_bits, extra;
};
/// Of the length of a match (RFC 1951, 3.2.5).
Symbol symbol_of_length(std::size_t length) {
  if (length == longest_match) return {285, 0, 0};
  const auto from = static_cast<unsigned>(length - 3);
  if (from < 8) return {257 + from, 0, 0};
  const auto bits = static_cast<unsigned>(std::bit_width(from)) - 3;
  return {257 + 4 * bits + (from >> bits), bits, from & ((1U << bits) - 1)};
}
Symbol symbol_of_distance(std::size_t distance) {
  const auto from = static_cast<unsigned>(distance - 1);
  if (from < 4) return {from, 0, 0};
  const auto bits = static_cast<unsigned>(std::bit_width(from)) - 2;
  return {2 * bits + (from >> bits), bits, from & ((1U << bits) - 1)};
}

/// Bits from the lowest of each byte on. There is room for eight bytes more than are written.
class BitWriter {
 public:
  explicit BitWriter(char* to) : to_(to) {}
  static constexpr unsigned most = 56;  ///< bits at once
  void put(std::uint64_t bits, unsigned count) {
    waiting_ |= bits << count_;
    count_ += count;
    std::memcpy(to_, &waiting_, sizeof waiting_);
    to_ += count_ / 8;
    waiting_ >>= count_ & ~7U;
    count_ &= 7U;
  }
  void put(Code code) { put(code.bits, code.length); }
  void put(Bytes bytes) {
    put(0, (8 - count_) & 7U);
    std::memcpy(to_, bytes.data(), bytes.size());
    to_ += bytes.size();
  }
  char* end() const { return to_; }

 private:
  char* to_;
  std::uint64_t waiting_ = 0;
  unsigned count_ = 0;
};

/// A byte as it is, or a match: its length, and at which distance.
struct Token {
  std::uint16_t value;
  static constexpr std::uint16_t match = 1U << 15U, of_row = 1U << 14U;
  bool is_match() const { return (value & match) != 0; }
  bool is_of_row() const { return (value & of_row) != 0; }
  std::size_t length() const { return value & 0x1ffU; }
};

std::size_t equal_bytes(const char* a, const char* b, std::size_t most) {
  std::size_t n = 0;
  for (std::uint64_t left = 0, right = 0; n + sizeof left <= most; n += sizeof left) {
    std::memcpy(&left, a + n, sizeof left);
    std::memcpy(&right, b + n, sizeof right);
    if (left != right) return n + static_cast<std::size_t>(std::countr_zero(left ^ right)) / 8;
  }
  while (n < most && a[n] == b[n]) ++n;
  return n;
}

/// Does the shortest match begin there?
bool same(const char* a, const char* b) { return std::memcmp(a, b, shortest_match) == 0; }

/// A plane as tokens, and how often each symbol comes.
class Tokens {
 public:
  /// `before` bytes of the same stream stand in front of the plane. Without `matches` none are looked for.
  void read(Bytes plane, std::size_t before, std::size_t row, bool matches) {
    row_ = symbol_of_distance(row);
    counts_.fill(0);
    extra_bits_ = matches_ = used_ = 0;
    if (tokens_.size() < plane.size()) tokens_.resize(plane.size());
    std::size_t at = before == 0 || !matches ? literals_of(plane.first(matches ? 1 : plane.size())) : 0;
    if (before < row) at = with_matches(plane, at, std::min(row - before, plane.size()), 1);
    with_matches(plane, at, plane.size(), row);
    counts_[end_of_block] = 1;
  }
  /// Bits that the tokens take.
  std::size_t bits(const std::array<Code, literals>& codes, unsigned bits_of_distance) const {
    std::size_t sum = extra_bits_ + matches_ * bits_of_distance;
    for (std::size_t symbol = 0; symbol < literals; ++symbol) sum += counts_[symbol] * codes[symbol].length;
    return sum;
  }
  void put(BitWriter& out, const std::array<Code, literals>& codes, Code one, Code row) const {
    std::uint64_t waiting = 0;  // codes of some bytes
    unsigned count = 0;
    const auto put_waiting = [&] {
      out.put(waiting, count);
      waiting = count = 0;
    };
    for (const Token token : std::span(tokens_).first(used_)) {
      const Symbol symbol = token.is_match() ? symbol_of_length(token.length()) : Symbol{token.value, 0, 0};
      const Code code = codes[symbol.symbol];
      waiting |= std::uint64_t{code.bits} << count;
      count += code.length;
      if (count + longest_code > BitWriter::most || token.is_match()) put_waiting();
      if (!token.is_match()) continue;
      out.put(symbol.extra, symbol.extra_bits);
      out.put(token.is_of_row() ? row : one);
      if (token.is_of_row()) out.put(row_.extra, row_.extra_bits);
    }
    put_waiting();
    out.put(codes[end_of_block]);
  }
  const std::array<std::uint32_t, literals>& counts() const { return counts_; }
  std::size_t row_symbol() const { return row_.symbol; }

 private:
  std::size_t literals_of(Bytes bytes) {
    Token* token = tokens_.data() + used_;
    for (const char byte : bytes) {
      const auto value = static_cast<unsigned char>(byte);
      ++counts_[value];
      *token++ = {value};
    }
    used_ += bytes.size();
    return bytes.size();
  }
  /// From `at` to `end`, or beyond it where a match ends; `row` bytes stand in front of each. Where it ended.
  std::size_t with_matches(Bytes plane, std::size_t at, std::size_t end, std::size_t row) {
    while (at < end) {
      const char* here = plane.data() + at;
      const char* until = here;  // a match may begin, or no four bytes are left
      for (const char* last =
               plane.data() + std::min(end, plane.size() - std::min(plane.size(), shortest_match - 1));
           until < last && !same(until, until - 1) && !same(until, until - row);)
        ++until;
      at += literals_of({here, until});
      if (at >= end) break;
      here = until;
      const std::size_t most = std::min(longest_match, plane.size() - at);
      if (most < shortest_match) {
        at += literals_of({here, most});
        break;
      }
      const std::size_t repeated = equal_bytes(here, here - 1, most),
                        again = equal_bytes(here, here - row, most);
      const bool of_row = again > repeated;
      const std::size_t length = std::max(again, repeated);
      const Symbol symbol = symbol_of_length(length);
      ++counts_[symbol.symbol];
      extra_bits_ += symbol.extra_bits + (of_row ? row_.extra_bits : 0);
      ++matches_;
      tokens_[used_++] = {static_cast<std::uint16_t>(Token::match | (of_row ? Token::of_row : 0) | length)};
      at += length;
    }
    return at;
  }

  std::vector<Token> tokens_;  // the first `used_`; room is kept
  std::array<std::uint32_t, literals> counts_;
  std::size_t used_ = 0, extra_bits_ = 0, matches_ = 0;
  Symbol row_;
};

/// Codes of one block's own, and how they are told (RFC 1951, 3.2.7). Both distances have codes of one bit.
class OwnCodes {
 public:
  explicit OwnCodes(const Tokens& tokens)
      : codes(codes_for(tokens.counts(), longest_code)), row_(std::max<std::size_t>(tokens.row_symbol(), 1)) {
    number_codes(codes);
    std::vector<unsigned> lengths;
    for (const Code& code : codes) lengths.push_back(code.length);
    while (lengths.back() == 0) lengths.pop_back();
    literals_ = lengths.size();
    lengths.resize(literals_ + row_ + 1);
    lengths[literals_] = lengths.back() = 1;
    std::array<std::uint32_t, kinds> counts{};
    for (std::size_t at = 0; at < lengths.size();) {
      const auto zeros =
          static_cast<std::size_t>(std::find_if(lengths.begin() + static_cast<std::ptrdiff_t>(at),
                                                lengths.end(), [](unsigned length) { return length > 0; }) -
                                   lengths.begin()) -
          at;
      Symbol symbol{lengths[at], 0, 0};
      std::size_t told = 1;
      if (zeros >= 11) {
        told = std::min<std::size_t>(zeros, 138);
        symbol = {18, 7, static_cast<unsigned>(told - 11)};
      } else if (zeros >= 3) {
        told = zeros;
        symbol = {17, 3, static_cast<unsigned>(told - 3)};
      }
      ++counts[symbol.symbol];
      told_.push_back(symbol);
      at += told;
    }
    kinds_ = codes_for(counts, 7);
    number_codes(kinds_);
    while (kinds_[order[told_kinds_ - 1]].length == 0) --told_kinds_;
  }
  std::size_t bits() const {
    std::size_t sum = 5 + 5 + 4 + 3 * told_kinds_;
    for (const Symbol& symbol : told_) sum += kinds_[symbol.symbol].length + symbol.extra_bits;
    return sum;
  }
  void put(BitWriter& out) const {
    out.put(literals_ - 257, 5);
    out.put(row_, 5);
    out.put(told_kinds_ - 4, 4);
    for (std::size_t n = 0; n < told_kinds_; ++n) out.put(kinds_[order[n]].length, 3);
    for (const Symbol& symbol : told_) {
      out.put(kinds_[symbol.symbol]);
      out.put(symbol.extra, symbol.extra_bits);
    }
  }
  std::array<Code, literals> codes;

 private:
  static constexpr std::array<std::size_t, kinds> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                        11, 4,  12, 3, 13, 2, 14, 1, 15};
  std::size_t row_, literals_ = 0, told_kinds_ = kinds;
  std::vector<Symbol> told_;
  std::array<Code, kinds> kinds_;
};

/// Those that every inflate knows (RFC 1951, 3.2.6).
const std::array<Code, literals>& common_codes() {
  static const auto made = [] {
    std::array<Code, 288> codes;  // two more than there are literals
    for (std::size_t symbol = 0; symbol < codes.size(); ++symbol)
      codes[symbol].length = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
    number_codes(codes);
    std::array<Code, literals> used;
    std::copy_n(codes.begin(), literals, used.begin());
    return used;
  }();
  return made;
}
Code common_distance(std::size_t symbol) {
  Code code{0, 5};
  for (unsigned k = 0; k < 5; ++k) code.bits |= static_cast<std::uint32_t>(symbol >> k & 1U) << (4 - k);
  return code;
}

/// What is worth while for a plane.
enum class Way { as_it_is, bytes_alone, matches };
/// Judged by some in the middle: whether some bytes come often, and whether they come again.
Way way_for(Bytes plane, std::size_t before, std::size_t row) {
  constexpr std::size_t some = 1024;
  if (plane.size() < some + 2 * shortest_match || plane.size() / 2 + before < some / 2 + row)
    return Way::matches;
  const char* first = plane.data() + (plane.size() - some) / 2;
  std::array<std::uint32_t, 256> counts{};
  std::size_t again = 0;
  for (const char* at = first; at < first + some; ++at) {
    ++counts[static_cast<unsigned char>(*at)];
    again += same(at, at - 1) || same(at, at - row);
  }
  if (again * 16 > some) return Way::matches;
  std::size_t pairs = 0;  // of equal bytes; of random ones, one in 256
  for (const std::uint32_t count : counts) pairs += std::size_t{count} * (count - 1);
  constexpr std::size_t enough = 8;  // then a plane loses a quarter and more
  return pairs * 256 < enough * some * (some - 1) ? Way::as_it_is : Way::bytes_alone;
}

void put_stored(BitWriter& out, Bytes bytes, bool last) {
  while (!bytes.empty()) {
    const Bytes block = bytes.first(std::min(bytes.size(), longest_stored));
    bytes = bytes.subspan(block.size());
    out.put(last && bytes.empty() ? 1 : 0, header_bits);
    const std::array<std::uint16_t, 2> lengths{static_cast<std::uint16_t>(block.size()),
                                               static_cast<std::uint16_t>(~block.size())};
    out.put(Bytes(reinterpret_cast<const char*>(lengths.data()), sizeof lengths));
    out.put(block);
  }
}

void put_plane(BitWriter& out, Bytes plane, std::size_t before, std::size_t row, bool last) {
  const Way way = way_for(plane, before, row);
  if (way == Way::as_it_is) return put_stored(out, plane, last);
  thread_local Tokens tokens;
  tokens.read(plane, before, row, way == Way::matches);
  const OwnCodes own(tokens);
  const std::size_t as_own = own.bits() + tokens.bits(own.codes, 1),
                    as_common = tokens.bits(common_codes(), 5);
  if (8 * plane.size() <= std::min(as_own, as_common)) return put_stored(out, plane, last);
  const bool common = as_common <= as_own;
  out.put(static_cast<unsigned>(last) | (common ? 1U : 2U) << 1U, header_bits);
  if (common) {
    tokens.put(out, common_codes(), common_distance(0), common_distance(tokens.row_symbol()));
  } else {
    own.put(out);
    tokens.put(out, own.codes, {0, 1}, {1, 1});
  }
}

}  // namespace

std::vector<char> zlib_stream(Bytes bytes, std::size_t plane, std::size_t row) {
  if (row > window || row == 0) row = 1;
  const std::size_t planes = (bytes.size() + plane - 1) / plane;
  // Of what no block is larger than: as they are.
  constexpr std::size_t around = 24;
  thread_local std::vector<char> room;
  room.resize(std::max(room.size(), bytes.size() + planes * (8 + 5 * (plane / longest_stored + 1)) + around));
  BitWriter out(room.data());
  out.put(0x0178, 16);  // deflate, its largest window, its fastest way
  for (std::size_t first = 0; first < bytes.size(); first += plane) {
    const std::size_t size = std::min(plane, bytes.size() - first);
    put_plane(out, bytes.subspan(first, size), first, row, first + size == bytes.size());
  }
  std::array<char, 4> sum{};
  const std::uint32_t adler = libdeflate_adler32(1, bytes.data(), bytes.size());
  for (std::size_t n = 0; n < sum.size(); ++n) sum[n] = static_cast<char>(adler >> (24 - 8 * n));
  out.put(Bytes(sum));
  return {room.data(), out.end()};
}

}  // namespace concord
