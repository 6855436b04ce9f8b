// Functions of formulas. Their polynomials are minimax for the relative error, below half an ulp. They add terms in
// pairs, so that few sums depend on the previous one.

import { constant, exp, magic, step } from './exponential';
import { add, atMost, div, LANES, mul, splat, sub } from './vector';

// For arguments too large to reduce in vectors.
@external('math', 'sin') declare function sinOf(x: f64): f64;
@external('math', 'cos') declare function cosOf(x: f64): f64;

/** b x + a. */
@inline function pair(x: v128, b: f64, a: f64): v128 { return step(constant(b), x, a); }

/** p x² + b x + a. */
@inline function onto(p: v128, square: v128, x: v128, b: f64, a: f64): v128 {
  return add(mul(p, square), pair(x, b, a));
}

@inline function signOf(x: v128): v128 { return v128.and(x, splat(-0.0)); }

/** sin r, |r| ≤ π/2. */
@inline function sinWithin(r: v128): v128 {
  const w = mul(r, r);
  const u = mul(w, w);
  let p: v128;
  if (sizeof<real>() == 8) {
    p = pair(w, 2.7210844564843353e-15, -7.642983062304224e-13);
    p = onto(p, u, w, 1.605893938878842e-10, -2.5052106866631952e-08);
    p = onto(p, u, w, 2.7557319211071444e-06, -0.00019841269841208844);
    p = onto(p, u, w, 0.008333333333333193, -0.16666666666666666);
  } else {
    p = pair(w, 2.605631300029783e-06, -0.00019809539355295506);
    p = onto(p, u, w, 0.008333065441452639, -0.16666659521968608);
  }
  return add(r, mul(r, mul(w, p)));
}

/** x − h π/2, with π/2 in three pieces. Two of them are so short that h times the piece is exact. */
@inline function without(x: v128, h: v128): v128 {
  const wide = sizeof<real>() == 8;
  x = sub(x, mul(h, constant(wide ? 1.57079632673412561417 : 1.5703125)));
  x = sub(x, mul(h, constant(wide ? 6.07710050630396597660e-11 : 4.837512969970703125e-4)));
  return sub(x, mul(h, constant(wide ? 2.02226624879595063154e-21 : 7.54978995489188216e-8)));
}

/** ± sin(x − n π), with n + ½ in the place of n for the cosine. */
@inline function reduced(cosine: bool, x: v128): v128 {
  const turns = mul(x, constant(0.3183098861837907));
  const shifted = add(cosine ? sub(turns, constant(0.5)) : turns, magic());
  const n = sub(shifted, magic());
  const h = cosine ? add(add(n, n), constant(1)) : add(n, n);
  const odd = sizeof<real>() == 8 ? v128.shl<i64>(shifted, 63) : v128.shl<i32>(shifted, 31);
  const y = v128.xor(sinWithin(without(x, h)), odd);
  // cos(r + π/2) = −sin r; a zero keeps its sign.
  return cosine ? v128.neg<real>(y) : v128.bitselect(x, y, v128.eq<real>(x, splat(0)));
}

@inline function ofNumber(cosine: bool, x: real): real { return <real>(cosine ? cosOf(<f64>x) : sinOf(<f64>x)); }

/** sin x or cos x. Error: 2 ulp, near zeros 1e-16 (float32: 1e-7). */
@inline export function wave(cosine: bool, x: v128): v128 {
  const y = reduced(cosine, x);
  const large = v128.gt<real>(v128.abs<real>(x), constant(sizeof<real>() == 8 ? 1e6 : 8000));
  if (!v128.any_true(large)) return y;
  let z = v128.replace_lane<real>(y, 0, ofNumber(cosine, v128.extract_lane<real>(x, 0)));
  z = v128.replace_lane<real>(z, 1, ofNumber(cosine, v128.extract_lane<real>(x, 1)));
  if (LANES == 4) {
    z = v128.replace_lane<real>(z, 2, ofNumber(cosine, v128.extract_lane<real>(x, 2)));
    z = v128.replace_lane<real>(z, 3, ofNumber(cosine, v128.extract_lane<real>(x, 3)));
  }
  return v128.bitselect(z, y, large);
}

/** e^|x| / 2, without overflow unless the result overflows. */
@inline function halfExp(x: v128): v128 {
  const h = exp(mul(v128.abs<real>(x), constant(0.5)));
  return mul(mul(h, constant(0.5)), h);
}

/** cosh x. Error: 3 ulp. */
@inline export function cosh(x: v128): v128 {
  const h = halfExp(x);
  return add(h, div(constant(0.25), h));
}

/** sinh x: below 1 a polynomial. Error: 3 ulp. */
@inline export function sinh(x: v128): v128 {
  const a = v128.abs<real>(x);
  const h = halfExp(x);
  const w = mul(a, a);
  let p: v128;
  if (sizeof<real>() == 8) {
    const u = mul(w, w);
    p = onto(constant(7.759312877937082e-13), u, w, 1.6057240320251808e-10, 2.505212339880013e-08);
    p = onto(p, u, w, 2.7557319155335596e-06, 0.00019841269841437684);
    p = onto(p, u, w, 0.008333333333333139, 0.16666666666666669);
  } else {
    p = step(pair(w, 0.00020377411111397505, 0.008330211596000106), w, 0.16666718225148264);
  }
  const near = add(a, mul(a, mul(w, p)));
  return v128.or(v128.bitselect(near, sub(h, div(constant(0.25), h)), v128.lt<real>(a, splat(1))), signOf(x));
}

/** atan x: 0, π/4 or π/2 plus the arctangent of a remainder of at most tan(π/8). Error: 2 ulp. */
@inline export function atan(x: v128): v128 {
  const a = v128.abs<real>(x);
  const one = constant(1);
  const far = v128.gt<real>(a, constant(2.414213562373095));
  const middle = v128.gt<real>(a, constant(0.41421356237309503));
  const above = v128.bitselect(constant(-1), v128.bitselect(sub(a, one), a, middle), far);
  const z = div(above, v128.bitselect(a, v128.bitselect(add(a, one), one, middle), far));
  const w = mul(z, z);
  const u = mul(w, w);
  let p: v128;
  if (sizeof<real>() == 8) {
    p = pair(w, 0.0212640071861896, -0.043595204378951403);
    p = onto(p, u, w, 0.05692718247114413, -0.06641162100843444);
    p = onto(p, u, w, 0.07690073837510547, -0.0909078286833675);
    p = onto(p, u, w, 0.11111106676021704, -0.14285714195880414);
    p = onto(p, u, w, 0.19999999999097268, -0.3333333333333019);
  } else {
    p = onto(constant(-0.06081280528450566), u, w, 0.10595231503687247, -0.14243758940404425);
    p = onto(p, u, w, 0.1999848560420092, -0.3333331545938356);
  }
  const base = v128.bitselect(constant(1.5707963267948966), v128.and(constant(0.7853981633974483), middle), far);
  const low = v128.bitselect(constant(6.123233995736766e-17), v128.and(constant(3.061616997868383e-17), middle), far);
  return v128.or(add(base, add(z, add(mul(z, mul(w, p)), low))), signOf(x));
}

/**
 * erf x with e = exp(−x²): x P(x²) below ½, and above it 1 − e Q(t) with t = (x − 2) / (x + 2), Q minimax for the error
 * of the result. Error: 2 ulp.
 */
@inline export function erf(x: v128, e: v128): v128 {
  const a = atMost(v128.abs<real>(x), constant(6));
  const w = mul(a, a);
  const t = div(sub(a, constant(2)), add(a, constant(2)));
  const s = mul(t, t);
  let p: v128;
  let q: v128;
  if (sizeof<real>() == 8) {
    const u = mul(w, w);
    p = onto(constant(1.4723214694121115e-06), u, w, -1.4845583784940558e-05, 0.00012053324320808114);
    p = onto(p, u, w, -0.0008548297524676505, 0.0052239773703314585);
    p = onto(p, u, w, -0.026866170632716253, 0.11283791670924814);
    p = onto(p, u, w, -0.37612638903183465, 1.1283791670955126);
    q = pair(t, -3.289143700239286e-06, -1.706426277889859e-05);
    q = onto(q, s, t, -2.8561510331572824e-05, 2.756003336438129e-05);
    q = onto(q, s, t, 0.00017450330416034695, 4.3599974531167874e-05);
    q = onto(q, s, t, -0.0009819744597743937, -0.0008471446848892952);
    q = onto(q, s, t, 0.006997461437857576, 0.003732892397111654);
    q = onto(q, s, t, -0.07897858101264948, 0.2416581942426995);
    q = onto(q, s, t, -0.42718584741396004, 0.25539567631050547);
  } else {
    p = pair(w, 0.004717989874089014, -0.02675718454579226);
    p = step(step(step(p, w, 0.11282822822434292), w, -0.37612608574086737), w, 1.1283791655675153);
    q = pair(t, 0.00636305598772142, 0.002630643112391181);
    q = onto(q, s, t, -0.07951405990215361, 0.24154649707334302);
    q = onto(q, s, t, -0.42719474341352354, 0.25539557715345756);
  }
  const far = sub(constant(1), mul(e, q));
  return v128.or(v128.bitselect(mul(a, p), far, v128.lt<real>(a, constant(0.5))), signOf(x));
}
