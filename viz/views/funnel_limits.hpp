#pragma once
// Limits of a funnel plot for shares (Spiegelhalter, Statistics in Medicine 24:1185, 2005).

namespace concord {

/// The share that so many of `count` > 0 independent decisions stay below with probability `quantile`, if
/// each has the chance `share`: exact quantiles of the binomial distribution, interpolated between whole
/// numbers as Spiegelhalter does in his appendix. Upper limits mirror lower ones, so that what lies beyond
/// either has less than its tail's chance; without that a lone "three of three" would count. Within [0, 1];
/// `quantile` lies strictly between 0 and 1.
double funnel_limit(int count, double share, double quantile);

/// Beyond which limits a share lies.
enum class FunnelPlace { inside, outside_95, outside_998 };
FunnelPlace funnel_place(int count, double value, double share);

}  // namespace concord
