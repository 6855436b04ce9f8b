import { add, atLeast, atMost, BYTES, bytesOf, LANES, loadPart, mul, splat, storePart, vload, vstore } from './vector';

/** From this many bytes on, `memory.fill` and `memory.copy` are faster than a loop of vectors. */
const BULK: usize = 1024;

@inline function wholeOf(n: i32): usize { return bytesOf(n) & ~15; }
@inline function restOf(n: i32): i32 { return n & (LANES - 1); }

export function fill(n: i32, x: usize, value: real): void {
  const whole = wholeOf(n);
  if (whole >= BULK && value == 0 && 1 / value > 0) {
    memory.fill(x, 0, bytesOf(n));
    return;
  }
  const v = splat(value);
  for (let i: usize = 0; i < whole; i += 16) vstore(x + i, v);
  if (restOf(n)) storePart(x + whole, v, restOf(n));
}

export function copy(n: i32, source: usize, target: usize): void {
  const whole = wholeOf(n);
  // Copying upward is correct unless the target begins inside the source.
  if (whole >= BULK || target - source < bytesOf(n)) {
    memory.copy(target, source, bytesOf(n));
    return;
  }
  for (let i: usize = 0; i < whole; i += 16) vstore(target + i, vload(source + i));
  if (restOf(n)) storePart(target + whole, loadPart(source + whole, restOf(n)), restOf(n));
}

export function copyRows(rows: i32, n: i32, x: usize, ldx: i32, y: usize, ldy: i32): void {
  if (ldx == n && ldy == n) {
    copy(rows * n, x, y);
    return;
  }
  for (let r = 0; r < rows; r++) {
    copy(n, x, y);
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

export function broadcastRows(rows: i32, n: i32, v: usize, y: usize, ldy: i32): void {
  for (let r = 0; r < rows; r++) {
    copy(n, v, y);
    y += bytesOf(ldy);
  }
}

export function sumRows(rows: i32, n: i32, x: usize, ldx: i32, v: usize): void {
  const whole = wholeOf(n);
  const rest = restOf(n);
  let i: usize = 0;
  // Sums four vectors of columns at a time, so that the sums stay in registers.
  for (; i + 64 <= whole; i += 64) {
    let s0 = vload(v + i);
    let s1 = vload(v + i + 16);
    let s2 = vload(v + i + 32);
    let s3 = vload(v + i + 48);
    let p = x + i;
    for (let r = 0; r < rows; r++) {
      s0 = add(s0, v128.load(p, 0));
      s1 = add(s1, v128.load(p, 16));
      s2 = add(s2, v128.load(p, 32));
      s3 = add(s3, v128.load(p, 48));
      p += bytesOf(ldx);
    }
    vstore(v + i, s0);
    vstore(v + i + 16, s1);
    vstore(v + i + 32, s2);
    vstore(v + i + 48, s3);
  }
  for (; i < whole; i += 16) {
    let s = vload(v + i);
    let p = x + i;
    for (let r = 0; r < rows; r++) {
      s = add(s, vload(p));
      p += bytesOf(ldx);
    }
    vstore(v + i, s);
  }
  if (rest) {
    let s = loadPart(v + i, rest);
    let p = x + i;
    for (let r = 0; r < rows; r++) {
      s = add(s, loadPart(p, rest));
      p += bytesOf(ldx);
    }
    storePart(v + i, s, rest);
  }
}

export function axpy(rows: i32, n: i32, alpha: real, x: usize, ldx: i32, y: usize, ldy: i32): void {
  if (ldx == n && ldy == n) {
    n *= rows;
    rows = 1;
  }
  const whole = wholeOf(n);
  const rest = restOf(n);
  const a = splat(alpha);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) vstore(y + i, add(vload(y + i), mul(a, vload(x + i))));
    if (rest) storePart(y + whole, add(loadPart(y + whole, rest), mul(a, loadPart(x + whole, rest))), rest);
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

export function multiplyAdd(
  rows: i32, n: i32, alpha: real, x: usize, ldx: i32, y: usize, ldy: i32, z: usize, ldz: i32,
): void {
  if (ldx == n && ldy == n && ldz == n) {
    n *= rows;
    rows = 1;
  }
  products(rows, n, alpha, x, bytesOf(ldx), y, bytesOf(ldy), z, bytesOf(ldz));
}

export function diagonal(rows: i32, n: i32, alpha: real, v: usize, x: usize, ldx: i32, y: usize, ldy: i32): void {
  products(rows, n, alpha, v, 0, x, bytesOf(ldx), y, bytesOf(ldy));
}

export function diagonalGradient(rows: i32, n: i32, alpha: real, x: usize, ldx: i32, y: usize, ldy: i32, v: usize): void {
  products(rows, n, alpha, x, bytesOf(ldx), y, bytesOf(ldy), v, 0);
}

/** z += alpha · x ⊙ y, over rows × n; `sx`, `sy`, `sz` are the distances between rows in bytes, 0 for a vector that all rows share. */
function products(rows: i32, n: i32, alpha: real, x: usize, sx: usize, y: usize, sy: usize, z: usize, sz: usize): void {
  const whole = wholeOf(n);
  const rest = restOf(n);
  const a = splat(alpha);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) {
      vstore(z + i, add(vload(z + i), mul(mul(a, vload(x + i)), vload(y + i))));
    }
    if (rest) {
      const d = mul(mul(a, loadPart(x + whole, rest)), loadPart(y + whole, rest));
      storePart(z + whole, add(loadPart(z + whole, rest), d), rest);
    }
    x += sx;
    y += sy;
    z += sz;
  }
}

export function scaleRows(rows: i32, n: i32, d: usize, x: usize, ldx: i32, y: usize, ldy: i32): void {
  const whole = wholeOf(n);
  const rest = restOf(n);
  for (let r = 0; r < rows; r++) {
    const a = v128.load_splat<real>(d);
    for (let i: usize = 0; i < whole; i += 16) vstore(y + i, add(vload(y + i), mul(a, vload(x + i))));
    if (rest) storePart(y + whole, add(loadPart(y + whole, rest), mul(a, loadPart(x + whole, rest))), rest);
    d += BYTES;
    x += bytesOf(ldx);
    y += bytesOf(ldy);
  }
}

export function scale(n: i32, x: usize, alpha: real): void {
  const whole = wholeOf(n);
  const a = splat(alpha);
  for (let i: usize = 0; i < whole; i += 16) vstore(x + i, mul(vload(x + i), a));
  if (restOf(n)) storePart(x + whole, mul(loadPart(x + whole, restOf(n)), a), restOf(n));
}

export function clamp(n: i32, x: usize, limit: real): void {
  const whole = wholeOf(n);
  const high = splat(limit);
  const low = splat(-limit);
  for (let i: usize = 0; i < whole; i += 16) vstore(x + i, atMost(atLeast(vload(x + i), low), high));
  if (restOf(n)) storePart(x + whole, atMost(atLeast(loadPart(x + whole, restOf(n)), low), high), restOf(n));
}

export function finite(n: i32, x: usize): bool {
  const whole = wholeOf(n);
  const limit = splat(Infinity);
  let all = v128.splat<i32>(-1);
  for (let i: usize = 0; i < whole; i += 16) all = v128.and(all, v128.lt<real>(v128.abs<real>(vload(x + i)), limit));
  if (restOf(n)) all = v128.and(all, v128.lt<real>(v128.abs<real>(loadPart(x + whole, restOf(n))), limit));
  return v128.all_true<i32>(all);
}

@inline function squares(v: v128): v128 {
  if (sizeof<real>() == 8) return v128.mul<f64>(v, v);
  const low = v128.promote_low<f32>(v);
  const high = v128.promote_low<f32>(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  return v128.add<f64>(v128.mul<f64>(low, low), v128.mul<f64>(high, high));
}

export function sumOfSquares(n: i32, x: usize): f64 {
  const whole = wholeOf(n);
  let s0 = v128.splat<f64>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let i: usize = 0;
  for (; i + 64 <= whole; i += 64) {
    s0 = v128.add<f64>(s0, squares(v128.load(x + i, 0)));
    s1 = v128.add<f64>(s1, squares(v128.load(x + i, 16)));
    s2 = v128.add<f64>(s2, squares(v128.load(x + i, 32)));
    s3 = v128.add<f64>(s3, squares(v128.load(x + i, 48)));
  }
  for (; i < whole; i += 16) s0 = v128.add<f64>(s0, squares(vload(x + i)));
  if (restOf(n)) s1 = v128.add<f64>(s1, squares(loadPart(x + i, restOf(n))));
  const s = v128.add<f64>(v128.add<f64>(s0, s1), v128.add<f64>(s2, s3));
  return v128.extract_lane<f64>(s, 0) + v128.extract_lane<f64>(s, 1);
}
