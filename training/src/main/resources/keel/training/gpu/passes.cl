/*
 * Passes of P dense networks of one shape; see keel.training.gpu for what belongs to what.
 *
 * A pass is a set of tiles a stage. Either every tile is a work-group of its own and a launch does one stage (few members), or
 * one work-group does all tiles of its member, stage after stage, in one launch (many members). Both call the same functions,
 * and every number is one chain of sums in one fixed order: which form runs, and who else is computed, changes no bit.
 * Tiles have the shape that wastes least on a product of that size; that changes no bit either.
 */
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF

#define GROUP 256
#define DEPTH 16

/* Inlined whatever the compiler thinks: cells of a tile must become registers, and an array that is passed on does not. */
#define INLINE static inline __attribute__((always_inline))
#define STAGE_FIELDS 32

/* One stage in the table; offsets of arrays are for the first member, in floats from the start of the arena. */
#define LINEAR 0
#define IN 1
#define OUT 2
#define PARAMETERS 3
#define ACTIVATION 4
#define FROM 5
#define TO 6
#define AT 7
#define SEPARATE 8
#define MASK 9
#define DROPS 10
#define DELTA_FROM 11
#define DELTA_TO 12
#define NORMALIZED 13
#define INVERSE 14
#define BIAS 15
#define TANGENT_FROM 16
#define TANGENT_TO 17
#define TRANSFORM_TANGENT 18
#define NORMALIZED_TANGENT 19
#define LAMBDA_FROM 20
#define LAMBDA_TO 21
#define MU_FROM 22
#define MU_TO 23
#define CURVED_ABOVE 24
#define CURVED 25

#define RELU 0
#define LEAKY_RELU 1
#define TANH 2
#define IDENTITY 3
#define ELU 4
#define SILU 5
#define SIGMOID 6
#define SOFTPLUS 7
#define LEAKY_SLOPE 0.2f

#define NORM_EPSILON 1e-5

/* ---- activations: the same formulas as keel.training.network.Smooth and Elementwise ---- */

INLINE float positive(float x) {
    return x <= 0.0f ? 0.0f : x;
}

INLINE float negative(float x) {
    return x >= 0.0f ? 0.0f : x;
}

INLINE float smooth_tanh(float value) {
    float x = value > 9.0f ? 9.0f : (value < -9.0f ? -9.0f : value);
    float s = x * x;
    float p = (((1.3354686e-08f * s + 2.0609103e-05f) * s + 0.0034955894f) * s + 0.13381027f) * s + 1.0f;
    float q = (((7.776569e-07f * s + 0.0003285637f) * s + 0.025876988f) * s + 0.46714342f) * s + 1.0f;
    float y = x * p / q;
    return y > 1.0f ? 1.0f : (y < -1.0f ? -1.0f : y);
}

INLINE float sigmoid(float x) {
    return 0.5f + 0.5f * smooth_tanh(0.5f * x);
}

INLINE float activate(int activation, float x) {
    switch (activation) {
        case RELU:
            return positive(x);
        case LEAKY_RELU:
            return x > 0.0f ? x : LEAKY_SLOPE * x;
        case TANH:
            return smooth_tanh(x);
        case ELU: {
            float t = smooth_tanh(0.5f * negative(x));
            return positive(x) + 2.0f * t / (1.0f - t);
        }
        case SILU:
            return x * sigmoid(x);
        case SIGMOID:
            return sigmoid(x);
        case SOFTPLUS:
            return (float) ((x <= 0.0f ? 0.0 : (double) x) + log1p(exp(-fabs((double) x))));
        default:
            return x;
    }
}

/* Slope of an activation; at is the activation, or what it was of where that does not determine it. */
INLINE float slope(int activation, float at) {
    switch (activation) {
        case RELU:
            return at > 0.0f ? 1.0f : at * 0.0f;
        case LEAKY_RELU:
            return at > 0.0f ? 1.0f : LEAKY_SLOPE + at * 0.0f;
        case TANH:
            return 1.0f - at * at;
        case ELU:
            return 1.0f + negative(at);
        case SILU: {
            float s = sigmoid(at);
            return s * (1.0f + at * (1.0f - s));
        }
        case SIGMOID:
            return at * (1.0f - at);
        case SOFTPLUS:
            return sigmoid(at);
        default:
            return 1.0f;
    }
}

/* Second derivative, of a curved activation. */
INLINE float curvature(int activation, float at) {
    switch (activation) {
        case TANH:
            return -2.0f * at * (1.0f - at * at);
        case ELU:
            return at > 0.0f ? 0.0f : 1.0f + at;
        case SILU: {
            float s = sigmoid(at);
            return s * (1.0f - s) * (2.0f + at * (1.0f - 2.0f * s));
        }
        case SIGMOID: {
            float s = at * (1.0f - at);
            return s * (1.0f - 2.0f * at);
        }
        case SOFTPLUS: {
            float s = sigmoid(at);
            return s * (1.0f - s);
        }
        default:
            return 0.0f;
    }
}

/* ---- tiles ---- */

INLINE int tiles_along(int count, int size) {
    return (count + size - 1) / size;
}

/*
 * Shapes of tiles: 64 x 64 where a work-item computes 4 x 4 cells, or 16 x 64, 64 x 16 and 256 x 4 where it computes 1 x 4.
 * keel.training.gpu.GpuPass counts tiles by the same rule.
 */
INLINE int shape_of(int rows, int columns) {
    return columns <= 4 ? 3 : columns <= 16 ? 2 : rows <= 16 ? 1 : 0;
}

/* Sizes are powers of 2, given as their logarithms: a division by what is known to be one is a shift. */
INLINE int row_bits(int shape) {
    return shape == 3 ? 8 : shape == 1 ? 4 : 6;
}

INLINE int column_bits(int shape) {
    return shape == 3 ? 2 : shape == 2 ? 4 : 6;
}

INLINE int rows_of(int shape) {
    return 1 << row_bits(shape);
}

INLINE int columns_of(int shape) {
    return 1 << column_bits(shape);
}

INLINE int product_tiles(int rows, int columns) {
    int shape = shape_of(rows, columns);
    return tiles_along(rows, rows_of(shape)) * tiles_along(columns, columns_of(shape));
}

/* Where a tile of C [rows, columns] begins, and which cells of it this work-item computes: each rows by 4 columns. */
#define TILE(rows, columns)                                                  \
    int shape = shape_of(rows, columns);                                     \
    int across = tiles_along(columns, columns_of(shape));                    \
    int row = tile / across * rows_of(shape);                                \
    int column = tile % across * columns_of(shape);                          \
    int each = shape == 0 ? 4 : 1;                                           \
    int wide = column_bits(shape) - 2;                                       \
    int first_row = row + ((int) get_local_id(0) >> wide) * each;            \
    int first_column = column + ((int) get_local_id(0) & ((1 << wide) - 1)) * 4

#define FOR_CELLS(rows, columns)                                             \
    _Pragma("unroll") for (int i = 0; i < 4; i++)                            \
        _Pragma("unroll") for (int j = 0; j < 4; j++)                        \
            if (i < each && first_row + i < (rows) && first_column + j < (columns))

#define CELLS 16
#define M (first_row + i)
#define N (first_column + j)
#define CELL(cells) cells[i * 4 + j]

/* Floats between two rows of a panel: four more than it is wide, against conflicts of banks, and still whole float4. */
#define PITCH(width) ((width) + 4)

/* Copies a panel [DEPTH, width] from the rows or columns of a factor to local memory; what lies outside is 0. */
INLINE void load_panel(
        global const float *from, long along_depth, long along_width, int depth, int width, int bits, local float *panel) {
    int pitch = PITCH(1 << bits);
    for (int i = get_local_id(0); i < DEPTH << bits; i += GROUP) {
        int k = along_depth == 1 ? i % DEPTH : i >> bits;
        int m = along_depth == 1 ? i / DEPTH : i & ((1 << bits) - 1);
        panel[k * pitch + m] = m < width && k < depth ? from[k * along_depth + m * along_width] : 0.0f;
    }
}

#define ADD_ROW(i, l)                                          \
    cells[4 * i] = fma(l, r.x, cells[4 * i]);                  \
    cells[4 * i + 1] = fma(l, r.y, cells[4 * i + 1]);          \
    cells[4 * i + 2] = fma(l, r.z, cells[4 * i + 2]);          \
    cells[4 * i + 3] = fma(l, r.w, cells[4 * i + 3])

/*
 * cells += A B for the tile of C = A B [rows, columns] that begins at (row, column); A is [rows, depth], B [depth, columns],
 * each with its own distance between rows and between columns.
 */
INLINE void add_product(
        global const float *a, long a_row, long a_column,
        global const float *b, long b_row, long b_column,
        int rows, int columns, int depth, int shape, int row, int column,
        local float *scratch, float *cells) {
    int high = rows_of(shape);
    int broad = columns_of(shape);
    int wide = column_bits(shape) - 2;
    int x = (int) get_local_id(0) & ((1 << wide) - 1);
    int y = (int) get_local_id(0) >> wide;
    local float *left = scratch;
    local float *right = scratch + DEPTH * PITCH(high);
    for (int from = 0; from < depth; from += DEPTH) {
        load_panel(a + row * a_row + from * a_column, a_column, a_row, depth - from, rows - row, row_bits(shape), left);
        load_panel(b + from * b_row + column * b_column, b_row, b_column, depth - from, columns - column, column_bits(shape), right);
        barrier(CLK_LOCAL_MEM_FENCE);
        int end = min(DEPTH, depth - from);
        if (shape == 0) {
            for (int k = 0; k < end; k++) {
                float4 l = *(local const float4 *) (left + k * PITCH(64) + 4 * y);
                float4 r = *(local const float4 *) (right + k * PITCH(64) + 4 * x);
                ADD_ROW(0, l.x);
                ADD_ROW(1, l.y);
                ADD_ROW(2, l.z);
                ADD_ROW(3, l.w);
            }
        } else {
            for (int k = 0; k < end; k++) {
                float l = left[k * PITCH(high) + y];
                float4 r = *(local const float4 *) (right + k * PITCH(broad) + 4 * x);
                ADD_ROW(0, l);
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

INLINE void clear(float *cells) {
    _Pragma("unroll") for (int i = 0; i < CELLS; i++) {
        cells[i] = 0.0f;
    }
}

/* Sum over rows of one column of D [rows, columns], in order. */
INLINE float column_sum(global const float *d, int rows, int columns, int column) {
    float sum = 0.0f;
    for (int b = 0; b < rows; b++) {
        sum += d[(long) b * columns + column];
    }
    return sum;
}

/* What every pass gets. */
#define ARGUMENTS                                                                                    \
    global const long *table, int stages, int rows, global const float *parameters, long count,      \
            global float *arena, global float *gradients, int flags
#define PASS ARGUMENTS, int member, int l, int tile, local float *scratch
#define GIVEN table, stages, rows, parameters, count, arena, gradients, flags

/* Flags of passes. */
#define COUNTS 1
#define ADDS 2
#define WANTS_INPUT 4
#define DROPPING 8

#define STAGE(l) (table + (long) (l) * STAGE_FIELDS)
/* An array of one member that is width numbers a row. */
#define OF(field, width) (arena + s[field] + (long) member * rows * (width))

/* ---- forward ---- */

INLINE float through(global const long *s, int flags, long index, global float *at, global const float *mask, float z) {
    int activation = s[ACTIVATION];
    float y = activate(activation, z);
    if (s[SEPARATE]) {
        at[index] = activation == SILU || activation == SOFTPLUS ? z : y;
    }
    return flags & DROPPING && s[DROPS] ? y * mask[index] : y;
}

INLINE int forward_tiles(ARGUMENTS, int l) {
    global const long *s = STAGE(l);
    return s[LINEAR] ? product_tiles(rows, s[OUT]) : tiles_along(rows, GROUP);
}

INLINE void forward(PASS) {
    global const long *s = STAGE(l);
    int in = s[IN];
    int out = s[OUT];
    global const float *weights = parameters + member * count + s[PARAMETERS];
    global const float *x = OF(FROM, in);
    global float *y = OF(TO, out);
    global float *at = OF(AT, out);
    global const float *mask = OF(MASK, out);
    if (s[LINEAR]) {
        TILE(rows, out);
        float cells[CELLS];
        clear(cells);
        add_product(x, in, 1, weights, out, 1, rows, out, in, shape, row, column, scratch, cells);
        FOR_CELLS(rows, out) {
            float z = s[BIAS] ? CELL(cells) + weights[(long) in * out + N] : CELL(cells);
            long index = (long) M * out + N;
            y[index] = through(s, flags, index, at, mask, z);
        }
        return;
    }
    int row = tile * GROUP + get_local_id(0);
    if (row < rows) {
        global const float *z = x + (long) row * in;
        global float *normalized = OF(NORMALIZED, out) + (long) row * out;
        double sum = 0;
        for (int j = 0; j < out; j++) {
            sum += z[j];
        }
        double mean = sum / out;
        double squares = 0;
        for (int j = 0; j < out; j++) {
            double d = z[j] - mean;
            squares += d * d;
        }
        double inverse = 1 / sqrt(squares / out + NORM_EPSILON);
        OF(INVERSE, 1)[row] = (float) inverse;
        for (int j = 0; j < out; j++) {
            float unit = (float) ((z[j] - mean) * inverse);
            normalized[j] = unit;
            long index = (long) row * out + j;
            y[index] = through(s, flags, index, at, mask, weights[j] * unit + weights[out + j]);
        }
    }
}

/* ---- backward: delta is the gradient by what a stage's transform gave ---- */

/* From the gradient by stage l's output to that by what its transform gave. */
INLINE float back_through(global const long *s, int flags, long index, global const float *at, global const float *mask, float d) {
    float masked = s[DROPS] && flags & DROPPING ? d * mask[index] : d;
    return masked * slope(s[ACTIVATION], at[index]);
}

/* N(q) for one row: the Jacobian of normalisation, without gain. */
INLINE void norm_jacobian(int width, global const float *normalized, double inverse, global const float *from, global float *to) {
    double sum = 0;
    double along = 0;
    for (int j = 0; j < width; j++) {
        sum += from[j];
        along += (double) from[j] * normalized[j];
    }
    double mean = sum / width;
    double share = along / width;
    for (int j = 0; j < width; j++) {
        to[j] = (float) ((from[j] - mean - normalized[j] * share) * inverse);
    }
}

INLINE int input_tiles(global const long *s, int rows) {
    return s[LINEAR] ? product_tiles(rows, s[IN]) : tiles_along(rows, GROUP);
}

INLINE int weight_tiles(global const long *s) {
    return s[LINEAR] ? product_tiles(s[IN], s[OUT]) : tiles_along(s[OUT], GROUP);
}

INLINE bool wants_below(int l, int flags) {
    return l > 0 || flags & WANTS_INPUT;
}

INLINE int backward_tiles(ARGUMENTS, int l) {
    global const long *s = STAGE(l);
    return (wants_below(l, flags) ? input_tiles(s, rows) : 0) + (flags & COUNTS ? weight_tiles(s) : 0);
}

INLINE void put(global float *to, int flags, float value) {
    *to = flags & ADDS ? *to + value : value;
}

INLINE void backward(PASS) {
    global const long *s = STAGE(l);
    int in = s[IN];
    int out = s[OUT];
    global const float *weights = parameters + member * count + s[PARAMETERS];
    global float *gradient = gradients + member * count + s[PARAMETERS];
    global const float *delta = OF(DELTA_FROM, out);
    global const float *x = OF(FROM, in);
    int below = wants_below(l, flags) ? input_tiles(s, rows) : 0;
    float cells[CELLS];
    if (tile < below) {
        global float *to = OF(DELTA_TO, in);
        global const long *t = STAGE(max(0, l - 1));
        global const float *at = arena + t[AT] + (long) member * rows * in;
        global const float *mask = arena + t[MASK] + (long) member * rows * in;
        if (s[LINEAR]) {
            TILE(rows, in);
            clear(cells);
            add_product(delta, out, 1, weights, 1, out, rows, in, out, shape, row, column, scratch, cells);
            FOR_CELLS(rows, in) {
                long index = (long) M * in + N;
                float d = CELL(cells);
                to[index] = l > 0 ? back_through(t, flags, index, at, mask, d) : d;
            }
        } else {
            int row = tile * GROUP + get_local_id(0);
            if (row < rows) {
                long first = (long) row * in;
                for (int j = 0; j < in; j++) {
                    to[first + j] = delta[first + j] * weights[j];
                }
                norm_jacobian(in, OF(NORMALIZED, in) + first, OF(INVERSE, 1)[row], to + first, to + first);
                for (int j = 0; l > 0 && j < in; j++) {
                    to[first + j] = back_through(t, flags, first + j, at, mask, to[first + j]);
                }
            }
        }
        return;
    }
    tile -= below;
    if (s[LINEAR]) {
        TILE(in, out);
        clear(cells);
        add_product(x, 1, in, delta, out, 1, in, out, rows, shape, row, column, scratch, cells);
        FOR_CELLS(in, out) {
            put(gradient + (long) M * out + N, flags, CELL(cells));
        }
        int n = column + get_local_id(0);
        if (row == 0 && (int) get_local_id(0) < columns_of(shape) && n < out) {
            put(gradient + (long) in * out + n, flags, s[BIAS] ? column_sum(delta, rows, out, n) : 0.0f);
        }
    } else {
        int n = tile * GROUP + get_local_id(0);
        if (n < out) {
            global const float *normalized = OF(NORMALIZED, out);
            float gain = 0.0f;
            for (int b = 0; b < rows; b++) {
                gain += delta[(long) b * out + n] * normalized[(long) b * out + n];
            }
            put(gradient + n, flags, gain);
            put(gradient + out + n, flags, column_sum(delta, rows, out, n));
        }
    }
}

/* ---- directional pass: see keel.training.network.MlpDirectionalPass ---- */

INLINE int tangent_tiles(ARGUMENTS, int l) {
    return forward_tiles(GIVEN, l);
}

INLINE float tangent_through(global const long *s, int flags, long index, global const float *at, global const float *mask, global float *kept, float t) {
    if (s[CURVED]) {
        kept[index] = t;
    }
    float y = t * slope(s[ACTIVATION], at[index]);
    return s[DROPS] && flags & DROPPING ? y * mask[index] : y;
}

INLINE void tangent(PASS) {
    global const long *s = STAGE(l);
    int in = s[IN];
    int out = s[OUT];
    global const float *weights = parameters + member * count + s[PARAMETERS];
    global const float *x = OF(TANGENT_FROM, in);
    global float *y = OF(TANGENT_TO, out);
    global float *kept = OF(TRANSFORM_TANGENT, out);
    global const float *at = OF(AT, out);
    global const float *mask = OF(MASK, out);
    if (s[LINEAR]) {
        TILE(rows, out);
        float cells[CELLS];
        clear(cells);
        add_product(x, in, 1, weights, out, 1, rows, out, in, shape, row, column, scratch, cells);
        FOR_CELLS(rows, out) {
            long index = (long) M * out + N;
            y[index] = tangent_through(s, flags, index, at, mask, kept, CELL(cells));
        }
        return;
    }
    int row = tile * GROUP + get_local_id(0);
    if (row < rows) {
        long first = (long) row * out;
        global float *unscaled = OF(NORMALIZED_TANGENT, out) + first;
        norm_jacobian(out, OF(NORMALIZED, out) + first, OF(INVERSE, 1)[row], x + first, unscaled);
        for (int j = 0; j < out; j++) {
            y[first + j] = tangent_through(s, flags, first + j, at, mask, kept, unscaled[j] * weights[j]);
        }
    }
}

/* Lambda and mu from a stage's output to what its transform gave, in place. */
INLINE void both_through(global const long *s, int flags, long index, global const float *at, global const float *mask, global const float *kept, float *lambda, float *mu) {
    float drop = s[DROPS] && flags & DROPPING ? mask[index] : 1.0f;
    float d = slope(s[ACTIVATION], at[index]);
    float l = *lambda * drop;
    float m = *mu * drop * d;
    if (s[CURVED]) {
        m += curvature(s[ACTIVATION], at[index]) * kept[index] * l;
    }
    *lambda = l * d;
    *mu = m;
}

INLINE int penalty_tiles(ARGUMENTS, int l) {
    global const long *s = STAGE(l);
    return (l > 0 ? input_tiles(s, rows) : 0) + weight_tiles(s);
}

INLINE void penalty(PASS) {
    global const long *s = STAGE(l);
    int in = s[IN];
    int out = s[OUT];
    bool curved = s[CURVED_ABOVE] != 0;
    global const float *weights = parameters + member * count + s[PARAMETERS];
    global float *gradient = gradients + member * count + s[PARAMETERS];
    global const float *lambda = OF(LAMBDA_FROM, out);
    global const float *mu = OF(MU_FROM, out);
    global const float *x = OF(FROM, in);
    global const float *t = OF(TANGENT_FROM, in);
    int below = l > 0 ? input_tiles(s, rows) : 0;
    if (tile < below) {
        global float *lambda_to = OF(LAMBDA_TO, in);
        global float *mu_to = OF(MU_TO, in);
        global const long *u = STAGE(l - 1);
        global const float *at = arena + u[AT] + (long) member * rows * in;
        global const float *mask = arena + u[MASK] + (long) member * rows * in;
        global const float *kept = arena + u[TRANSFORM_TANGENT] + (long) member * rows * in;
        if (s[LINEAR]) {
            TILE(rows, in);
            float ofLambda[CELLS];
            float ofMu[CELLS];
            clear(ofLambda);
            clear(ofMu);
            add_product(lambda, out, 1, weights, 1, out, rows, in, out, shape, row, column, scratch, ofLambda);
            if (curved) {
                add_product(mu, out, 1, weights, 1, out, rows, in, out, shape, row, column, scratch, ofMu);
            }
            FOR_CELLS(rows, in) {
                long index = (long) M * in + N;
                float a = CELL(ofLambda);
                float b = CELL(ofMu);
                both_through(u, flags, index, at, mask, kept, &a, &b);
                lambda_to[index] = a;
                mu_to[index] = b;
            }
        } else {
            int row = tile * GROUP + get_local_id(0);
            if (row < rows) {
                long first = (long) row * in;
                global const float *normalized = OF(NORMALIZED, in) + first;
                global const float *unscaled = OF(NORMALIZED_TANGENT, in) + first;
                double inverse = OF(INVERSE, 1)[row];
                global float *q = lambda_to + first;
                global float *below_mu = mu_to + first;
                for (int j = 0; j < in; j++) {
                    q[j] = lambda[first + j] * weights[j];
                    below_mu[j] = (curved ? mu[first + j] : 0.0f) * weights[j];
                }
                norm_jacobian(in, normalized, inverse, below_mu, below_mu);
                double sum = 0;
                double along = 0;
                double tangentAlong = 0;
                double derivative = 0;
                for (int j = 0; j < in; j++) {
                    sum += q[j];
                    along += (double) q[j] * normalized[j];
                    tangentAlong += (double) t[first + j] * normalized[j];
                    derivative += (double) q[j] * unscaled[j];
                }
                double mean = sum / in;
                for (int j = 0; j < in; j++) {
                    double unit = normalized[j];
                    double down = (q[j] - mean - unit * along / in) * inverse;
                    double bend = derivative * unit + tangentAlong * down + along * unscaled[j];
                    float a = (float) down;
                    float b = below_mu[j] - (float) (bend / in * inverse);
                    both_through(u, flags, first + j, at, mask, kept, &a, &b);
                    q[j] = a;
                    below_mu[j] = b;
                }
            }
        }
        return;
    }
    tile -= below;
    if (s[LINEAR]) {
        TILE(in, out);
        float cells[CELLS];
        clear(cells);
        add_product(t, 1, in, lambda, out, 1, in, out, rows, shape, row, column, scratch, cells);
        if (curved) {
            add_product(x, 1, in, mu, out, 1, in, out, rows, shape, row, column, scratch, cells);
        }
        FOR_CELLS(in, out) {
            put(gradient + (long) M * out + N, flags, CELL(cells));
        }
        int n = column + get_local_id(0);
        if (row == 0 && (int) get_local_id(0) < columns_of(shape) && n < out) {
            put(gradient + (long) in * out + n, flags, curved && s[BIAS] ? column_sum(mu, rows, out, n) : 0.0f);
        }
    } else {
        int n = tile * GROUP + get_local_id(0);
        if (n < out) {
            global const float *normalized = OF(NORMALIZED, out);
            global const float *unscaled = OF(NORMALIZED_TANGENT, out);
            float gain = 0.0f;
            for (int b = 0; b < rows; b++) {
                long index = (long) b * out + n;
                gain += lambda[index] * unscaled[index];
                if (curved) {
                    gain += mu[index] * normalized[index];
                }
            }
            put(gradient + n, flags, gain);
            put(gradient + out + n, flags, curved ? column_sum(mu, rows, out, n) : 0.0f);
        }
    }
}

/* ---- what is launched ---- */

#define BARRIER barrier(CLK_GLOBAL_MEM_FENCE | CLK_LOCAL_MEM_FENCE)

#define LAUNCHES(pass, FIRST, MORE, NEXT)                                                           \
    kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void pass##_stage(                    \
            ARGUMENTS, global const int *members, int l, local float4 *room) {                                          \
        int tiles = pass##_tiles(GIVEN, l);                                                         \
        int group = get_group_id(0);                                                                \
        pass(GIVEN, members[group / tiles], l, group % tiles, (local float *) room);                         \
    }                                                                                               \
    kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void pass##_member(                   \
            ARGUMENTS, global const int *members, int unused, local float4 *room) {                                     \
        for (int l = FIRST; MORE; NEXT) {                                                           \
            int tiles = pass##_tiles(GIVEN, l);                                                     \
            for (int tile = 0; tile < tiles; tile++) {                                              \
                pass(GIVEN, members[get_group_id(0)], l, tile, (local float *) room);                        \
            }                                                                                       \
            BARRIER;                                                                                \
        }                                                                                           \
    }

LAUNCHES(forward, 0, l < stages, l++)
LAUNCHES(backward, stages - 1, l >= 0, l--)
LAUNCHES(tangent, 0, l < stages, l++)
LAUNCHES(penalty, stages - 1, l >= 0, l--)

/* The gradient by the output, [P, rows, out] where DELTA_FROM of the last stage is, becomes delta there; a row of groups a member. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void backward_begin(ARGUMENTS, global const int *members, int blocks) {
    global const long *s = STAGE(stages - 1);
    int member = members[get_group_id(0) / blocks];
    int out = s[OUT];
    long index = (long) (get_group_id(0) % blocks) * GROUP + get_local_id(0);
    if (index < (long) rows * out) {
        global float *delta = OF(DELTA_FROM, out);
        delta[index] = back_through(s, flags, index, OF(AT, out), OF(MASK, out), delta[index]);
    }
}

/* The weights of outputs, where LAMBDA_FROM of the last stage is, become lambda and mu there. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void penalty_begin(ARGUMENTS, global const int *members, int blocks) {
    global const long *s = STAGE(stages - 1);
    int member = members[get_group_id(0) / blocks];
    int out = s[OUT];
    long index = (long) (get_group_id(0) % blocks) * GROUP + get_local_id(0);
    if (index < (long) rows * out) {
        global float *lambda = OF(LAMBDA_FROM, out);
        float a = lambda[index];
        float b = 0.0f;
        both_through(s, flags, index, OF(AT, out), OF(MASK, out), OF(TRANSFORM_TANGENT, out), &a, &b);
        lambda[index] = a;
        OF(MU_FROM, out)[index] = b;
    }
}
