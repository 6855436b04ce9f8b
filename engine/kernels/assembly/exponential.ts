// Exponentials, logarithms and powers. e^x: with n = round(x / ln 2), r = x − n ln 2 (ln 2 in two pieces,
// the first so short that n · piece is exact), e^x = 2ⁿ · e^r; e^r − 1 = r + r² (1/2 + r P(r)), P minimax for the relative error of e^r − 1
// on |r| ≤ ln 2 / 2: 1.4e-8 (float32), 2.5e-17 (float64).

import { add, atLeast, atMost, div, mul, splat, sub } from './vector';

const LOG2E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;
const LN2_HIGH_32: f64 = 0.693359375;
const LN2_LOW_32: f64 = -2.12194440054690583e-4;
const LN2_HIGH_64: f64 = 6.93147180369123816490e-1;
const LN2_LOW_64: f64 = 1.90821492927058770002e-10;

@inline export function constant(x: f64): v128 { return v128.splat<real>(<real>x); }

/** Adding this constant to a number of moderate size leaves the nearest whole number in the low bits. */
@inline export function magic(): v128 { return constant(sizeof<real>() == 8 ? 6755399441055744.0 : 12582912.0); }

/** 2ⁿ of n + magic, n within the exponents of normal numbers. */
@inline function powerOfTwo(shifted: v128): v128 {
  if (sizeof<real>() == 8) return v128.add<i64>(v128.shl<i64>(shifted, 52), v128.splat<i64>(<i64>1023 << 52));
  return v128.add<i32>(v128.shl<i32>(shifted, 23), v128.splat<i32>(127 << 23));
}

@inline function reduce(x: v128, n: v128): v128 {
  if (sizeof<real>() == 8) return sub(sub(x, mul(n, constant(LN2_HIGH_64))), mul(n, constant(LN2_LOW_64)));
  return sub(sub(x, mul(n, constant(LN2_HIGH_32))), mul(n, constant(LN2_LOW_32)));
}

@inline export function step(p: v128, x: v128, c: f64): v128 { return add(mul(p, x), constant(c)); }

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

/** y · 2ⁿ as two multiplications, so that both factors are normal numbers even if the result is not. */
@inline function scaled(y: v128, n: v128): v128 {
  const first = add(mul(n, constant(0.5)), magic());
  const second = add(sub(n, sub(first, magic())), magic());
  return mul(mul(y, powerOfTwo(first)), powerOfTwo(second));
}

/** e^x for x whose result is representable, or slightly beyond that range. */
@inline function expWithin(x: v128): v128 {
  const n = sub(add(mul(x, constant(LOG2E)), magic()), magic());
  return scaled(add(constant(1), nearZero(reduce(x, n))), n);
}

/** e^x, x ≤ 0, down to the least subnormal number. */
@inline export function expNegative(x: v128): v128 {
  return expWithin(atLeast(x, constant(sizeof<real>() == 8 ? -750 : -105)));
}

/** As `nearZero`, in pairs of terms, so that fewer sums depend on the previous one; the last bit may differ. */
@inline function nearZeroInPairs(r: v128): v128 {
  const u = mul(r, r);
  let p: v128;
  if (sizeof<real>() == 8) {
    const v = mul(u, u);
    const low = add(mul(step(constant(0.008333333333388792), r, 0.04166666666661966), u), step(constant(0.16666666666666602), r, 0.5));
    const high = add(
      mul(step(constant(2.7557425474705514e-06), r, 2.4801516105609078e-05), u),
      step(constant(0.00019841269708608398), r, 0.0013888888920670763),
    );
    p = add(mul(step(constant(2.504588442912928e-08), r, 2.762233805023669e-07), v), high);
    p = add(mul(p, v), low);
  } else {
    p = step(constant(0.0013898239703848958), r, 0.008366099558770657);
    p = add(mul(p, r), constant(0.04166685417294502));
    p = add(mul(p, u), step(constant(0.1666654795408249), r, 0.5));
  }
  return add(r, mul(u, p));
}

/** e^x. */
@inline export function exp(x: v128): v128 {
  const wide = sizeof<real>() == 8;
  x = atLeast(atMost(x, constant(wide ? 710 : 89)), constant(wide ? -750 : -105));
  const n = sub(add(mul(x, constant(LOG2E)), magic()), magic());
  return scaled(add(constant(1), nearZeroInPairs(reduce(x, n))), n);
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

@inline function isSubnormal(x: v128): v128 {
  return v128.lt<real>(x, constant(sizeof<real>() == 8 ? 2.2250738585072014e-308 : 1.1754943508222875e-38));
}

/** The bits of x > 0, with subnormal numbers scaled to normal ones. */
@inline function normalBits(x: v128, subnormal: v128): v128 {
  return v128.bitselect(mul(x, constant(sizeof<real>() == 8 ? 18014398509481984 : 33554432)), x, subnormal);
}

/** k of x = 2ᵏ m, √½ ≤ m < √2, as a whole number, from the bits of a normal x. */
@inline function exponent(bits: v128): v128 {
  if (sizeof<real>() == 8) return v128.shr<i64>(v128.sub<i64>(bits, v128.splat<i64>(0x3fe6a09e667f3bcd)), 52);
  return v128.shr<i32>(v128.sub<i32>(bits, v128.splat<i32>(0x3f3504f3)), 23);
}

/** Converts the result of `exponent` to a floating-point number. */
@inline function exponentNumber(k: v128, subnormal: v128): v128 {
  // Added to the low bits of the magic number.
  const shifted = sizeof<real>() == 8 ? v128.add<i64>(magic(), k) : v128.add<i32>(magic(), k);
  return sub(sub(shifted, magic()), v128.and(subnormal, constant(sizeof<real>() == 8 ? 54 : 25)));
}

/** s = (m − 1) / (m + 1): ln m = 2 artanh s. */
@inline function quotient(bits: v128, k: v128): v128 {
  const m = sizeof<real>() == 8
    ? v128.sub<i64>(bits, v128.shl<i64>(k, 52))
    : v128.sub<i32>(bits, v128.shl<i32>(k, 23));
  return div(sub(m, constant(1)), add(m, constant(1)));
}

/** Corrects a logarithm y of x at the edges: ∞ for x = ∞, −∞ for 0, NaN below 0 and for NaN. */
@inline function atEdges(y: v128, x: v128): v128 {
  y = v128.bitselect(y, x, v128.lt<real>(x, splat(Infinity)));
  y = v128.bitselect(splat(-Infinity), y, v128.eq<real>(x, splat(0)));
  return v128.bitselect(splat(NaN), y, v128.lt<real>(x, splat(0)));
}

/** ln x = k ln 2 + 2 artanh s. NaN below 0. */
@inline export function ln(x: v128): v128 {
  const wide = sizeof<real>() == 8;
  const subnormal = isSubnormal(x);
  const bits = normalBits(x, subnormal);
  const whole = exponent(bits);
  const k = exponentNumber(whole, subnormal);
  const s = quotient(bits, whole);
  const w = mul(s, s);
  const twice = add(s, s);
  const low = add(mul(twice, mul(w, artanhTail(w))), mul(k, constant(wide ? LN2_LOW_64 : LN2_LOW_32)));
  return atEdges(add(mul(k, constant(wide ? LN2_HIGH_64 : LN2_HIGH_32)), add(twice, low)), x);
}

/**
 * aᵇ, with the special cases of `engine/formula/scalar.ts`: with |a| = 2ᵏ m, 2ⁿ · 2^(bk − n + b log₂ m), bk exact in two
 * pieces of b. Relative error: (2 + |b log₂ m|) ulp; powers of 2 are exact.
 */
@inline export function power(a: v128, b: v128): v128 {
  const wide = sizeof<real>() == 8;
  const x = v128.abs<real>(a);
  const subnormal = isSubnormal(x);
  const bits = normalBits(x, subnormal);
  const whole = exponent(bits);
  const k = exponentNumber(whole, subnormal);
  const s = quotient(bits, whole);
  const w = mul(s, s);
  const twice = add(s, s);
  const rest = mul(add(twice, mul(twice, mul(w, artanhTail(w)))), constant(LOG2E));
  const high = v128.and(b, wide ? v128.splat<i64>(~0x7ffffff) : v128.splat<i32>(~0xfff));
  const bound = constant(wide ? 1100 : 160);
  const finite = v128.and(v128.gt<real>(x, splat(0)), v128.lt<real>(x, splat(Infinity)));
  const total = mul(b, v128.bitselect(add(k, rest), atEdges(splat(0), x), finite));
  const n = sub(add(atLeast(atMost(total, bound), v128.neg<real>(bound)), magic()), magic());
  const near = v128.lt<real>(v128.abs<real>(total), bound);
  const r = v128.and(near, add(add(sub(mul(high, k), n), mul(sub(b, high), k)), mul(b, rest)));
  let y = scaled(add(constant(1), nearZeroInPairs(mul(r, constant(LN2)))), n);
  const isWhole = v128.eq<real>(v128.nearest<real>(b), b);
  const half = mul(b, constant(0.5));
  const odd = v128.andnot(isWhole, v128.eq<real>(v128.nearest<real>(half), half));
  y = v128.xor(y, v128.and(v128.and(a, splat(-0.0)), odd));
  const root = v128.andnot(v128.lt<real>(a, splat(0)), isWhole);
  y = v128.or(y, v128.or(root, v128.ne<real>(total, total)));
  return v128.bitselect(splat(1), y, v128.eq<real>(b, splat(0)));
}
