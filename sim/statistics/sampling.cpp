#include "sim/statistics/sampling.hpp"

#include "sim/errors.hpp"
#include "sim/statistics/random_words.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <boost/random/sobol.hpp>

namespace concord {

static_assert(most_sobol_axes == boost::random::default_sobol_table::max_dimension);

namespace {

Sample empty_sample(std::size_t rows, std::size_t columns) {
  ensure(columns > 0, "a design has at least one column");
  ensure(rows <= std::numeric_limits<std::uint32_t>::max() / columns, "a design has less than 2^32 values");
  return {rows, columns, std::vector<double>(rows * columns)};
}

}  // namespace

Sample latin_hypercube(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Sample sample = empty_sample(rows, columns);
  ensure(rows <= most_latin_rows, "a Latin hypercube has more rows than most_latin_rows");
  std::vector<std::size_t> parts(rows);
  for (std::size_t column = 0; column < columns; ++column) {
    std::iota(parts.begin(), parts.end(), std::size_t{0});
    for (std::size_t left = rows; left > 0; --left) {  // Fisher and Yates, from the last row
      const std::size_t row = left - 1;
      const RandomWords words = random_words(seed, Draw::latin_hypercube, row, column);
      std::swap(parts[row], parts[pick(left, words[0], words[1])]);
      // 30 bits and a half: the sum below is exact, and rounding the quotient cannot leave the part.
      const double place = (static_cast<double>(words[2] >> 2) + 0.5) / 1073741824.0;
      sample.values[row * columns + column] =
          (static_cast<double>(parts[row]) + place) / static_cast<double>(rows);
    }
  }
  return sample;
}

Sample sobol_sequence(std::size_t rows, std::size_t columns, std::uint64_t seed, std::size_t shifts) {
  Sample sample = empty_sample(rows, columns);
  ensure(columns <= most_sobol_axes, "a Sobol sequence has more columns than most_sobol_axes");
  ensure(shifts > 0 && rows % shifts == 0, "every shift has as many rows");
  std::vector<std::uint64_t> shift(shifts * columns);
  for (std::size_t n = 0; n < shift.size(); ++n) {
    const RandomWords words = random_words(seed, Draw::sobol_shift, n / columns, n % columns);
    shift[n] = joined(words[0], words[1]);
  }
  boost::random::sobol sequence(columns);  // begins after the point of zeros
  for (std::size_t row = 0; row < rows / shifts; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::uint64_t bits = row == 0 ? 0 : sequence();
      for (std::size_t k = 0; k < shifts; ++k)
        sample.values[(k * (rows / shifts) + row) * columns + column] =
            share_of(bits ^ shift[k * columns + column]);
    }
  }
  return sample;
}

double morris_step(std::size_t levels) {
  ensure(levels >= 2 && levels % 2 == 0, "the number of Morris's levels is even");
  return static_cast<double>(levels) / (2 * static_cast<double>(levels - 1));
}

Sample morris_trajectories(std::size_t trajectories, std::size_t columns, std::size_t levels,
                           std::uint64_t seed) {
  ensure(levels >= 2 && levels % 2 == 0, "the number of Morris's levels is even");
  ensure(trajectories <= std::numeric_limits<std::uint32_t>::max(), "a design has less than 2^32 values");
  Sample sample = empty_sample(trajectories * (columns + 1), columns);
  std::vector<std::size_t> at(columns), order(columns);
  auto row = sample.values.begin();
  const auto put_row = [&] {
    row = std::ranges::transform(at, row, [&](std::size_t level) {
            return static_cast<double>(level) / static_cast<double>(levels - 1);
          }).out;
  };
  for (std::size_t trajectory = 0; trajectory < trajectories; ++trajectory) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = columns; left > 0; --left) {
      const std::size_t column = left - 1;
      const RandomWords start = random_words(seed, Draw::morris_start, trajectory, column);
      at[column] = pick(levels, start[0], start[1]);
      const RandomWords other = random_words(seed, Draw::morris_order, trajectory, column);
      std::swap(order[column], order[pick(left, other[0], other[1])]);
    }
    put_row();
    for (const std::size_t column : order) {
      // Each point of the grid has but one way to go: half the grid up, or half the grid down.
      if (at[column] < levels / 2)
        at[column] += levels / 2;
      else
        at[column] -= levels / 2;
      put_row();
    }
  }
  return sample;
}

Sample saltelli_design(std::size_t base, std::size_t columns, std::uint64_t seed, std::size_t shifts) {
  ensure(columns <= most_sobol_axes / 2, "Saltelli's design takes two Sobol columns for each of its own");
  const Sample blocks = sobol_sequence(base, 2 * columns, seed, shifts);
  Sample sample = empty_sample(base * (columns + 2), columns);
  auto out = sample.values.begin();
  for (std::size_t row = 0; row < base; ++row) {
    const auto a = blocks.values.begin() + static_cast<std::ptrdiff_t>(row * blocks.columns);
    const auto b = a + static_cast<std::ptrdiff_t>(columns);
    out = std::copy(a, b, out);
    for (std::ptrdiff_t column = 0; column < b - a; ++column) {
      const auto mixed = out;
      out = std::copy(a, b, out);
      mixed[column] = b[column];
    }
    out = std::copy(b, b + (b - a), out);
  }
  return sample;
}

}  // namespace concord
