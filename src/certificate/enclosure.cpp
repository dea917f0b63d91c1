// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate/enclosure.hpp"

#include <cmath>

#include "linear/solve.hpp"
#include "lp/float_form.hpp"

namespace polyspike {

namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

// Looks for a simplex in doubles: a frame of directions in which the cell is about as long as
// it is wide, and in it the best of the simplices with axis-parallel sides and one across.
class Search {
 public:
  explicit Search(const ProofObserver::Walk& walk) : walk_(walk), d_(walk.cell.dimension()) {}

  // The corners, rounded outwards far enough; nothing where the search failed.
  std::optional<std::vector<Vector>> corners() {
    if (!find_frame()) return std::nullopt;
    best_ = HUGE_VAL;
    for (unsigned signs = 0; signs < 1U << d_; ++signs)
      if (!try_orientation(signs)) return std::nullopt;
    return rounded();
  }

 private:
  std::optional<Vector> extreme(const Vector& direction) {
    AffineForm form(d_);
    for (std::size_t j = 0; j < d_; ++j) {
      if (!std::isfinite(direction[j])) return std::nullopt;
      form.gradient[j] = Rational::from_double(direction[j]);
    }
    if (form.is_constant()) return std::nullopt;
    const Witness& inside = walk_.witness;
    form.constant = -form.at(inside.point());
    auto found = walk_.cell.search(Form(std::move(form), walk_.cell.bounds()), inside);
    return found.basis ? std::optional(std::move(found.end)) : std::nullopt;
  }

  // The directions u_k from one extreme point to the other, and their dual basis.
  bool find_frame() {
    std::vector<Vector> orthogonal;
    for (std::size_t k = 0; k < d_; ++k) {
      Vector best(d_);
      for (std::size_t j = 0; j < d_; ++j) {
        Vector e(d_);
        e[j] = 1;
        for (const Vector& o : orthogonal) {
          const double share = dot(e, o) / dot(o, o);
          for (std::size_t i = 0; i < d_; ++i) e[i] -= share * o[i];
        }
        if (dot(e, e) > dot(best, best)) best = e;
      }
      const auto high = extreme(best);
      for (double& c : best) c = -c;
      const auto low = extreme(best);
      if (!high || !low) return false;
      Vector u(d_);
      for (std::size_t j = 0; j < d_; ++j) u[j] = (*high)[j] - (*low)[j];
      frame_.push_back(u);
      for (const Vector& o : orthogonal) {
        const double share = dot(u, o) / dot(o, o);
        for (std::size_t i = 0; i < d_; ++i) u[i] -= share * o[i];
      }
      if (!(dot(u, u) > 0)) return false;
      orthogonal.push_back(u);
    }
    return find_dual(orthogonal) && find_extents();
  }

  // dual_[i] * frame_[k] = (i == k); the frame is triangular in the orthogonal directions.
  bool find_dual(const std::vector<Vector>& orthogonal) {
    dual_.assign(d_, Vector(d_));
    for (std::size_t i = 0; i < d_; ++i) {
      Vector sum(d_);
      for (std::size_t k = 0; k < d_; ++k) {
        double rest = i == k ? 1 : 0;
        rest -= dot(sum, frame_[k]);
        const double share = rest / dot(orthogonal[k], frame_[k]);
        for (std::size_t j = 0; j < d_; ++j) sum[j] += share * orthogonal[k][j];
      }
      for (const double c : sum)
        if (!std::isfinite(c)) return false;
      dual_[i] = sum;
    }
    return true;
  }

  bool find_extents() {
    for (const Vector& direction : dual_) {
      Vector opposite = direction;
      for (double& c : opposite) c = -c;
      const auto high = extreme(direction), low = extreme(opposite);
      if (!high || !low) return false;
      high_.push_back(dot(direction, *high));
      low_.push_back(dot(direction, *low));
    }
    return true;
  }

  // In z_i = +-y_i, y the frame's coordinates: all z_i >= a_i, sum z_i <= top.
  bool try_orientation(unsigned signs) {
    Vector sum(d_), least(d_);
    double size = 0;
    for (std::size_t i = 0; i < d_; ++i) {
      const double sign = (signs >> i & 1U) != 0 ? -1 : 1;
      for (std::size_t j = 0; j < d_; ++j) sum[j] += sign * dual_[i][j];
      least[i] = sign > 0 ? low_[i] : -high_[i];
      size -= least[i];
    }
    const auto far = extreme(sum);
    if (!far) return false;
    size += dot(sum, *far);
    if (size < best_) {
      best_ = size;
      least_ = least;
      signs_ = signs;
    }
    return true;
  }

  std::optional<std::vector<Vector>> rounded() const {
    const double margin = best_ / 32;
    double steepest = 0;
    for (const Vector& direction : dual_)
      for (const double c : direction) steepest = std::max(steepest, std::abs(c));
    const double width = best_ / (static_cast<double>(d_ * d_) * steepest);
    if (!(width > 0x1p-400) || !std::isfinite(width)) return std::nullopt;
    const double grid = std::ldexp(1.0, std::ilogb(width) - 8);
    std::vector<Vector> corners;
    for (std::size_t c = 0; c <= d_; ++c) {
      Vector x(d_);
      for (std::size_t i = 0; i < d_; ++i) {
        double z = least_[i] - margin;
        if (c == i + 1) z += best_ + static_cast<double>(d_ + 2) * margin;
        const double y = (signs_ >> i & 1U) != 0 ? -z : z;
        for (std::size_t j = 0; j < d_; ++j) x[j] += y * frame_[i][j];
      }
      for (double& coordinate : x) {
        coordinate = std::round(coordinate / grid) * grid;
        if (!std::isfinite(coordinate)) return std::nullopt;
      }
      corners.push_back(std::move(x));
    }
    return corners;
  }

  const ProofObserver::Walk& walk_;
  std::size_t d_;
  std::vector<Vector> frame_, dual_;
  Vector high_, low_, least_;
  double best_ = 0;
  unsigned signs_ = 0;
};

// The form with value 1 at the corner and 0 at the others; nothing if there is none.
std::optional<AffineForm> barycentric(const std::vector<Point>& corners, std::size_t corner) {
  const std::size_t n = corners.size();
  std::vector<AffineForm> rows(n, AffineForm(n));
  std::vector<std::size_t> all(n);
  for (std::size_t k = 0; k < n; ++k) {
    all[k] = k;
    for (std::size_t c = 0; c < n; ++c) rows[k].gradient[c] = k == 0 ? 1 : corners[c][k - 1];
  }
  AffineForm wanted(n);
  wanted.gradient[corner] = -1;
  const auto solution = combine(rows, all, wanted);
  if (!solution) return std::nullopt;
  return AffineForm((*solution)[0], {solution->begin() + 1, solution->end()});
}

}  // namespace

bool Simplex::is_positive(const AffineForm& form) const {
  std::vector<double> f(form.dimension() + 1);
  write_float_form(form, f);
  for (const Vector& corner : x) {
    double value = f[0], size = std::abs(f[0]);
    for (std::size_t j = 0; j < corner.size(); ++j) {
      const double term = f[1 + j] * corner[j];
      value += term;
      size += std::abs(term);
    }
    if (!(value > float_error(f.size(), size))) return false;
  }
  return true;
}

std::optional<Simplex> simplex_around(const ProofObserver::Walk& walk, Prover& prover) {
  auto found = Search(walk).corners();
  if (!found) return std::nullopt;
  Simplex simplex;
  simplex.x = std::move(*found);
  for (const Vector& x : simplex.x) {
    Point point;
    for (const double c : x) point.push_back(Rational::from_double(c));
    simplex.corners.push_back(std::move(point));
  }
  for (std::size_t c = 0; c < simplex.corners.size(); ++c) {
    const auto form = barycentric(simplex.corners, c);
    if (!form) return std::nullopt;
    simplex.forms.push_back(form->primitive());
    auto proof = prover.prove(walk, simplex.forms.back(), false, Prover::Rows::closed);
    if (!proof) return std::nullopt;
    simplex.proofs.push_back(std::move(*proof));
  }
  return simplex;
}

const Simplex* Enclosures::current(const ProofObserver::Walk& walk) {
  std::vector<Entry>& entries = levels_.back();
  const auto belongs = [&](const Entry& e) {
    if (walk.cell.size() < e.size) return false;
    const Form& last = walk.cell.form(e.size - 1);
    return last.lazy == e.last && last.negated == e.negated;
  };
  while (!entries.empty() && !belongs(entries.back())) entries.pop_back();
  return entries.empty() ? nullptr : &entries.back().simplex;
}

void Enclosures::add(const ProofObserver::Walk& walk, Simplex simplex) {
  const std::size_t size = walk.cell.size();
  const Form& last = walk.cell.form(size - 1);
  levels_.back().push_back({std::move(simplex), size, last.lazy, last.negated});
}

bool Enclosures::is_outgrown(const ProofObserver::Walk& walk) {
  return current(walk) == nullptr || levels_.back().back().size < walk.cell.size();
}

}  // namespace polyspike
