// SPDX-License-Identifier: GPL-3.0-or-later
#include "property/counts.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/engine_choice.hpp"
#include "engine/pattern_key.hpp"
#include "property/adjacency.hpp"
#include "property/causal_path.hpp"
#include "property/key_table.hpp"

namespace polyspike {

namespace {

// What is kept of a leaf until its turn comes. Words of keys stand in the batch.
struct Mark {
  std::uint32_t vertex_words = 0;
  std::uint32_t cell_words = 0;    // 0: the piece is a whole cell
  std::uint32_t causal_words = 0;  // 0: no other leaf has its causal pattern
  bool is_finite = true;
  std::uint64_t hash = 0;  // of its map
};

// What the first exploration finds.
class Census final : public BatchSink {
 public:
  Census(const Problem& problem, const ExploreOptions& options, bool only_cells,
         PartitionObserver* observer)
      : only_cells_(only_cells),
        observer_(observer),
        has_spikes_(has_spikes(problem.program)),
        paths_(problem.program),
        polytopes_(forms_of(problem.domain.half_spaces), problem.interior) {
    ExploreOptions own = options;
    // Whoever wants pieces looks at leaves one at a time.
    if (wants_pieces()) own.threads = 1;
    explored_ = explore_any(problem, own, *this);
  }

  const ExploreResult& explored() const { return explored_; }
  std::uint64_t cells() const { return whole_cells_ + keys_.size(); }
  std::uint64_t causal_pieces() const { return unique_causal_ + causal_.size(); }
  std::uint64_t leaves() const { return maps_.size() + never_; }
  std::uint64_t never() const { return never_; }
  // Hashes of the maps of several leaves, sorted. Where all have one causal pattern they
  // have one map, too; else that has to be looked at.
  struct Shared {
    std::uint64_t hash;
    bool is_one_map;
  };
  std::vector<Shared> shared_hashes();
  // How many hashes there are. Not for a census of cells only, after shared_hashes().
  std::uint64_t distinct_hashes() const { return distinct_; }
  bool has_pieces() const { return has_pieces_; }
  // The number of a leaf's cell if it has several pieces.
  std::optional<std::uint32_t> shared_cell(const Leaf& leaf) const;

  std::unique_ptr<LeafBatch> new_batch() override { return std::make_unique<Batch>(*this); }
  bool take(LeafBatch& batch) override;

 private:
  class Batch final : public LeafBatch {
   public:
    explicit Batch(Census& census) : census_(census) {}
    bool add(const Leaf& leaf) override;
    std::size_t bytes() const override {
      return marks.size() * sizeof(Mark) + 8 * words.size();
    }

    std::uint64_t whole = 0;  // cells of a census of cells only
    std::vector<Mark> marks;
    std::vector<std::uint64_t> words;

   private:
    void add_causal_key(const Leaf& leaf, Mark& mark);

    Census& census_;
  };

  bool wants_pieces() const { return observer_ != nullptr && observer_->wants_pieces(); }
  bool wants_vertices() const {
    return observer_ != nullptr && observer_->wants_vertices();
  }
  bool is_whole(const Leaf& leaf) const { return !has_spikes_ || leaf.is_whole_cell(); }
  struct Map {
    std::uint64_t hash;
    std::uint32_t causal;  // number of the causal pattern, or `alone`
  };
  static constexpr std::uint32_t alone = ~std::uint32_t{0};

  void take_vertices(KeyTable::Key words);
  void take_mark(const Mark& mark, KeyTable::Key& words);
  void show(const Leaf& leaf);

  const bool only_cells_;
  PartitionObserver* observer_;
  const bool has_spikes_;
  const CausalPaths paths_;
  const Polytopes polytopes_;
  ExploreResult explored_;
  std::uint64_t whole_cells_ = 0, unique_causal_ = 0, never_ = 0, distinct_ = 0;
  std::uint64_t last_cell_ = 0;  // the number of the cell of the last leaf taken
  bool has_pieces_ = false;
  KeyTable keys_, causal_;
  std::vector<std::uint64_t> numbers_;    // of the cells in keys_
  std::vector<std::uint32_t> pieces_;     // of the cells in keys_
  std::vector<Map> maps_;                 // of leaves
};

bool Census::Batch::add(const Leaf& leaf) {
  Mark mark;
  if (census_.wants_vertices()) {
    const std::size_t before = words.size();
    leaf.append_vertex_keys(words);
    mark.vertex_words = static_cast<std::uint32_t>(words.size() - before);
  }
  if (!census_.is_whole(leaf)) {
    const std::size_t before = words.size();
    leaf.append_key(words);
    mark.cell_words = static_cast<std::uint32_t>(words.size() - before);
  }
  if (census_.only_cells_) {
    if (mark.cell_words == 0 && mark.vertex_words == 0 && !census_.wants_pieces()) {
      ++whole;
      return true;
    }
  } else {
    const auto hash = leaf.map_hash();
    mark.is_finite = hash.has_value();
    mark.hash = hash.value_or(0);
    add_causal_key(leaf, mark);
  }
  marks.push_back(mark);
  if (census_.wants_pieces()) {
    census_.take(*this);
    census_.show(leaf);
  }
  return true;
}

void Census::Batch::add_causal_key(const Leaf& leaf, Mark& mark) {
  if (mark.cell_words == 0 && leaf.is_causal_throughout()) return;
  const std::size_t before = words.size();
  PatternKey(words).add(census_.paths_.pattern_on(leaf.pattern()));
  mark.causal_words = static_cast<std::uint32_t>(words.size() - before);
}

void Census::take_vertices(KeyTable::Key words) {
  while (!words.empty()) {
    const auto length = static_cast<std::size_t>(words[0]);
    observer_->vertex(words.subspan(1, length));
    words = words.subspan(1 + length);
  }
}

void Census::take_mark(const Mark& mark, KeyTable::Key& words) {
  take_vertices(words.first(mark.vertex_words));
  words = words.subspan(mark.vertex_words);
  if (mark.cell_words == 0) {
    last_cell_ = cells();
    ++whole_cells_;
  } else {
    const std::uint64_t next = cells();
    const auto [key, fresh] = keys_.add(words.first(mark.cell_words));
    if (fresh) {
      numbers_.push_back(next);
      pieces_.push_back(0);
    }
    has_pieces_ = has_pieces_ || !fresh;
    ++pieces_[key];
    last_cell_ = numbers_[key];
    words = words.subspan(mark.cell_words);
  }
  if (only_cells_) return;
  never_ += mark.is_finite ? 0 : 1;
  std::uint32_t causal = alone;
  if (mark.causal_words == 0) {
    ++unique_causal_;
  } else {
    causal = causal_.add(words.first(mark.causal_words)).first;
    words = words.subspan(mark.causal_words);
  }
  if (mark.is_finite) maps_.push_back({mark.hash, causal});
}

bool Census::take(LeafBatch& any) {
  auto& batch = static_cast<Batch&>(any);
  whole_cells_ += batch.whole;
  KeyTable::Key words = batch.words;
  for (const Mark& mark : batch.marks) take_mark(mark, words);
  batch.whole = 0;
  batch.marks.clear();
  batch.words.clear();
  return true;
}

// Calls the observer with a leaf's piece.
void Census::show(const Leaf& leaf) {
  Piece piece = read_piece(leaf);
  piece.cell = static_cast<std::uint32_t>(last_cell_);
  if (!leaf.has_facets_only()) keep_facets(polytopes_, false, piece);
  observer_->piece(leaf, piece, leaf.pattern());
}

std::vector<Census::Shared> Census::shared_hashes() {
  std::sort(maps_.begin(), maps_.end(),
            [](const Map& a, const Map& b) { return a.hash < b.hash; });
  std::vector<Shared> shared;
  for (std::size_t i = 0; i < maps_.size();) {
    bool is_one_map = maps_[i].causal != alone;
    std::size_t end = i + 1;
    for (; end < maps_.size() && maps_[end].hash == maps_[i].hash; ++end)
      is_one_map = is_one_map && maps_[end].causal == maps_[i].causal;
    if (end - i > 1) shared.push_back({maps_[i].hash, is_one_map});
    ++distinct_;
    i = end;
  }
  return shared;
}

std::optional<std::uint32_t> Census::shared_cell(const Leaf& leaf) const {
  if (is_whole(leaf)) return std::nullopt;
  std::vector<std::uint64_t> key;
  leaf.append_key(key);
  const auto number = keys_.find(key);
  return number && pieces_[*number] > 1 ? number : std::nullopt;
}

// The second exploration: reads the pieces whose neighbours matter.
class Reading final : public BatchSink {
 public:
  Reading(const Problem& problem, const ExploreOptions& options, const Census& census,
          const std::vector<Census::Shared>& shared)
      : census_(census),
        shared_(shared),
        polytopes_(forms_of(problem.domain.half_spaces), problem.interior),
        next_cell_(static_cast<std::uint32_t>(census.cells())) {
    partition_.dimension = problem.domain.dimension;
    partition_.complete = explore_any(problem, options, *this).complete;
  }

  // The pieces read, as if they were all there are.
  const Partition& partition() const { return partition_; }

  std::unique_ptr<LeafBatch> new_batch() override {
    return std::make_unique<Batch>(*this);
  }
  bool take(LeafBatch& any) override {
    auto& batch = static_cast<Batch&>(any);
    for (auto& [piece, hash] : batch.pieces) {
      if (piece.cell == Piece::never) piece.cell = next_cell_++;
      if (hash) piece.map = number_map(*hash, std::move(piece.outputs));
      partition_.pieces.push_back(std::move(piece));
    }
    partition_.maps = next_map_;
    batch.pieces.clear();
    return true;
  }

 private:
  struct Read {
    Piece piece;
    std::optional<std::uint64_t> hash;
  };
  class Batch final : public LeafBatch {
   public:
    explicit Batch(const Reading& reading) : reading_(reading) {}
    bool add(const Leaf& leaf) override {
      const auto hash = leaf.map_hash();
      const auto cell = reading_.census_.shared_cell(leaf);
      const Census::Shared* shared = hash ? reading_.find_shared(*hash) : nullptr;
      if (hash && !cell && shared == nullptr) return true;
      const bool is_doubtful = shared != nullptr && !shared->is_one_map;
      pieces.push_back({reading_.read(leaf, is_doubtful), hash});
      pieces.back().piece.cell = cell.value_or(Piece::never);
      return true;
    }
    std::size_t bytes() const override { return pieces.size() * 2048; }

    std::vector<Read> pieces;

   private:
    const Reading& reading_;
  };

  const Census::Shared* find_shared(std::uint64_t hash) const {
    const auto found = std::lower_bound(
        shared_.begin(), shared_.end(), hash,
        [](const Census::Shared& s, std::uint64_t h) { return s.hash < h; });
    return found != shared_.end() && found->hash == hash ? &*found : nullptr;
  }
  // Facets, in coordinates that the pieces read share, and the outputs where a hash does not
  // tell all.
  Piece read(const Leaf& leaf, bool with_outputs) const {
    Piece piece;
    piece.dimension = leaf.dimension();
    piece.map = Piece::never;
    if (leaf.has_facets_only()) {
      piece.half_spaces = leaf.shared_half_spaces();
      piece.boxes = leaf.facet_boxes();
    } else {
      piece.half_spaces = leaf.half_spaces();
      piece.interior = leaf.interior();
      keep_facets(polytopes_, false, piece);
    }
    if (with_outputs) piece.outputs = leaf.outputs();
    return piece;
  }
  // Maps are the same if their hashes are and, where there are any, their forms.
  std::uint32_t number_map(std::uint64_t hash, OutputForms&& outputs) {
    const auto fresh = [&](auto& numbers, auto&& key) {
      const auto [entry, is_new] = numbers.try_emplace(std::move(key), next_map_);
      next_map_ += is_new ? 1 : 0;
      return entry->second;
    };
    return outputs.empty() ? fresh(by_hash_, hash) : fresh(by_forms_, std::move(outputs));
  }

  const Census& census_;
  const std::vector<Census::Shared>& shared_;
  const Polytopes polytopes_;
  std::uint32_t next_cell_, next_map_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> by_hash_;
  std::unordered_map<OutputForms, std::uint32_t, OutputsHash> by_forms_;
  Partition partition_;
};

}  // namespace

Counts find_counts(const Problem& problem, const ExploreOptions& options,
                   PartitionObserver* observer) {
  Census census(problem, options, false, observer);
  const auto shared = census.shared_hashes();
  // Lower bounds: different hashes, different maps.
  Counts counts;
  counts.cells = census.cells();
  counts.causal_pieces = census.causal_pieces();
  counts.cell_components = counts.cells;
  counts.distinct_maps = counts.linear_regions = census.distinct_hashes();
  counts.never_regions = census.never() > 0 ? 1 : 0;
  counts.complete = census.explored().complete;
  if (!counts.complete) counts.covered = census.explored().covered;
  const bool is_simple = shared.empty() && !census.has_pieces() && census.never() <= 1;
  if (is_simple || !counts.complete) return counts;
  const Reading reading(problem, options, census, shared);
  const Partition& read = reading.partition();
  const Counts of_read = count(problem, read, options.budget);
  counts.complete = of_read.complete;
  if (!read.complete) return counts;
  // The other pieces stand alone, and so do their maps.
  const std::uint64_t alone = census.leaves() - read.pieces.size();
  counts.distinct_maps = of_read.distinct_maps + alone;
  counts.linear_regions = counts.distinct_maps;
  if (!counts.complete) return counts;
  counts.cell_components = of_read.cell_components + alone;
  counts.linear_regions = of_read.linear_regions + alone;
  counts.never_regions = of_read.never_regions;
  return counts;
}

CellCount count_cells(const Problem& problem, const ExploreOptions& options,
                      PartitionObserver* observer) {
  const Census census(problem, options, true, observer);
  return {census.cells(), census.explored().complete, census.explored()};
}

}  // namespace polyspike
