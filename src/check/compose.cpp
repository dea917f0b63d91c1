// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace check {

namespace {

static_assert(GMP_NUMB_BITS == 64);

struct TooNarrow {};
struct Fails {
  std::string reason;
};

void require(bool condition, const char* reason) {
  if (!condition) throw Fails{reason};
}

// low <= value <= high on the domain, in units of 1 / scale.
struct Range {
  mpz_class low, high;

  void intersect(const Range& other) {
    low = std::max(low, other.low);
    high = std::min(high, other.high);
  }
};

Range operator+(const Range& a, const Range& b) { return {a.low + b.low, a.high + b.high}; }

mpz_class floor_of(const mpq_class& q) {
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), q.get_num_mpz_t(), q.get_den_mpz_t());
  return result;
}

mpz_class ceiling_of(const mpq_class& q) {
  mpz_class result;
  mpz_cdiv_q(result.get_mpz_t(), q.get_num_mpz_t(), q.get_den_mpz_t());
  return result;
}

Range operator*(const mpq_class& factor, const Range& r) {
  const bool up = factor >= 0;
  return {floor_of(factor * (up ? r.low : r.high)), ceiling_of(factor * (up ? r.high : r.low))};
}

Range positive_part(const Range& r) {
  return {std::max(r.low, mpz_class(0)), std::max(r.high, mpz_class(0))};
}

// constant + sum of c_i * slot_i / denominator. The integers c_i, of at most `bits` bits, are in
// one long integer, row = sum of c_i * 2^(width * i): while bits < width - 1 it determines them,
// and sums of multiples of forms are sums of multiples of rows. In lowest terms.
struct Sum {
  mpq_class constant;
  mpz_class row, denominator = 1;
  std::size_t bits = 0;
};

struct Part {
  mpq_class factor;
  const Sum* sum;
};

class Composer {
 public:
  Composer(const Program& program, const std::vector<Vector>& domain, const mpz_class& scale,
           const std::vector<std::string_view>& roles, std::size_t words)
      : program_(program), scale_(scale), roles_(roles), words_(words), width_(64 * words) {
    read_box(domain);
    values_.resize(program.dimension + program.steps.size());
    ranges_.resize(values_.size());
    for (std::size_t i = 0; i < program.dimension; ++i) {
      values_[i] = slot(i);
      ranges_[i] = slots_[i];
    }
  }

  void run(std::size_t begin, std::size_t end) {
    for (std::size_t s = begin; s < end; ++s) {
      const Step& step = program_.steps[s];
      if (step.kind == Step::Kind::affine) {
        affine(step, program_.dimension + s);
      } else if (step.kind == Step::Kind::branch) {
        branch(step, program_.dimension + s);
      } else {
        spike(step, program_.dimension + s);
      }
    }
  }

  void compare() const {
    const std::size_t half = program_.outputs.size() / 2;
    for (std::size_t o = 0; o < half; ++o) {
      const Sum &a = values_[program_.outputs[o]], &b = values_[program_.outputs[half + o]];
      require(a.constant == b.constant && a.row == b.row && a.denominator == b.denominator,
              "the forms of the outputs differ");
    }
  }

 private:
  struct Hinge {
    Range range;
    int sign = 1;                     // z is sign * the form it is found by
    std::optional<std::size_t> slot;  // of max(0, z); none if z has one sign
  };
  struct Arrivals;

  void read_box(const std::vector<Vector>& domain) {
    std::vector<std::optional<mpq_class>> low(program_.dimension), high(program_.dimension);
    for (const Vector& row : domain) {
      std::size_t at = 0, count = 0;
      for (std::size_t j = 1; j < row.size(); ++j)
        if (!row[j].is_zero()) at = j, ++count;
      if (count != 1) continue;
      mpq_class bound(-row[0].big(), row[at].big());
      bound.canonicalize();
      auto& side = row[at].sign() > 0 ? low[at - 1] : high[at - 1];
      if (!side || (row[at].sign() > 0 ? bound > *side : bound < *side)) side = bound;
    }
    for (std::size_t i = 0; i < program_.dimension; ++i) {
      require(low[i] && high[i], "a coordinate has no bound of its own");
      slots_.push_back({floor_of(*low[i] * scale_), ceiling_of(*high[i] * scale_)});
    }
  }

  Range range_of(const mpq_class& value) const {
    return {floor_of(value * scale_), ceiling_of(value * scale_)};
  }

  Sum slot(std::size_t i) const {
    Sum sum;
    mpz_setbit(sum.row.get_mpz_t(), width_ * i);
    sum.bits = 1;
    return sum;
  }

  Sum combine(const mpq_class& constant, const std::vector<Part>& parts) {
    Sum result;
    result.constant = constant;
    for (const Part& p : parts) {
      if (p.factor == 0) continue;
      result.constant += p.factor * p.sum->constant;
      const mpz_class own = p.sum->denominator * p.factor.get_den();
      if (!mpz_divisible_p(result.denominator.get_mpz_t(), own.get_mpz_t()))
        result.denominator = lcm(result.denominator, own);
    }
    std::size_t extra = 1;
    while (parts.size() >> extra != 0) ++extra;
    for (const Part& p : parts) {
      if (p.factor == 0 || p.sum->row == 0) continue;
      mpz_class factor = result.denominator / (p.sum->denominator * p.factor.get_den());
      factor *= p.factor.get_num();
      result.bits = std::max(result.bits, p.sum->bits + mpz_sizeinbase(factor.get_mpz_t(), 2));
      mpz_addmul(result.row.get_mpz_t(), factor.get_mpz_t(), p.sum->row.get_mpz_t());
    }
    result.bits += extra;
    if (result.bits + 2 > width_) throw TooNarrow{};
    tidy(result);
    return result;
  }

  // Calls visit(slot, c) for all c_i != 0.
  template <typename Visit>
  void visit(const mpz_class& row, const Visit& visit) {
    if (row == 0) return;
    const std::size_t count = mpz_sizeinbase(row.get_mpz_t(), 2) / width_ + 2;
    while (offset_slots_ < count) {  // every digit + 2^(width - 1) is not negative
      mpz_setbit(offset_.get_mpz_t(), width_ * offset_slots_ + width_ - 1);
      ++offset_slots_;
    }
    const mpz_class shifted = row + offset_;
    const mp_limb_t* limbs = mpz_limbs_read(shifted.get_mpz_t());
    const std::size_t size = mpz_size(shifted.get_mpz_t());
    mpz_class half, digit;
    mpz_setbit(half.get_mpz_t(), width_ - 1);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = i * words_;
      bool zero = at + words_ <= size && limbs[at + words_ - 1] == mp_limb_t{1} << 63;
      for (std::size_t w = 0; zero && w + 1 < words_; ++w) zero = limbs[at + w] == 0;
      if (zero) continue;
      const std::size_t used = at >= size ? 0 : std::min(words_, size - at);
      mpz_import(digit.get_mpz_t(), used, -1, sizeof(mp_limb_t), 0, 0, used == 0 ? limbs : limbs + at);
      digit -= half;
      if (digit != 0) visit(i, digit);
    }
  }

  void tidy(Sum& sum) {
    mpz_class common = sum.denominator;
    sum.bits = 0;
    visit(sum.row, [&](std::size_t, const mpz_class& c) {
      if (common != 1) common = gcd(common, c);
      sum.bits = std::max(sum.bits, mpz_sizeinbase(c.get_mpz_t(), 2));
    });
    if (sum.row == 0) common = sum.denominator;
    if (common == 1) return;
    mpz_divexact(sum.row.get_mpz_t(), sum.row.get_mpz_t(), common.get_mpz_t());
    sum.denominator /= common;
  }

  Range range(const Sum& sum) {
    Range total;
    visit(sum.row, [&](std::size_t i, const mpz_class& c) {
      total.low += c * (c > 0 ? slots_[i].low : slots_[i].high);
      total.high += c * (c > 0 ? slots_[i].high : slots_[i].low);
    });
    return mpq_class(1, sum.denominator) * total + range_of(sum.constant);
  }

  // The hinge of z and the factor in z = factor * its form.
  const Hinge& hinge(const Sum& z, const Range& known, mpq_class& factor) {
    mpz_class common, leading;
    visit(z.row, [&](std::size_t, const mpz_class& c) {
      common = gcd(common, c);
      leading = c;
    });
    if (leading < 0) common = -common;
    factor = mpq_class(common, z.denominator);
    factor.canonicalize();
    Sum form;
    form.constant = z.constant / factor;
    form.row = z.row / common;
    form.bits = z.bits;
    const auto [place, fresh] = hinges_.try_emplace({form.row, form.constant});
    Hinge& found = place->second;
    if (fresh) found.sign = factor > 0 ? 1 : -1;
    factor *= found.sign;
    if (!fresh) return found;
    found.range = mpq_class(found.sign) * range(form);
    found.range.intersect(mpq_class(1 / factor) * known);
    if (found.range.low < 0 && found.range.high > 0) {
      found.slot = slots_.size();
      slots_.push_back({0, found.range.high});
    }
    return found;
  }

  // base + a * z + c * max(0, z); gives the range of z.
  Sum bend(const Sum& z, const mpq_class& a, const mpq_class& c, const Sum& base, Range& z_range) {
    if (z.row == 0) {
      z_range = range_of(z.constant);
      Sum result = base;
      result.constant += (z.constant > 0 ? mpq_class(a + c) : a) * z.constant;
      return result;
    }
    mpq_class factor;
    const Hinge& h = hinge(z, z_range, factor);
    z_range = factor * h.range;
    mpq_class slope = a;
    if (h.slot ? factor < 0 : z_range.low >= 0) slope += c;
    Sum atom;
    std::vector<Part> parts = {{1, &base}, {slope, &z}};
    if (h.slot) {
      atom = slot(*h.slot);
      parts.push_back({c * abs(factor), &atom});
    }
    return combine(0, parts);
  }

  void affine(const Step& step, std::size_t result) {
    std::vector<Part> parts;
    mpz_class low, high, common = 1;
    for (const Term& term : step.terms) {
      parts.push_back({term.factor.value(), &values_[term.source]});
      if (!mpz_divisible_p(common.get_mpz_t(), parts.back().factor.get_den_mpz_t()))
        common = lcm(common, parts.back().factor.get_den());
    }
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const mpz_class w = parts[k].factor.get_num() * (common / parts[k].factor.get_den());
      const Range& r = ranges_[step.terms[k].source];
      low += w * (w > 0 ? r.low : r.high);
      high += w * (w > 0 ? r.high : r.low);
    }
    values_[result] = combine(step.constant.value(), parts);
    ranges_[result] = mpq_class(1, common) * Range{low, high} + range_of(step.constant.value());
  }

  void branch(const Step& step, std::size_t result) {
    const mpq_class a = step.slope.value();
    Range z = ranges_[step.source];
    values_[result] = bend(values_[step.source], a, 1 - a, Sum(), z);
    const Range below{std::min(z.low, mpz_class(0)), std::min(z.high, mpz_class(0))};
    ranges_[result] = a * below + positive_part(z);
  }

  void spike(const Step& step, std::size_t result);
  std::pair<Sum, Range> role(const Arrivals& in, std::string_view word);
  static bool lasts(const Arrivals& in);
  bool is_quiet(const Arrivals& in, std::size_t aside);
  void require_response(const Arrivals& in, const Range& firing, std::size_t ignored, bool strictly);

  const Program& program_;
  mpz_class scale_;
  const std::vector<std::string_view>& roles_;
  std::size_t next_role_ = 0;
  std::size_t words_, width_;
  std::vector<Range> slots_;
  std::map<std::pair<mpz_class, mpq_class>, Hinge> hinges_;
  std::vector<Sum> values_;
  std::vector<Range> ranges_;
  mpz_class offset_;
  std::size_t offset_slots_ = 0;
};

// The spikes that reach one neuron: times, their ranges, weights.
struct Composer::Arrivals {
  static constexpr std::size_t none = SIZE_MAX;

  std::vector<const Sum*> sources;  // their times, without the delays
  std::vector<mpq_class> delays;
  std::vector<Range> ranges;        // of the arrivals
  std::vector<mpq_class> weights;
  mpq_class threshold, total;
  std::optional<mpq_class> window;  // the response lasts so long

  // The sum of weights, threshold + weights * times, and its range, without one of them.
  mpq_class weight_without(std::size_t p) const { return p == none ? total : mpq_class(total - weights[p]); }
};

// Whether every spike alone would make the neuron fire within its window, with no weight < 0
// against it: then the windows make no difference.
bool Composer::lasts(const Arrivals& in) {
  return in.window && std::all_of(in.weights.begin(), in.weights.end(), [&](const mpq_class& w) {
    return w > 0 && w * *in.window >= in.threshold;
  });
}

void Composer::spike(const Step& step, std::size_t result) {
  Arrivals in;
  in.threshold = step.threshold.value();
  std::vector<std::vector<const Event*>> events(step.arrivals.size());
  for (const Event& e : step.events) events[e.synapse].push_back(&e);
  for (std::size_t u = 0; u < events.size(); ++u) {
    const auto& own = events[u];
    require(!own.empty() && own.size() <= 2 && own[0]->jump.sign() == 0 &&
                (u == 0 || (own.size() == 2) == in.window.has_value()),
            "a response that is neither linear nor a window");
    const mpq_class weight = own[0]->slope.value();
    if (own.size() == 2) {
      const mpq_class length = own[1]->offset.value() - own[0]->offset.value();
      require(length > 0 && own[1]->slope.value() == -weight &&
                  own[1]->jump.value() == -weight * length && (u == 0 || *in.window == length),
              "a response that is neither linear nor a window");
      in.window = length;
    }
    in.sources.push_back(&values_[step.arrivals[u]]);
    in.delays.push_back(own[0]->offset.value());
    in.ranges.push_back(ranges_[step.arrivals[u]] + range_of(in.delays.back()));
    in.weights.push_back(weight);
    in.total += weight;
  }
  if (lasts(in)) in.window.reset();
  require(next_role_ < roles_.size(), "the role of a spike is missing");
  std::tie(values_[result], ranges_[result]) = role(in, roles_[next_role_++]);
}

// Whether the potential is below the threshold until all spikes but the one set aside have
// arrived: by the ranges of the times, or for each spike as the last by ranges of differences.
bool Composer::is_quiet(const Arrivals& in, std::size_t aside) {
  const std::size_t n = in.sources.size();
  const mpz_class threshold = floor_of(in.threshold * scale_);
  std::optional<mpz_class> latest;
  for (std::size_t k = 0; k < n; ++k)
    if (k != aside && (!latest || in.ranges[k].high > *latest)) latest = in.ranges[k].high;
  if (!latest) return false;
  mpq_class rise;
  for (std::size_t k = 0; k < n; ++k)
    if (in.weights[k] > 0 && in.ranges[k].low < *latest)
      rise += in.weights[k] * mpq_class(*latest - in.ranges[k].low);
  if (rise < threshold) return true;
  if (n > 16) return false;
  for (std::size_t last = 0; last < n; ++last) {
    if (last == aside) continue;
    mpq_class sum;
    for (std::size_t k = 0; k < n; ++k) {
      if (in.weights[k] <= 0 || k == last) continue;
      const Sum gap = combine(in.delays[last] - in.delays[k], {{1, in.sources[last]}, {-1, in.sources[k]}});
      const mpz_class lag = range(gap).high;
      if (lag > 0) sum += in.weights[k] * lag;
    }
    if (sum >= threshold) return false;
  }
  return true;
}

// No response ends before the neuron fires.
void Composer::require_response(const Arrivals& in, const Range& firing, std::size_t ignored,
                                bool strictly) {
  if (!in.window) return;
  const mpz_class window = floor_of(*in.window * scale_);
  for (std::size_t k = 0; k < in.ranges.size(); ++k) {
    const mpz_class end = in.ranges[k].low + window;
    require(k == ignored || firing.high < end || (!strictly && firing.high == end),
            "a response may end before the neuron fires");
  }
}

// The firing time and its range, for the roles of FORMAT.md.
std::pair<Sum, Range> Composer::role(const Arrivals& in, std::string_view word) {
  std::size_t p = Arrivals::none;
  if (word != "a") {
    const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), p);
    require((word[0] == 'l' || word[0] == 'w') && error == std::errc() &&
                end == word.data() + word.size() && p > 0 && p <= in.sources.size(),
            "no such role");
    --p;
  }
  const mpq_class others = in.weight_without(p);
  require(others > 0, "the weights have no positive sum");
  require(is_quiet(in, p), "the neuron may fire before all spikes have arrived");
  // t_E, the time at which the others alone make it fire.
  std::vector<Part> parts;
  mpq_class constant = in.threshold, low = 0, high = 0;
  parts.reserve(in.sources.size() + 1);
  for (std::size_t k = 0; k < in.sources.size(); ++k) {
    if (k == p) continue;
    const mpq_class& w = in.weights[k];
    if (in.delays[k] != 0) constant += w * in.delays[k];
    parts.push_back({w / others, in.sources[k]});
    low += w * (w > 0 ? in.ranges[k].low : in.ranges[k].high);
    high += w * (w > 0 ? in.ranges[k].high : in.ranges[k].low);
  }
  constant /= others;
  const Range mean = range_of(in.threshold / others) + Range{floor_of(low / others), ceiling_of(high / others)};
  if (p == Arrivals::none) {
    Sum time = combine(constant, parts);
    Range firing = range(time);
    firing.intersect(mean);
    require_response(in, firing, p, false);
    return {std::move(time), std::move(firing)};
  }
  const bool leaky = word[0] == 'l';
  require(leaky || in.window, "no window");
  Sum base = *in.sources[p];
  base.constant += in.delays[p];
  Range firing = in.ranges[p];
  if (!leaky) {
    base.constant += *in.window;
    firing = firing + range_of(*in.window);
  }
  parts.push_back({-1, &base});
  const Sum z = combine(constant, parts);
  Range z_range = mean + mpq_class(-1) * firing;
  if (leaky) {
    require(in.total > 0, "the weights have no positive sum");
    const mpq_class k = -in.weights[p] / in.total;  // > -1
    Sum time = bend(z, 1, k, base, z_range);
    const Range positive = positive_part(z_range);
    firing = firing + Range{z_range.low + floor_of(k * positive.low), z_range.high + ceiling_of(k * positive.high)};
    firing.intersect(mean + k * positive);
    firing.intersect(range(time));
    require_response(in, firing, Arrivals::none, false);
    return {std::move(time), std::move(firing)};
  }
  Sum time = bend(z, 0, 1, base, z_range);
  const mpz_class length = floor_of(*in.window * scale_), dip = -z_range.low;
  require(in.weights[p] < 0 && dip < length && others * dip < -in.weights[p] * length,
          "the partner does not hold the neuron back");
  firing = firing + positive_part(z_range);
  require_response(in, firing, p, true);
  return {std::move(time), std::move(firing)};
}

}  // namespace

std::string compose(const Program& program, std::size_t second, const std::vector<Vector>& domain,
                    const mpz_class& scale, const std::vector<std::string_view>& roles) {
  std::size_t spikes[2] = {};
  for (std::size_t s = 0; s < program.steps.size(); ++s)
    spikes[s < second ? 0 : 1] += program.steps[s].kind == Step::Kind::spike ? 1 : 0;
  if (spikes[0] + spikes[1] != roles.size()) return "expected a role for each spike";
  for (std::size_t words = 2; words <= 64; words *= 2) {
    try {
      Composer composer(program, domain, scale, roles, words);
      // A network without spikes first: its ranges are the better ones.
      const bool swap = spikes[0] > 0 && spikes[1] == 0;
      if (swap) composer.run(second, program.steps.size());
      composer.run(0, second);
      if (!swap) composer.run(second, program.steps.size());
      composer.compare();
      return {};
    } catch (const TooNarrow&) {
    } catch (const Fails& fails) {
      return fails.reason;
    }
  }
  return "the numbers are too long";
}

}  // namespace check
