// One vector of 128 bits holds LANES numbers. loadPart and storePart handle the shorter rest at the end of a row, so that
// every number undergoes the same operations at every position.

export const BYTES: usize = sizeof<real>();
export const LANES: i32 = 16 / sizeof<real>();

@inline export function splat(x: real): v128 { return v128.splat<real>(x); }
@inline export function vload(p: usize): v128 { return v128.load(p); }
@inline export function vstore(p: usize, v: v128): void { v128.store(p, v); }
@inline export function add(a: v128, b: v128): v128 { return v128.add<real>(a, b); }
@inline export function sub(a: v128, b: v128): v128 { return v128.sub<real>(a, b); }
@inline export function mul(a: v128, b: v128): v128 { return v128.mul<real>(a, b); }
@inline export function div(a: v128, b: v128): v128 { return v128.div<real>(a, b); }

/** a · b + c, rounded twice, or once if FUSED. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  if (FUSED) return v128.relaxed_madd<real>(a, b, c);
  return v128.add<real>(c, v128.mul<real>(a, b));
}

/** min and max that keep a NaN in `x`. */
@inline export function atMost(x: v128, limit: v128): v128 { return v128.pmin<real>(x, limit); }
@inline export function atLeast(x: v128, limit: v128): v128 { return v128.pmax<real>(x, limit); }

@inline export function bytesOf(n: i32): usize { return <usize>n * BYTES; }

/** The first `count` numbers at p, 0 < count < LANES; zeros beyond. */
export function loadPart(p: usize, count: i32): v128 {
  if (sizeof<real>() == 8) return v128.load_zero<u64>(p);
  if (count == 1) return v128.load_zero<u32>(p);
  const low = v128.load_zero<u64>(p);
  return count == 2 ? low : v128.load_lane<f32>(p, low, 2, 8);
}

export function storePart(p: usize, v: v128, count: i32): void {
  if (sizeof<real>() == 8) {
    v128.store_lane<u64>(p, v, 0);
  } else if (count == 1) {
    v128.store_lane<u32>(p, v, 0);
  } else {
    v128.store_lane<u64>(p, v, 0);
    if (count == 3) v128.store_lane<u32>(p, v, 2, 8);
  }
}

/** Σ of the lanes, in pairs. */
@inline export function sumOfLanes(v: v128): real {
  if (sizeof<real>() == 8) return v128.extract_lane<real>(v, 0) + v128.extract_lane<real>(v, 1);
  return (
    v128.extract_lane<real>(v, 0) + v128.extract_lane<real>(v, 1)
    + (v128.extract_lane<real>(v, 2) + v128.extract_lane<real>(v, 3))
  );
}

/** The largest lane; NaN where one is. */
@inline export function maxOfLanes(v: v128): real {
  let most = max<real>(v128.extract_lane<real>(v, 0), v128.extract_lane<real>(v, 1));
  if (sizeof<real>() == 4) {
    most = max<real>(most, max<real>(v128.extract_lane<real>(v, 2), v128.extract_lane<real>(v, 3)));
  }
  return most;
}
