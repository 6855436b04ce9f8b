// e^x of a non-positive x. With n = round(x / ln 2), r = x − n ln 2 (ln 2 in two pieces, the first so short that
// n · piece is exact) and e^x = 2ⁿ · e^r; e^r − 1 = r + r² (1/2 + r P(r)), P minimax for the relative error of e^r − 1
// on |r| ≤ ln 2 / 2: 1.4e-8 (float32), 2.5e-17 (float64).

import { add, atLeast, div, mul, sub } from './vector';

const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH_32: f64 = 0.693359375;
const LN2_LOW_32: f64 = -2.12194440054690583e-4;
const LN2_HIGH_64: f64 = 6.93147180369123816490e-1;
const LN2_LOW_64: f64 = 1.90821492927058770002e-10;

@inline function constant(x: f64): v128 { return v128.splat<real>(<real>x); }

/** Added to a number of moderate size, it leaves the nearest whole number in the low bits. */
@inline function magic(): v128 { return constant(sizeof<real>() == 8 ? 6755399441055744.0 : 12582912.0); }

/** 2ⁿ of n + magic, n within the exponents of normal numbers. */
@inline function powerOfTwo(shifted: v128): v128 {
  if (sizeof<real>() == 8) return v128.add<i64>(v128.shl<i64>(shifted, 52), v128.splat<i64>(<i64>1023 << 52));
  return v128.add<i32>(v128.shl<i32>(shifted, 23), v128.splat<i32>(127 << 23));
}

@inline function reduce(x: v128, n: v128): v128 {
  if (sizeof<real>() == 8) return sub(sub(x, mul(n, constant(LN2_HIGH_64))), mul(n, constant(LN2_LOW_64)));
  return sub(sub(x, mul(n, constant(LN2_HIGH_32))), mul(n, constant(LN2_LOW_32)));
}

@inline function step(p: v128, x: v128, c: f64): v128 { return add(mul(p, x), constant(c)); }

/** e^r − 1, |r| ≤ ln 2 / 2. */
@inline function nearZero(r: v128): v128 {
  let p: v128;
  if (sizeof<real>() == 8) {
    p = step(constant(2.504588442912928e-08), r, 2.762233805023669e-07);
    p = step(p, r, 2.7557425474705514e-06);
    p = step(p, r, 2.4801516105609078e-05);
    p = step(p, r, 0.00019841269708608398);
    p = step(p, r, 0.0013888888920670763);
    p = step(p, r, 0.008333333333388792);
    p = step(p, r, 0.04166666666661966);
    p = step(p, r, 0.16666666666666602);
  } else {
    p = step(constant(0.0013898239703848958), r, 0.008366099558770657);
    p = step(p, r, 0.04166685417294502);
    p = step(p, r, 0.1666654795408249);
  }
  p = step(p, r, 0.5);
  return add(r, mul(mul(r, r), p));
}

/** e^x, x ≤ 0, down to the least subnormal number. */
@inline export function expNegative(x: v128): v128 {
  x = atLeast(x, constant(sizeof<real>() == 8 ? -750 : -105));
  const n = sub(add(mul(x, constant(LOG2E)), magic()), magic());
  const y = add(constant(1), nearZero(reduce(x, n)));
  // Two factors, so that neither leaves the normal numbers where the result does.
  const first = add(mul(n, constant(0.5)), magic());
  const second = add(sub(n, sub(first, magic())), magic());
  return mul(mul(y, powerOfTwo(first)), powerOfTwo(second));
}

/** 1 − e^x, x ≤ 0, to a few ulp also where x is near 0. */
@inline export function oneMinusExpNegative(x: v128): v128 {
  // Beyond this the result is 1.
  x = atLeast(x, constant(sizeof<real>() == 8 ? -50 : -25));
  const shifted = add(mul(x, constant(LOG2E)), magic());
  const n = sub(shifted, magic());
  const scale = powerOfTwo(shifted);
  return sub(sub(constant(1), scale), mul(scale, nearZero(reduce(x, n))));
}

/**
 * ln(1 + e), 0 ≤ e ≤ 1, as 2 artanh s = 2s + 2s · s² R(s²) with s = e / (2 + e) ≤ 1/3: nothing cancels. R is minimax
 * for the relative error: 4.6e-9 (float32), 1.3e-18 (float64).
 */
@inline export function log1pUnit(e: v128): v128 {
  const s = div(e, add(constant(2), e));
  const w = mul(s, s);
  let p: v128;
  if (sizeof<real>() == 8) {
    p = step(constant(0.08509289025847439), w, 0.04170049909693524);
    p = step(p, w, 0.06053043344961144);
    p = step(p, w, 0.06650486762426039);
    p = step(p, w, 0.0769327996408895);
    p = step(p, w, 0.09090871962333284);
    p = step(p, w, 0.11111111984869522);
    p = step(p, w, 0.14285714273926872);
    p = step(p, w, 0.20000000000078622);
    p = step(p, w, 0.33333333333333154);
  } else {
    p = step(constant(0.14012229442596436), w, 0.13999570906162262);
    p = step(p, w, 0.20010849833488464);
    p = step(p, w, 0.3333320617675781);
  }
  const twice = add(s, s);
  return add(twice, mul(twice, mul(w, p)));
}
