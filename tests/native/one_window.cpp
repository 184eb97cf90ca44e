// The engine without Python, for a processor that is not this machine's: reads a network and a window as
// bytes, and writes what the network says of it, the gradient, and what it says after some steps of training.
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "network/network.h"

using namespace elman;

namespace {

template <class Number>
std::vector<Number> take(size_t count) {
  std::vector<Number> numbers(count);
  if (std::fread(numbers.data(), sizeof(Number), count, stdin) != count) std::exit(1);
  return numbers;
}

void give(const std::vector<float>& numbers) {
  std::fwrite(numbers.data(), sizeof(float), numbers.size(), stdout);
}

size_t product(std::initializer_list<Index> sizes) {
  size_t all = 1;
  for (const Index size : sizes) all *= static_cast<size_t>(size);
  return all;
}

}  // namespace

// Training begins every step with a state of zeros. Arguments: the cell. Input, as int64: F, H, L, O, B, T,
// steps; as float: parameters, x, y, state.
int main(int, char** arguments) {
  const std::vector<int64_t> sizes = take<int64_t>(7);
  NetworkConfig config;
  config.cell = arguments[1];
  config.input_size = sizes[0];
  config.hidden_size = sizes[1];
  config.num_layers = sizes[2];
  config.output_size = sizes[3];
  config.learning_rate = 0.01;
  Network network(config);
  const Index batch = sizes[4], num_steps = sizes[5];
  const Index num_states = network.blueprint().layout.num_states;
  const std::vector<float> flat = take<float>(network.blueprint().layout.packed.size());
  const std::vector<float> x = take<float>(product({batch, num_steps, config.input_size}));
  const std::vector<float> y = take<float>(product({batch, num_steps, config.output_size}));
  const std::vector<float> before =
      take<float>(product({num_states, config.num_layers, batch, config.hidden_size}));
  network.load(flat.data());

  std::vector<float> state = before, prediction(y.size()), gradient(flat.size());
  const auto window = [&](bool anew = false) {
    state = anew ? std::vector<float>(before.size()) : before;
    return Window{.x = x.data(),
                  .state = state.data(),
                  .batch = batch,
                  .num_steps = num_steps,
                  .y = y.data(),
                  .prediction = prediction.data()};
  };
  network.forward(window());
  give(prediction);
  give(state);
  const double loss = network.gradients(window(), gradient.data());
  give({static_cast<float>(loss)});
  give(gradient);
  for (int64_t step = 0; step < sizes[6]; step++) network.train(window(true));
  network.forward(window(true));
  give(prediction);
  return 0;
}
