import {
  add, atLeast, BYTES, bytesOf, div, LANES, vload, loadPart, maxOfLanes, mul, splat, vstore, storePart, sub, sumOfLanes,
} from './vector';
import { expNegative, log1pUnit, oneMinusExpNegative } from './exponential';

// softmax is not in this list, because it is not element-wise.
const LOGISTIC: i32 = 0;
const TANH: i32 = 1;
const RELU: i32 = 2;
const LEAKY_RELU: i32 = 3;
const SOFTPLUS: i32 = 4;
const SOFTSIGN: i32 = 5;

@inline function magnitude(x: v128): v128 { return v128.abs<real>(x); }
@inline function negative(x: v128): v128 { return v128.neg<real>(v128.abs<real>(x)); }

/** f(x). `kind` is a constant wherever this is inlined. */
@inline function value(kind: i32, x: v128): v128 {
  const one = splat(1);
  const zero = splat(0);
  if (kind == LOGISTIC) {
    const e = expNegative(negative(x));
    return div(v128.bitselect(e, one, v128.lt<real>(x, zero)), add(one, e));
  }
  if (kind == TANH) {
    // tanh |x| = (1 − e) / (1 + e), e = exp(−2|x|)
    const u = oneMinusExpNegative(mul(splat(2), negative(x)));
    return v128.or(div(u, sub(splat(2), u)), v128.and(x, splat(-0.0)));
  }
  // −0 becomes 0, as for max(0, x).
  if (kind == RELU) return add(atLeast(x, zero), zero);
  if (kind == LEAKY_RELU) return v128.bitselect(mul(splat(<real>0.01), x), x, v128.lt<real>(x, zero));
  if (kind == SOFTPLUS) return add(atLeast(x, zero), log1pUnit(expNegative(negative(x))));
  return div(x, add(one, magnitude(x)));
}

/** f′ from y = f(x). */
@inline function slope(kind: i32, y: v128): v128 {
  const one = splat(1);
  if (kind == LOGISTIC) return mul(y, sub(one, y));
  if (kind == TANH) return sub(one, mul(y, y));
  if (kind == RELU) return v128.and(v128.gt<real>(y, splat(0)), one);
  if (kind == LEAKY_RELU) return v128.bitselect(one, splat(<real>0.01), v128.gt<real>(y, splat(0)));
  if (kind == SOFTPLUS) return oneMinusExpNegative(negative(y));
  const u = sub(one, magnitude(y));
  return mul(u, u);
}

@inline function forward(kind: i32, rows: i32, n: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  if (ldx == n && ldy == n) {
    n *= rows;
    rows = 1;
  }
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) vstore(y + i, value(kind, vload(x + i)));
    if (rest) storePart(y + whole, value(kind, loadPart(x + whole, rest)), rest);
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

@inline function backward(
  kind: i32, rows: i32, n: i32, y: usize, ldy: i32, dy: usize, lddy: i32, dx: usize, lddx: i32,
): void {
  if (ldy == n && lddy == n && lddx == n) {
    n *= rows;
    rows = 1;
  }
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) {
      vstore(dx + i, add(vload(dx + i), mul(vload(dy + i), slope(kind, vload(y + i)))));
    }
    if (rest) {
      const d = mul(loadPart(dy + whole, rest), slope(kind, loadPart(y + whole, rest)));
      storePart(dx + whole, add(loadPart(dx + whole, rest), d), rest);
    }
    y += bytesOf(ldy);
    dy += bytesOf(lddy);
    dx += bytesOf(lddx);
  }
}

export function activate(kind: i32, rows: i32, n: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  switch (kind) {
    case LOGISTIC: forward(LOGISTIC, rows, n, x, ldx, y, ldy); break;
    case TANH: forward(TANH, rows, n, x, ldx, y, ldy); break;
    case RELU: forward(RELU, rows, n, x, ldx, y, ldy); break;
    case LEAKY_RELU: forward(LEAKY_RELU, rows, n, x, ldx, y, ldy); break;
    case SOFTPLUS: forward(SOFTPLUS, rows, n, x, ldx, y, ldy); break;
    case SOFTSIGN: forward(SOFTSIGN, rows, n, x, ldx, y, ldy); break;
    default: softmax(rows, n, x, ldx, y, ldy);
  }
}

export function activateBackward(
  kind: i32, rows: i32, n: i32, y: usize, ldy: i32, dy: usize, lddy: i32, dx: usize, lddx: i32,
): void {
  switch (kind) {
    case LOGISTIC: backward(LOGISTIC, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    case TANH: backward(TANH, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    case RELU: backward(RELU, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    case LEAKY_RELU: backward(LEAKY_RELU, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    case SOFTPLUS: backward(SOFTPLUS, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    case SOFTSIGN: backward(SOFTSIGN, rows, n, y, ldy, dy, lddy, dx, lddx); break;
    default: softmaxBackward(rows, n, y, ldy, dy, lddy, dx, lddx);
  }
}

function softmax(rows: i32, n: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  const whole = bytesOf(n) & ~15;
  const end = bytesOf(n);
  const rest = n & (LANES - 1);
  for (let r = 0; r < rows; r++) {
    let largest = splat(-Infinity);
    for (let i: usize = 0; i < whole; i += 16) largest = atLeast(largest, vload(x + i));
    let most = maxOfLanes(largest);
    for (let i = whole; i < end; i += BYTES) most = max<real>(most, load<real>(x + i));
    const shift = splat(most);
    let sums = splat(0);
    for (let i: usize = 0; i < whole; i += 16) {
      const e = expNegative(sub(vload(x + i), shift));
      vstore(y + i, e);
      sums = add(sums, e);
    }
    if (rest) {
      storePart(y + whole, expNegative(sub(loadPart(x + whole, rest), shift)), rest);
      sums = add(sums, loadPart(y + whole, rest));
    }
    const sum = splat(sumOfLanes(sums));
    for (let i: usize = 0; i < whole; i += 16) vstore(y + i, div(vload(y + i), sum));
    if (rest) storePart(y + whole, div(loadPart(y + whole, rest), sum), rest);
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

function softmaxBackward(rows: i32, n: i32, y: usize, ldy: i32, dy: usize, lddy: i32, dx: usize, lddx: i32): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  for (let r = 0; r < rows; r++) {
    let sums = splat(0);
    for (let i: usize = 0; i < whole; i += 16) sums = add(sums, mul(vload(dy + i), vload(y + i)));
    if (rest) sums = add(sums, mul(loadPart(dy + whole, rest), loadPart(y + whole, rest)));
    const sum = splat(sumOfLanes(sums));
    for (let i: usize = 0; i < whole; i += 16) {
      vstore(dx + i, add(vload(dx + i), mul(vload(y + i), sub(vload(dy + i), sum))));
    }
    if (rest) {
      const d = mul(loadPart(y + whole, rest), sub(loadPart(dy + whole, rest), sum));
      storePart(dx + whole, add(loadPart(dx + whole, rest), d), rest);
    }
    y += bytesOf(ldy);
    dy += bytesOf(lddy);
    dx += bytesOf(lddx);
  }
}
