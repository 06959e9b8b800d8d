#include "viz/views/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <tuple>

namespace concord {
namespace {

constexpr double side = 0.57735026918962576;  // of a hexagon of width 1

/// Drawn by eye from a map of the 42 systems of April 2019: coasts stay coasts, neighbours mostly neighbours.
constexpr std::array<EnglandTile, 42> england{{
    {"QHM", "Cumbria & North East", 6, 0},
    {"QE1", "Lancs & South Cumbria", 5, 1},
    {"QOQ", "Humber, Coast & Vale", 7, 1},
    {"QYG", "Cheshire & Mersey", 2, 2},
    {"QOP", "Greater Manchester", 4, 2},
    {"QWO", "West Yorkshire", 6, 2},
    {"QF7", "South Yorkshire", 8, 2},
    {"QOC", "Shropshire & Telford", 3, 3},
    {"QNC", "Staffordshire", 5, 3},
    {"QJ2", "Derbyshire", 7, 3},
    {"QT1", "Nottingham", 9, 3},
    {"QJM", "Lincolnshire", 11, 3},
    {"QUA", "Black Country", 4, 4},
    {"QHL", "Birmingham & Solihull", 6, 4},
    {"QK1", "Leicester & Rutland", 8, 4},
    {"QUE", "Cambridge & Peterb.", 10, 4},
    {"QMM", "Norfolk & Waveney", 12, 4},
    {"QGH", "Hereford & Worcester", 3, 5},
    {"QWU", "Coventry & Warwick", 5, 5},
    {"QPM", "Northants", 7, 5},
    {"QHG", "Beds, Luton & M. Keynes", 9, 5},
    {"QJG", "Suffolk & NE Essex", 11, 5},
    {"QR1", "Gloucester", 4, 6},
    {"QU9", "Bucks, Oxon & W. Berks", 6, 6},
    {"QM7", "Herts & West Essex", 8, 6},
    {"QH8", "Mid & South Essex", 10, 6},
    {"QUY", "Bristol & S. Glos", 3, 7},
    {"QOX", "Bath, Swindon & Wilts", 5, 7},
    {"QRV", "London North West", 7, 7},
    {"QMJ", "London North", 9, 7},
    {"QMF", "London East", 11, 7},
    {"QSL", "Somerset", 4, 8},
    {"QNQ", "Frimley", 6, 8},
    {"QWE", "London South West", 8, 8},
    {"QKK", "London South East", 10, 8},
    {"QJK", "Devon", 3, 9},
    {"QVV", "Dorset", 5, 9},
    {"QRL", "Hampshire & I. of Wight", 7, 9},
    {"QXU", "Surrey", 9, 9},
    {"QKS", "Kent & Medway", 11, 9},
    {"QT6", "Cornwall", 2, 10},
    {"QNX", "Sussex", 10, 10},
}};

std::optional<TileMap> map_of_england(std::span<const SystemInfo> systems) {
  TileMap map;
  map.geographic = true;
  for (const SystemInfo& system : systems) {
    const auto* tile = std::ranges::find(england, system.code, &EnglandTile::code);
    if (tile == england.end()) return std::nullopt;
    map.cells.push_back({tile->x, tile->row});
    map.names.emplace_back(tile->name);
  }
  return map;
}

TileMap map_by_region(std::span<const SystemInfo> systems) {
  TileMap map;
  map.cells.resize(systems.size());
  const auto columns =
      std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(systems.size()) * 0.9))));
  int n = 0;
  for (const std::size_t k : by_region(systems)) {
    const int row = n / columns;
    map.cells[k] = {2 * (n % columns) + row % 2, row};
    ++n;
  }
  for (const SystemInfo& system : systems) map.names.push_back(system.name);
  return map;
}

/// Moves the map to the top left. Rows stay even or odd.
void settle(TileMap& map) {
  if (map.cells.empty()) return;
  const auto [left, right] = std::ranges::minmax(map.cells, {}, &TileMap::Cell::x);
  const auto [top, bottom] = std::ranges::minmax(map.cells, {}, &TileMap::Cell::row);
  map.width = right.x - left.x + 2;
  map.rows = bottom.row - top.row + 1;
  for (TileMap::Cell& cell : map.cells) cell = {cell.x - left.x, cell.row - top.row};
}

}  // namespace

std::span<const EnglandTile> england_tiles() { return england; }

std::vector<std::size_t> by_region(std::span<const SystemInfo> systems) {
  std::vector<std::size_t> order(systems.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return std::tie(systems[a].region, systems[a].code) < std::tie(systems[b].region, systems[b].code);
  });
  return order;
}

TileMap tile_map_of(std::span<const SystemInfo> systems) {
  auto england_map = map_of_england(systems);
  TileMap map = england_map ? std::move(*england_map) : map_by_region(systems);
  settle(map);
  return map;
}

bool adjacent(const TileMap::Cell& a, const TileMap::Cell& b) {
  const int across = std::abs(a.x - b.x), down = std::abs(a.row - b.row);
  return (down == 0 && across == 2) || (down == 1 && across == 1);
}

std::array<Point, 6> hexagon(Point centre, double width) {
  const double half = width / 2, edge = side * width;
  return {{{centre.x, centre.y - edge},
           {centre.x + half, centre.y - edge / 2},
           {centre.x + half, centre.y + edge / 2},
           {centre.x, centre.y + edge},
           {centre.x - half, centre.y + edge / 2},
           {centre.x - half, centre.y - edge / 2}}};
}

double tiles_across(const TileMap& map) { return std::max(map.width, 1) / 2.0; }
double tiles_down(const TileMap& map) { return side * (1.5 * std::max(map.rows, 1) + 0.5); }

Point centre_of(const TileMap::Cell& cell, Point origin, double tile_width) {
  return {origin.x + (cell.x + 1) * tile_width / 2, origin.y + side * tile_width * (1.5 * cell.row + 1)};
}

}  // namespace concord
