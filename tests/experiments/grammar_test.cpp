#include "experiments/authoring/describe.hpp"
#include "experiments/authoring/schema.hpp"
#include "experiments/designs/design_keys.hpp"
#include "experiments/grammar/keys.hpp"
#include "tests/support/lines.hpp"

#include <gtest/gtest.h>

namespace concord::test {
namespace {

struct Wheel {
  std::string name;
  int spokes = 28;
};
struct Cart {
  enum class Kind { hand, horse } kind = Kind::hand;
  int horses = 1;
  double load = 0.5;
  bool covered = false;
  std::string owner;
  std::vector<Wheel> wheels;
};

Keys wheel_keys(Wheel& wheel) {
  return {{"name", Line{&wheel.name, 5}, "What it is called.", required},
          {"spokes", Whole{&wheel.spokes, 4, 40, "spokes"}, "How many spokes."}};
}
Keys cart_keys(Cart& cart) {
  return {{"kind", choice(cart.kind, std::array<std::string_view, 2>{"hand", "horse"}), "Who pulls it."},
          {"horses", Whole{&cart.horses, 1, 8}, "How many horses.", required, {"horse"}},
          {"load", Number{&cart.load, 0, 2}, "Tonnes."},
          {"covered", Switch{&cart.covered}, "Has it a roof?"},
          {"owner", Line{&cart.owner, 20}, "Whose it is."},
          {"wheels", sections(cart.wheels, wheel_keys), "Its wheels.", "none"}};
}

struct Read {
  Cart cart;
  Lines said;
};
Read read(const std::string& text) {
  Read result;
  Problems problems;
  const yaml::Node tree = yaml::parse(text, "c.yaml", problems);
  yaml::Reader reader(tree, problems);
  read_keys(reader, cart_keys(result.cart));
  reader.finish();
  for (const Problem& problem : problems.all()) result.said.push_back(to_string(problem));
  return result;
}

TEST(Grammar, FillsTheStructureThatATableIsMadeOver) {
  const Read all = read(
      "kind: horse\nhorses: 4\nload: 1.5\ncovered: true\nowner: >\n  A. Carter\nwheels:\n"
      "  - {name: left}\n  - {name: right, spokes: 12}\n");
  EXPECT_EQ(all.said, Lines{});
  EXPECT_EQ(all.cart.kind, Cart::Kind::horse);
  EXPECT_EQ(all.cart.horses, 4);
  EXPECT_EQ(all.cart.load, 1.5);
  EXPECT_TRUE(all.cart.covered);
  EXPECT_EQ(all.cart.owner, "A. Carter");
  ASSERT_EQ(all.cart.wheels.size(), 2U);
  EXPECT_EQ(all.cart.wheels[0].spokes, 28);
  EXPECT_EQ(all.cart.wheels[1].spokes, 12);
  EXPECT_EQ(read("load: 1\n").cart.horses, 1);
}

TEST(Grammar, ReportsAllFaultsWithPlaceAndRemedy) {
  EXPECT_EQ(
      read("kind: horse\nload: 3\ncovered: yes\nwheels: [{spokes: 2}, {name: leftmost}]\ncolour: red\n").said,
      (Lines{"c.yaml:1:1: horses: missing; say how many horses", "c.yaml:2:7: load: 3 is outside [0, 2]",
             "c.yaml:3:10: covered: 'yes' is not a boolean; write true",
             "c.yaml:4:10: wheels[0].name: missing",
             "c.yaml:4:19: wheels[0].spokes: 2 is outside [4, 40] spokes",
             "c.yaml:4:30: wheels[1].name: is 8 characters long; at most 5",
             "c.yaml:5:1: colour: unknown key; known here: kind, horses, load, covered, owner, wheels"}));
  EXPECT_EQ(read("horses: 2\n").said,
            Lines{"c.yaml:1:9: horses: does not belong to `kind: hand`; it is for horse"});
  // Of an unknown kind nobody can say what belongs to it.
  EXPECT_EQ(read("kind: ox\nhorses: 20\n").said, Lines{"c.yaml:1:7: kind: 'ox' is neither hand nor horse"});
}

TEST(Grammar, WritesWhatItReads) {
  Cart cart{.kind = Cart::Kind::horse, .horses = 2, .owner = "the \"Crown\""};
  const std::string text = written(cart_keys(cart));
  EXPECT_EQ(text, "kind: horse\nhorses: 2\nload: 0.5\ncovered: false\nowner: \"the \\\"Crown\\\"\"\n");
  const Read again = read(text);
  EXPECT_EQ(again.said, Lines{});
  EXPECT_EQ(again.cart.owner, cart.owner);
  cart.kind = Cart::Kind::hand;
  EXPECT_EQ(written(cart_keys(cart)).find("horses"), std::string::npos);
}

TEST(Grammar, DescribesItselfToEditorsAndPeople) {
  Cart cart;
  const Json schema = schema_of(cart_keys(cart));
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_FALSE(schema.contains("required"));
  EXPECT_EQ(schema["properties"]["load"].dump(),
            R"({"description":"Tonnes.","type":"number","minimum":0,"maximum":2,"default":0.5})");
  EXPECT_EQ(schema["properties"]["wheels"]["items"]["required"], Json{"name"});
  const std::string page = rows_of_keys(cart_keys(cart));
  EXPECT_NE(
      page.find("| `horses` | required | whole number, 1 to 8 | How many horses. Only with `kind: horse`. |"),
      std::string::npos)
      << page;
  EXPECT_NE(page.find("| `wheels[].spokes` | 28 | whole number, 4 to 40 | How many spokes. |"),
            std::string::npos);
}

}  // namespace
}  // namespace concord::test
