/* sheaf/plugin.h - the plugin ABI. Pure C11, no dependency but <stdint.h>/<stddef.h>.
 *
 * Ownership, in five lines:
 *  1. A pointer passed in is borrowed until the function returns. Keep = copy.
 *  2. Nobody frees what the other side allocated. There is no shared allocator.
 *  3. Results go to a sink; the sink copies before it returns.
 *  4. An object (instance, transaction, response, stream) ends only by its own last function.
 *  5. Static tables live until deinit(); interface and service tables until destroy().
 *
 * Rules every declaration obeys:
 *  - Until 1.0 the layout may change, and each has a minor of its own: a plugin and a host of
 *    different minors do not fit together.
 *  - A struct that may grow starts with `struct_size`, set by whoever fills it. From 1.0 on new
 *    fields go at the end. Such a struct is never embedded by value and never stored in an array by
 *    value: arrays hold pointers.
 *  - Structs marked "frozen" never change; they may be embedded and put in arrays.
 *  - No C++ exception, longjmp or signal crosses a function declared here.
 *  - Strings are UTF-8, not NUL-terminated unless they are `const char *`. Times are milliseconds
 *    since 1970-01-01T00:00Z, SHEAF_TIME_UNKNOWN where there is none.
 *  - Every function has a thread tag:
 *      [init]        never concurrent with anything else in this shared object.
 *      [serial]      never two at a time on one instance, but on any thread; instances run in
 *                    parallel.
 *      [thread-safe] any thread, concurrently.
 *    A plugin may start threads; none may outlive the call that started it.
 *
 * A header for each kind and each service, each complete by itself; this one includes them all.
 */
#ifndef SHEAF_PLUGIN_H
#define SHEAF_PLUGIN_H

#include "sheaf/abi/budget.h"
#include "sheaf/abi/call.h"
#include "sheaf/abi/clock.h"
#include "sheaf/abi/component.h"
#include "sheaf/abi/config.h"
#include "sheaf/abi/digest.h"
#include "sheaf/abi/editor.h"
#include "sheaf/abi/enricher.h"
#include "sheaf/abi/entry.h"
#include "sheaf/abi/feedback.h"
#include "sheaf/abi/history.h"
#include "sheaf/abi/host.h"
#include "sheaf/abi/http.h"
#include "sheaf/abi/mail.h"
#include "sheaf/abi/output.h"
#include "sheaf/abi/probe.h"
#include "sheaf/abi/profile.h"
#include "sheaf/abi/record.h"
#include "sheaf/abi/score.h"
#include "sheaf/abi/scorer.h"
#include "sheaf/abi/source.h"
#include "sheaf/abi/source_state.h"
#include "sheaf/abi/state.h"
#include "sheaf/abi/usage.h"
#include "sheaf/abi/values.h"

#endif /* SHEAF_PLUGIN_H */
