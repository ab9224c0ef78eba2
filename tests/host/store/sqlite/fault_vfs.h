// A file system for SQLite that counts its writes and, at a chosen one, kills the process or says
// that the disk is full. https://www.sqlite.org/vfs.html
#pragma once

#include <cstdint>

namespace host::store::testing {

enum class Fault { none, kill_before, kill_half_way, disk_full };

// Makes it the default of this process. Once; before any database is opened.
void install_fault_vfs();

// From now on, `fault` happens at the n-th write, sync or truncation (from 0); disk_full lasts.
void arm(Fault fault, std::int64_t n);

// Operations since arm().
std::int64_t operations();

}  // namespace host::store::testing
