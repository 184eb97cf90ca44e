#include "../network/network.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "arrays.h"
#include "bindings.h"
#include "running.h"
#include "states.h"

namespace nb = nanobind;
using namespace nb::literals;
using namespace elman;

namespace {

template <int kDims>
using In = Array<const float, kDims>;
using Out = Array<float, 1>;

template <int kDims>
bool all_finite(const Network& network, const In<kDims>& array) {
  return network.blueprint().table.all_finite(array.data(), array.size());
}

Window make_window(const StatefulNetwork& network, const In<3>& x, const nb::object& state) {
  require(x.shape(0) > 0 && x.shape(1) > 0 && x.shape(2) == network.config().input_size &&
          all_finite(network, x));
  return {x.data(), data_of<float>(state), x.shape(0), x.shape(1)};
}

void require_targets(const Network& network, const In<3>& x, const In<3>& y, const In<3>& weight) {
  const NetworkConfig& config = network.config();
  const Index columns = config.output_size / config.num_quantiles;
  const auto fits = [&](const In<3>& array) {
    return array.shape(0) == x.shape(0) && array.shape(1) == x.shape(1) && array.shape(2) == columns;
  };
  require(fits(y) && (!weight.is_valid() || fits(weight)));
  if (!weight.is_valid()) return require(all_finite(network, y));
  bool usable = all_finite(network, weight);
  for (Index i = 0; i < y.size(); i++) {
    const float w = weight.data()[i];
    usable &= w >= 0.0f && (w == 0.0f || y.data()[i] * 0.0f == 0.0f);
  }
  require(usable);
}

Window make_scored_window(const StatefulNetwork& network, const In<3>& x, const In<3>& y, const In<3>& weight,
                          const nb::object& state) {
  Window window = make_window(network, x, state);
  require_targets(network, x, y, weight);
  window.y = y.data();
  window.weight = weight.is_valid() ? weight.data() : nullptr;
  return window;
}

void require_size(const Network& network, Index size) {
  require(size == network.blueprint().num_parameters());
}

Index num_rows(const In<3>& x) {
  return x.shape(0) * x.shape(1);
}

nb::tuple forward(StatefulNetwork& network, In<3> x, nb::handle state) {
  const nb::object after = network.copy_state(state, x.shape(0));
  Window window = make_window(network, x, after);
  const nb::object prediction =
      new_array<float>({window.batch, window.num_steps, network.config().output_size});
  window.prediction = data_of<float>(prediction);
  run(network, num_rows(x), [&](Interruption* interruption) { network.forward(window.with(interruption)); });
  return nb::make_tuple(prediction, network.make_state(after));
}

nb::tuple train(StatefulNetwork& network, In<3> x, In<3> y, In<3> weight, nb::handle state) {
  const nb::object after = network.copy_state(state, x.shape(0));
  const Window window = make_scored_window(network, x, y, weight, after);
  const double loss = run(network, num_rows(x), [&](Interruption* interruption) {
    return network.train(window.with(interruption));
  });
  return nb::make_tuple(loss, network.make_state(after));
}

nb::tuple loss_and_gradients(StatefulNetwork& network, In<3> x, In<3> y, In<3> weight, nb::handle state) {
  const nb::object after = network.copy_state(state, x.shape(0));
  const Window window = make_scored_window(network, x, y, weight, after);
  nb::object flat = new_array<float>({network.blueprint().num_parameters()});
  const double loss = run(network, num_rows(x), [&](Interruption* interruption) {
    return network.gradients(window.with(interruption), data_of<float>(flat));
  });
  return nb::make_tuple(loss, flat);
}

void load(Network& network, In<1> flat) {
  require_size(network, flat.size());
  run_shortly(network, [&] { network.load(flat.data()); });
}

void read_parameters(Network& network, Out flat) {
  require_size(network, flat.size());
  run_shortly(network, [&] { network.read_parameters(flat.data()); });
}

void read_moments(Network& network, Out m, Out v) {
  require_size(network, m.size());
  require_size(network, v.size());
  run_shortly(network, [&] { network.read_moments(m.data(), v.data()); });
}

void restore(Network& network, In<1> parameters, In<1> m, In<1> v, int64_t step) {
  for (const In<1>& flat : {parameters, m, v}) require_size(network, flat.size());
  require(step >= 0);
  run_shortly(network, [&] { network.restore(parameters.data(), m.data(), v.data(), step); });
}

}  // namespace

static void bind_config(nb::module_& m) {
  nb::class_<Choice>(m, "Choice")
      .def(nb::init<std::string, std::vector<double>>(), "name"_a, "numbers"_a)
      .def_ro("name", &Choice::name)
      .def_ro("numbers", &Choice::numbers);
  nb::class_<NetworkConfig>(m, "NetworkConfig")
      .def(nb::init<>())
      .def_rw("cell", &NetworkConfig::cell)
      .def_rw("input_size", &NetworkConfig::input_size)
      .def_rw("hidden_size", &NetworkConfig::hidden_size)
      .def_rw("num_layers", &NetworkConfig::num_layers)
      .def_rw("output_size", &NetworkConfig::output_size)
      .def_rw("dropout", &NetworkConfig::dropout)
      .def_rw("num_quantiles", &NetworkConfig::num_quantiles)
      .def_rw("loss", &NetworkConfig::loss)
      .def_rw("optimizer", &NetworkConfig::optimizer)
      .def_rw("schedule", &NetworkConfig::schedule)
      .def_rw("learning_rate", &NetworkConfig::learning_rate)
      .def_rw("clip_norm", &NetworkConfig::clip_norm)
      .def_rw("seed", &NetworkConfig::seed)
      .def_rw("threads", &NetworkConfig::threads)
      .def_rw("isa", &NetworkConfig::isa);
}

void bind_network(nb::module_& m) {
  bind_config(m);
  nb::class_<Network>(m, "PlainNetwork");
  nb::class_<StatefulNetwork, Network>(m, "Network")
      .def(nb::init<const NetworkConfig&, nb::object, nb::tuple>(), "config"_a, "state_class"_a,
           "state_names"_a)
      .def("forward", &forward, "x"_a, "state"_a.none())
      .def("train", &train, "x"_a, "y"_a, "weight"_a.none(), "state"_a.none())
      .def("loss_and_gradients", &loss_and_gradients, "x"_a, "y"_a, "weight"_a.none(), "state"_a.none())
      .def_rw("fingerprint", &StatefulNetwork::fingerprint)
      .def("load", &load, "flat"_a)
      .def("read_parameters", &read_parameters, "flat"_a)
      .def("read_moments", &read_moments, "m"_a, "v"_a)
      .def("restore", &restore, "parameters"_a, "m"_a, "v"_a, "step"_a)
      .def_prop_ro("num_parameters",
                   [](const Network& network) { return network.blueprint().num_parameters(); })
      .def_prop_ro("instruction_set", [](const Network& network) { return network.blueprint().table.name; })
      .def_prop_ro("step", &Network::step);
}
