#pragma once
// A system as a network: its members around it, by place; lines tell trust.

#include "agents/world/organisation.hpp"
#include "experiments/charts/canvas.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct NetworkMember {
  int organisation;
  std::string name, code;
  Kind kind;
  std::size_t place;  ///< of Picture::places
  std::optional<Action> choice;
  double trust_place, trust_system;  ///< NaN = no data; differences where the picture is of those
  std::optional<Action> before{};
  double before_place = std::nan(""), before_system = std::nan("");
  bool changed() const { return choice && before && choice != before; }
};
/// The members of one system in one run, or the differences of two.
struct NetworkPicture {
  std::string system, code;
  std::string before_word{};  ///< empty: members know nothing of another run
  bool difference = false;
  std::vector<std::string> places;
  std::vector<NetworkMember> members;  ///< by place
  int selected = -1;
};
double network_height(const NetworkPicture& picture, double width);
void draw_network(Canvas& canvas, const Box& box, const NetworkPicture& picture);

}  // namespace concord
