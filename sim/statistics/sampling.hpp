#pragma once
// Designs in the unit cube. Every one depends on its arguments alone, the same on any machine: only whole
// numbers and exactly rounded operations are used. Arguments out of range are a broken invariant.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace concord {

/// Rows of coordinates in [0, 1] (Morris) or [0, 1) (all others), [row][column].
struct Sample {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;
  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

/// Most rows of a Latin hypercube: as many parts can be told apart without rounding.
inline constexpr std::size_t most_latin_rows = std::size_t{1} << 20;

/// Every column has exactly one value in each of `rows` equal parts, at a random place, in random order
/// (McKay, Beckman and Conover, 1979). Columns are drawn one by one: more of them leave the first ones alone.
Sample latin_hypercube(std::size_t rows, std::size_t columns, std::uint64_t seed);

/// Most columns of sobol_sequence; saltelli_design takes two for each of its own.
inline constexpr std::size_t most_sobol_axes = 3667;

/// The first `rows` points of Sobol's sequence, the point of zeros included, in Gray-code order and with the
/// direction numbers of Joe and Kuo (2008), moved by a random digital shift (which keeps every 2^m first
/// points as evenly spread as they are). With more than one shift, `rows` / `shifts` points of the sequence
/// under each of as many independent shifts, one after the other: what they differ by tells how far off their
/// mean may be (randomised quasi-Monte Carlo; Owen, 1997). `shifts` divides `rows`.
Sample sobol_sequence(std::size_t rows, std::size_t columns, std::uint64_t seed, std::size_t shifts = 1);

/// Morris's trajectories (1991) on the grid 0, 1 / (levels - 1), ..., 1 (ends included; `levels` is even):
/// each begins at a random point of the grid and moves every column once, in random order, by
/// morris_step(levels): up from the lower half of the grid, down from the upper.
/// `trajectories` x (columns + 1) rows.
Sample morris_trajectories(std::size_t trajectories, std::size_t columns, std::size_t levels,
                           std::uint64_t seed);

/// levels / (2 (levels - 1)), as Morris advises: half the grid.
double morris_step(std::size_t levels);

/// Saltelli's design (2010) for first-order and total indices: for each of `base` rows of two independent
/// blocks A and B of a shifted Sobol sequence (its first and its last `columns` of 2 x `columns`): A, then A
/// with column k from B for every k, then B. `base` x (columns + 2) rows.
Sample saltelli_design(std::size_t base, std::size_t columns, std::uint64_t seed, std::size_t shifts = 1);

}  // namespace concord
