#pragma once

namespace kaibo {

struct Program;

/// Hands the figures of all parts to the program's metrics; the network's own come with its server.
/// Before anything is served.
void collect_figures(Program& program);

}  // namespace kaibo
