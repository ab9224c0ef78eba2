/* sheaf/abi/editor.h - sheaf.editor/1, a kind. The rules: sheaf/plugin.h. */
#ifndef SHEAF_ABI_EDITOR_H
#define SHEAF_ABI_EDITOR_H

#include <stdint.h>

#include "sheaf/abi/call.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/digest.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SHEAF_EDITOR "sheaf.editor/1"

typedef struct sheaf_section_sink {
  uint32_t struct_size;
  uint32_t flags;
  /* Opens a section; blocks that follow belong to it. [serial] */
  sheaf_status(SHEAF_CALL* section)(const struct sheaf_section_sink*, sheaf_str title);
  /* A block of the open section. Citations out of range: SHEAF_E_INTERNAL. [serial] */
  sheaf_status(SHEAF_CALL* block)(const struct sheaf_section_sink*, const sheaf_block* block);
  sheaf_status(SHEAF_CALL* usage)(const struct sheaf_section_sink*, const sheaf_usage* usage);
  /* What the reader must know of how the sections came about, in a sentence. A warning or error
   * says that they are less than asked for: the run is then delivered in part. [serial] */
  sheaf_status(SHEAF_CALL* notice)(const struct sheaf_section_sink*, sheaf_notice_level level,
                                   sheaf_str text);
} sheaf_section_sink;

typedef struct sheaf_editor {
  uint32_t struct_size;
  uint32_t flags;
  /* Writes sections about one reader's selected works. [serial] */
  sheaf_status(SHEAF_CALL* edit)(sheaf_instance* self, const sheaf_call* call, const sheaf_run* run,
                                 const sheaf_digest* digest, const sheaf_section_sink* sink);
} sheaf_editor;

#ifdef __cplusplus
}
#endif
#endif /* SHEAF_ABI_EDITOR_H */
