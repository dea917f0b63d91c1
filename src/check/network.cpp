// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <functional>
#include <map>

#include "json.hpp"
#include "program.hpp"

namespace check {

bool Step::has_jumps() const {
  for (const Event& e : events)
    if (e.jump.sign() != 0) return true;
  return false;
}

bool Step::is_linear() const { return events.size() == arrivals.size() && !has_jumps(); }

namespace {

Vector integer_row(const std::vector<mpq_class>& entries) {
  mpz_class common = 1;
  for (const mpq_class& e : entries) common = lcm(common, e.get_den());
  Vector row;
  for (const mpq_class& e : entries) row.emplace_back(mpz_class(e.get_num() * (common / e.get_den())));
  make_primitive(row);
  return row;
}

struct Affine {
  std::vector<std::vector<mpq_class>> weights;
  std::vector<mpq_class> biases;
};

Affine read_affine(const Json& json) {
  Affine map;
  for (const Json& row : json.at("weights").array()) map.weights.push_back(row.rationals());
  map.biases = json.at("biases").rationals();
  if (map.weights.empty() || map.biases.size() != map.weights.size())
    throw Unusable("expected a bias for every row of weights, at least one");
  for (const auto& row : map.weights)
    if (row.empty() || row.size() != map.weights[0].size())
      throw Unusable("expected rows of weights of one length, at least one entry each");
  return map;
}

// Row o of the map over values; all rows have one denominator, which keeps the
// denominators of a layer's values equal.
std::vector<Step> affine_steps(const Affine& map, const std::vector<std::size_t>& values) {
  mpz_class common = 1;
  for (const auto& row : map.weights)
    for (const mpq_class& w : row) common = lcm(common, w.get_den());
  for (const mpq_class& b : map.biases) common = lcm(common, b.get_den());
  const auto ratio = [&](const mpq_class& q) {
    return Ratio(Int(mpz_class(q.get_num() * (common / q.get_den()))), Int(common));
  };
  std::vector<Step> steps(map.biases.size());
  for (std::size_t o = 0; o < steps.size(); ++o) {
    steps[o].constant = ratio(map.biases[o]);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (map.weights[o][i] != 0) steps[o].terms.push_back({values[i], ratio(map.weights[o][i])});
  }
  return steps;
}

std::size_t add(Program& program, Step step) {
  program.steps.push_back(std::move(step));
  return program.dimension + program.steps.size() - 1;
}

Surroundings read_surroundings(const Json& json) {
  Surroundings result;
  if (const Json* encoder = json.find("encoder")) {
    encoder->expect_only({"weights", "biases"});
    const Affine map = read_affine(*encoder);
    result.has_encoder = true;
    result.dimension = map.weights[0].size();
    for (std::size_t o = 0; o < map.biases.size(); ++o) {
      result.encoder.push_back({Ratio(map.biases[o])});
      for (const mpq_class& w : map.weights[o]) result.encoder.back().emplace_back(w);
    }
  }
  const Json* domain = json.find("domain");
  if (domain == nullptr) return result;
  result.has_domain = true;
  domain->expect_only({"box", "constraints"});
  std::size_t dimension = 0;
  std::vector<std::vector<mpq_class>> rows;
  if (const Json* box = domain->find("box")) {
    dimension = box->array().size();
    for (std::size_t i = 0; i < dimension; ++i) {
      const auto bounds = box->entries[i].rationals();
      if (bounds.size() != 2) throw Unusable("expected bounds [low, high]");
      std::vector<mpq_class> lower(dimension + 1), upper(dimension + 1);
      lower[0] = -bounds[0], lower[i + 1] = 1, upper[0] = bounds[1], upper[i + 1] = -1;
      rows.push_back(std::move(lower));
      rows.push_back(std::move(upper));
    }
  }
  if (const Json* constraints = domain->find("constraints")) {
    for (const Json& constraint : constraints->array()) {
      constraint.expect_only({"coefficients", "at_most"});
      std::vector<mpq_class> row = {constraint.at("at_most").rational()};
      bool is_constant = true;
      for (const mpq_class& c : constraint.at("coefficients").rationals()) {
        row.push_back(-c);
        is_constant = is_constant && c == 0;
      }
      if (dimension == 0) dimension = row.size() - 1;
      if (row.size() != dimension + 1) throw Unusable("a constraint has a wrong length");
      if (is_constant && row[0] < 0) throw Unusable("the domain is empty");
      if (!is_constant) rows.push_back(std::move(row));
    }
  }
  if (dimension == 0 || (result.has_encoder && result.dimension != dimension))
    throw Unusable("the domain has a wrong dimension");
  result.dimension = dimension;
  for (const auto& row : rows) result.domain.push_back(integer_row(row));
  return result;
}

// The inputs of the body: the coordinates, or behind the encoder.
std::vector<std::size_t> place_inputs(std::size_t inputs, const Surroundings& around,
                                      Program& program) {
  if (program.steps.empty() && program.outputs.empty())
    program.dimension = around.dimension != 0 ? around.dimension : inputs;
  const std::size_t dimension = around.dimension != 0 ? around.dimension : inputs;
  if (program.dimension != dimension || (!around.has_encoder && dimension != inputs) ||
      (around.has_encoder && around.encoder.size() != inputs))
    throw Unusable("the domain or the encoder does not fit the network's inputs");
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < inputs; ++i) {
    if (!around.has_encoder) {
      values.push_back(i);
      continue;
    }
    Step step;
    step.constant = around.encoder[i][0];
    for (std::size_t j = 0; j < dimension; ++j)
      if (around.encoder[i][j + 1].sign() != 0) step.terms.push_back({j, around.encoder[i][j + 1]});
    values.push_back(add(program, std::move(step)));
  }
  return values;
}

struct LayerOf {
  Affine map;
  std::string activation;
};

void lower_layers(const std::vector<LayerOf>& layers, const Surroundings& around,
                  Program& program) {
  if (layers.empty()) throw Unusable("expected at least one layer");
  auto values = place_inputs(layers[0].map.weights[0].size(), around, program);
  for (const LayerOf& layer : layers) {
    if (layer.map.weights[0].size() != values.size())
      throw Unusable("a layer has a wrong number of weights a row");
    Step branch;
    branch.kind = Step::Kind::branch;
    const bool is_leaky = layer.activation.starts_with("leaky_relu:");
    if (is_leaky) {
      const auto slope = parse_rational(std::string_view(layer.activation).substr(11));
      if (!slope) throw Unusable("wrong parameter of leaky_relu");
      branch.slope = Ratio(*slope);
    } else if (layer.activation != "relu" && layer.activation != "identity") {
      throw Unusable("unknown activation \"" + layer.activation + "\"");
    }
    // All sums before all branches: the tree computes them once, above its splits.
    std::vector<std::size_t> next;
    for (Step& step : affine_steps(layer.map, values)) next.push_back(add(program, std::move(step)));
    for (std::size_t& value : next) {
      if (layer.activation == "identity") continue;
      branch.source = value;
      value = add(program, branch);
    }
    values = std::move(next);
  }
  for (const std::size_t v : values) program.outputs.push_back(v);
}

struct Breakpoint {
  mpq_class time, slope, jump;
};

std::vector<Breakpoint> read_response(const Json& json) {
  if (json.kind == Json::Kind::string && json.name == "linear") return {{0, 1, 0}};
  if (json.kind != Json::Kind::object || json.entries.size() != 1)
    throw Unusable("unknown response");
  if (const Json* window = json.find("window")) {
    const mpq_class delta = window->rational();
    if (delta <= 0) throw Unusable("expected a window > 0");
    return {{0, 1, 0}, {delta, -1, -delta}};
  }
  const Json* kernel = json.find("kernel");
  if (kernel == nullptr) throw Unusable("unknown response");
  std::vector<Breakpoint> breakpoints;
  for (const Json& row : kernel->array()) {
    const auto entries = row.rationals();
    if (entries.size() != 3 || entries[0] < 0 ||
        (!breakpoints.empty() && entries[0] <= breakpoints.back().time))
      throw Unusable("expected rows [time, slope change, jump] with increasing times >= 0");
    breakpoints.push_back({entries[0], entries[1], entries[2]});
  }
  if (breakpoints.empty()) throw Unusable("expected a kernel with rows");
  return breakpoints;
}

// The k >= 1 of a name such as x7; 0 for other names.
std::size_t numbered(const std::string& name, char letter) {
  if (name.size() < 2 || name.size() > 8 || name[0] != letter || name[1] == '0') return 0;
  if (name.find_first_not_of("0123456789", 1) != name.npos) return 0;
  return std::stoul(name.substr(1));
}

struct SynapseOf {
  std::string from;
  mpq_class weight, delay;
};

std::vector<SynapseOf> read_synapses(const Json& json) {
  std::vector<SynapseOf> synapses;
  if (json.kind == Json::Kind::object) {
    json.expect_only({"from", "weight", "delay"});
    const auto& from = json.at("from").array();
    const auto weights = json.at("weight").rationals();
    std::vector<mpq_class> delays(from.size());
    if (const Json* delay = json.find("delay")) delays = delay->rationals();
    if (weights.size() != from.size() || delays.size() != from.size())
      throw Unusable("the columns of synapses have different lengths");
    for (std::size_t i = 0; i < from.size(); ++i)
      synapses.push_back({from[i].string(), weights[i], delays[i]});
  } else {
    for (const Json& entry : json.array()) {
      entry.expect_only({"from", "weight", "delay"});
      const Json* delay = entry.find("delay");
      synapses.push_back({entry.at("from").string(), entry.at("weight").rational(),
                          delay ? delay->rational() : mpq_class(0)});
    }
  }
  for (const SynapseOf& s : synapses)
    if (s.delay < 0) throw Unusable("negative delay");
  return synapses;
}

Step spike_step(const Json& neuron, const std::vector<Breakpoint>& response,
                const std::function<std::size_t(const std::string&)>& find) {
  Step step;
  step.kind = Step::Kind::spike;
  const mpq_class threshold = neuron.at("threshold").rational();
  if (threshold <= 0) throw Unusable("expected a threshold > 0");
  step.threshold = Ratio(threshold);
  for (const SynapseOf& s : read_synapses(neuron.at("synapses"))) {
    const std::size_t source = find(s.from);
    const std::size_t events = step.events.size();
    for (const Breakpoint& b : response)
      if (s.weight != 0 && (b.slope != 0 || b.jump != 0))
        step.events.push_back({step.arrivals.size(), Ratio(mpq_class(s.delay + b.time)),
                               Ratio(mpq_class(s.weight * b.slope)),
                               Ratio(mpq_class(s.weight * b.jump))});
    if (step.events.size() > events) step.arrivals.push_back(source);
  }
  return step;
}

std::size_t count_inputs(const Json& json) {
  std::size_t inputs = 0;
  const auto see = [&](const std::string& name) {
    inputs = std::max(inputs, numbered(name, 'x'));
  };
  for (const Json& neuron : json.at("neurons").array())
    for (const SynapseOf& s : read_synapses(neuron.at("synapses"))) see(s.from);
  for (const Json& output : json.at("outputs").array()) see(output.string());
  return inputs;
}

void lower_spiking(const Json& json, const Surroundings& own, const Surroundings& around,
                   Program& program) {
  json.expect_only({"network", "domain", "encoder", "input_time", "output_time", "response",
                    "references", "neurons", "outputs"});
  std::size_t inputs = own.has_encoder ? own.encoder.size() : own.dimension;
  if (inputs == 0)
    inputs = std::max(count_inputs(json),
                      around.has_encoder ? around.encoder.size() : around.dimension);
  std::vector<std::size_t> spikes = place_inputs(inputs, around, program);
  const mpq_class input_time = json.at("input_time").rational();
  for (std::size_t& spike : spikes) {
    Step step;
    step.constant = Ratio(input_time);
    step.terms.push_back({spike, Ratio(1)});
    spike = add(program, std::move(step));
  }
  std::vector<std::size_t> references;
  for (const mpq_class& time : json.at("references").rationals()) {
    Step step;
    step.constant = Ratio(time);
    references.push_back(add(program, std::move(step)));
  }
  std::map<std::string, std::size_t> neurons;
  const auto find = [&](const std::string& name) {
    const std::size_t x = numbered(name, 'x'), r = numbered(name, 'r');
    if (x > 0 && x <= spikes.size()) return spikes[x - 1];
    if (r > 0 && r <= references.size()) return references[r - 1];
    const auto neuron = neurons.find(name);
    if (x > 0 || r > 0 || neuron == neurons.end()) throw Unusable("unknown node \"" + name + "\"");
    return neuron->second;
  };
  const auto response = read_response(json.at("response"));
  for (const Json& neuron : json.at("neurons").array()) {
    neuron.expect_only({"name", "threshold", "synapses"});
    const std::string& name = neuron.at("name").string();
    const std::size_t value = add(program, spike_step(neuron, response, find));
    if (name.empty() || numbered(name, 'x') > 0 || numbered(name, 'r') > 0 ||
        !neurons.emplace(name, value).second)
      throw Unusable("bad name of a neuron: \"" + name + "\"");
  }
  const mpq_class output_time = json.at("output_time").rational();
  if (json.at("outputs").array().empty()) throw Unusable("expected at least one output");
  for (const Json& output : json.at("outputs").array()) {
    Step step;
    step.constant = Ratio(mpq_class(-output_time));
    step.terms.push_back({find(output.string()), Ratio(1)});
    program.outputs.push_back(add(program, std::move(step)));
  }
}

// The numbers of an .nnet file, separated by commas and white space; lines that start with
// "//" are comments.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text) {}
  bool at_end() {
    while (at_ < text_.size()) {
      if ((at_ == 0 || text_[at_ - 1] == '\n') && text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (std::string_view(", \t\r\n").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return false;
      }
    }
    return true;
  }
  mpq_class next() {
    if (at_end()) throw Unusable("the file ends early");
    const std::size_t end = std::min(text_.find_first_of(", \t\r\n", at_), text_.size());
    const auto value = parse_rational(text_.substr(at_, end - at_));
    if (!value || end - at_ > 1000) throw Unusable("expected a decimal number");
    at_ = end;
    return *value;
  }
  std::size_t size() {
    const mpq_class value = next();
    if (value.get_den() != 1 || value < 1 || value > 1000000) throw Unusable("bad size");
    return value.get_num().get_ui();
  }
  std::vector<mpq_class> list(std::size_t count) {
    std::vector<mpq_class> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(next());
    return values;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

void put_scaling_inside(std::vector<LayerOf>& layers, const std::vector<mpq_class>& mean,
                        const std::vector<mpq_class>& range) {
  Affine& first = layers.front().map;
  for (std::size_t o = 0; o < first.biases.size(); ++o)
    for (std::size_t i = 0; i + 1 < range.size(); ++i) {
      first.weights[o][i] /= range[i];
      first.biases[o] -= first.weights[o][i] * mean[i];
    }
  Affine& last = layers.back().map;
  for (std::size_t o = 0; o < last.biases.size(); ++o) {
    for (mpq_class& w : last.weights[o]) w *= range.back();
    last.biases[o] = last.biases[o] * range.back() + mean.back();
  }
}

std::vector<LayerOf> read_nnet(std::string_view text, bool normalized, Surroundings& own) {
  Numbers numbers(text);
  const std::size_t count = numbers.size(), inputs = numbers.size(), outputs = numbers.size();
  numbers.size();
  std::vector<std::size_t> sizes;
  for (std::size_t l = 0; l <= count; ++l) sizes.push_back(numbers.size());
  if (sizes.front() != inputs || sizes.back() != outputs) throw Unusable("layer sizes disagree");
  numbers.next();
  const auto low = numbers.list(inputs), high = numbers.list(inputs);
  const auto mean = numbers.list(inputs + 1), range = numbers.list(inputs + 1);
  for (const mpq_class& r : range)
    if (r <= 0) throw Unusable("expected a range > 0");
  std::vector<LayerOf> layers;
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    LayerOf layer;
    layer.activation = l + 1 < sizes.size() ? "relu" : "identity";
    for (std::size_t o = 0; o < sizes[l]; ++o) layer.map.weights.push_back(numbers.list(sizes[l - 1]));
    layer.map.biases = numbers.list(sizes[l]);
    layers.push_back(std::move(layer));
  }
  if (!numbers.at_end()) throw Unusable("expected the end after the last bias");
  if (normalized) put_scaling_inside(layers, mean, range);
  own.has_domain = true;
  own.dimension = inputs;
  for (std::size_t i = 0; i < inputs; ++i) {
    std::vector<mpq_class> lower(inputs + 1), upper(inputs + 1);
    const auto map = [&](const mpq_class& x) {
      return normalized ? x : mpq_class((x - mean[i]) / range[i]);
    };
    lower[0] = -map(low[i]), lower[i + 1] = 1, upper[0] = map(high[i]), upper[i + 1] = -1;
    own.domain.push_back(integer_row(lower));
    own.domain.push_back(integer_row(upper));
  }
  return layers;
}

}  // namespace

void append_network(std::string_view text, bool normalized, const Surroundings* stated,
                    Program& program, Surroundings& own) {
  const std::size_t start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (start == text.npos) throw Unusable("the file is empty");
  if (text[start] != '{') {
    const auto layers = read_nnet(text, normalized, own);
    lower_layers(layers, stated != nullptr ? *stated : own, program);
    return;
  }
  const Json json = Json::parse(text);
  own = read_surroundings(json);
  Surroundings around = own;
  if (stated != nullptr) {
    around = *stated;
    if (own.has_encoder) {
      if (own.encoder.empty() || own.encoder[0].size() != stated->dimension + 1)
        throw Unusable("the encoder and the certificate's domain have different dimensions");
      around.has_encoder = true;
      around.encoder = own.encoder;
    }
  }
  const std::string& kind = json.at("network").string();
  if (kind == "srm") {
    lower_spiking(json, own, around, program);
  } else if (kind == "relu") {
    json.expect_only({"network", "domain", "encoder", "layers"});
    std::vector<LayerOf> layers;
    for (const Json& layer : json.at("layers").array()) {
      layer.expect_only({"weights", "biases", "activation"});
      layers.push_back({read_affine(layer), layer.at("activation").string()});
    }
    lower_layers(layers, around, program);
  } else {
    throw Unusable("unknown kind of network");
  }
}

}  // namespace check
