// Compressed rows (CSR), with int32 pointers and columns. A sum over the entries of a row has four parts, of entries
// e, e + 4, … each, plus the remaining entries. This order does not depend on the number of rows of x.

import { add, BYTES, bytesOf, LANES, mul, splat, sumOfLanes, vload } from './vector';

@inline function column(columns: usize, e: i32, x: usize): usize {
  return x + <usize>load<u32>(columns + (<usize>e << 2)) * BYTES;
}
@inline function entry(values: usize, e: i32): usize { return values + <usize>e * BYTES; }
@inline function pointer(pointers: usize, i: i32): i32 { return load<i32>(pointers + (<usize>i << 2)); }

/** x at the next LANES columns. */
@inline function gather(columns: usize, x: usize): v128 {
  const first = load<u64>(columns);
  const low = v128.load_zero<real>(x + <usize>first * BYTES);
  const pair = v128.load_lane<real>(x + <usize>(first >> 32) * BYTES, low, 1);
  if (LANES == 2) return pair;
  const second = load<u64>(columns, 8);
  const three = v128.load_lane<real>(x + <usize>second * BYTES, pair, 2);
  return v128.load_lane<real>(x + <usize>(second >> 32) * BYTES, three, 3);
}

export function sparse(
  rows: i32, m: i32, pointers: usize, columns: usize, values: usize, x: usize, ldx: i32, y: usize, ldy: i32, alpha: real,
): void {
  for (let r = 0; r < rows; r++) {
    let target = y;
    // Advance the addresses of entries too: fewer address computations bring the loop closer to one load per cycle.
    let c = columns + (<usize>pointer(pointers, 0) << 2);
    let v = entry(values, pointer(pointers, 0));
    for (let i = 0; i < m; i++) {
      const end = columns + (<usize>pointer(pointers, i + 1) << 2);
      // In float32 the four parts are the lanes of `low`, in float64 those of `low` and `high`.
      let low = splat(0);
      let high = splat(0);
      while (c + 16 <= end) {
        low = add(low, mul(vload(v), gather(c, x)));
        if (LANES == 2) high = add(high, mul(v128.load(v, 16), gather(c + 8, x)));
        c += 16;
        v += 4 * BYTES;
      }
      let sum: real = LANES == 2 ? sumOfLanes(low) + sumOfLanes(high) : sumOfLanes(low);
      while (c < end) {
        sum += load<real>(v) * load<real>(x + <usize>load<u32>(c) * BYTES);
        c += 4;
        v += BYTES;
      }
      store<real>(target, load<real>(target) + alpha * sum);
      target += BYTES;
    }
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

export function sparseTransposed(
  rows: i32, m: i32, pointers: usize, columns: usize, values: usize, y: usize, ldy: i32, x: usize, ldx: i32, alpha: real,
): void {
  for (let r = 0; r < rows; r++) {
    let e = pointer(pointers, 0);
    for (let i = 0; i < m; i++) {
      const end = pointer(pointers, i + 1);
      const v = alpha * load<real>(y + bytesOf(i));
      for (; e < end; e++) {
        const p = column(columns, e, x);
        store<real>(p, load<real>(p) + v * load<real>(entry(values, e)));
      }
    }
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

/** Rows to compute together, so that the values they read stay in the cache. */
const ROWS: i32 = 32;

export function sparseGradient(
  rows: i32, m: i32, pointers: usize, columns: usize, gradient: usize, y: usize, ldy: i32, x: usize, ldx: i32, alpha: real,
): void {
  const sx = bytesOf(ldx);
  const sy = bytesOf(ldy);
  for (let first = 0; first < rows; first += ROWS) {
    const count = min(ROWS, rows - first);
    let e = pointer(pointers, 0);
    for (let i = 0; i < m; i++) {
      const end = pointer(pointers, i + 1);
      for (; e + 4 <= end; e += 4) {
        let p0 = column(columns, e, x);
        let p1 = column(columns, e + 1, x);
        let p2 = column(columns, e + 2, x);
        let p3 = column(columns, e + 3, x);
        let q = y + bytesOf(i);
        let s0: real = 0;
        let s1: real = 0;
        let s2: real = 0;
        let s3: real = 0;
        for (let r = 0; r < count; r++) {
          const v = load<real>(q);
          s0 += v * load<real>(p0);
          s1 += v * load<real>(p1);
          s2 += v * load<real>(p2);
          s3 += v * load<real>(p3);
          q += sy;
          p0 += sx;
          p1 += sx;
          p2 += sx;
          p3 += sx;
        }
        const g = entry(gradient, e);
        store<real>(g, load<real>(g) + alpha * s0);
        store<real>(g + BYTES, load<real>(g + BYTES) + alpha * s1);
        store<real>(g + 2 * BYTES, load<real>(g + 2 * BYTES) + alpha * s2);
        store<real>(g + 3 * BYTES, load<real>(g + 3 * BYTES) + alpha * s3);
      }
      for (; e < end; e++) {
        let p = column(columns, e, x);
        let q = y + bytesOf(i);
        let s: real = 0;
        for (let r = 0; r < count; r++) {
          s += load<real>(q) * load<real>(p);
          q += sy;
          p += sx;
        }
        const g = entry(gradient, e);
        store<real>(g, load<real>(g) + alpha * s);
      }
    }
    x += sx * ROWS;
    y += sy * ROWS;
  }
}
