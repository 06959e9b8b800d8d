#include "viz/window/png.hpp"

#include "sim/errors.hpp"

#include <memory>

#include <stb/stb_image.h>
#include <stb/stb_image_write.h>

namespace concord {

std::string png_of(const Pixels& pixels) {
  std::string bytes;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<std::size_t>(size));
  };
  const int done = stbi_write_png_to_func(append, &bytes, pixels.width, pixels.height, 4, pixels.rgba.data(),
                                          pixels.width * 4);
  ensure(done != 0, "a picture can be packed");
  return bytes;
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
