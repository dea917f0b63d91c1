// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <type_traits>
#include <vector>

#include "engine/explore.hpp"
#include "engine/hull.hpp"
#include "engine/map_hash.hpp"
#include "engine/proof_observer.hpp"
#include "engine/register_file.hpp"
#include "engine/vertex/schedule.hpp"
#include "lp/cell.hpp"

namespace polyspike {

// Which side of a branch owns the border where the form is zero. `both`: the program is
// continuous there, so either may take it and no piece of lower dimension is needed.
enum class Border { both, positive, negative };

// What to do next: refers to a function object of the caller's.
class Next {
 public:
  template <typename F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Next>)
  Next(F&& function)
      : object_(const_cast<void*>(static_cast<const void*>(&function))),
        call_([](void* object) { return (*static_cast<std::remove_reference_t<F>*>(object))(); }) {}
  bool operator()() const { return call_(object_); }

 private:
  void* object_;
  bool (*call_)(void*);
};

// The walk of one exploration: a cell, a point strictly inside it, the registers as forms
// over the cell, and the decisions so far. Forms are in the coordinates of a flat; pieces of
// lower dimension are explored by a second walk in the coordinates of their own flat.
// Every function returns false once the exploration has to stop.
class Explorer {
 public:
  struct Shared {
    const Program& program;
    const ExploreOptions& options;
    const LeafSink* sink;              // one of these two
    vertex::Schedule::Worker* worker;  // takes the leaves
    ExploreResult result = {};
  };

  Explorer(Shared& shared, const Hull& hull);
  // Sets the input registers to the flat's embedding and explores all steps.
  bool run();

  Explorer(const Explorer&) = delete;
  Explorer& operator=(const Explorer&) = delete;

 private:
  friend bool walk_all(const Problem&, Shared&);
  friend class CausalRegions;
  friend class CornerRegions;
  friend class CornerLeaf;
  friend class LinearSpike;
  friend class UnorderedSpike;
  friend class EventSweep;
  friend class ExplorerLeaf;

  Register register_of(std::size_t step) const {
    return static_cast<Register>(shared_.program.inputs + step);
  }
  // Whether the walk has not cut its domain yet.
  bool is_at_domain() const { return cell_.size() == domain_size_; }
  // Whether no two pieces belong to the same cell.
  bool has_whole_cells() const {
    return has_convex_cells_ && !shared_.options.all_dimensions;
  }
  std::vector<HalfSpace> half_spaces() const;
  OutputForms outputs() const;
  // Leaf::map_hash for a leaf with that pattern and these outputs.
  std::optional<std::uint64_t> hash_map(const Pattern& pattern, const Leaf& leaf);

  bool explore(std::size_t step);
  bool decide(std::size_t step);
  // A subtree that threads share out: from here on the walk depends on nothing but the cell
  // and its witness. Such units begin after a number of choices.
  bool walk_unit(const Next& next);
  static constexpr unsigned unit_choices = 10;
  bool deliver(const Leaf& leaf);
  bool stop();
  // Runs steps up to the next one that decides something.
  std::size_t run_affine_steps(std::size_t step);
  bool branch_step(const BranchStep& step, std::size_t index);
  bool spike_step(const SpikeStep& step, std::size_t index);
  bool leaf();

  // Takes the step's decision and value and goes on with the next step.
  bool settle(std::size_t step, Decision decision, std::optional<AffineForm> value);
  // The same, the value being in its register already.
  bool settle(std::size_t step, Decision decision);
  bool agree_on_border(const BranchStep& step, Register result);

  // Goes on where the form is positive and where it is negative, as far as such points
  // exist in the cell; on the border alone where its owner has nothing else.
  bool branch(const Form& form, Border border, const Next& positive, const Next& negative,
              bool decides_step = false);
  bool branch(const AffineForm& form, Border border, const Next& positive,
              const Next& negative) {
    return branch(Form(form, cell_.bounds()), border, positive, negative);
  }
  // Whether the form is >= 0 on the whole closed cell.
  bool is_never_negative(const Form& form);
  // Goes on in the part of the cell where the form is >= 0, of which `witness` is inside.
  bool descend(const Form& form, bool strict, Witness witness, const Next& next,
               std::initializer_list<std::size_t> places = {});
  // Explores the step under way again where the form is zero, in the coordinates of that flat.
  bool descend_flat(const AffineForm& form);
  void push(Form form, bool strict);
  void push(const AffineForm& form, bool strict) { push(Form(form, cell_.bounds()), strict); }
  void pop(std::size_t size);

  ProofObserver* proof() const { return shared_.options.proof; }
  ProofObserver::Walk here() { return {flat_, cell_, ids_, strict_, next_id_, witness_}; }
  void tell_branch(const Form& form, Border border, const Cell::Maximum& up,
                   const Cell::Maximum& down, bool decides_step);

  Shared& shared_;
  Flat flat_;
  Cell cell_;
  std::vector<bool> strict_;
  std::vector<std::uint32_t> ids_;  // of the rows, for the observer of proofs
  std::uint32_t next_id_ = 1;
  Witness witness_;
  RegisterFile registers_;
  Pattern pattern_;
  std::size_t step_ = 0;  // the step under way
  std::unique_ptr<MapHash> map_hash_;  // once asked for
  unsigned choices_ = 0;
  bool in_unit_ = false;
  std::size_t domain_size_ = 0;
  bool has_convex_cells_ = true;  // whatever the domain
};

}  // namespace polyspike
