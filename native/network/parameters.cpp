#include "parameters.h"

namespace elman {

Parameters::Parameters(const Blueprint& blueprint) : blueprint_(blueprint) {
  packed_.reserve(blueprint.layout.num_floats);
  panels_.reserve(blueprint.layout.num_backward_floats);
}

void Parameters::load(const float* flat) {
  blueprint_.layout.pack(flat, packed_.data());
  refresh_panels();
}

void Parameters::refresh_panels() {
  const Layout& layout = blueprint_.layout;
  float* panels = panels_.data();
  for (size_t index = 0; index < layout.layers.size(); index++)
    blueprint_.cell.make_backward_panels(layout.layers[index], layer(index),
                                         panels + layout.recurrent_panels[index],
                                         index > 0 ? panels + layout.input_panels[index] : nullptr);
  if (layout.head.wide) blueprint_.table.make_wide_panels(layout.head, head(), panels + layout.wide_panels);
}

}  // namespace elman
