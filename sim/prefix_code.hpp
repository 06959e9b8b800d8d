#pragma once
// Prefix codes as deflate has them (RFC 1951, 3.2.2).

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace concord {

inline constexpr unsigned longest_code = 15;

/// A code of a prefix code, as it is written: from its lowest bit on.
struct Code {
  std::uint32_t bits = 0;
  unsigned length = 0;
};

/// Lengths of the codes that Huffman's tree gives to symbols that come so often, none above `most`.
template <std::size_t size>
std::array<Code, size> codes_for(const std::array<std::uint32_t, size>& counts, unsigned most) {
  struct Node {
    std::uint32_t count;
    std::size_t place;  // of leaves the symbol, of others and later of all the parent
  };
  std::array<Node, 2 * size> nodes;
  std::array<std::size_t, size> symbols;
  std::size_t leaves = 0;
  for (std::size_t symbol = 0; symbol < size; ++symbol) {
    if (counts[symbol] > 0) nodes[leaves++] = {counts[symbol], symbol};
  }
  std::sort(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(leaves),
            [](const Node& a, const Node& b) {
              return a.count < b.count || (a.count == b.count && a.place < b.place);
            });
  for (std::size_t n = 0; n < leaves; ++n) symbols[n] = nodes[n].place;
  // The two rarest are joined until one is left; leaves and joined nodes each stand in order of counts.
  std::size_t all = leaves, leaf = 0, joined = leaves;
  const auto rarest = [&] {
    return leaf < leaves && (joined == all || nodes[leaf].count <= nodes[joined].count) ? leaf++ : joined++;
  };
  while (all < 2 * leaves - 1) {
    const std::size_t one = rarest(), other = rarest();
    nodes[one].place = nodes[other].place = all;
    nodes[all++] = {nodes[one].count + nodes[other].count, 0};
  }
  std::array<std::size_t, 2 * size> depth{};
  std::array<std::size_t, longest_code + 1> number{};  // of codes of each length
  std::size_t room = std::size_t{1} << most;           // what codes of that length are left
  std::size_t taken = 0;
  for (std::size_t n = all - 1; n-- > 0;) {
    depth[n] = depth[nodes[n].place] + 1;
    if (n >= leaves) continue;
    const std::size_t length = std::min<std::size_t>(depth[n], most);
    ++number[length];
    taken += std::size_t{1} << (most - length);
  }
  for (; taken > room; --taken) {  // a shorter code takes in one of the longest
    std::size_t length = most - 1;
    while (number[length] == 0) --length;
    --number[length];
    number[length + 1] += 2;
    --number[most];
  }
  std::array<Code, size> codes;
  std::size_t next = 0;
  for (unsigned length = most; length > 0; --length) {
    for (std::size_t n = 0; n < number[length]; ++n) codes[symbols[next++]].length = length;
  }
  return codes;
}

/// Fills in the bits that lengths imply (RFC 1951, 3.2.2).
template <std::size_t size>
void number_codes(std::array<Code, size>& codes) {
  std::array<std::uint32_t, longest_code + 1> number{}, next{};
  for (const Code& code : codes) ++number[code.length];
  number[0] = 0;
  for (std::size_t length = 1; length < next.size(); ++length)
    next[length] = (next[length - 1] + number[length - 1]) << 1U;
  for (Code& code : codes) {
    std::uint32_t bits = code.length > 0 ? next[code.length]++ : 0;
    for (unsigned k = 0; k < code.length; ++k, bits >>= 1U) code.bits = code.bits << 1U | (bits & 1U);
  }
}

}  // namespace concord
