import { add, bytesOf, div, LANES, loadPart, mul, splat, storePart, sub, vload, vstore } from './vector';

// The last numbers are processed as a vector padded with zeros, of which the first `part` count.

@inline function get(p: usize, part: i32): v128 { return part == LANES ? vload(p) : loadPart(p, part); }
@inline function put(p: usize, v: v128, part: i32): void { if (part == LANES) vstore(p, v); else storePart(p, v, part); }

@inline function sgdStep(part: i32, w: usize, g: usize, velocity: usize, rate: v128, momentum: v128, nesterov: bool): void {
  const d = get(g, part);
  const v = add(mul(momentum, get(velocity, part)), d);
  put(velocity, v, part);
  put(w, sub(get(w, part), mul(rate, nesterov ? add(d, mul(momentum, v)) : v)), part);
}

export function sgd(n: i32, w: usize, g: usize, velocity: usize, rate: real, momentum: real, nesterov: bool): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  const r = splat(rate);
  const mu = splat(momentum);
  for (let i: usize = 0; i < whole; i += 16) sgdStep(LANES, w + i, g + i, velocity + i, r, mu, nesterov);
  if (rest) sgdStep(rest, w + whole, g + whole, velocity + whole, r, mu, nesterov);
}

@inline function adamStep(
  part: i32, w: usize, g: usize, first: usize, second: usize,
  rate: v128, beta1: v128, rest1: v128, beta2: v128, rest2: v128, epsilon: v128, kept: v128,
): void {
  const d = get(g, part);
  const p = add(mul(beta1, get(first, part)), mul(rest1, d));
  const q = add(mul(beta2, get(second, part)), mul(mul(rest2, d), d));
  put(first, p, part);
  put(second, q, part);
  put(w, sub(mul(get(w, part), kept), div(mul(rate, p), add(v128.sqrt<real>(q), epsilon))), part);
}

export function adam(
  n: i32, w: usize, g: usize, first: usize, second: usize, rate: real, beta1: f64, beta2: f64, epsilon: real, decay: f64,
): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  const r = splat(rate);
  const b1 = splat(<real>beta1);
  const b2 = splat(<real>beta2);
  // Computed in float64: in float32, 1 − β of a rounded β would be wrong by parts in ten thousand.
  const c1 = splat(<real>(1 - beta1));
  const c2 = splat(<real>(1 - beta2));
  const e = splat(epsilon);
  const kept = splat(<real>(1 - decay));
  for (let i: usize = 0; i < whole; i += 16) adamStep(LANES, w + i, g + i, first + i, second + i, r, b1, c1, b2, c2, e, kept);
  if (rest) adamStep(rest, w + whole, g + whole, first + whole, second + whole, r, b1, c1, b2, c2, e, kept);
}

@inline function rmspropStep(
  part: i32, w: usize, g: usize, second: usize, rate: v128, decay: v128, share: v128, epsilon: v128,
): void {
  const d = get(g, part);
  const q = add(mul(decay, get(second, part)), mul(mul(share, d), d));
  put(second, q, part);
  put(w, sub(get(w, part), div(mul(rate, d), add(v128.sqrt<real>(q), epsilon))), part);
}

export function rmsprop(n: i32, w: usize, g: usize, second: usize, rate: real, decay: f64, epsilon: real): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  const r = splat(rate);
  const old = splat(<real>decay);
  const share = splat(<real>(1 - decay));
  const e = splat(epsilon);
  for (let i: usize = 0; i < whole; i += 16) rmspropStep(LANES, w + i, g + i, second + i, r, old, share, e);
  if (rest) rmspropStep(rest, w + whole, g + whole, second + whole, r, old, share, e);
}
