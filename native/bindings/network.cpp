#include "../network/network.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "running.h"

namespace nb = nanobind;
using namespace nb::literals;
using namespace elman;

namespace {

template <int kDims>
using In = nb::ndarray<const float, nb::ndim<kDims>, nb::c_contig, nb::device::cpu>;
template <int kDims>
using Out = nb::ndarray<float, nb::ndim<kDims>, nb::c_contig, nb::device::cpu>;
using MaybeIn = In<3>;  // None gives an array that is not valid

// Python says in a sentence what is wrong; here it only has to be found.
void require(bool fits) {
  if (!fits) throw nb::value_error("the arguments do not fit the network");
}

Window make_window(const Network& network, const In<3>& x, const Out<4>& state) {
  const NetworkConfig& config = network.config();
  const size_t batch = x.shape(0), num_steps = x.shape(1);
  require(batch > 0 && num_steps > 0 && x.shape(2) == static_cast<size_t>(config.input_size) &&
          batch * num_steps < (size_t{1} << 31) && network.all_finite(x.data(), static_cast<long>(x.size())));
  require(state.shape(0) == static_cast<size_t>(network.num_states()) &&
          state.shape(1) == static_cast<size_t>(config.num_layers) && state.shape(2) == batch &&
          state.shape(3) == static_cast<size_t>(config.hidden_size) &&
          network.all_finite(state.data(), static_cast<long>(state.size())));
  return {x.data(), state.data(), static_cast<int>(batch), static_cast<int>(num_steps)};
}

void require_targets(const Network& network, const In<3>& x, const In<3>& y, const MaybeIn& weight) {
  const NetworkConfig& config = network.config();
  const size_t columns = config.output_size / config.num_quantiles;
  const auto fits = [&](const In<3>& array) {
    return array.shape(0) == x.shape(0) && array.shape(1) == x.shape(1) && array.shape(2) == columns;
  };
  require(fits(y) && (!weight.is_valid() || fits(weight)));
  if (!weight.is_valid()) return require(network.all_finite(y.data(), static_cast<long>(y.size())));
  bool usable = network.all_finite(weight.data(), static_cast<long>(weight.size()));
  for (size_t i = 0; i < y.size(); i++) {
    const float w = weight.data()[i];
    usable &= w >= 0.0f && (w == 0.0f || y.data()[i] * 0.0f == 0.0f);
  }
  require(usable);
}

Window make_scored_window(const Network& network, const In<3>& x, const In<3>& y, const MaybeIn& weight,
                          const Out<4>& state) {
  Window window = make_window(network, x, state);
  require_targets(network, x, y, weight);
  window.y = y.data();
  window.weight = weight.is_valid() ? weight.data() : nullptr;
  return window;
}

void require_size(const Network& network, size_t size) {
  require(size == static_cast<size_t>(network.num_parameters()));
}

void forward(Network& network, In<3> x, Out<4> state, Out<3> prediction) {
  Window window = make_window(network, x, state);
  require(prediction.shape(0) == x.shape(0) && prediction.shape(1) == x.shape(1) &&
          prediction.shape(2) == static_cast<size_t>(network.config().output_size));
  window.prediction = prediction.data();
  const Running running(network, static_cast<long>(x.shape(0) * x.shape(1)));
  network.forward(window);
}

double train(Network& network, In<3> x, In<3> y, MaybeIn weight, Out<4> state) {
  const Window window = make_scored_window(network, x, y, weight, state);
  const Running running(network, static_cast<long>(x.shape(0) * x.shape(1)));
  return network.train(window);
}

double gradients(Network& network, In<3> x, In<3> y, MaybeIn weight, Out<4> state, Out<1> flat) {
  const Window window = make_scored_window(network, x, y, weight, state);
  require_size(network, flat.size());
  const Running running(network, static_cast<long>(x.shape(0) * x.shape(1)));
  return network.gradients(window, flat.data());
}

void load(Network& network, In<1> flat) {
  require_size(network, flat.size());
  const std::lock_guard lock(network.mutex());
  network.load(flat.data());
}

void read_parameters(Network& network, Out<1> flat) {
  require_size(network, flat.size());
  const std::lock_guard lock(network.mutex());
  network.read_parameters(flat.data());
}

void read_moments(Network& network, Out<1> m, Out<1> v) {
  require_size(network, m.size());
  require_size(network, v.size());
  const std::lock_guard lock(network.mutex());
  network.read_moments(m.data(), v.data());
}

void restore(Network& network, In<1> parameters, In<1> m, In<1> v, int64_t step) {
  for (const In<1>& flat : {parameters, m, v}) require_size(network, flat.size());
  const std::lock_guard lock(network.mutex());
  network.restore(parameters.data(), m.data(), v.data(), step);
}

}  // namespace

static void bind_config(nb::module_& m) {
  nb::class_<LossConfig>(m, "LossConfig")
      .def(nb::init<>())
      .def_rw("name", &LossConfig::name)
      .def_rw("numbers", &LossConfig::numbers);
  nb::class_<OptimizerConfig>(m, "OptimizerConfig")
      .def(nb::init<>())
      .def_rw("name", &OptimizerConfig::name)
      .def_rw("learning_rate", &OptimizerConfig::learning_rate)
      .def_rw("beta1", &OptimizerConfig::beta1)
      .def_rw("beta2", &OptimizerConfig::beta2)
      .def_rw("epsilon", &OptimizerConfig::epsilon)
      .def_rw("weight_decay", &OptimizerConfig::weight_decay)
      .def_rw("clip_norm", &OptimizerConfig::clip_norm)
      .def_rw("cosine_steps", &OptimizerConfig::cosine_steps);
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
      .def_rw("seed", &NetworkConfig::seed)
      .def_rw("threads", &NetworkConfig::threads)
      .def_rw("isa", &NetworkConfig::isa);
}

void bind_network(nb::module_& m) {
  bind_config(m);
  nb::class_<Network>(m, "Network")
      .def(nb::init<const NetworkConfig&>(), "config"_a)
      .def("forward", &forward, "x"_a.noconvert(), "state"_a.noconvert(), "prediction"_a.noconvert())
      .def("train", &train, "x"_a.noconvert(), "y"_a.noconvert(), "weight"_a.noconvert().none(),
           "state"_a.noconvert())
      .def("gradients", &gradients, "x"_a.noconvert(), "y"_a.noconvert(), "weight"_a.noconvert().none(),
           "state"_a.noconvert(), "flat"_a.noconvert())
      .def("load", &load, "flat"_a.noconvert())
      .def("read_parameters", &read_parameters, "flat"_a.noconvert())
      .def("read_moments", &read_moments, "m"_a.noconvert(), "v"_a.noconvert())
      .def("restore", &restore, "parameters"_a.noconvert(), "m"_a.noconvert(), "v"_a.noconvert(), "step"_a)
      .def_prop_ro("num_parameters", &Network::num_parameters)
      .def_prop_ro("instruction_set", [](const Network& network) { return network.table().name; })
      .def_prop_ro("step", &Network::step);
}
