#include "blueprint.h"

#include "../isa/dispatch.h"
#include "registry.h"

namespace elman {

Blueprint::Blueprint(const NetworkConfig& chosen)
    : config(chosen),
      table(choose_table(config.isa)),
      cell(find("cell", table.cells, table.num_cells, config.cell)),
      layout(config, table, cell) {}

}  // namespace elman
