#include "viz/window/png.hpp"

#include "sim/errors.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

#include <stb/stb_image.h>
#include <stb/stb_image_write.h>

namespace concord {

namespace {

/// As ISO 3309 and the PNG specification have it, appendix D.
std::uint32_t crc_of(std::string_view bytes) {
  constexpr std::uint32_t polynomial = 0xEDB88320U;
  std::uint32_t crc = ~std::uint32_t{0};
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0);
  }
  return ~crc;
}

std::string big_endian(std::uint32_t number) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(number >> shift & 0xFFU);
  return out;
}

std::string latin_1(std::string_view text) {
  constexpr std::string_view minus = "\xE2\x88\x92";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x80) {
      out += text[at];
    } else if (byte == 0xC2 || byte == 0xC3) {
      const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[++at]) : 0x3FU;
      out += static_cast<char>((byte & 3U) << 6U | (next & 0x3FU));
    } else if (byte >= 0xC0) {
      out += text.substr(at).starts_with(minus) ? '-' : '?';
    }
  }
  return out;
}

std::string chunk_of(const std::string& keyword, const std::string& text) {
  const std::string bytes = "tEXt" + keyword + std::string(1, '\0') + latin_1(text);
  return big_endian(static_cast<std::uint32_t>(bytes.size() - 4)) + bytes + big_endian(crc_of(bytes));
}

}  // namespace

std::string png_of(const Pixels& pixels, const PngTexts& texts) {
  std::string bytes;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<std::size_t>(size));
  };
  const int done = stbi_write_png_to_func(append, &bytes, pixels.width, pixels.height, 4, pixels.rgba.data(),
                                          pixels.width * 4);
  ensure(done != 0, "a picture can be packed");
  constexpr std::size_t head = 8 + 25;  // signature and IHDR
  std::string chunks;
  for (const auto& [keyword, text] : texts) chunks += chunk_of(keyword, text);
  return bytes.insert(head, chunks);
}

Pixels read_png(const std::filesystem::path& file) {
  Pixels pixels;
  int channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> data(
      stbi_load(file.c_str(), &pixels.width, &pixels.height, &channels, 4), stbi_image_free);
  if (!data) throw FileError(file.string(), "is no PNG that can be read");
  pixels.rgba.assign(data.get(), data.get() + static_cast<std::ptrdiff_t>(pixels.width) * pixels.height * 4);
  return pixels;
}

}  // namespace concord
