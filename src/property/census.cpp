// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/census.hpp"

#include "engine/engine_choice.hpp"
#include "engine/pattern_key.hpp"

namespace polyspike {

// What is kept of a leaf until its turn comes. Words of keys stand in the batch.
struct Census::Mark {
  std::uint32_t vertex_words = 0;
  std::uint32_t cell_words = 0;    // 0: the piece is a whole cell
  std::uint32_t causal_words = 0;  // 0: no other leaf has its causal pattern
  std::uint32_t map_words = 0;
  std::uint32_t border_words = 0, boxes = 0;
  MapKey map = MapKey::never;
  Borders borders = Borders::unknown;
};

class Census::Batch final : public LeafBatch {
 public:
  explicit Batch(Census& census) : census_(census) {}
  bool add(const Leaf& leaf) override;
  std::size_t bytes() const override {
    return marks.size() * sizeof(Mark) + 8 * words.size() +
           boxes.size() * sizeof(FacetBox);
  }

  std::uint64_t whole = 0;  // cells of a census of cells only
  std::vector<Mark> marks;
  std::vector<std::uint64_t> words;
  std::vector<FacetBox> boxes;

 private:
  template <class Append>
  std::uint32_t count_words(const Append& append) {
    const std::size_t before = words.size();
    append();
    return static_cast<std::uint32_t>(words.size() - before);
  }
  void add_causal_key(const Leaf& leaf, Mark& mark);
  void add_borders(const Leaf& leaf, Mark& mark);

  Census& census_;
};

Census::Census(const Problem& problem, const ExploreOptions& options, bool only_cells,
               PartitionObserver* observer)
    : only_cells_(only_cells),
      observer_(observer),
      has_spikes_(has_spikes(problem.program)),
      paths_(problem.program),
      polytopes_(forms_of(problem.domain.half_spaces), problem.interior) {
  ExploreOptions own = options;
  // Whoever wants pieces looks at leaves one at a time.
  if (wants_pieces()) own.threads = 1;
  own.only_cells = only_cells && !wants_pieces() && !wants_vertices();
  explored_ = explore_any(problem, own, *this);
  if (!borders_ || !explored_.complete) return;
  found_all_borders_ = borders_->found_all();
  if (borders_->kind() == Borders::placed) {
    unite_rest(in_maps_, map_groups_);
    if (has_spikes_) unite_rest(in_cells_, cell_groups_);
  } else if (!found_all_borders_) {
    for (Group& group : map_groups_) group.parts = group.leaves;
  }
}

std::unique_ptr<LeafBatch> Census::new_batch() {
  return std::make_unique<Batch>(*this);
}

bool Census::Batch::add(const Leaf& leaf) {
  Mark mark;
  if (census_.wants_vertices())
    mark.vertex_words = count_words([&] { leaf.append_vertex_keys(words); });
  if (!census_.is_whole(leaf))
    mark.cell_words = count_words([&] { leaf.append_key(words); });
  if (!census_.only_cells_) {
    add_causal_key(leaf, mark);
    mark.map_words = count_words([&] { mark.map = leaf.append_map_key(words); });
    add_borders(leaf, mark);
  } else if (mark.cell_words == 0 && mark.vertex_words == 0 && !census_.wants_pieces()) {
    ++whole;
    return true;
  }
  marks.push_back(mark);
  if (census_.wants_pieces()) {
    census_.take(*this);
    census_.show(leaf);
  }
  return true;
}

void Census::Batch::add_causal_key(const Leaf& leaf, Mark& mark) {
  const bool is_throughout = leaf.is_causal_throughout();
  if (mark.cell_words == 0 && is_throughout) return;
  mark.causal_words = count_words([&] {
    if (!leaf.append_causal_key(words))
      PatternKey(words).add(census_.paths_.pattern_on(leaf.pattern()));
  });
}

void Census::Batch::add_borders(const Leaf& leaf, Mark& mark) {
  mark.borders = leaf.borders();
  mark.border_words = count_words([&] { leaf.append_borders(words); });
  if (mark.borders != Borders::placed) return;
  const std::vector<FacetBox> own = leaf.facet_boxes();
  mark.boxes = static_cast<std::uint32_t>(own.size());
  boxes.insert(boxes.end(), own.begin(), own.end());
}

bool Census::take(LeafBatch& any) {
  auto& batch = static_cast<Batch&>(any);
  whole_cells_ += batch.whole;
  KeyTable::Key words = batch.words;
  Boxes boxes = batch.boxes;
  for (const Mark& mark : batch.marks) take_mark(mark, words, boxes);
  batch.whole = 0;
  batch.marks.clear();
  batch.words.clear();
  batch.boxes.clear();
  return true;
}

void Census::take_mark(const Mark& mark, KeyTable::Key& words, Boxes& boxes) {
  const auto next = [&](std::uint32_t count) {
    const KeyTable::Key key = words.first(count);
    words = words.subspan(count);
    return key;
  };
  take_vertices(next(mark.vertex_words));
  const std::uint32_t cell = take_cell(next(mark.cell_words));
  if (only_cells_) return;
  const std::uint32_t causal = take_causal(next(mark.causal_words));
  const std::uint32_t map = take_map(mark, next(mark.map_words), causal);
  take_borders(mark, cell, map, next(mark.border_words), boxes.first(mark.boxes));
  boxes = boxes.subspan(mark.boxes);
}

void Census::take_vertices(KeyTable::Key words) {
  while (!words.empty()) {
    const auto length = static_cast<std::size_t>(words[0]);
    observer_->vertex(words.subspan(1, length));
    words = words.subspan(1 + length);
  }
}

std::uint32_t Census::take_cell(KeyTable::Key key) {
  last_cell_ = cells();
  if (key.empty()) {
    ++whole_cells_;
    return alone;
  }
  const auto [cell, fresh] = keys_.add(key);
  if (fresh) {
    numbers_.push_back(last_cell_);
    cell_groups_.emplace_back();
  }
  ++cell_groups_[cell].leaves;
  ++cell_groups_[cell].parts;
  last_cell_ = numbers_[cell];
  return cell;
}

std::uint32_t Census::take_causal(KeyTable::Key key) {
  if (!key.empty()) return causal_.add(key).first;
  ++unique_causal_;
  return alone;
}

// Leaves of one causal pattern have one map.
std::uint32_t Census::take_map(const Mark& mark, KeyTable::Key key,
                               std::uint32_t causal) {
  std::uint32_t map = of_never;
  Group* group = &never_;
  if (mark.map != MapKey::never) {
    const auto [number, fresh] = maps_.add(key);
    if (fresh) map_groups_.push_back({.causal = causal});
    map = number;
    group = &map_groups_[map];
    if (!fresh && mark.map == MapKey::hash &&
        (causal == alone || causal != group->causal))
      group->is_doubtful = true;
  }
  ++group->leaves;
  ++group->parts;
  return map;
}

void Census::take_borders(const Mark& mark, std::uint32_t cell, std::uint32_t map,
                          KeyTable::Key words, Boxes boxes) {
  if (mark.borders == Borders::unknown) return;
  if (!borders_) borders_.emplace(mark.borders);
  const std::uint32_t leaf = in_maps_.sets.add();
  in_maps_.group.push_back(map);
  if (has_spikes_) {
    in_cells_.sets.add();
    in_cells_.group.push_back(cell);
  }
  for (const std::uint32_t other : borders_->add(leaf, words, boxes)) {
    unite(in_maps_, other, leaf, map_groups_);
    if (has_spikes_) unite(in_cells_, other, leaf, cell_groups_);
  }
}

void Census::unite(Sets& sets, std::uint32_t a, std::uint32_t b,
                   std::vector<Group>& groups) {
  const std::uint32_t group = sets.group[a];
  if (group == alone || group != sets.group[b] || !sets.sets.unite(a, b)) return;
  --(group == of_never ? never_ : groups[group]).parts;
}

// Where groups are still in parts.
void Census::unite_rest(Sets& sets, std::vector<Group>& groups) {
  borders_->meet_rest(
      [&](std::uint32_t leaf) {
        const std::uint32_t g = sets.group[leaf];
        if (g == alone) return BorderMatching::none;
        return (g == of_never ? never_ : groups[g]).parts > 1 ? g : BorderMatching::none;
      },
      [&](std::uint32_t a, std::uint32_t b) {
        return sets.sets.find(a) != sets.sets.find(b);
      },
      [&](std::uint32_t a, std::uint32_t b) { unite(sets, a, b, groups); });
}

// Calls the observer with a leaf's piece.
void Census::show(const Leaf& leaf) {
  Piece piece = read_piece(leaf);
  piece.cell = static_cast<std::uint32_t>(last_cell_);
  if (!leaf.has_facets_only()) keep_facets(polytopes_, false, piece);
  observer_->piece(leaf, piece, leaf.pattern());
}

std::optional<std::uint32_t> Census::cell_of(const Leaf& leaf) const {
  if (is_whole(leaf)) return std::nullopt;
  std::vector<std::uint64_t> key;
  leaf.append_key(key);
  return keys_.find(key);
}

std::optional<std::uint32_t> Census::map_of(const Leaf& leaf) const {
  std::vector<std::uint64_t> key;
  if (leaf.append_map_key(key) == MapKey::never) return std::nullopt;
  return maps_.find(key);
}

}  // namespace polyspike
