// SPDX-License-Identifier: GPL-3.0-or-later
#include "sections.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace check {

namespace {

void expect_line(Lines& lines, std::string_view text) {
  lines.next();
  if (lines.text() != text) lines.reject("expected the line \"" + std::string(text) + "\"");
}

using LeafRows = TreeResult::LeafRows;

// The closed rows of one leaf or of two.
Cell closed(const Lines& lines, const LeafRows& a, const LeafRows* b = nullptr) {
  Cell cell(lines);
  for (const LeafRows* rows : {&a, b})
    for (std::size_t r = 0; rows != nullptr && r < rows->rows.size(); ++r)
      cell.push({rows->rows[r].form, false, rows->rows[r].constant, 0});
  return cell;
}

constexpr std::size_t no_key = SIZE_MAX;  // the leaf does not count

std::size_t key_of(const Leaf& leaf, Claim::Kind kind) {
  if (!leaf.full) return no_key;
  if (kind == Claim::Kind::cell_components) return leaf.pattern;
  if (kind == Claim::Kind::linear_regions) return leaf.finite ? leaf.map : no_key;
  return leaf.finite ? no_key : 0;
}

class Components {
 public:
  Components(Lines& lines, const TreeResult& tree, Claim::Kind kind)
      : lines_(lines), tree_(tree), leaves_(tree.leaves), parent_(leaves_.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      keys_.push_back(key_of(leaves_[i], kind));
      if (keys_.back() == no_key) continue;
      ++count_;
      groups_[keys_.back()].push_back(i);
    }
  }

  std::size_t read() {
    for (lines_.next(); lines_.is("a"); lines_.next()) edge();
    lines_.require(lines_.text() == ".", "expected a pair of leaves or the end of the pairs");
    if (count_ != groups_.size())
      for (std::size_t i = 0; i < leaves_.size(); ++i)
        if (keys_[i] != no_key)
          for (const std::size_t j : groups_[keys_[i]])
            if (j > i && find(i) != find(j)) separation(i, j);
    expect_line(lines_, ".");
    return count_;
  }

 private:
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  void edge() {
    const Words words = lines_.words();
    lines_.require(words.size() > 3, "expected two leaves and a point");
    const std::size_t i = lines_.index(words[1]), j = lines_.index(words[2]);
    lines_.require(i < leaves_.size() && j < leaves_.size() && i != j && keys_[i] != no_key &&
                       keys_[i] == keys_[j],
                   "the leaves have different keys");
    const Vector point = lines_.integers(words.subspan(3));
    lines_.require(point.size() == tree_.length && point[0].sign() > 0,
                   "a point has a wrong length or denominator");
    const Vector h = zero_row(leaves_[i], point), opposite = zero_row(leaves_[j], point);
    lines_.require(!h.empty() && negated(h) == opposite, "the leaves share no facet there");
    const std::size_t a = find(i), b = find(j);
    if (a == b) return;
    parent_[std::max(a, b)] = std::min(a, b);
    --count_;
  }

  // The one form, up to positive multiples, that is zero at the point and >= 0 on the leaf.
  Vector zero_row(const Leaf& leaf, const Vector& point) const {
    for (const Vector& equation : leaf.equations)
      lines_.require(sign_of_product(equation, point) == 0, "the point is not in the domain's plane");
    Vector zero;
    for (std::size_t place = leaf.last_row; place != 0; place = tree_.rows[place - 1].above) {
      const Row& row = tree_.rows[place - 1].row;
      const int sign = sign_of_product(row.form, point);
      lines_.require(sign >= 0, "the point is not in the leaf");
      if (sign > 0 || row.constant) continue;
      lines_.require(zero.empty() || zero == row.form, "the point is not inside a facet");
      zero = row.form;
    }
    return zero;
  }

  void separation(std::size_t i, std::size_t j) {
    lines_.next();
    lines_.require(lines_.is("b"), "expected that two leaves share no facet");
    const LeafRows of_i = tree_.rows_of(leaves_[i]), of_j = tree_.rows_of(leaves_[j]);
    Cell cell = closed(lines_, of_i, &of_j);
    Vector first;
    bool separated = false;
    Words rest = lines_.words().subspan(1);
    while (!rest.empty()) {
      const auto bar = std::find(rest.begin(), rest.end(), "|");
      const auto length = static_cast<std::size_t>(bar - rest.begin());
      std::vector<std::size_t> used;
      separated = cell.expect_zero_or_negative(rest.first(length), used) < 0 || separated;
      for (const std::size_t id : used) {
        const Vector& form = cell.rows()[id - 1].form;
        if (is_equation(of_i, of_j, id) || is_constant(form)) continue;
        if (first.empty()) first = form;
        separated = separated || !(form == first || negated(form) == first);
      }
      rest = rest.subspan(std::min(length + 1, rest.size()));
    }
    lines_.require(separated, "the leaves may share a facet");
  }

  static bool is_equation(const LeafRows& a, const LeafRows& b, std::size_t id) {
    const std::size_t size = a.rows.size();
    return id <= size ? id - 1 >= a.equations_from : id - 1 - size >= b.equations_from;
  }

  Lines& lines_;
  const TreeResult& tree_;
  const std::vector<Leaf>& leaves_;
  std::vector<std::size_t> keys_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> groups_;
  std::vector<std::size_t> parent_;
  std::size_t count_ = 0;
};

// The proofs that outputs of two leaves relate as `both` or one way says on a cell.
void expect_relation(Lines& lines, Cell& cell, const std::vector<Form>& a,
                     const std::vector<Form>& b, bool up, bool down) {
  lines.require(lines.is("v"), "expected proofs");
  const std::vector<Words>& blocks = lines.blocks();
  std::size_t next = 0;
  const auto prove = [&](const Form& goal) {
    lines.require(next < blocks.size(), "a proof is missing");
    const Words words = next == 0 ? blocks[0].subspan(1) : blocks[next];
    ++next;
    cell.expect(words, goal.numerators, false, Strictness::closed);
  };
  for (std::size_t j = 0; j < a.size(); ++j) {
    lines.require(a[j].never == b[j].never, "an output never fires on one side");
    if (a[j].never || a[j] == b[j]) continue;
    if (up) prove(minus(b[j], a[j]));
    if (down) prove(minus(a[j], b[j]));
  }
  lines.require(next == blocks.size(), "more proofs than outputs");
}

}  // namespace

namespace {

// The form of z = x, y or x + y, twice its constant there, as a form of (x, y).
Vector joined(const Vector& form, bool of_x, bool of_y) {
  const std::size_t d = form.size() - 1;
  Vector result(2 * d + 1);
  result[0] = of_x && of_y ? form[0] * 2 : form[0];
  for (std::size_t j = 1; j <= d; ++j) {
    if (of_x) result[j] = form[j];
    if (of_y) result[d + j] = form[j];
  }
  return result;
}

void push_joined(Cell& cell, const LeafRows& leaf, bool of_x, bool of_y) {
  for (const Row& row : leaf.rows) cell.push(joined(row.form, of_x, of_y), row.strict);
}

// The sum of sign * form over those given, each of its own variables.
struct Joined {
  Form form;
  bool of_x, of_y;
  int sign;
};
Vector sum_of(const std::vector<Joined>& terms) {
  Form sum = constant(Ratio(), 2 * terms[0].form.numerators.size() - 1);
  for (const Joined& t : terms)
    add(sum, {t.sign, 1}, {false, t.form.denominator, joined(t.form.numerators, t.of_x, t.of_y)});
  return sum.numerators;
}

}  // namespace

void read_tuples(Lines& lines, const TreeResult& tree, Claim::Kind kind) {
  const bool monotone = kind == Claim::Kind::monotone;
  expect_line(lines, monotone                            ? "pairs monotone"
                     : kind == Claim::Kind::concave ? "triples concave"
                                                    : "triples convex");
  const int sign = kind == Claim::Kind::convex ? -1 : 1;
  const auto tuple = [&](const Leaf& a, const Leaf& b, const Leaf* middle) {
    Cell cell(lines);
    push_joined(cell, tree.rows_of(a), true, false);
    push_joined(cell, tree.rows_of(b), false, true);
    if (middle != nullptr) push_joined(cell, tree.rows_of(*middle), true, true);
    for (std::size_t k = 1; monotone && k < tree.length; ++k) {
      Vector row(2 * tree.length - 1);
      row[k] = -1;
      row[k + tree.length - 1] = 1;
      cell.push(std::move(row), false);
    }
    lines.next();
    if (lines.is("x")) return cell.expect_empty(lines.words().subspan(1), Strictness::stated);
    lines.require(lines.is("v"), "expected proofs");
    const std::vector<Words>& blocks = lines.blocks();
    std::size_t next = 0;
    for (std::size_t o = 0; o < tree.outputs_of(a).size(); ++o) {
      const Form &f = tree.outputs_of(a)[o], &g = tree.outputs_of(b)[o];
      if (monotone && g.never) continue;
      lines.require(!f.never && !g.never, "an output never fires");
      std::vector<Joined> terms = {{f, true, false, -sign}, {g, false, true, monotone ? 1 : -sign}};
      if (middle != nullptr) terms.push_back({tree.outputs_of(*middle)[o], true, true, sign});
      lines.require(next < blocks.size(), "a proof is missing");
      cell.expect(next == 0 ? blocks[0].subspan(1) : blocks[next], sum_of(terms), false,
                  Strictness::closed);
      ++next;
    }
    lines.require(next == blocks.size() || (next == 0 && lines.words().size() == 1),
                  "more proofs than outputs");
  };
  const std::vector<Leaf>& leaves = tree.leaves;
  for (const Leaf& leaf : leaves) lines.require(monotone || leaf.finite, "an output never fires");
  for (std::size_t i = 0; i < leaves.size(); ++i)
    for (std::size_t j = monotone ? 0 : i; j < leaves.size(); ++j) {
      if (monotone) {
        tuple(leaves[i], leaves[j], nullptr);
      } else {
        for (const Leaf& middle : leaves) tuple(leaves[i], leaves[j], &middle);
      }
    }
}

std::size_t read_components(Lines& lines, const TreeResult& tree, Claim::Kind kind) {
  expect_line(lines, kind == Claim::Kind::linear_regions    ? "components map"
                     : kind == Claim::Kind::cell_components ? "components cell"
                                                            : "components never");
  return Components(lines, tree, kind).read();
}

void read_seams(Lines& lines, const TreeResult& tree) {
  expect_line(lines, "pairs continuous");
  const std::vector<Leaf>& leaves = tree.leaves;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const LeafRows of_i = tree.rows_of(leaves[i]);
    for (std::size_t j = i + 1; j < leaves.size(); ++j) {
      if (leaves[i].map == leaves[j].map) continue;
      lines.next();
      const LeafRows of_j = tree.rows_of(leaves[j]);
      Cell cell = closed(lines, of_i, &of_j);
      if (lines.is("x")) {
        cell.expect_empty(lines.words().subspan(1), Strictness::closed);
      } else {
        expect_relation(lines, cell, tree.outputs_of(leaves[i]), tree.outputs_of(leaves[j]), true, true);
      }
    }
  }
}

void read_curvature(Lines& lines, const TreeResult& tree, Claim::Kind kind) {
  const bool concave = kind == Claim::Kind::concave;
  expect_line(lines, concave ? "pairs concave" : "pairs convex");
  std::vector<std::size_t> maps;
  std::vector<bool> seen(tree.outputs.size());
  for (const Leaf& leaf : tree.leaves) {
    lines.require(leaf.finite, "an output never fires");
    if (!leaf.full || seen[leaf.map]) continue;
    seen[leaf.map] = true;
    maps.push_back(leaf.map);
  }
  for (const Leaf& leaf : tree.leaves) {
    if (!leaf.full) continue;
    Cell cell = closed(lines, tree.rows_of(leaf));
    for (const std::size_t other : maps) {
      if (other == leaf.map) continue;
      lines.next();
      expect_relation(lines, cell, tree.outputs_of(leaf), tree.outputs[other], concave, !concave);
    }
  }
}

}  // namespace check
