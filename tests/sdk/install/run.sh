#!/bin/sh
# Installs the SDK into an empty prefix and builds plugins against that prefix alone: a CMake project, and
# plain compiler calls with pkg-config. Each is loaded and run with the test kit, and checked like our own; one
# is run by the installed program.
# usage: run.sh SOURCE_DIR BUILD_DIR SCRATCH_DIR; CC, CXX, LAUNCHER (may be empty) and PYTHON from the environment
set -eu
umask 022  # the host refuses plugins that others can write to
source=$1 build=$2 scratch=$3
here=$source/tests/sdk/install
fail() { echo "FAILED: $*" >&2; exit 1; }

rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$scratch/prefix" --component sdk > "$scratch/install.log"
cp -r "$here/journal" "$scratch/journal"  # nothing above it is ours
cp "$source/sdk/examples/own_journal.c" "$source/sdk/examples/title_list.cc" "$scratch/journal/"
guide_block() {  # NUMBER: that block of C++ in the guide for plugin authors
  awk -v wanted="$1" '/^```/ { if ($0 == "```cpp") { n++; inside = n == wanted } else inside = 0; next } inside' \
    "$source/docs/plugins.md"
}
guide_block 1 > "$scratch/journal/journal.cc"
guide_block 2 > "$scratch/journal/guide_test.cc"
prefix=$(cd "$scratch" && mkdir -p moved && mv prefix moved/prefix && cd moved/prefix && pwd)  # it may be moved

find "$prefix" -type f ! -name '*.a' -exec grep -l -e "$source" -e "$build" {} + > "$scratch/leaks" || true
[ ! -s "$scratch/leaks" ] || fail "names folders of this machine: $(cat "$scratch/leaks")"
[ -s "$prefix/share/doc/sheaf/LICENSE" ] || fail 'no LICENSE'

check() {  # PLUGIN.so ID
  "$scratch/out/journal_test" "$1" "$2" > "$scratch/run.log" || fail "$1: $(cat "$scratch/run.log")"
  elf "$1" 'PocoXML PocoFoundation simdjson'
}
elf() { "$PYTHON" "$source/tests/sdk/elf/check_elf.py" "$1" --declared "$2" || fail "$1"; }

# A CMake project
cmake -S "$scratch/journal" -B "$scratch/out" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_COMPILER_LAUNCHER="$LAUNCHER" -DCMAKE_CXX_COMPILER_LAUNCHER="$LAUNCHER" > "$scratch/configure.log" 2>&1 ||
  fail "$(cat "$scratch/configure.log")"
cmake --build "$scratch/out" -j 2 > "$scratch/build.log" 2>&1 || fail "$(cat "$scratch/build.log")"
grep -q "$prefix/include" "$scratch/out/compile_commands.json" || fail 'the prefix is not used'
! grep -q "$source/sdk" "$scratch/out/compile_commands.json" || fail 'the source tree is used'
check "$scratch/out/journal.so" journal
check "$scratch/out/journal-feed.so" journal-feed
(cd "$scratch/out" && ./guide_test) > "$scratch/run.log" 2>&1 || fail "the guide's test: $(cat "$scratch/run.log")"

"$scratch/out/canonical_test" > "$scratch/run.log" 2>&1 || fail "canonical: $(cat "$scratch/run.log")"

# A version that this SDK is not
mkdir "$scratch/newer"
printf 'cmake_minimum_required(VERSION 3.25)\nproject(newer LANGUAGES NONE)\nfind_package(sheaf 0.3 CONFIG REQUIRED)\n' \
  > "$scratch/newer/CMakeLists.txt"
! cmake -S "$scratch/newer" -B "$scratch/newer/out" -DCMAKE_PREFIX_PATH="$prefix" > "$scratch/newer.log" 2>&1 ||
  fail 'sheaf 0.3 was found'
grep -q 'version: 0.2.0' "$scratch/newer.log" || fail "$(cat "$scratch/newer.log")"

# Plain compiler calls
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name sheaf-sdk.pc)")
export PKG_CONFIG_PATH
mkdir "$scratch/plain"
cd "$scratch/plain"
# shellcheck disable=SC2046
$CXX -std=c++20 -fPIC -shared -fvisibility=hidden ../journal/journal.cc $(pkg-config --cflags --libs sheaf-sdk) \
  -o journal.so
# shellcheck disable=SC2046
$CXX -std=c++20 -fPIC -shared -fvisibility=hidden ../journal/journal_feed.cc \
  $(pkg-config --cflags --libs sheaf-feed) -o journal-feed.so
# shellcheck disable=SC2046
$CXX -std=c++20 -fPIC -shared -fvisibility=hidden ../journal/title_list.cc \
  $(pkg-config --cflags --libs sheaf-files) -o title-list.so
# shellcheck disable=SC2046
$CC -std=c11 -fPIC -shared -fvisibility=hidden ../journal/own_journal.c $(pkg-config --cflags --libs sheaf-sdk) \
  -o own-journal.so
# shellcheck disable=SC2046
$CXX -std=c++20 ../journal/canonical_test.cc $(pkg-config --cflags --libs sheaf-canonical) -o canonical_test
./canonical_test > "$scratch/run.log" 2>&1 || fail "canonical: $(cat "$scratch/run.log")"
# shellcheck disable=SC2046
$CXX -std=c++20 ../journal/guide_test.cc $(pkg-config --cflags --libs sheaf-testing) -o guide_test
./guide_test > "$scratch/run.log" 2>&1 || fail "the guide's test: $(cat "$scratch/run.log")"
check "$scratch/plain/journal.so" journal
check "$scratch/plain/journal-feed.so" journal-feed
elf "$scratch/plain/own-journal.so" ''
elf "$scratch/plain/title-list.so" ''

# The program, installed elsewhere, runs the author's plugin beside its own.
[ -x "$build/bin/sheaf" ] || fail "build the program first: $build/bin/sheaf"
cmake --install "$build" --prefix "$scratch/program" --component sheaf >> "$scratch/install.log"
bundled=$(dirname "$(find "$scratch/program" -name output-markdown.so)")
mkdir "$scratch/work"
cd "$scratch/work"
printf 'j1\tOn sheaves\nj2\tMore on sheaves\n' > new.txt
cat > our.yaml <<'YAML'
name: our-journal
store: ./sheaf.db
sources: [ { use: journal, with: { url: "file:new.txt" } } ]
profiles: [ { id: me, interests: sheaves } ]
outputs:
  - { use: output-markdown, with: { path: "digest.md" } }
  - { use: title-list, with: { path: "titles.txt" } }
YAML
run() { env -i HOME="$PWD" SHEAF_PLUGIN_PATH="$scratch/out:$bundled" "$scratch/program/bin/sheaf" "$@" > "$scratch/run.log" 2>&1 ||
  fail "sheaf $*: $(cat "$scratch/run.log")"; }
run info journal
grep -q "$scratch/out/journal.so" "$scratch/run.log" || fail "$(cat "$scratch/run.log")"
run run our.yaml
grep -q 'More on sheaves' digest.md || fail 'the digest lacks a paper'
grep -q 'More on sheaves' titles.txt || fail "the author's output lacks a paper"
printf 'j3\tLast on sheaves\n' >> new.txt
run run our.yaml
newest=$(ls -t digest*.md | head -n 1)  # digest-2.md, unless it is past midnight now
grep -q 'Last on sheaves' "$newest" || fail 'the second digest lacks the new paper'
! grep -q 'More on sheaves' "$newest" || fail 'a paper came twice'
