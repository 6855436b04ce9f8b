// A right-hand side is stored in panels of PANEL columns (two vectors): for each k in order, 32 bytes, with zeros beyond
// the last column. The inner loop of a product therefore reads it sequentially.

import { bytesOf, LANES, mul, splat, vload, vstore } from './vector';

export const PANEL: i32 = 2 * LANES;
/** Bytes of one row of a panel. */
export const STEP: usize = 32;

/** Transposes four rows (two in float64) of one vector each, `stride` bytes apart, into columns `step` bytes apart. */
@inline export function transpose(target: usize, step: usize, source: usize, stride: usize, scaled: bool, a: v128): void {
  let r0 = vload(source);
  let r1 = vload(source + stride);
  if (scaled) {
    r0 = mul(r0, a);
    r1 = mul(r1, a);
  }
  if (sizeof<real>() == 8) {
    vstore(target, v128.shuffle<f64>(r0, r1, 0, 2));
    vstore(target + step, v128.shuffle<f64>(r0, r1, 1, 3));
    return;
  }
  let r2 = vload(source + 2 * stride);
  let r3 = vload(source + 3 * stride);
  if (scaled) {
    r2 = mul(r2, a);
    r3 = mul(r3, a);
  }
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  vstore(target, v128.shuffle<f64>(low01, low23, 0, 2));
  vstore(target + step, v128.shuffle<f64>(low01, low23, 1, 3));
  vstore(target + 2 * step, v128.shuffle<f64>(high01, high23, 0, 2));
  vstore(target + 3 * step, v128.shuffle<f64>(high01, high23, 1, 3));
}

/** Packs one panel of `width` ≤ PANEL columns: target[e][j] = alpha · source[e · rowStride + j · columnStride], strides in bytes. */
export function packPanel(
  target: usize, source: usize, width: i32, k: i32, rowStride: usize, columnStride: usize, alpha: real,
): void {
  const a = splat(alpha);
  let e = 0;
  if (width == PANEL && columnStride == sizeof<real>()) {
    for (; e < k; e++) {
      vstore(target, mul(vload(source), a));
      vstore(target + 16, mul(vload(source + 16), a));
      target += STEP;
      source += rowStride;
    }
    return;
  }
  if (width == PANEL && rowStride == sizeof<real>()) {
    for (; e + LANES <= k; e += LANES) {
      transpose(target, STEP, source, columnStride, true, a);
      transpose(target + 16, STEP, source + <usize>LANES * columnStride, columnStride, true, a);
      target += STEP * LANES;
      source += 16;
    }
  }
  for (; e < k; e++) {
    let p = source;
    for (let j = 0; j < width; j++) {
      store<real>(target + bytesOf(j), alpha * load<real>(p));
      p += columnStride;
    }
    for (let j = width; j < PANEL; j++) store<real>(target + bytesOf(j), 0);
    target += STEP;
    source += rowStride;
  }
}

/** Packs the next `count` panels of B one after the other; `left` is the number of columns that remain. */
export function packPanels(
  target: usize, source: usize, count: i32, left: i32, k: i32, rowStride: usize, columnStride: usize,
): void {
  if (count == 4 && left >= 4 * PANEL && columnStride == sizeof<real>()) {
    const panel = <usize>k * STEP;
    for (let e = 0; e < k; e++) {
      vstore(target, vload(source));
      v128.store(target, v128.load(source, 16), 16);
      let t = target + panel;
      vstore(t, v128.load(source, 32));
      v128.store(t, v128.load(source, 48), 16);
      t += panel;
      vstore(t, v128.load(source, 64));
      v128.store(t, v128.load(source, 80), 16);
      t += panel;
      vstore(t, v128.load(source, 96));
      v128.store(t, v128.load(source, 112), 16);
      target += STEP;
      source += rowStride;
    }
    return;
  }
  for (let p = 0; p < count; p++) {
    packPanel(target, source, min(PANEL, left), k, rowStride, columnStride, 1);
    target += <usize>k * STEP;
    source += <usize>PANEL * columnStride;
    left -= PANEL;
  }
}

export function pack(target: usize, source: usize, n: i32, k: i32, rowStride: i32, columnStride: i32, alpha: real): void {
  const rs = bytesOf(rowStride);
  const cs = bytesOf(columnStride);
  for (let j = 0; j < n; j += PANEL) {
    packPanel(target, source, min(PANEL, n - j), k, rs, cs, alpha);
    target += <usize>k * STEP;
    source += <usize>PANEL * cs;
  }
}
