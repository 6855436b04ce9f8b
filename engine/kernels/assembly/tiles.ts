// C[r][j] += alpha · Σ_e A[r][e] B[e][j] over a few rows and a few vectors of columns, at most 4 × 2 vectors, so that the
// sums stay in registers. Every tile adds in the order of e, from a sum of 0, so that an element has the same bits in
// every tile. Strides are in bytes; A is contiguous in e.

import { PANEL, STEP } from './panels';
import { add, BYTES, LANES, loadPart, madd, mul, splat, storePart, vload, vstore } from './vector';

@inline function increase(c: usize, alpha: v128, s: v128): void { vstore(c, add(vload(c), mul(alpha, s))); }

/** Adds the first `width` ≤ PANEL columns of a panel's sums. */
@inline function deliver(c: usize, width: i32, alpha: v128, s0: v128, s1: v128): void {
  if (width == PANEL) {
    increase(c, alpha, s0);
    increase(c + 16, alpha, s1);
  } else {
    deliverPart(c, width, alpha, s0, s1);
  }
}

function deliverPart(c: usize, width: i32, alpha: v128, s0: v128, s1: v128): void {
  if (width >= LANES) {
    increase(c, alpha, s0);
    c += 16;
    s0 = s1;
    width -= LANES;
  }
  if (width) storePart(c, add(loadPart(c, width), mul(alpha, s0)), width);
}

// The inner loops of four rows run several steps of k per iteration, and can end after each. The test between two steps
// is nearly free and keeps their loads apart: compilers move all loads of a branch-free block to its start, and the loads
// of two steps would not fit the registers.

/** Four rows of A, `stride` apart, by one panel. */
export function rows4(
  k: i32, a: usize, stride: usize, b: usize, c: usize, ldc: usize, width: i32, alpha: v128,
): void {
  let s00 = splat(0), s01 = splat(0), s10 = splat(0), s11 = splat(0);
  let s20 = splat(0), s21 = splat(0), s30 = splat(0), s31 = splat(0);
  let b0: v128, b1: v128, x: v128;
  let a1 = a + stride;
  let a2 = a1 + stride;
  let a3 = a2 + stride;
  const end = a + <usize>k * BYTES;
  while (a < end) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a1);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a2);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a3);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += BYTES;
    a1 += BYTES;
    a2 += BYTES;
    a3 += BYTES;
    if (a >= end) break;
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a1);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a2);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a3);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += BYTES;
    a1 += BYTES;
    a2 += BYTES;
    a3 += BYTES;
    b += 2 * STEP;
  }
  deliver(c, width, alpha, s00, s01);
  c += ldc;
  deliver(c, width, alpha, s10, s11);
  c += ldc;
  deliver(c, width, alpha, s20, s21);
  c += ldc;
  deliver(c, width, alpha, s30, s31);
}

/** Four rows of A, interleaved by `interleave`, by one panel. */
export function rows4Interleaved(k: i32, a: usize, b: usize, c: usize, ldc: usize, width: i32, alpha: v128): void {
  let s00 = splat(0), s01 = splat(0), s10 = splat(0), s11 = splat(0);
  let s20 = splat(0), s21 = splat(0), s30 = splat(0), s31 = splat(0);
  let b0: v128, b1: v128, x: v128;
  const end = a + <usize>k * (4 * BYTES);
  while (a < end) {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a, BYTES);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a, 2 * BYTES);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a, 3 * BYTES);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += 4 * BYTES;
    if (a >= end) break;
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a, BYTES);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a, 2 * BYTES);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a, 3 * BYTES);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += 4 * BYTES;
    if (a >= end) break;
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a, BYTES);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a, 2 * BYTES);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a, 3 * BYTES);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += 4 * BYTES;
    if (a >= end) break;
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x = v128.load_splat<real>(a);
    s00 = madd(x, b0, s00);
    s01 = madd(x, b1, s01);
    x = v128.load_splat<real>(a, BYTES);
    s10 = madd(x, b0, s10);
    s11 = madd(x, b1, s11);
    x = v128.load_splat<real>(a, 2 * BYTES);
    s20 = madd(x, b0, s20);
    s21 = madd(x, b1, s21);
    x = v128.load_splat<real>(a, 3 * BYTES);
    s30 = madd(x, b0, s30);
    s31 = madd(x, b1, s31);
    a += 4 * BYTES;
    b += 4 * STEP;
  }
  deliver(c, width, alpha, s00, s01);
  c += ldc;
  deliver(c, width, alpha, s10, s11);
  c += ldc;
  deliver(c, width, alpha, s20, s21);
  c += ldc;
  deliver(c, width, alpha, s30, s31);
}

/**
 * One row of A by `count` ≤ 3 panels, `panel` bytes apart, the last of `width` columns. Independent sums hide the latency
 * of an addition; with three panels, the sums and their operands still fit the registers.
 */
@inline function row(count: i32, k: i32, a: usize, b: usize, panel: usize, c: usize, width: i32, alpha: v128): void {
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0), s4 = splat(0), s5 = splat(0);
  let x: v128;
  let b1 = b + panel;
  let b2 = b1 + panel;
  const end = a + <usize>k * BYTES;
  while (a < end) {
    x = v128.load_splat<real>(a);
    s0 = madd(x, v128.load(b), s0);
    s1 = madd(x, v128.load(b, 16), s1);
    if (count > 1) {
      s2 = madd(x, v128.load(b1), s2);
      s3 = madd(x, v128.load(b1, 16), s3);
    }
    if (count > 2) {
      s4 = madd(x, v128.load(b2), s4);
      s5 = madd(x, v128.load(b2, 16), s5);
    }
    a += BYTES;
    if (a >= end) break;
    x = v128.load_splat<real>(a);
    s0 = madd(x, v128.load(b, 32), s0);
    s1 = madd(x, v128.load(b, 48), s1);
    if (count > 1) {
      s2 = madd(x, v128.load(b1, 32), s2);
      s3 = madd(x, v128.load(b1, 48), s3);
    }
    if (count > 2) {
      s4 = madd(x, v128.load(b2, 32), s4);
      s5 = madd(x, v128.load(b2, 48), s5);
    }
    a += BYTES;
    if (a >= end) break;
    x = v128.load_splat<real>(a);
    s0 = madd(x, v128.load(b, 64), s0);
    s1 = madd(x, v128.load(b, 80), s1);
    if (count > 1) {
      s2 = madd(x, v128.load(b1, 64), s2);
      s3 = madd(x, v128.load(b1, 80), s3);
    }
    if (count > 2) {
      s4 = madd(x, v128.load(b2, 64), s4);
      s5 = madd(x, v128.load(b2, 80), s5);
    }
    a += BYTES;
    if (a >= end) break;
    x = v128.load_splat<real>(a);
    s0 = madd(x, v128.load(b, 96), s0);
    s1 = madd(x, v128.load(b, 112), s1);
    if (count > 1) {
      s2 = madd(x, v128.load(b1, 96), s2);
      s3 = madd(x, v128.load(b1, 112), s3);
    }
    if (count > 2) {
      s4 = madd(x, v128.load(b2, 96), s4);
      s5 = madd(x, v128.load(b2, 112), s5);
    }
    a += BYTES;
    b += 4 * STEP;
    if (count > 1) b1 += 4 * STEP;
    if (count > 2) b2 += 4 * STEP;
  }
  deliver(c, count == 1 ? width : PANEL, alpha, s0, s1);
  if (count > 1) deliver(c + 32, count == 2 ? width : PANEL, alpha, s2, s3);
  if (count > 2) deliver(c + 64, width, alpha, s4, s5);
}

function row1by3(k: i32, a: usize, b: usize, panel: usize, c: usize, width: i32, alpha: v128): void {
  row(3, k, a, b, panel, c, width, alpha);
}
function row1by2(k: i32, a: usize, b: usize, panel: usize, c: usize, width: i32, alpha: v128): void {
  row(2, k, a, b, panel, c, width, alpha);
}
function row1by1(k: i32, a: usize, b: usize, panel: usize, c: usize, width: i32, alpha: v128): void {
  row(1, k, a, b, panel, c, width, alpha);
}

/** One row of A by all panels. */
export function row1(n: i32, k: i32, a: usize, b: usize, c: usize, alpha: v128): void {
  const panel = <usize>k * STEP;
  let left = n;
  while (left > 0) {
    const panels = (left + PANEL - 1) / PANEL;
    // Take four as 2 + 2, because a single panel has too few independent sums.
    const count = panels == 4 ? 2 : min(panels, 3);
    const width = min(PANEL, left - (count - 1) * PANEL);
    if (count == 3) row1by3(k, a, b, panel, c, width, alpha);
    else if (count == 2) row1by2(k, a, b, panel, c, width, alpha);
    else row1by1(k, a, b, panel, c, width, alpha);
    left -= count * PANEL;
    b += <usize>count * panel;
    c += <usize>count * 32;
  }
}

/** One row of A, its elements `stepA` apart, by `panels` = 1 or 3 panels of columns read from B itself, whose rows are `ldb` apart. */
export function row1Direct(
  panels: i32, k: i32, a: usize, stepA: usize, b: usize, ldb: usize, c: usize, width: i32, alpha: v128,
): void {
  let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0), s4 = splat(0), s5 = splat(0);
  if (panels == 3) {
    for (let e = k; e > 0; e--) {
      const x = v128.load_splat<real>(a);
      s0 = madd(x, v128.load(b), s0);
      s1 = madd(x, v128.load(b, 16), s1);
      s2 = madd(x, v128.load(b, 32), s2);
      s3 = madd(x, v128.load(b, 48), s3);
      s4 = madd(x, v128.load(b, 64), s4);
      s5 = madd(x, v128.load(b, 80), s5);
      a += stepA;
      b += ldb;
    }
    deliver(c, PANEL, alpha, s0, s1);
    deliver(c + 32, PANEL, alpha, s2, s3);
    deliver(c + 64, PANEL, alpha, s4, s5);
    return;
  }
  for (let e = k; e > 0; e--) {
    const x = v128.load_splat<real>(a);
    s0 = madd(x, v128.load(b), s0);
    s1 = madd(x, v128.load(b, 16), s1);
    a += stepA;
    b += ldb;
  }
  deliver(c, width, alpha, s0, s1);
}

/** Two rows of A by `count` = 1 or 2 panels. */
@inline function twoRows(
  count: i32, k: i32, a: usize, stride: usize, b: usize, panel: usize, c: usize, ldc: usize, width: i32, alpha: v128,
): void {
  let s00 = splat(0), s01 = splat(0), s02 = splat(0), s03 = splat(0);
  let s10 = splat(0), s11 = splat(0), s12 = splat(0), s13 = splat(0);
  let a1 = a + stride;
  let b1 = b + panel;
  for (let e = k; e > 0; e--) {
    const x = v128.load_splat<real>(a);
    const y = v128.load_splat<real>(a1);
    let v = v128.load(b);
    s00 = madd(x, v, s00);
    s10 = madd(y, v, s10);
    v = v128.load(b, 16);
    s01 = madd(x, v, s01);
    s11 = madd(y, v, s11);
    if (count > 1) {
      v = v128.load(b1);
      s02 = madd(x, v, s02);
      s12 = madd(y, v, s12);
      v = v128.load(b1, 16);
      s03 = madd(x, v, s03);
      s13 = madd(y, v, s13);
      b1 += STEP;
    }
    a += BYTES;
    a1 += BYTES;
    b += STEP;
  }
  deliver(c, count == 1 ? width : PANEL, alpha, s00, s01);
  deliver(c + ldc, count == 1 ? width : PANEL, alpha, s10, s11);
  if (count > 1) {
    deliver(c + 32, width, alpha, s02, s03);
    deliver(c + ldc + 32, width, alpha, s12, s13);
  }
}

/** Two rows of A by all panels. */
export function rows2(n: i32, k: i32, a: usize, stride: usize, b: usize, c: usize, ldc: usize, alpha: v128): void {
  const panel = <usize>k * STEP;
  let left = n;
  for (; left > PANEL; left -= 2 * PANEL) {
    twoRows(2, k, a, stride, b, panel, c, ldc, min(PANEL, left - PANEL), alpha);
    b += 2 * panel;
    c += 64;
  }
  if (left > 0) twoRows(1, k, a, stride, b, panel, c, ldc, left, alpha);
}

/** Three rows of A by all panels. */
export function rows3(n: i32, k: i32, a: usize, stride: usize, b: usize, c: usize, ldc: usize, alpha: v128): void {
  for (let left = n; left > 0; left -= PANEL) {
    let s00 = splat(0), s01 = splat(0), s10 = splat(0), s11 = splat(0), s20 = splat(0), s21 = splat(0);
    let a0 = a;
    let a1 = a0 + stride;
    let a2 = a1 + stride;
    for (let e = k; e > 0; e--) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load_splat<real>(a0);
      s00 = madd(x, b0, s00);
      s01 = madd(x, b1, s01);
      x = v128.load_splat<real>(a1);
      s10 = madd(x, b0, s10);
      s11 = madd(x, b1, s11);
      x = v128.load_splat<real>(a2);
      s20 = madd(x, b0, s20);
      s21 = madd(x, b1, s21);
      a0 += BYTES;
      a1 += BYTES;
      a2 += BYTES;
      b += STEP;
    }
    const width = min(PANEL, left);
    deliver(c, width, alpha, s00, s01);
    deliver(c + ldc, width, alpha, s10, s11);
    deliver(c + 2 * ldc, width, alpha, s20, s21);
    c += 32;
  }
}
