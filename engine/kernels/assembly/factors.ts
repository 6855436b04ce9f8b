import { product } from './products';
import { add, BYTES, bytesOf, mul, splat, sumOfLanes, vload } from './vector';

/** Columns to factor before one product updates the part to their right. */
const BLOCK: i32 = 64;

export function symmetricRankK(rows: i32, n: i32, x: usize, ldx: i32, c: usize, ldc: i32): void {
  product(n, n, rows, x, BYTES, bytesOf(ldx), x, bytesOf(ldx), BYTES, c, bytesOf(ldc), 1, true);
}

function dot(n: i32, x: usize, y: usize): real {
  const whole = bytesOf(n) & ~15;
  let sums = splat(0);
  let i: usize = 0;
  for (; i < whole; i += 16) sums = add(sums, mul(vload(x + i), vload(y + i)));
  let sum = sumOfLanes(sums);
  for (; i < bytesOf(n); i += BYTES) sum += load<real>(x + i) * load<real>(y + i);
  return sum;
}

export function cholesky(n: i32, a: usize, lda: i32): i32 {
  const row = bytesOf(lda);
  // The first block takes the n mod 4 extra rows, so that a multiple of four always remains.
  let size = min(n, BLOCK + (n & 3));
  for (let start = 0; start < n; start += size, size = BLOCK) {
    const end = min(n, start + size);
    const count = end - start;
    const corner = a + <usize>start * row + bytesOf(start);
    for (let i = 0; i < n - start; i++) {
      const p = corner + <usize>i * row;
      for (let j = 0; j < min(i, count); j++) {
        const q = corner + <usize>j * row;
        store<real>(p + bytesOf(j), (load<real>(p + bytesOf(j)) - dot(j, p, q)) / load<real>(q + bytesOf(j)));
      }
      if (i < count) {
        const pivot = load<real>(p + bytesOf(i)) - dot(i, p, p);
        if (!(pivot > 0) || pivot == Infinity) return start + i + 1;
        store<real>(p + bytesOf(i), sqrt<real>(pivot));
      }
    }
    const below = corner + <usize>count * row;
    const left = n - end;
    product(left, left, count, below, row, BYTES, below, BYTES, row, below + bytesOf(count), row, -1, true);
  }
  return 0;
}

export function choleskySolve(n: i32, columns: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  const row = bytesOf(ldl);
  const rowB = bytesOf(ldb);
  for (let i = 0; i < n; i++) {
    const p = l + <usize>i * row;
    const x = b + <usize>i * rowB;
    product(1, columns, i, p, row, BYTES, b, rowB, BYTES, x, rowB, -1, false);
    divide(columns, x, load<real>(p + bytesOf(i)));
  }
  for (let i = n - 1; i >= 0; i--) {
    const p = l + <usize>i * row + bytesOf(i);
    const x = b + <usize>i * rowB;
    product(1, columns, n - 1 - i, p + row, BYTES, row, x + rowB, rowB, BYTES, x, rowB, -1, false);
    divide(columns, x, load<real>(p));
  }
}

function divide(n: i32, x: usize, by: real): void {
  for (let i = 0; i < n; i++) store<real>(x + bytesOf(i), load<real>(x + bytesOf(i)) / by);
}
