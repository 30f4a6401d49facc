/*
 * Updates of parameters [P, count] by their gradients. One work-group does one member where something is added up over its
 * parameters, in one fixed order; otherwise a row of groups, one number a work-item.
 */
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF

#define GROUP 256
#define COEFFICIENTS 8

/*
 * ---- sums over a member ----
 *
 * Local memory is an argument of every kernel: PoCL 3.1 now and then let two work-groups that ran at the same time share an
 * array that was declared in the kernel.
 */

static double group_sum(double own, local double *sums) {
    int item = get_local_id(0);
    sums[item] = own;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int half_ = GROUP / 2; half_ > 0; half_ /= 2) {
        if (item < half_) {
            sums[item] += sums[item + half_];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    double total = sums[0];
    barrier(CLK_LOCAL_MEM_FENCE);
    return total;
}

static double group_square(global const float *values, long count, local double *sums) {
    double own = 0;
    for (long i = get_local_id(0); i < count; i += GROUP) {
        own += (double) values[i] * values[i];
    }
    return group_sum(own, sums);
}

/* Bounds are two a member, value and norm; 0 for none. Norms are before and after, of slot 0, slot 1 ... */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void clip(
        local double *sums, global float *gradients, long count, global const int *members, global const double *bounds, global double *norms) {
    int slot = get_group_id(0);
    int member = members[slot];
    global float *g = gradients + member * count;
    double norm = sqrt(group_square(g, count, sums));
    double clipped = norm;
    if (isfinite(norm)) {
        double largest = bounds[2 * member];
        double longest = bounds[2 * member + 1];
        if (largest > 0 && norm > largest) {
            float bound = (float) largest;
            for (long i = get_local_id(0); i < count; i += GROUP) {
                g[i] = fmax(-bound, fmin(bound, g[i]));
            }
            barrier(CLK_GLOBAL_MEM_FENCE);
            clipped = sqrt(group_square(g, count, sums));
        }
        if (longest > 0 && clipped > longest) {
            float scale = (float) (longest / clipped);
            for (long i = get_local_id(0); i < count; i += GROUP) {
                g[i] *= scale;
            }
            clipped = longest;
        }
    }
    if (get_local_id(0) == 0) {
        norms[2 * slot] = norm;
        norms[2 * slot + 1] = clipped;
    }
}

/* Norms of one array, of slot 0, slot 1 ... */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void norm(
        local double *sums, global const float *values, long count, global const int *members, global double *norms) {
    double square = group_square(values + members[get_group_id(0)] * count, count, sums);
    if (get_local_id(0) == 0) {
        norms[get_group_id(0)] = sqrt(square);
    }
}

/* Norms of the change, of what was before and of what is after, three a slot. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void lengths(
        local double *sums, global const float *before, global const float *after, long count, global const int *members, global double *norms) {
    long first = members[get_group_id(0)] * count;
    double own = 0;
    for (long i = get_local_id(0); i < count; i += GROUP) {
        double d = after[first + i] - before[first + i];
        own += d * d;
    }
    double change = group_sum(own, sums);
    double square_before = group_square(before + first, count, sums);
    double square_after = group_square(after + first, count, sums);
    if (get_local_id(0) == 0) {
        norms[3 * get_group_id(0)] = sqrt(change);
        norms[3 * get_group_id(0) + 1] = sqrt(square_before);
        norms[3 * get_group_id(0) + 2] = sqrt(square_after);
    }
}

/* ---- number by number ---- */

#define EACH                                                                     \
    int slot = get_group_id(0) / blocks;                                         \
    int member = members[slot];                                                  \
    long own = (long) (get_group_id(0) % blocks) * GROUP + get_local_id(0);      \
    long i = member * count + own;                                               \
    if (own >= count) {                                                          \
        return;                                                                  \
    }

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void copy(
        global const float *from, global float *to, long count, global const int *members, int blocks) {
    EACH
    to[i] = from[i];
}

kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void clear(
        global float *to, long count, global const int *members, int blocks) {
    EACH
    to[i] = 0.0f;
}

/* Targets towards their sources. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void follow(
        global const float *source, global float *to, long count, float rate) {
    long i = get_global_id(0);
    if (i < count) {
        to[i] = rate == 1.0f ? source[i] : to[i] + rate * (source[i] - to[i]);
    }
}

/* Lookahead: slow weights towards fast ones by alpha of the slot, and fast ones there. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void pull(
        global float *slow, global float *parameters, long count, global const int *members, int blocks, global const float *alpha) {
    EACH
    float s = slow[i] + alpha[slot] * (parameters[i] - slow[i]);
    slow[i] = s;
    parameters[i] = s;
}

/*
 * Optimisers. A slot has a number of segments: where each ends, and COEFFICIENTS of the rule and one that is 0 if the segment is
 * frozen. The rules' loops are those of keel.training.optimizer, whose prepare() says what each coefficient is.
 */
#define STEP(name)                                                                                               \
    kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void name(                                        \
            global float *parameters, global const float *gradients, global float *memory0, global float *memory1, \
            global float *memory2, long count, global const int *members, int blocks, int segments,              \
            global const int *ends, global const float *coefficients) {                                          \
        EACH                                                                                                     \
        int k = slot * segments;                                                                                 \
        while (own >= ends[k]) {                                                                                 \
            k++;                                                                                                 \
        }                                                                                                        \
        global const float *c = coefficients + (long) k * (COEFFICIENTS + 1);                                    \
        if (c[COEFFICIENTS] != 0.0f) {                                                                           \
            name##_rule(parameters + i, gradients[i], memory0 + i, memory1 + i, memory2 + i, c);                 \
        }                                                                                                        \
    }
#define RULE(name) \
    static void name##_rule(global float *theta, float g, global float *m0, global float *m1, global float *m2, global const float *c)

RULE(sgd) {
    float rate = c[0];
    float mu = c[2];
    g = g + c[1] * *theta;
    if (mu == 0.0f) {
        *theta -= rate * g;
        return;
    }
    float b = mu * *m0 + g;
    *m0 = b;
    *theta -= rate * (c[3] * g + c[4] * b);
}

RULE(optimistic_sgd) {
    *theta -= c[0] * (2.0f * g - *m0);
    *m0 = g;
}

RULE(rmsprop) {
    float rate = c[0];
    float past = c[2];
    float rest = c[3];
    float mu = c[5];
    g = g + c[1] * *theta;
    float v = past * *m0 + rest * g * g;
    *m0 = v;
    float spread = v;
    if (c[6] != 0.0f) {
        float a = past * *m1 + rest * g;
        *m1 = a;
        float rest_ = v - a * a;
        spread = rest_ <= 0.0f ? 0.0f : rest_;
    }
    float root = sqrt(spread) + c[4];
    if (mu == 0.0f) {
        *theta -= rate * g / root;
        return;
    }
    float b = mu * *m2 + g / root;
    *m2 = b;
    *theta -= rate * b;
}

RULE(adam) {
    g = g + c[7] * *theta;
    float m = c[1] * *m0 + c[2] * g;
    float v = c[3] * *m1 + c[4] * g * g;
    *m0 = m;
    *m1 = v;
    *theta -= c[0] * m / (sqrt(v) * c[5] + c[6]);
}

RULE(amsgrad) {
    g = g + c[7] * *theta;
    float m = c[1] * *m0 + c[2] * g;
    float v = c[3] * *m1 + c[4] * g * g;
    float w = *m2 > v ? *m2 : v;
    *m0 = m;
    *m1 = v;
    *m2 = w;
    *theta -= c[0] * m / (sqrt(w) * c[5] + c[6]);
}

RULE(adamw) {
    float m = c[1] * *m0 + c[2] * g;
    float v = c[3] * *m1 + c[4] * g * g;
    *m0 = m;
    *m1 = v;
    *theta = c[7] * *theta - c[0] * m / (sqrt(v) * c[5] + c[6]);
}

RULE(optimistic_adam) {
    float m = c[1] * *m0 + c[2] * g;
    float v = c[3] * *m1 + c[4] * g * g;
    float d = c[0] * m / (sqrt(v) * c[5] + c[6]);
    *theta -= c[7] * (2.0f * d - *m2);
    *m0 = m;
    *m1 = v;
    *m2 = d;
}

STEP(sgd)
STEP(optimistic_sgd)
STEP(rmsprop)
STEP(adam)
STEP(amsgrad)
STEP(adamw)
STEP(optimistic_adam)

/*
 * Spectral norm: a group a member and divided weight matrix. Of each there are five numbers: where its weights begin, in, out,
 * and where its u and v begin in a member's vectors.
 */
#define SPECTRAL_FIELDS 5
#define SMALLEST 1e-12

#define SPECTRAL                                                        \
    global const int *s = table + get_group_id(0) % matrices * SPECTRAL_FIELDS; \
    int slot = get_group_id(0) / matrices;                              \
    int member = members[slot];                                         \
    int in = s[1];                                                      \
    int out = s[2];                                                     \
    long at = member * count + s[0];                                    \
    global double *u = vectors + (long) member * vector_count + s[3];   \
    global double *v = vectors + (long) member * vector_count + s[4];   \
    int item = get_local_id(0)

static void make_unit(global double *x, int size, local double *sums) {
    double own = 0;
    for (int i = get_local_id(0); i < size; i += GROUP) {
        own += x[i] * x[i];
    }
    double scale = 1 / fmax(SMALLEST, sqrt(group_sum(own, sums)));
    for (int i = get_local_id(0); i < size; i += GROUP) {
        x[i] *= scale;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
}

static double row_times_u(global const float *row, int out, global const double *u) {
    double sum = 0;
    for (int j = 0; j < out; j++) {
        sum += row[j] * u[j];
    }
    return sum;
}

/* One step of power iteration. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void spectral_iterate(
        local double *sums, global const float *parameters, long count, global const int *members, global const int *table, int matrices,
        global double *vectors, int vector_count) {
    SPECTRAL;
    global const float *w = parameters + at;
    for (int i = item; i < in; i += GROUP) {
        v[i] = row_times_u(w + (long) i * out, out, u);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    make_unit(v, in, sums);
    for (int j = item; j < out; j += GROUP) {
        double sum = 0;
        for (int i = 0; i < in; i++) {
            sum += v[i] * w[(long) i * out + j];
        }
        u[j] = sum;
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    make_unit(u, out, sums);
}

/* Weights divided by their largest singular value, which is kept a slot of its own in sigmas [P, matrices]. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void spectral_divide(
        local double *sums, global const float *parameters, long count, global const int *members, global const int *table, int matrices,
        global double *vectors, int vector_count, global double *sigmas, global float *computing) {
    SPECTRAL;
    global const float *w = parameters + at;
    double own = 0;
    for (int i = item; i < in; i += GROUP) {
        own += v[i] * row_times_u(w + (long) i * out, out, u);
    }
    double sigma = group_sum(own, sums);
    if (fabs(sigma) < SMALLEST) {
        sigma = SMALLEST;
    }
    double scale = 1 / sigma;
    for (long i = item; i < (long) in * out; i += GROUP) {
        computing[at + i] = (float) (w[i] * scale);
    }
    if (item == 0) {
        sigmas[member * matrices + get_group_id(0) % matrices] = sigma;
    }
}

/* Turns a gradient by divided weights into one by the weights themselves, in place. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void spectral_correct(
        local double *sums, global float *gradients, long count, global const int *members, global const int *table, int matrices,
        global double *vectors, int vector_count, global const double *sigmas, global const float *computing) {
    SPECTRAL;
    double own = 0;
    for (long i = item; i < (long) in * out; i += GROUP) {
        own += (double) gradients[at + i] * computing[at + i];
    }
    double inner = group_sum(own, sums);
    double scale = 1 / sigmas[member * matrices + get_group_id(0) % matrices];
    for (long i = item; i < (long) in * out; i += GROUP) {
        gradients[at + i] = (float) (scale * (gradients[at + i] - inner * v[i / out] * u[i % out]));
    }
}

/* Adds one array to another. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void add(
        global const float *from, global float *to, long count, global const int *members, int blocks) {
    EACH
    to[i] += from[i];
}

/* Chosen rows [P, batch] of a table [P, rows, width], to where an arena has its input; count is batch * width. */
kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void gather(
        global const float *table, global float *arena, long at, long count, global const int *members, int blocks,
        global const int *chosen, int rows, int width) {
    EACH
    long row = chosen[i / width];
    arena[at + i] = table[((long) member * rows + row) * width + i % width];
}
