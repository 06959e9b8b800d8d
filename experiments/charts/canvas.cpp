#include "experiments/charts/canvas.hpp"

namespace concord {

std::string shortened(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++count > most) {
      while (out.ends_with(' ') || out.ends_with(',')) out.pop_back();
      return out + "…";
    }
    out += c;
  }
  return out;
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // inside a character
    const bool thin = std::string_view("ijl.,:;'|!()[] ft/").find(c) != std::string_view::npos;
    const bool wide = (c >= 'A' && c <= 'Z') || c == 'm' || c == 'w' || c == '%';
    ems += thin ? 0.34 : wide ? 0.76 : 0.6;
  }
  return ems * size;
}

}  // namespace concord
