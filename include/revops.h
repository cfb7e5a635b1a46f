/** @file revops.h
 *  @brief The whole of librevops: one header per area, each tells its own story.
 */
#ifndef REVOPS_H
#define REVOPS_H

#include "revops/allocate.h"
#include "revops/arrow.h"
#include "revops/catalog.h"
#include "revops/column.h"
#include "revops/commission.h"
#include "revops/date.h"
#include "revops/error.h"
#include "revops/export.h"
#include "revops/fee.h"
#include "revops/fee_schedule.h"
#include "revops/fx.h"
#include "revops/host.h"
#include "revops/money.h"
#include "revops/names.h"
#include "revops/payout.h"
#include "revops/profit.h"
#include "revops/ratio.h"
#include "revops/revenue.h"
#include "revops/sha256.h"
#include "revops/shape.h"
#include "revops/split.h"
#include "revops/state.h"
#include "revops/text.h"
#include "revops/transaction.h"
#include "revops/version.h"
#include "revops/writer.h"

#endif
