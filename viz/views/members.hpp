#pragma once
// The organisations of a system as a list: what they are and what they chose in a quarter of one run.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/figure.hpp"
#include "viz/data/run_data.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct MemberRow {
  int organisation = 0;
  std::string name, code, place;
  Type type = Type::acute;
  double budget = 0;
  std::optional<Action> choice;
  double margin = 0;             ///< of the best over the second option, pp; NaN = missing
  std::optional<Action> before;  ///< the choice of the run compared with
  double before_margin = 0;
};
struct MemberList {
  std::vector<MemberRow> rows;  ///< by place, then in the order of the world
  bool loading = false;         ///< choices are on their way
  std::string run;              ///< "run 0"
  bool one_of_many = false;     ///< medians of choices would mean nothing, so one run stands for them
  int selected = -1;
  std::string note;           ///< why choices are not known
  std::string before_word{};  ///< "A", "last result"; empty = nothing to compare with
  std::string now_word{};     ///< "B", "this result"
  std::string before_run{};   ///< "run 0"
  bool before_loading = false;
  bool difference = false;  ///< the difference of margins instead of both
};
/// `detail` may be null.
MemberList member_list_of(const RunInfo& info, int system, int quarter, int selected, const RunDetail* detail,
                          int run, bool one_of_many);
/// What is compared with: its choices and margins, organisation by organisation.
struct MembersBefore {
  std::string_view word, now_word;
  int run = 0;  ///< replicate number
  int quarter = -1;
  const RunDetail* detail = nullptr;  ///< null = loading
};
void add_before(MemberList& members, const MembersBefore& before);

double member_list_height(const MemberList& members, double width);
void draw_member_list(Canvas& canvas, const Box& box, const MemberList& members);
/// In the columns of the system's table.
void add_member_rows(FigureTable& table, const MemberList& members, const std::string& quarter);
/// "In run 0, 5 of 9 organisations chose their own interest, 3 their place and 1 the system. 2 of them chose
/// otherwise in A."
std::string summary_of(const MemberList& members);

}  // namespace concord
