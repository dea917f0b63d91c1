// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "cell.hpp"
#include "claim.hpp"

namespace check {

// What a spike step or a branch step decided on the way to a leaf.
struct Decision {
  enum class Kind : char { off = '0', on = '1', fires = 'f', jumps = 'j', never = 'n' };
  Kind kind = Kind::off;
  std::vector<std::size_t> events;  // strictly before the firing time, increasing
  std::size_t lifting = 0;          // of a jump
};

// A leaf kept for the sections after the tree.
struct Leaf {
  std::size_t last_row = 0;  // in TreeResult::rows
  std::size_t map = 0, pattern = 0;  // equal where outputs, patterns are
  bool full = false;
  bool finite = false;
  std::vector<Vector> equations;
};

struct TreeResult {
  bool all = false;        // `tree all`
  bool has_point = false;  // of some leaf: the domain has an inside
  std::size_t length = 0;  // of a form
  mpz_class cells;
  std::unordered_set<std::string> causal, maps;
  // Where they are needed: the leaves, and above them the rows, each once, with the place
  // of the row before it in the same cell. Place 0 is none.
  struct KeptRow {
    Row row;
    std::size_t above;
  };
  std::vector<Leaf> leaves;
  std::vector<KeptRow> rows;
  std::vector<std::vector<Form>> outputs;  // by Leaf::map
  // A leaf's rows, and both signs of its equations, whose places begin at equations_from.
  struct LeafRows {
    std::vector<Row> rows;
    std::size_t equations_from;
  };
  LeafRows rows_of(const Leaf& leaf) const;
  const std::vector<Form>& outputs_of(const Leaf& leaf) const { return outputs[leaf.map]; }
};

// The walk through the tree: the cell, the values of all steps on it, and what is counted.
class Tree {
 public:
  Tree(Lines& lines, const Program& program, const std::vector<Vector>& domain,
       const std::vector<Claim>& claims, bool continuous);
  // Reads the tree, from its first line on; rejects or returns what it proves.
  TreeResult run();

 private:
  using Blocks = std::vector<Words>;
  // A spike step's threshold and slopes, all times one factor, whole.
  struct Scaled {
    Int threshold;
    std::vector<Int> slopes;  // by event
  };
  struct Spike;      // a spike step's live events on the cell
  struct Side;       // of a causal region
  struct Sweep;      // a spike by the order of its events

  void node(std::size_t step);
  bool line(std::size_t& step);  // false: the node is done
  std::size_t resolve(std::size_t step);
  void affine(const Step& step, Form& sum) const;
  void settle_branch(std::size_t step, bool on);
  void two(std::size_t step, Vector form, bool strict);
  void cut(std::size_t step, bool strict);
  void split(std::size_t step);
  void equation(std::size_t step);
  void enclose();

  static void scale(const Step& step, Scaled& scaled);
  Spike spike(std::size_t step) const;
  // Reads the bits of N and proves P(T_k) < threshold for its members; the place of the next
  // block is returned.
  std::size_t past(Spike& spike, const Blocks& blocks);
  std::size_t past_block(Spike& spike, std::size_t k, const Blocks& blocks, std::size_t at);
  void past_by_corners(Spike& spike, std::size_t k, std::string_view marks) const;
  void late_block(const Spike& spike, std::size_t k, const Blocks& blocks, std::size_t at);
  void never(std::size_t step);
  void regions(std::size_t step);
  std::unordered_set<std::string> region(std::size_t step, const Spike& spike,
                                         const std::string& bits);
  std::string across(const Spike& spike, const std::string& bits, const std::vector<Side>& sides,
                     std::size_t side) const;
  void sweep(std::size_t step);
  std::vector<std::size_t> happen(Sweep& sweep, const Step& step, const Blocks& blocks,
                                  std::string_view group, bool fires);

  void leaf();
  bool has_point(Words words) const;
  std::size_t prove_bounds(const std::vector<Form>& outputs, const Blocks& blocks);
  std::size_t prove_activity(const Claim& claim, const Blocks& blocks, std::size_t next);
  void check_gradients(const std::vector<Form>& outputs) const;
  std::size_t prove_directions(const std::vector<Form>& outputs, const Blocks& blocks,
                               std::size_t next);
  Cell directions(bool bounded) const;
  void count(std::vector<Form> outputs, bool full);
  std::string pattern(std::size_t from) const;
  std::string causal_pattern() const;
  void keep(std::vector<Form> outputs, std::string map, bool full);

  const Form& value(std::size_t v) const { return values_[v]; }
  void proves(Words multipliers, Vector goal, bool strict);
  bool wants(Claim::Kind kind) const;

  Lines& lines_;
  const Program& program_;
  const std::vector<Claim>& claims_;
  bool continuous_;
  Cell cell_;
  Strictness strictness_ = Strictness::stated;
  std::vector<Form> values_;
  std::vector<Decision> decisions_;  // by step, as
  std::vector<Scaled> scaled_;       // these
  std::vector<Vector> equations_;
  std::size_t first_equations_ = 0;
  bool begun_ = false;  // another line than `e` was read
  std::size_t depth_ = 0;
  struct Needed {       // a leaf with a point, below an `r` line
    std::size_t equations;
    bool found;
  };
  std::vector<Needed> needed_;
  std::size_t cuts_ = 0, cut_step_ = 0;            // above; the step of the first
  std::unordered_set<std::string> below_cut_;      // patterns below the first of them
  bool keeps_ = false;
  std::unordered_map<std::string, std::size_t> kept_maps_, kept_patterns_;
  TreeResult result_;
};

}  // namespace check
