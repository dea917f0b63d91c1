// SPDX-License-Identifier: GPL-3.0-or-later
#include "geometry/pulling_volume.hpp"

#include <algorithm>
#include <cassert>

#include "geometry/simplex.hpp"

namespace polyspike {

namespace {

using Face = std::vector<std::uint32_t>;  // its vertices, increasing

class Pulling {
 public:
  explicit Pulling(const VertexList& polytope) : polytope_(polytope) {
    for (const Point& point : polytope.points) corners_.push_back(homogeneous(point));
  }

  Rational run() {
    const std::size_t dimension = polytope_.points.front().size();
    Face all;
    for (std::uint32_t v = 0; v < polytope_.points.size(); ++v) all.push_back(v);
    cone(all, dimension);
    return sum_;
  }

 private:
  bool is_tight(std::uint32_t vertex, std::size_t row) const {
    return (polytope_.tight[vertex][row / 64] >> (row % 64) & 1) != 0;
  }

  // The facets of a face that do not hold its first vertex: the largest of its proper
  // subsets on which one more row is zero.
  std::vector<Face> far_facets(const Face& face) const {
    std::vector<Face> sides;
    const std::size_t rows = polytope_.tight.front().size() * 64;
    for (std::size_t row = 0; row < rows; ++row) {
      Face side;
      for (const std::uint32_t v : face)
        if (is_tight(v, row)) side.push_back(v);
      if (!side.empty() && side.size() < face.size()) sides.push_back(std::move(side));
    }
    std::sort(sides.begin(), sides.end(), [](const Face& a, const Face& b) {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    std::vector<Face> facets;
    for (const Face& side : sides) {
      const bool is_inside = std::any_of(facets.begin(), facets.end(), [&](const Face& f) {
        return std::includes(f.begin(), f.end(), side.begin(), side.end());
      });
      if (!is_inside) facets.push_back(side);
    }
    std::erase_if(facets, [&](const Face& f) { return f.front() == face.front(); });
    return facets;
  }

  void cone(const Face& face, std::size_t dimension) {
    apexes_.push_back(face.front());
    if (dimension == 0) {
      assert(face.size() == 1);
      add_simplex();
    } else {
      for (const Face& side : far_facets(face)) cone(side, dimension - 1);
    }
    apexes_.pop_back();
  }

  void add_simplex() {
    std::vector<const HomogeneousPoint*> simplex;
    for (const std::uint32_t v : apexes_) simplex.push_back(&corners_[v]);
    sum_ += simplex_volume(simplex);
  }

  const VertexList& polytope_;
  std::vector<HomogeneousPoint> corners_;
  Face apexes_;
  Rational sum_;
};

}  // namespace

Rational pulling_volume(const VertexList& polytope) {
  assert(!polytope.points.empty());
  return Pulling(polytope).run();
}

}  // namespace polyspike
