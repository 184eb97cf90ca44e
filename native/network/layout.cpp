#include "layout.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace elman {

namespace {

// From this many outputs on, predictions by panels were measured to be faster than a dot product each.
constexpr Index kWideOutputs = 4;

Index round_up(Index n, Index multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

// An odd number of cache lines: rows a power of two apart would all fall into the same few sets.
Index odd_lines(Index num_floats) {
  const Index lines = (num_floats + 15) / 16;
  return (lines % 2 ? lines : lines + 1) * 16;
}

Layer make_layer(const NetworkConfig& config, const CellKernels& cell, Index width, Index index) {
  Layer layer{};
  layer.hidden_size = config.hidden_size;
  layer.padded_size = round_up(config.hidden_size, width);
  layer.input_size = index == 0 ? config.input_size : config.hidden_size;
  const Index inputs = index == 0 ? config.input_size : layer.padded_size;  // h is handed up with its padding
  layer.row_stride = odd_lines(layer.padded_size + inputs + 1);
  layer.gate_stride = odd_lines(cell.slots * layer.padded_size);
  layer.unit_stride = odd_lines(layer.padded_size);
  layer.panel_rows = layer.hidden_size + layer.input_size + 2;
  return layer;
}

Head make_head(const NetworkConfig& config, const Layer& top, Index width) {
  Head head{};
  head.output_size = config.output_size;
  head.padded_size = top.padded_size;
  head.unit_stride = top.unit_stride;
  head.wide = config.output_size >= kWideOutputs;
  head.output_stride = head.wide ? round_up(config.output_size, width) : config.output_size;
  return head;
}

// The place of one gate and unit in a row of a layer's panels, and how long that row is.
struct Column {
  Index panel, stride, place;
};

Column find_column(const Layer& layer, const CellKernels& cell, Index width, Index unit, Index gate_column) {
  const Index block = unit / width, units = cell.units_per_panel;
  const Index first_block = block / units * units;
  const Index in_panel = std::min(units, layer.padded_size / width - first_block);
  const Index gates = cell.gates * width;
  return {first_block * gates * layer.panel_rows, in_panel * gates,
          (block - first_block) * gates + gate_column * width + unit % width};
}

// Which column of a panel holds PyTorch's gate.
Index column_of(const int (&order)[4], int gate) {
  Index column = 0;
  while (order[column] != gate) column++;
  return column;
}

}  // namespace

Layout::Layout(const NetworkConfig& config, const KernelTable& table, const CellKernels& cell) {
  const Index width = table.width;
  Index offset = 0, backward_offset = 0;
  for (Index index = 0; index < config.num_layers; index++) {
    layers.push_back(make_layer(config, cell, width, index));
    const Layer& layer = layers.back();
    const Index columns = cell.gates * layer.padded_size;
    layer_weights.push_back(offset);
    offset += columns * layer.panel_rows;
    recurrent_panels.push_back(backward_offset);
    backward_offset += columns * layer.padded_size;
    input_panels.push_back(backward_offset);
    if (index > 0) backward_offset += columns * layer.padded_size;
  }
  head = make_head(config, layers.back(), width);
  head_weights = offset;
  num_floats = offset + head.output_size * head.padded_size + round_up(head.output_size, width);
  wide_panels = backward_offset;
  num_backward_floats = backward_offset + (head.wide ? head.padded_size * head.output_stride : 0);
  num_states = cell.has_memory ? 2 : 1;
  if (num_floats > static_cast<Index>(std::numeric_limits<uint32_t>::max()))
    throw std::length_error("hidden_size must leave fewer than 2^32 parameters with their padding, got " +
                            std::to_string(num_floats) + ". Choose fewer inputs, units or layers.");

  for (size_t index = 0; index < layers.size(); index++) {
    const Layer& layer = layers[index];
    // Appends the parameters that stand in `count` panel rows from `first`, rows of PyTorch's matrix
    // outermost.
    const auto append = [&](const int (&order)[4], Index first, Index count) {
      for (int gate = 0; gate < cell.gates; gate++)
        for (Index unit = 0; unit < layer.hidden_size; unit++) {
          const Column column = find_column(layer, cell, width, unit, column_of(order, gate));
          for (Index row = first; row < first + count; row++)
            packed.push_back(static_cast<uint32_t>(layer_weights[index] + column.panel + row * column.stride +
                                                   column.place));
        }
    };
    const Index hidden = layer.hidden_size, inputs = layer.input_size;
    append(cell.input_gate, hidden, inputs);
    append(cell.hidden_gate, 0, hidden);
    append(cell.input_gate, hidden + inputs, 1);
    append(cell.hidden_gate, hidden + inputs + 1, 1);
  }
  for (Index output = 0; output < head.output_size; output++)
    for (Index unit = 0; unit < layers.back().hidden_size; unit++)
      packed.push_back(static_cast<uint32_t>(head_weights + output * head.padded_size + unit));
  for (Index output = 0; output < head.output_size; output++)
    packed.push_back(static_cast<uint32_t>(head_weights + head.output_size * head.padded_size + output));
}

void Layout::pack(const float* flat, float* to) const {
  for (const uint32_t place : packed) to[place] = *flat++;
}

void Layout::unpack(const float* from, float* flat) const {
  for (const uint32_t place : packed) *flat++ = from[place];
}

}  // namespace elman
