// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificate.hpp"

#include <algorithm>

#include "compose.hpp"
#include "json.hpp"
#include "sections.hpp"

namespace check {

namespace {

using Kind = Claim::Kind;

class Checker {
 public:
  Checker(std::istream& in, const std::vector<NetworkFile>& files) : lines_(in), files_(files) {}

  void run() {
    read_statement();
    read_proofs();
    const bool tree = std::any_of(claims_.begin(), claims_.end(),
                                  [](const Claim& c) { return c.by_tree(); });
    lines_.next();
    if (tree) check_tree();
    lines_.require(lines_.text() == "end", "expected the end");
    lines_.require(lines_.at_end(), "text after the end");
  }

  std::string statement() const {
    std::string text;
    for (const Claim& claim : claims_)
      text += claim.text + ": " +
              (claim.proof == Claim::Proof::open ? "not proved" : claim.holds ? "holds" : "violated") +
              '\n';
    return text;
  }
  bool holey() const { return holey_; }

 private:
  struct Named {
    std::string digest;
    bool normalized;
  };

  void read_statement() {
    lines_.next();
    lines_.require(lines_.text() == "polyspike-certificate 1", "not a certificate of version 1");
    std::vector<Named> named;
    for (lines_.next(); lines_.is("network") || lines_.is("network-normalized"); lines_.next()) {
      lines_.require(lines_.words().size() > 2, "expected a digest and a name");
      named.push_back({std::string(lines_.words()[1]), lines_.first() != "network"});
    }
    lines_.require(!named.empty() && named.size() <= 2, "expected one network or two");
    Surroundings stated;
    if (lines_.is("encoder") || lines_.is("domain")) read_surroundings(stated);
    for (const Named& network : named) append(network, stated);
    two_networks_ = named.size() == 2;
    for (; lines_.is("claim"); lines_.next()) read_claim();
    lines_.require(!claims_.empty(), "expected a claim");
    lines_.require(lines_.text() == "proof", "expected a claim or the proof");
  }

  void read_surroundings(Surroundings& stated) {
    if (lines_.is("encoder")) {
      lines_.require(lines_.words().size() == 3, "expected the encoder's size");
      const std::size_t rows = lines_.index(lines_.words()[1]);
      stated.dimension = lines_.index(lines_.words()[2]);
      stated.has_encoder = true;
      for (lines_.next(); lines_.is("row"); lines_.next()) stated.encoder.push_back(encoder_row(stated.dimension));
      lines_.require(rows > 0 && stated.encoder.size() == rows, "a wrong number of rows");
    }
    lines_.require(lines_.is("domain") && lines_.words().size() == 2, "expected the domain");
    const std::size_t dimension = lines_.index(lines_.words()[1]);
    lines_.require(dimension > 0 && (!stated.has_encoder || dimension == stated.dimension),
                   "a wrong dimension");
    stated.dimension = dimension;
    stated.has_domain = true;
    for (lines_.next(); lines_.is("ge"); lines_.next()) {
      Vector row = lines_.integers(lines_.words().subspan(1));
      lines_.require(row.size() == dimension + 1 && !is_constant(row), "a form has a wrong length");
      make_primitive(row);
      stated.domain.push_back(std::move(row));
    }
    lines_.require(lines_.text() == "enddomain", "expected a row or the end of the domain");
    lines_.next();
  }

  std::vector<Ratio> encoder_row(std::size_t dimension) const {
    const Vector row = lines_.integers(lines_.words().subspan(1));
    lines_.require(row.size() == dimension + 2 && row[0].sign() > 0, "a row has a wrong length");
    std::vector<Ratio> entries;
    for (std::size_t j = 1; j < row.size(); ++j) entries.emplace_back(row[j], row[0]);
    return entries;
  }

  void append(const Named& network, const Surroundings& stated) {
    const auto file = std::find_if(files_.begin(), files_.end(), [&](const NetworkFile& f) {
      return f.digest == network.digest;
    });
    if (file == files_.end())
      throw Unusable("no network file has the digest " + network.digest);
    Surroundings own;
    try {
      append_network(file->text, network.normalized, stated.has_domain ? &stated : nullptr,
                     program_, own);
    } catch (const Unusable& error) {
      throw Unusable(file->path + ": " + error.what());
    }
    if (!stated.has_domain && !own.has_domain)
      throw Unusable(file->path + ": expected a domain, in the file or in the certificate");
    const std::vector<Vector>& domain = stated.has_domain ? stated.domain : own.domain;
    if (first_outputs_ == 0) {
      first_outputs_ = program_.outputs.size();
      first_steps_ = program_.steps.size();
      domain_ = domain;
    } else if (program_.outputs.size() != 2 * first_outputs_ || domain != domain_) {
      throw Unusable("the networks have different domains or numbers of outputs");
    }
  }

  void read_claim() {
    lines_.require(lines_.words().size() == 3, "expected holds or violated and a claim");
    const std::string_view word = lines_.words()[1];
    lines_.require(word == "holds" || word == "violated", "expected holds or violated");
    Claim claim = parse_claim(std::string(lines_.words()[2]));
    claim.holds = word == "holds";
    if (claim.output && *claim.output >= first_outputs_) claim.kind = Kind::unknown;
    if (two_networks_ != claim.is_pair() || (claim.is_neuron() && !find_neuron(claim)))
      claim.kind = Kind::unknown;
    claims_.push_back(std::move(claim));
  }

  // The branch or spike step of the claim; false if there is none of that number.
  bool find_neuron(Claim& claim) const {
    std::size_t neuron = 0;
    for (std::size_t s = 0; s < program_.steps.size(); ++s) {
      if (program_.steps[s].kind == Step::Kind::affine || neuron++ != claim.neuron) continue;
      claim.step = s;
      return true;
    }
    return false;
  }

  bool is_branch(const Claim& claim) const {
    return program_.steps[claim.step].kind == Step::Kind::branch;
  }

  // The shape of the outputs, or of what the claim is about: a branch's sum, a spike.
  Shape shape_for(const Claim& claim) const {
    if (!claim.is_neuron()) return output_shape(program_, shapes_);
    if (!is_branch(claim)) return shapes_[program_.dimension + claim.step];
    return shapes_[program_.steps[claim.step].source];
  }

  void read_proofs() {
    shapes_ = value_shapes(program_);
    continuous_ = output_shape(program_, shapes_).continuous;
    for (Claim& claim : claims_) {
      lines_.next();
      lines_.require(lines_.is("by") && lines_.words().size() > 1, "expected how a claim is proved");
      read_proof(claim, std::string(lines_.words()[1]));
    }
    for (const Claim& claim : claims_)
      proved_continuous_ = proved_continuous_ || (claim.kind == Kind::continuous && claim.holds &&
                                                  claim.proof != Claim::Proof::open);
    proved_continuous_ = proved_continuous_ || continuous_;
  }

  void read_proof(Claim& claim, const std::string& how) {
    const bool bare = lines_.words().size() == 2;
    if (how == "open") {
      holey_ = true;
      return;
    }
    lines_.require(claim.kind != Kind::unknown, "a claim that this checker does not know");
    if (how == "theorem") {
      claim.proof = Claim::Proof::theorem;
      lines_.require(bare && claim.holds && holds_by_theorem(claim, shape_for(claim)) &&
                         !(claim.is_neuron() && is_branch(claim)),
                     "no theorem says that");
    } else if (how == "tree") {
      claim.proof = Claim::Proof::tree;
      lines_.require(bare && (claim.holds || claim.is_count()) && claim.kind != Kind::piecewise_linear &&
                         claim.kind != Kind::neuron_sometimes && claim.kind != Kind::deviation_at_least,
                     "a tree does not prove that");
    } else if (how == "directions") {
      claim.proof = Claim::Proof::directions;
      lines_.require(bare && claim.holds &&
                         (claim.kind == Kind::monotone || claim.kind == Kind::lipschitz),
                     "directions do not prove that");
    } else if (how == "pairs") {
      claim.proof = Claim::Proof::pairs;
      lines_.require(bare && claim.holds &&
                         (claim.kind == Kind::monotone || claim.kind == Kind::concave ||
                          claim.kind == Kind::convex),
                     "pairs of leaves do not prove that");
    } else if (how == "points") {
      claim.proof = Claim::Proof::points;
      if (claim.kind == Kind::deviation_at_least && claim.holds) {
        const std::vector<Point> one = points();
        lines_.require(one.size() == 1 && deviates(claim, program_, one),
                       "the networks differ by less there");
        return;
      }
      if (claim.kind == Kind::neuron_sometimes && claim.holds) {
        lines_.require(acts_sometimes(claim, program_, points()),
                       "the neuron does not act at one point and rest at the other");
        return;
      }
      lines_.require(!claim.holds && refuted_by_points(claim, program_, points()),
                     "the points do not refute the claim");
    } else if (how == "limit") {
      claim.proof = Claim::Proof::limit;
      const std::vector<Point> pair = points();
      lines_.require(claim.holds && claim.kind == Kind::deviation_at_least && pair.size() == 2 &&
                         deviates(claim, program_, pair),
                     "the networks differ by less there");
    } else if (how == "composition") {
      claim.proof = Claim::Proof::composition;
      lines_.require(claim.holds && claim.kind == Kind::equal && lines_.words().size() > 2,
                     "composition does not prove that");
      const Int scale = lines_.integer(lines_.words()[2]);
      lines_.require(scale.sign() > 0, "the scale is not positive");
      const Words roles = lines_.words().subspan(3);
      const std::string reason =
          compose(program_, first_steps_, domain_, scale.big(), {roles.begin(), roles.end()});
      if (!reason.empty()) lines_.reject(reason);
    } else if (how == "jump") {
      claim.proof = Claim::Proof::jump;
      const std::vector<Point> pair = points();
      lines_.require(!claim.holds && claim.kind == Kind::continuous && pair.size() == 2 &&
                         jumps(program_, pair[0], pair[1]),
                     "no jump there");
    } else {
      lines_.reject("expected how a claim is proved");
    }
  }

  // The points of the line, all in the domain.
  std::vector<Point> points() {
    std::vector<Point> result;
    for (std::size_t b = 0; b < lines_.blocks().size(); ++b) {
      const Words words = lines_.blocks()[b].subspan(b == 0 ? 2 : 0);
      const Vector entries = lines_.integers(words);
      lines_.require(entries.size() == program_.dimension + 1 && entries[0].sign() > 0,
                     "a point has a wrong length or denominator");
      for (const Vector& row : domain_)
        lines_.require(sign_of_product(row, entries) >= 0, "a point outside the domain");
      Point point;
      for (std::size_t j = 1; j < entries.size(); ++j)
        point.push_back(Ratio(entries[j], entries[0]).value());
      result.push_back(std::move(point));
    }
    return result;
  }

  void check_tree() {
    TreeResult tree = Tree(lines_, program_, domain_, claims_, continuous_).run();
    // A full tree without a leaf leaves out all of a flat domain.
    lines_.require(tree.all || tree.has_point, "a full tree without a leaf");
    for (const Claim& claim : claims_)
      if (claim.by_tree()) check_premises(claim, tree.all);
    std::vector<mpz_class> counts(static_cast<std::size_t>(Kind::never_regions) + 1);
    const auto count_of = [&](Kind kind) -> mpz_class& {
      return counts[static_cast<std::size_t>(kind)];
    };
    count_of(Kind::cells) = tree.cells;
    count_of(Kind::causal_pieces) = static_cast<unsigned long>(tree.causal.size());
    count_of(Kind::distinct_maps) = static_cast<unsigned long>(tree.maps.size());
    for (const Kind kind : {Kind::linear_regions, Kind::cell_components, Kind::never_regions})
      if (wants(kind)) count_of(kind) = static_cast<unsigned long>(read_components(lines_, tree, kind));
    if (wants(Kind::continuous)) read_seams(lines_, tree);
    for (const Kind kind : {Kind::concave, Kind::convex})
      if (wants(kind)) read_curvature(lines_, tree, kind);
    for (const Kind kind : {Kind::monotone, Kind::concave, Kind::convex})
      if (wants(kind, Claim::Proof::pairs)) read_tuples(lines_, tree, kind);
    for (const Claim& claim : claims_)
      if (claim.by_tree() && claim.is_count())
        lines_.require((count_of(claim.kind) == claim.count) == claim.holds,
                       "a count is not what the claim says");
    lines_.next();
  }

  bool wants(Kind kind, Claim::Proof proof = Claim::Proof::tree) const {
    return std::any_of(claims_.begin(), claims_.end(), [&](const Claim& claim) {
      return claim.proof == proof && claim.kind == kind;
    });
  }

  void check_premises(const Claim& claim, bool all) const {
    const bool everywhere = all || continuous_;
    if (claim.is_bound() || claim.kind == Kind::fires || claim.is_pair())
      lines_.require(everywhere, "the claim needs a tree of all points");
    if (claim.is_neuron())
      lines_.require(all || (is_branch(claim) && shape_for(claim).continuous),
                     "the claim needs a tree of all points");
    if (claim.kind == Kind::continuous || claim.proof == Claim::Proof::pairs) lines_.require(all, "the claim needs a tree of all points");
    if (claim.proof != Claim::Proof::pairs &&
        (claim.kind == Kind::monotone || claim.kind == Kind::lipschitz ||
         claim.kind == Kind::concave || claim.kind == Kind::convex))
      lines_.require(proved_continuous_, "the claim needs continuity");
  }

  Lines lines_;
  const std::vector<NetworkFile>& files_;
  Program program_;
  std::vector<Vector> domain_;
  std::size_t first_outputs_ = 0, first_steps_ = 0;  // of the first network
  bool two_networks_ = false;
  std::vector<Claim> claims_;
  std::vector<Shape> shapes_;       // of all values
  bool continuous_ = false;         // by theorem
  bool proved_continuous_ = false;  // by theorem or by another claim of the certificate
  bool holey_ = false;
};

}  // namespace

Verdict check_certificate(std::istream& certificate, const std::vector<NetworkFile>& files) {
  Checker checker(certificate, files);
  Verdict verdict;
  try {
    checker.run();
    verdict.kind = checker.holey() ? Verdict::Kind::holey : Verdict::Kind::verified;
    verdict.statement = checker.statement();
  } catch (const Rejected& rejected) {
    verdict.kind = Verdict::Kind::rejected;
    verdict.reason = "line " + std::to_string(rejected.line) + ": " + rejected.reason;
  }
  return verdict;
}

std::vector<std::string> networks_named(std::istream& certificate) {
  std::vector<std::string> names;
  Lines lines(certificate);
  try {
    for (lines.next(); lines.number() < 100 && !lines.is("claim"); lines.next())
      if (lines.is("network") || lines.is("network-normalized")) {
        const std::size_t name = lines.text().find(' ', lines.first().size() + 1);
        names.emplace_back(name == std::string_view::npos ? "" : lines.text().substr(name + 1));
      }
  } catch (const Rejected&) {
  }
  return names;
}

}  // namespace check
