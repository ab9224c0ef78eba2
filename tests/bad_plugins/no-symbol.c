/* A shared object that is no plugin at all. */
#include "sheaf/plugin.h"

SHEAF_EXPORT int something_else(void);
int something_else(void) {
  return 1;
}
