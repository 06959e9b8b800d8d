#pragma once

#include "sim/parameters.hpp"

namespace concord {

/// Vague rules slow every step; guidance has a date and can slip (M07).
struct Guidance {
  static constexpr std::string_view key = "guidance";
  Real vagueness_before = 0.6;
  Real vagueness_after = 0.3;
  Quarter date = financial_quarter(2020, 1);
};

template <>
inline constexpr auto rows<Guidance> = std::array{
    parameter("vagueness_before", &Guidance::vagueness_before, allow::share, {0.2, 0.9}, "share",
              "Guidance vagueness before guidance.", "HSJ, January 2020; NHS Providers, 2021; assumed", "M07",
              "vague0"),
    parameter("vagueness_after", &Guidance::vagueness_after, allow::share, {0, 0.6}, "share",
              "Vagueness after guidance.", "assumed", "M07", "vague1"),
    parameter("date", &Guidance::date, allow::date, {}, "quarter", "Quarter of the guidance.",
              "HSJ, January 2020 (delayed by the election); lever", "M07", "guid_t"),
};

}  // namespace concord
