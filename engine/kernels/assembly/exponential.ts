// Exponentials, logarithms, and what is made of them. e^x: with n = round(x / ln 2), r = x − n ln 2 (ln 2 in two pieces,
// the first so short that n · piece is exact), e^x = 2ⁿ · e^r; e^r − 1 = r + r² (1/2 + r P(r)), P minimax for the relative error of e^r − 1
// on |r| ≤ ln 2 / 2: 1.4e-8 (float32), 2.5e-17 (float64).

import { add, atLeast, atMost, div, mul, splat, sub } from './vector';

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

/** e^x of an x within the exponents of numbers, or somewhat beyond. */
@inline function expWithin(x: v128): v128 {
  const n = sub(add(mul(x, constant(LOG2E)), magic()), magic());
  const y = add(constant(1), nearZero(reduce(x, n)));
  // Two factors, so that neither leaves the normal numbers where the result does.
  const first = add(mul(n, constant(0.5)), magic());
  const second = add(sub(n, sub(first, magic())), magic());
  return mul(mul(y, powerOfTwo(first)), powerOfTwo(second));
}

/** e^x, x ≤ 0, down to the least subnormal number. */
@inline export function expNegative(x: v128): v128 {
  return expWithin(atLeast(x, constant(sizeof<real>() == 8 ? -750 : -105)));
}

/** e^x. */
@inline export function exp(x: v128): v128 {
  return expNegative(atMost(x, constant(sizeof<real>() == 8 ? 710 : 89)));
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
 * R(w) with 2 artanh s = 2s + 2s · w R(w), w = s², |s| ≤ 1/3; minimax for the relative error: 4.6e-9 (float32), 1.3e-18
 * (float64).
 */
@inline function artanhTail(w: v128): v128 {
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
  return p;
}

/** ln(1 + e), 0 ≤ e ≤ 1, as 2 artanh s with s = e / (2 + e): nothing cancels. */
@inline export function log1pUnit(e: v128): v128 {
  const s = div(e, add(constant(2), e));
  const w = mul(s, s);
  const twice = add(s, s);
  return add(twice, mul(twice, mul(w, artanhTail(w))));
}

/** ln x: with x = 2ᵏ m, √½ ≤ m < √2, k ln 2 + 2 artanh s, s = (m − 1) / (m + 1). NaN below 0. */
@inline export function ln(x: v128): v128 {
  const wide = sizeof<real>() == 8;
  const subnormal = v128.lt<real>(x, constant(wide ? 2.2250738585072014e-308 : 1.1754943508222875e-38));
  const bits = v128.bitselect(mul(x, constant(wide ? 18014398509481984 : 33554432)), x, subnormal);
  let shifted: v128;
  let m: v128;
  // The exponent, added to the low bits of the magic number.
  if (wide) {
    const k = v128.shr<i64>(v128.sub<i64>(bits, v128.splat<i64>(0x3fe6a09e667f3bcd)), 52);
    m = v128.sub<i64>(bits, v128.shl<i64>(k, 52));
    shifted = v128.add<i64>(magic(), k);
  } else {
    const k = v128.shr<i32>(v128.sub<i32>(bits, v128.splat<i32>(0x3f3504f3)), 23);
    m = v128.sub<i32>(bits, v128.shl<i32>(k, 23));
    shifted = v128.add<i32>(magic(), k);
  }
  const k = sub(sub(shifted, magic()), v128.and(subnormal, constant(wide ? 54 : 25)));
  const s = div(sub(m, constant(1)), add(m, constant(1)));
  const w = mul(s, s);
  const twice = add(s, s);
  const low = add(mul(twice, mul(w, artanhTail(w))), mul(k, constant(wide ? LN2_LOW_64 : LN2_LOW_32)));
  let y = add(mul(k, constant(wide ? LN2_HIGH_64 : LN2_HIGH_32)), add(twice, low));
  // Infinity and what is not a number stay.
  y = v128.bitselect(y, x, v128.lt<real>(x, splat(Infinity)));
  y = v128.bitselect(splat(-Infinity), y, v128.eq<real>(x, splat(0)));
  return v128.bitselect(splat(NaN), y, v128.lt<real>(x, splat(0)));
}

/**
 * erf x, to 3e-16: x P(x²) below 1, and above it 1 − exp(−x²) Q(t) with t = (x − 2) / (x + 2); P and Q interpolate at
 * Chebyshev's points.
 */
@inline export function erf(x: v128): v128 {
  const a = atMost(v128.abs<real>(x), constant(6));
  const w = mul(a, a);
  let p = step(constant(-7.795898827002142e-10), w, 1.3720064546777686e-08);
  p = step(p, w, -1.6208483801871705e-07);
  p = step(p, w, 1.6447424703317362e-06);
  p = step(p, w, -1.492473690741966e-05);
  p = step(p, w, 0.00012055294904839707);
  p = step(p, w, -0.0008548325975389692);
  p = step(p, w, 0.0052239776071164225);
  p = step(p, w, -0.02686617064323777);
  p = step(p, w, 0.11283791670945006);
  p = step(p, w, -0.37612638903183543);
  p = step(p, w, 1.1283791670955126);
  const t = div(sub(a, constant(2)), add(a, constant(2)));
  let q = step(constant(3.917059299925389e-06), t, 1.820143195975009e-06);
  q = step(q, t, -1.4067532694582058e-05);
  q = step(q, t, -2.7647305443610053e-05);
  q = step(q, t, 2.754312818566672e-05);
  q = step(q, t, 0.00017436697232946864);
  q = step(q, t, 4.3554202452705896e-05);
  q = step(q, t, -0.0009819773208131022);
  q = step(q, t, -0.0008471431980760424);
  q = step(q, t, 0.006997461747753573);
  q = step(q, t, 0.00373289240349224);
  q = step(q, t, -0.07897858101585253);
  q = step(q, t, 0.24165819424246987);
  q = step(q, t, -0.4271858474139579);
  q = step(q, t, 0.25539567631050575);
  const far = sub(constant(1), mul(expNegative(v128.neg<real>(w)), q));
  const y = v128.bitselect(far, mul(a, p), v128.ge<real>(a, constant(1)));
  return v128.or(v128.and(x, splat(-0.0)), y);
}
