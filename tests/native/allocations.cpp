// Counts what the engine allocates in the windows after the first: by operator new, and by the one other
// way that it has, aligned_alloc. Prints one line for each case: its name, the first window's count, the
// count of those after it.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

static std::atomic<long> count{0};

void* operator new(size_t size) {
  count++;
  if (void* block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, size_t) noexcept {
  std::free(block);
}

static void* counted_aligned_alloc(size_t alignment, size_t size) {
  count++;
  return aligned_alloc(alignment, size);
}
namespace std {
static void* counted_aligned_alloc(size_t alignment, size_t size) {
  return ::counted_aligned_alloc(alignment, size);
}
}  // namespace std
#define aligned_alloc counted_aligned_alloc
#include "isa/dispatch.cpp"
#include "losses/losses.cpp"
#include "network/backward_pass.cpp"
#include "network/blueprint.cpp"
#include "network/forward_pass.cpp"
#include "network/layout.cpp"
#include "network/network.cpp"
#include "network/optimizer.cpp"
#include "network/parameters.cpp"
#include "network/platform.cpp"
#include "network/slice.cpp"
#include "network/thread_pool.cpp"
#include "network/turns.cpp"
#include "network/workers.cpp"
#include "network/workspace.cpp"
#include "schedules/schedules.cpp"

using namespace elman;

static NetworkConfig make_config(const char* cell, const char* loss, int threads) {
  NetworkConfig config;
  config.cell = cell;
  config.num_layers = 2;
  config.output_size = 3;
  config.dropout = 0.1;
  config.threads = threads;
  config.clip_norm = 1.0;
  config.loss.name = loss;
  if (config.loss.name == "huber") config.loss.numbers = {1.0};
  if (config.loss.name == "pinball") {
    config.num_quantiles = 3;
    config.loss.numbers = {0.1, 0.5, 0.9};
  }
  return config;
}

static void run(const char* cell, const char* loss, int threads) {
  const int batch = 40, num_steps = 20;
  const NetworkConfig config = make_config(cell, loss, threads);
  Network network(config);
  network.load(std::vector<float>(network.blueprint().layout.packed.size(), 0.1f).data());
  const std::vector<float> x(batch * num_steps, 1.0f), y(batch * num_steps * 3, 0.5f);
  std::vector<float> state(2 * 2 * batch * config.hidden_size), prediction(batch * num_steps * 3);
  Window window{x.data(), state.data(), batch, num_steps};
  window.y = y.data();
  window.prediction = prediction.data();
  const auto both = [&] {
    const long before = count;
    network.train(window);
    network.forward(window);
    return count - before;
  };
  const long first = both();
  long later = 0;
  for (int i = 0; i < 5; i++) later += both();
  std::printf("%s,%s,%d %ld %ld\n", cell, loss, threads, first, later);
}

int main() {
  for (const char* cell : {"rnn", "rnn_relu", "gru", "lstm"})
    for (const char* loss : {"mse", "mae", "huber", "pinball"})
      for (int threads : {1, 2}) run(cell, loss, threads);
}
