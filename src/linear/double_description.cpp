// SPDX-License-Identifier: GPL-3.0-or-later
#include "linear/double_description.hpp"

#include <cassert>
#include <numeric>
#include <optional>

#include "number/integer.hpp"

namespace polyspike {

namespace {

using Bits = std::vector<std::uint64_t>;

bool is_subset(const Bits& a, const Bits& b) {
  for (std::size_t w = 0; w < a.size(); ++w)
    if ((a[w] & ~b[w]) != 0) return false;
  return true;
}

Bits common(const Bits& a, const Bits& b) {
  Bits result = a;
  for (std::size_t w = 0; w < a.size(); ++w) result[w] &= b[w];
  return result;
}

std::size_t size_of(const Bits& a) {
  std::size_t n = 0;
  for (const std::uint64_t word : a) n += static_cast<std::size_t>(__builtin_popcountll(word));
  return n;
}

void set_bit(Bits& a, std::size_t i) { a[i / 64] |= std::uint64_t{1} << (i % 64); }

// Machine words. Entries stay below 2^60 in size, so that a product of rows of up to 64
// entries stays below 2^126.
struct Words {
  using Number = std::int64_t;
  using Product = __int128;
  static constexpr Product limit = Product{1} << 60;
  bool overflow = false;

  Number load(const Rational& x) {
    if (!x.fits_int64() || x.to_int64() <= -limit || x.to_int64() >= limit) {
      overflow = true;
      return 0;
    }
    return x.to_int64();
  }
  Number narrow(Product x) {
    if (x <= -limit || x >= limit) overflow = true;
    return overflow ? 0 : static_cast<Number>(x);
  }
  static int sign(Product x) { return (x > 0) - (x < 0); }
  static Product product(std::span<const Number> a, std::span<const Number> b) {
    Product sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<Product>(a[i]) * b[i];
    return sum;
  }
  // The primitive vector along up * b - down * a, where up > 0 > down.
  std::vector<Number> combine(Product up, std::span<const Number> b, Product down,
                              std::span<const Number> a) {
    Product g = divisor(up, down);
    const Number p = narrow(up / g), q = narrow(down / g);
    std::vector<Product> sums;
    g = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      sums.push_back(static_cast<Product>(p) * b[i] - static_cast<Product>(q) * a[i]);
      g = divisor(g, sums.back());
    }
    std::vector<Number> result;
    for (const Product x : sums) result.push_back(g == 0 ? 0 : narrow(x / g));
    return result;
  }
  static Product divisor(Product a, Product b) {
    if (a < 0) a = -a;
    if (b < 0) b = -b;
    while (b != 0) {
      a %= b;
      std::swap(a, b);
    }
    return a;
  }
  static Integer to_integer(Number x) { return Integer(x); }
};

// Integers of any size.
struct Integers {
  using Number = Integer;
  using Product = Integer;
  static constexpr bool overflow = false;

  static Number load(const Rational& x) { return numerator(x); }
  static int sign(const Product& x) { return x.sign(); }
  static Product product(std::span<const Number> a, std::span<const Number> b) {
    Product sum;
    for (std::size_t i = 0; i < a.size(); ++i) sum.add_product(a[i], b[i]);
    return sum;
  }
  static std::vector<Number> combine(const Product& up, std::span<const Number> b,
                                     const Product& down, std::span<const Number> a) {
    std::vector<Number> result;
    Integer g;
    for (std::size_t i = 0; i < a.size(); ++i) {
      result.push_back(up * b[i]);
      mpz_submul(result.back().get(), down.get(), a[i].get());
      mpz_gcd(g.get(), g.get(), result.back().get());
    }
    for (Number& x : result) x.divide_exactly(g);
    return result;
  }
  static const Integer& to_integer(const Number& x) { return x; }
};

// The cone over the polytope: vectors (t, x) with constant * t + gradient * x >= 0 for every
// row, t > 0 on all of it but its apex. Its extreme rays are the vertices.
template <class Field>
class Cone {
 public:
  using Number = typename Field::Number;

  explicit Cone(std::span<const AffineForm> rows) : words_((rows.size() + 63) / 64) {
    for (const AffineForm& row : rows) {
      const AffineForm primitive = row.primitive();
      rows_.push_back({field_.load(primitive.constant)});
      for (const Rational& g : primitive.gradient) rows_.back().push_back(field_.load(g));
    }
  }

  // Nothing if the words overflowed.
  std::optional<VertexList> find(std::span<const std::vector<Rational>> start,
                                 std::span<const std::size_t> basis) {
    std::vector<bool> is_in(rows_.size(), false);
    for (const std::size_t i : basis) is_in[i] = true;
    load_start(start, basis);
    for (std::size_t i = 0; i < rows_.size() && !field_.overflow; ++i)
      if (!is_in[i]) insert(i);
    if (field_.overflow) return std::nullopt;
    return list();
  }

 private:
  struct Ray {
    std::vector<Number> entries;
    Bits tight;
  };

  void load_start(std::span<const std::vector<Rational>> start,
                  std::span<const std::size_t> basis) {
    for (std::size_t k = 0; k < start.size(); ++k) {
      Ray ray{{}, Bits(words_, 0)};
      for (const Rational& x : start[k]) ray.entries.push_back(field_.load(x));
      for (std::size_t l = 0; l < basis.size(); ++l)
        if (l != k) set_bit(ray.tight, basis[l]);
      rays_.push_back(std::move(ray));
    }
  }

  void insert(std::size_t i) {
    std::vector<typename Field::Product> values;
    std::vector<std::size_t> up, down;
    for (std::size_t k = 0; k < rays_.size(); ++k) {
      values.push_back(Field::product(rows_[i], rays_[k].entries));
      const int sign = Field::sign(values.back());
      if (sign == 0) set_bit(rays_[k].tight, i);
      if (sign > 0) up.push_back(k);
      if (sign < 0) down.push_back(k);
    }
    std::vector<Ray> fresh;
    for (const std::size_t u : up)
      for (const std::size_t v : down)
        if (are_adjacent(u, v)) {
          Ray ray{field_.combine(values[u], rays_[v].entries, values[v], rays_[u].entries),
                  common(rays_[u].tight, rays_[v].tight)};
          set_bit(ray.tight, i);
          fresh.push_back(std::move(ray));
        }
    std::vector<Ray> kept;
    for (std::size_t k = 0; k < rays_.size(); ++k)
      if (Field::sign(values[k]) >= 0) kept.push_back(std::move(rays_[k]));
    for (Ray& ray : fresh) kept.push_back(std::move(ray));
    rays_ = std::move(kept);
  }

  // Whether the two span a face of dimension two: no third ray is tight where both are.
  bool are_adjacent(std::size_t u, std::size_t v) const {
    const Bits both = common(rays_[u].tight, rays_[v].tight);
    if (size_of(both) + 2 < rows_.front().size()) return false;
    for (std::size_t k = 0; k < rays_.size(); ++k)
      if (k != u && k != v && is_subset(both, rays_[k].tight)) return false;
    return true;
  }

  VertexList list() const {
    VertexList result;
    for (const Ray& ray : rays_) {
      const Integer& t = Field::to_integer(ray.entries[0]);
      Point point;
      for (std::size_t j = 1; j < ray.entries.size(); ++j)
        point.push_back(ratio(Field::to_integer(ray.entries[j]), t));
      result.points.push_back(std::move(point));
      result.tight.push_back(ray.tight);
    }
    return result;
  }

  Field field_;
  std::size_t words_;
  std::vector<std::vector<Number>> rows_;
  std::vector<Ray> rays_;
};

// Linearly independent rows (c, g) and, for each, the ray on which the others are zero and
// it is positive, in coprime integers.
struct Start {
  std::vector<std::size_t> basis;
  std::vector<std::vector<Rational>> rays;
};

std::vector<Rational> primitive(const std::vector<Rational>& vector) {
  AffineForm form = AffineForm(0, vector).primitive();
  return std::move(form.gradient);
}

// Gauss-Jordan elimination of the rows beside an identity matrix.
Start find_start(std::span<const AffineForm> rows) {
  const std::size_t n = rows.front().dimension() + 1;
  Start start;
  std::vector<std::vector<Rational>> reduced, inverse;  // inverse * basis rows = reduced
  std::vector<std::size_t> pivots;
  for (std::size_t i = 0; i < rows.size() && start.basis.size() < n; ++i) {
    std::vector<Rational> row{rows[i].constant};
    row.insert(row.end(), rows[i].gradient.begin(), rows[i].gradient.end());
    std::vector<Rational> record(n);
    record[start.basis.size()] = 1;
    const auto subtract = [n](std::vector<Rational>& to, const Rational& factor,
                              const std::vector<Rational>& from) {
      for (std::size_t j = 0; j < n; ++j) to[j].add_product(-factor, from[j]);
    };
    for (std::size_t k = 0; k < pivots.size(); ++k) {
      const Rational factor = row[pivots[k]];
      subtract(row, factor, reduced[k]);
      subtract(record, factor, inverse[k]);
    }
    std::size_t pivot = 0;
    while (pivot < n && row[pivot].is_zero()) ++pivot;
    if (pivot == n) continue;
    const Rational scale = Rational(1) / row[pivot];
    for (Rational& x : row) x *= scale;
    for (Rational& x : record) x *= scale;
    for (std::size_t k = 0; k < pivots.size(); ++k) {
      const Rational factor = reduced[k][pivot];
      subtract(reduced[k], factor, row);
      subtract(inverse[k], factor, record);
    }
    start.basis.push_back(i);
    pivots.push_back(pivot);
    reduced.push_back(std::move(row));
    inverse.push_back(std::move(record));
  }
  assert(start.basis.size() == n && "the polytope is bounded");
  // Column k of the inverse matrix: row pivots[j] of it is inverse[j].
  for (std::size_t k = 0; k < n; ++k) {
    std::vector<Rational> ray(n);
    for (std::size_t j = 0; j < n; ++j) ray[pivots[j]] = inverse[j][k];
    start.rays.push_back(primitive(ray));
  }
  return start;
}

}  // namespace

VertexList find_vertices(std::span<const AffineForm> rows) {
  if (rows.empty()) return {{Point()}, {{}}};  // of dimension zero
  const Start start = find_start(rows);
  if (auto list = Cone<Words>(rows).find(start.rays, start.basis)) return std::move(*list);
  return Cone<Integers>(rows).find(start.rays, start.basis).value();
}

}  // namespace polyspike
