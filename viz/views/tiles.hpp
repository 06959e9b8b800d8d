#pragma once
// Where systems stand on a map of hexagonal tiles, one a system, all of the same size.

#include "experiments/charts/canvas.hpp"
#include "viz/data/run_data.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// A tile of the hand-made map of England. Tiles stand on a point; those of odd rows lie half a tile to the
/// right. `x` counts half tiles, so it is even in even rows and odd in odd ones.
struct EnglandTile {
  std::string_view code, name;  ///< `name`: short enough for a tile
  int x, row;
};
std::span<const EnglandTile> england_tiles();

/// Cells of a map in half tiles to the right and rows down, both from 0, by row of RunInfo::systems.
struct TileMap {
  struct Cell {
    int x, row;
  };
  std::vector<Cell> cells;
  std::vector<std::string> names;  ///< short
  int width = 0;                   ///< half tiles
  int rows = 0;
  bool geographic = false;  ///< false: in order of regions
};
/// England's map if every system is one of its 42; otherwise rows of tiles in order of regions.
TileMap tile_map_of(std::span<const SystemInfo> systems);
/// Indices of systems in order of regions, then of codes.
std::vector<std::size_t> by_region(std::span<const SystemInfo> systems);

/// Two tiles that share an edge.
bool adjacent(const TileMap::Cell& a, const TileMap::Cell& b);

/// Corners of a tile of that width from edge to edge.
std::array<Point, 6> hexagon(Point centre, double width);
/// Of the map in tile widths.
double tiles_across(const TileMap& map);
double tiles_down(const TileMap& map);
/// Of a cell, when the map begins at `origin`.
Point centre_of(const TileMap::Cell& cell, Point origin, double tile_width);

}  // namespace concord
