/* Shapes of the structs that the base floor itself owns. */
#ifndef REVOPS_BASE_BASE_SHAPES_H
#define REVOPS_BASE_BASE_SHAPES_H

#include "base/shape.h"

extern const revops_shape revops__shape_error;
extern const revops_shape revops__shape_host;
extern const revops_shape revops__shape_contribution;
extern const revops_shape revops__shape_column;
extern const revops_shape revops__shape_ratio;
extern const revops_shape revops__shape_state_info;

#endif
