// Elementary functions and order statistics: `value` is the time per number, beside libm's for one number.

#include "sim/math.hpp"
#include "sim/percentile.hpp"

#include <cmath>

#include <benchmark/benchmark.h>

namespace concord {
namespace {

void per_value(benchmark::State& state, double numbers) {
  state.counters["value"] = benchmark::Counter(
      numbers, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// 64 arguments for 8 replicates, evenly between `low` and `high`.
template <class Function>
void function(benchmark::State& state, Function f, double low, double high) {
  constexpr int n = 64;
  std::vector<Real> x(n, 0.0), y(n, 0.0);
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < lanes; ++k) {
      x[static_cast<std::size_t>(i)].set_lane(k, low + (high - low) * (i * lanes + k + 1) / (n * lanes + 1));
    }
  }
  for (auto _ : state) {
    for (std::size_t i = 0; i < n; ++i) y[i] = f(x[i]);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  per_value(state, n * lanes);
}
template <class Function>
void one_by_one(benchmark::State& state, Function f, double low, double high) {
  const auto in_each_lane = [&](const Real& x) {
    Real y = x;
    for (int k = 0; k < lanes; ++k) y.set_lane(k, f(x.lane(k)));
    return y;
  };
  function(state, in_each_lane, low, high);
}

BENCHMARK_CAPTURE(
    function, exp, [](const Real& x) { return exp(x); }, -20, 20);
BENCHMARK_CAPTURE(
    one_by_one, exp_of_libm, [](double x) { return std::exp(x); }, -20, 20);
BENCHMARK_CAPTURE(
    function, log, [](const Real& x) { return log(x); }, 1e-3, 1e3);
BENCHMARK_CAPTURE(
    one_by_one, log_of_libm, [](double x) { return std::log(x); }, 1e-3, 1e3);
BENCHMARK_CAPTURE(
    function, sqrt, [](const Real& x) { return sqrt(x); }, 0, 1e3);
BENCHMARK_CAPTURE(
    function, normal_density, [](const Real& x) { return normal_density(x); }, -6, 6);
BENCHMARK_CAPTURE(
    function, normal_cdf, [](const Real& x) { return normal_cdf(x); }, -6, 6);
BENCHMARK_CAPTURE(
    one_by_one, normal_cdf_of_libm, [](double x) { return 0.5 * std::erfc(-x * (1 / std::numbers::sqrt2)); },
    -6, 6);
BENCHMARK_CAPTURE(
    function, normal_quantile, [](const Real& p) { return normal_quantile(p); }, 0, 1);
BENCHMARK_CAPTURE(
    function, normal_quantile_central, [](const Real& p) { return normal_quantile(p); }, 0.1, 0.9);

void sort_systems(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  std::vector<Real> values(n, 0.0), sorted;
  for (std::size_t i = 0; i < n; ++i) {
    for (int k = 0; k < lanes; ++k) {
      values[i].set_lane(k, static_cast<double>((i * 7919 + static_cast<std::size_t>(k) * 104729) % 1009));
    }
  }
  for (auto _ : state) {
    sort_into(sorted, values.begin(), values.end());
    benchmark::DoNotOptimize(sorted.data());
  }
  per_value(state, static_cast<double>(n) * lanes);
}
BENCHMARK(sort_systems)->Arg(42)->Arg(1000);

}  // namespace
}  // namespace concord
