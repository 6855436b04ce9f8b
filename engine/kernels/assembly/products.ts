import { PANEL, packPanel, packPanels, STEP, transpose } from './panels';
import { row1, row1Direct, rows2, rows3, rows4, rows4Interleaved } from './tiles';
import { BYTES, bytesOf, LANES, splat, vload, vstore } from './vector';

/** Scratch space of this instance during a call: BLOCK bytes of A, then panels of B. */
@external('env', 'scratch') declare const scratch: usize;

/** Bytes of A that stay in the second-level cache while the panels of B are multiplied with them. */
const BLOCK: usize = 128 * 1024;
/** Steps of k between two additions to C: A's block and a panel of B fit their caches. */
const DEPTH: i32 = 256;
/** Panels of B to pack at a time: two cache lines of each row, which fit the first-level cache together with A. */
const GROUP: i32 = 4;
const PACKED: usize = 16 * 1024;
/** Rows of A in a block of `gemm`. */
const HEIGHT: i32 = <i32>(BLOCK / (<usize>DEPTH * BYTES));

export { pack } from './panels';

export function gemmPacked(rows: i32, n: i32, k: i32, a: usize, lda: i32, packed: usize, c: usize, ldc: i32): void {
  const one = splat(1);
  const sa = bytesOf(lda);
  const sc = bytesOf(ldc);
  const panel = <usize>k * STEP;
  const block = max(4, <i32>min<usize>(BLOCK / max<usize>(1, bytesOf(k)), 1024) & ~3);
  while (rows >= 4) {
    const height = min(block, rows & ~3);
    // Read rows in place if only one panel reads them, or if they do not fit the scratch space.
    const interleaved = n > PANEL && <usize>height * bytesOf(k) <= BLOCK;
    if (interleaved) interleave(scratch, height, k, a, sa, BYTES);
    const stride = interleaved ? bytesOf(k) : sa;
    const left = interleaved ? scratch : a;
    let b = packed;
    for (let j = 0; j < n; j += PANEL) {
      const width = min(PANEL, n - j);
      let p = left;
      let q = c + bytesOf(j);
      for (let i = 0; i < height; i += 4) {
        if (interleaved) rows4Interleaved(k, p, b, q, sc, width, one);
        else rows4(k, p, sa, b, q, sc, width, one);
        p += 4 * stride;
        q += 4 * sc;
      }
      b += panel;
    }
    rows -= height;
    a += <usize>height * sa;
    c += <usize>height * sc;
  }
  if (rows == 1) row1(n, k, a, packed, c, one);
  else if (rows == 2) rows2(n, k, a, sa, packed, c, sc, one);
  else if (rows == 3) rows3(n, k, a, sa, packed, c, sc, one);
}

/** Interleaves groups of four rows: target[g][e] = A[4g … 4g+3][e]. */
function interleave(target: usize, rows: i32, k: i32, a: usize, rowStride: usize, columnStride: usize): void {
  const group = <usize>k * (4 * BYTES);
  if (columnStride == BYTES) {
    for (let i = 0; i < rows; i += 4) {
      interleaveRows(target, k, a, rowStride);
      target += group;
      a += 4 * rowStride;
    }
    return;
  }
  for (let i = 0; i < rows; i += 16) {
    // Up to four groups in one pass over e: as much as a cache line holds if rows are adjacent.
    const end = min(16, rows - i);
    let source = a + <usize>i * rowStride;
    let t = target;
    for (let e = 0; e < k; e++) {
      let p = source;
      let q = t;
      for (let g = 0; g < end; g += 4) {
        if (rowStride == BYTES) {
          vstore(q, vload(p));
          if (LANES == 2) v128.store(q, v128.load(p, 16), 16);
        } else {
          store<real>(q, load<real>(p));
          store<real>(q, load<real>(p + rowStride), BYTES);
          store<real>(q, load<real>(p + 2 * rowStride), 2 * BYTES);
          store<real>(q, load<real>(p + 3 * rowStride), 3 * BYTES);
        }
        p += 4 * rowStride;
        q += group;
      }
      source += columnStride;
      t += 4 * BYTES;
    }
    target += 4 * group;
  }
}

/** As `interleave`, for one group whose rows are adjacent. */
function interleaveRows(target: usize, k: i32, a: usize, rowStride: usize): void {
  const none = splat(0);
  let e = 0;
  for (; e + LANES <= k; e += LANES) {
    transpose(target, 4 * BYTES, a, rowStride, false, none);
    if (LANES == 2) transpose(target + 16, 4 * BYTES, a + 2 * rowStride, rowStride, false, none);
    target += LANES * 4 * BYTES;
    a += 16;
  }
  for (; e < k; e++) {
    store<real>(target, load<real>(a));
    store<real>(target, load<real>(a + rowStride), BYTES);
    store<real>(target, load<real>(a + 2 * rowStride), 2 * BYTES);
    store<real>(target, load<real>(a + 3 * rowStride), 3 * BYTES);
    target += 4 * BYTES;
    a += BYTES;
  }
}

/** Multiplies one row of A with B, and reads B in place. */
function rowDirect(n: i32, k: i32, a: usize, stepA: usize, b: usize, ldb: usize, c: usize, alpha: v128): void {
  let j = 0;
  for (; j + 3 * PANEL <= n; j += 3 * PANEL) row1Direct(3, k, a, stepA, b + bytesOf(j), ldb, c + bytesOf(j), PANEL, alpha);
  for (; j + PANEL <= n; j += PANEL) row1Direct(1, k, a, stepA, b + bytesOf(j), ldb, c + bytesOf(j), PANEL, alpha);
  if (j < n) {
    // Whole vectors of the last columns would read beyond the end of B.
    packPanel(scratch + BLOCK, b + bytesOf(j), n - j, k, ldb, BYTES, 1);
    row1Direct(1, k, a, stepA, scratch + BLOCK, STEP, c + bytesOf(j), n - j, alpha);
  }
}

/**
 * C += alpha · A B; all strides in bytes. If the columns of B are not adjacent, m must be a multiple of 4. With `lower`,
 * m = n, and the elements above the diagonal of C are undefined afterwards.
 */
export function product(
  m: i32, n: i32, k: i32, a: usize, rowStride: usize, columnStride: usize,
  b: usize, rowStrideB: usize, columnStrideB: usize, c: usize, ldc: usize, alpha: real, lower: bool,
): void {
  const factor = splat(alpha);
  const panel = scratch + BLOCK;
  const m4 = m & ~3;
  for (let e = 0; e < k; e += DEPTH) {
    const depth = min(DEPTH, k - e);
    const panels = min(GROUP, <i32>(PACKED / (<usize>depth * STEP)));
    for (let i = 0; i < m4; i += HEIGHT) {
      const height = min(HEIGHT, m4 - i);
      const left = a + <usize>i * rowStride;
      interleave(scratch, height, depth, left, rowStride, columnStride);
      const columns = lower ? min(n, i + height) : n;
      for (let j = 0; j < columns; ) {
        const count = min(panels, (columns - j + PANEL - 1) / PANEL);
        packPanels(panel, b + <usize>j * columnStrideB, count, n - j, depth, rowStrideB, columnStrideB);
        for (let b0 = panel, last = j + count * PANEL; j < last; j += PANEL, b0 += <usize>depth * STEP) {
          const width = min(PANEL, n - j);
          const first = lower && j > i ? j - i : 0;
          let q = c + <usize>(i + first) * ldc + bytesOf(j);
          for (let r = first; r < height; r += 4) {
            rows4Interleaved(depth, scratch + <usize>r * bytesOf(depth), b0, q, ldc, width, factor);
            q += 4 * ldc;
          }
        }
      }
    }
    for (let i = m4; i < m; i++) {
      const columns = lower ? i + 1 : n;
      rowDirect(columns, depth, a + <usize>i * rowStride, columnStride, b, rowStrideB, c + <usize>i * ldc, factor);
    }
    a += <usize>depth * columnStride;
    b += <usize>depth * rowStrideB;
  }
}

export function gemm(
  m: i32, n: i32, k: i32, a: usize, rowStride: i32, columnStride: i32, b: usize, ldb: i32, c: usize, ldc: i32, alpha: real,
): void {
  product(m, n, k, a, bytesOf(rowStride), bytesOf(columnStride), b, bytesOf(ldb), BYTES, c, bytesOf(ldc), alpha, false);
}
