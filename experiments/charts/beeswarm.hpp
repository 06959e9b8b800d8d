#pragma once
// Dots side by side where their values are alike: every thing stays visible, without chance.

#include <cstddef>
#include <span>
#include <vector>

namespace concord {

/// How far each dot stands from the middle line, in pixels, so that dots of `radius` at the pixels `along` do
/// not overlap: the nearest free place, alternately on both sides, in order of `along`, then of index. At
/// most `most` away; dots that find no place there overlap.
std::vector<double> beeswarm(std::span<const double> along, double radius, double most);

}  // namespace concord
