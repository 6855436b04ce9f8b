import { add, bytesOf, LANES, loadPart, mul, splat, storePart, sub, vload, vstore } from './vector';

/** Stands for the address of an input that is not connected. */
const NONE: usize = 0xffffffff;

@inline function wired(p: usize): bool { return p != NONE; }

@inline function mix(g: v128, hasSignal: bool, signal: v128, hasOther: bool, other: v128): v128 {
  const kept = hasSignal ? mul(g, signal) : g;
  return hasOther ? add(kept, mul(sub(splat(1), g), other)) : kept;
}

export function gate(
  rows: i32, n: i32, g: usize, ldg: i32, signal: usize, lds: i32, other: usize, ldo: i32, out: usize, ldy: i32,
): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  const hasSignal = wired(signal);
  const hasOther = wired(other);
  for (let r = 0; r < rows; r++) {
    // For an input that is not connected, reads the gate and drops the result.
    const s = hasSignal ? signal + <usize>r * bytesOf(lds) : g;
    const o = hasOther ? other + <usize>r * bytesOf(ldo) : g;
    for (let i: usize = 0; i < whole; i += 16) {
      vstore(out + i, mix(vload(g + i), hasSignal, vload(s + i), hasOther, vload(o + i)));
    }
    if (rest) {
      const y = mix(
        loadPart(g + whole, rest), hasSignal, loadPart(s + whole, rest), hasOther, loadPart(o + whole, rest),
      );
      storePart(out + whole, y, rest);
    }
    g += bytesOf(ldg);
    out += bytesOf(ldy);
  }
}

@inline function increase(p: usize, v: v128): void { vstore(p, add(vload(p), v)); }
@inline function increasePart(p: usize, v: v128, count: i32): void { storePart(p, add(loadPart(p, count), v), count); }

export function gateBackward(
  rows: i32, n: i32, g: usize, ldg: i32, signal: usize, lds: i32, other: usize, ldo: i32,
  dOut: usize, lddy: i32, dg: usize, dSignal: usize, dOther: usize,
): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  const hasSignal = wired(signal);
  const hasOther = wired(other);
  const one = splat(1);
  const zero = splat(0);
  for (let r = 0; r < rows; r++) {
    // Update one target after the other and read each again, because they may share memory.
    for (let i: usize = 0; i < whole; i += 16) {
      const w = vload(g + i);
      const d = vload(dOut + i);
      const s = hasSignal ? vload(signal + i) : one;
      const o = hasOther ? vload(other + i) : zero;
      increase(dg + i, mul(d, sub(s, o)));
      if (hasSignal) increase(dSignal + i, mul(d, w));
      if (hasOther) increase(dOther + i, mul(d, sub(one, w)));
    }
    if (rest) {
      const w = loadPart(g + whole, rest);
      const d = loadPart(dOut + whole, rest);
      const s = hasSignal ? loadPart(signal + whole, rest) : one;
      const o = hasOther ? loadPart(other + whole, rest) : zero;
      increasePart(dg + whole, mul(d, sub(s, o)), rest);
      if (hasSignal) increasePart(dSignal + whole, mul(d, w), rest);
      if (hasOther) increasePart(dOther + whole, mul(d, sub(one, w)), rest);
    }
    g += bytesOf(ldg);
    dg += bytesOf(ldg);
    dOut += bytesOf(lddy);
    if (hasSignal) {
      signal += bytesOf(lds);
      dSignal += bytesOf(lds);
    }
    if (hasOther) {
      other += bytesOf(ldo);
      dOther += bytesOf(ldo);
    }
  }
}
