// Runs formulas of documents. The steps are data; each register holds one block of numbers. The number of a kind of step
// is its index in `engine/formula/steps.ts`.

import { activate } from './activations';
import { exp, ln, oneMinusExpNegative, power } from './exponential';
import { atan, cosh, erf, sinh, wave } from './functions';
import { add, atLeast, atMost, bytesOf, div, LANES, loadPart, mul, splat, storePart, sub, sumOfLanes, vload, vstore } from './vector';

@external('env', 'scratch') declare const scratch: usize;

const COPY: i32 = 0;
const NEGATE: i32 = 1;
const ABS: i32 = 2;
const SIGN: i32 = 3;
const STEP: i32 = 4;
const SQRT: i32 = 5;
const EXP: i32 = 6;
const LN: i32 = 7;
const TANH: i32 = 8;
const LOGISTIC: i32 = 9;
const RELU: i32 = 10;
const SOFTPLUS: i32 = 11;
const SIN: i32 = 12;
const COS: i32 = 13;
const SINH: i32 = 14;
const COSH: i32 = 15;
const ATAN: i32 = 16;
const SUM: i32 = 17;
const MEAN: i32 = 18;
const ADD: i32 = 19;
const SUBTRACT: i32 = 20;
const MULTIPLY: i32 = 21;
const DIVIDE: i32 = 22;
const MIN: i32 = 23;
const MAX: i32 = 24;
const AT_MOST: i32 = 25;
const AT_LEAST: i32 = 26;
const POWER: i32 = 27;
const ERF: i32 = 28;
const MULTIPLY_GUARDED: i32 = 29;
const DIVIDE_GUARDED: i32 = 30;
const TANH_BACK: i32 = 31;
const LOGISTIC_BACK: i32 = 32;
const SOFTPLUS_BACK: i32 = 33;
const SIGNED: i32 = 34;
const RECTIFIED_BACK: i32 = 35;
const MULTIPLY_ADD: i32 = 36;
const MULTIPLY_SUBTRACT: i32 = 37;
const SUBTRACT_PRODUCT: i32 = 38;
const ADD_MULTIPLY: i32 = 39;
const SUBTRACT_MULTIPLY: i32 = 40;
const MULTIPLY_ADD_GUARDED: i32 = 41;
const WHERE_AT_LEAST: i32 = 42;
const WHERE_NOT_AT_LEAST: i32 = 43;
const WHERE_AT_MOST: i32 = 44;
const WHERE_NOT_AT_MOST: i32 = 45;
const SCALED_BELOW: i32 = 46;

// Places of operands.
const REGISTER: i32 = 0;
const ROW: i32 = 1;
const BUFFER: i32 = 2;
const NUMBER: i32 = 3;
/** The bit of a step that adds its result to the value at its target. */
const ADDED: i32 = 256;

const STEP_BYTES: usize = 24;

@inline function ofOne(kind: i32, a: v128): v128 {
  if (kind == COPY) return a;
  if (kind == NEGATE) return v128.neg<real>(a);
  if (kind == ABS) return v128.abs<real>(a);
  if (kind == SQRT) return v128.sqrt<real>(a);
  if (kind == EXP) return exp(a);
  if (kind == LN) return ln(a);
  if (kind == SIN) return wave(false, a);
  if (kind == COS) return wave(true, a);
  if (kind == SINH) return sinh(a);
  if (kind == COSH) return cosh(a);
  if (kind == ATAN) return atan(a);
  const positive = v128.gt<real>(a, splat(0));
  if (kind == STEP) return v128.bitselect(splat(1), v128.andnot(a, v128.le<real>(a, splat(0))), positive);
  // 0 and NaN stay unchanged.
  const negative = v128.lt<real>(a, splat(0));
  return v128.bitselect(splat(1), v128.bitselect(splat(-1), a, negative), positive);
}

@inline function guarded(d: v128, product: v128): v128 { return v128.and(product, v128.ne<real>(d, splat(0))); }

@inline function ofTwo(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return add(a, b);
  if (kind == SUBTRACT) return sub(a, b);
  if (kind == MULTIPLY) return mul(a, b);
  if (kind == DIVIDE) return div(a, b);
  // As Math.min and Math.max: −0 is less than 0, and NaN stays NaN.
  if (kind == MIN) return v128.min<real>(a, b);
  if (kind == MAX) return v128.max<real>(a, b);
  // As MIN and MAX, with a constant b other than −0 or 0.
  if (kind == AT_MOST) return atMost(a, b);
  if (kind == AT_LEAST) return atLeast(a, b);
  if (kind == POWER) return power(a, b);
  if (kind == ERF) return erf(a, b);
  if (kind == MULTIPLY_GUARDED) return guarded(a, mul(a, b));
  if (kind == DIVIDE_GUARDED) return guarded(a, div(a, b));
  const one = splat(1);
  if (kind == TANH_BACK) return mul(a, sub(one, mul(b, b)));
  if (kind == LOGISTIC_BACK) return mul(a, mul(b, sub(one, b)));
  if (kind == SOFTPLUS_BACK) return mul(a, oneMinusExpNegative(v128.neg<real>(b)));
  const zero = splat(0);
  const positive = v128.gt<real>(b, zero);
  if (kind == RECTIFIED_BACK) {
    return v128.bitselect(a, v128.and(mul(a, splat(0.5)), v128.eq<real>(b, zero)), positive);
  }
  const below = v128.and(v128.neg<real>(a), v128.lt<real>(b, zero));
  return v128.bitselect(a, below, positive);
}

@inline function ofThree(kind: i32, a: v128, b: v128, c: v128): v128 {
  if (kind == MULTIPLY_ADD) return add(mul(a, b), c);
  if (kind == MULTIPLY_SUBTRACT) return sub(mul(a, b), c);
  if (kind == SUBTRACT_PRODUCT) return sub(c, mul(a, b));
  if (kind == ADD_MULTIPLY) return mul(add(a, b), c);
  if (kind == SUBTRACT_MULTIPLY) return mul(sub(a, b), c);
  if (kind == MULTIPLY_ADD_GUARDED) return add(guarded(a, mul(a, b)), c);
  if (kind == WHERE_AT_LEAST) return v128.and(a, v128.ge<real>(b, c));
  if (kind == WHERE_NOT_AT_LEAST) return v128.andnot(a, v128.ge<real>(b, c));
  if (kind == WHERE_AT_MOST) return v128.and(a, v128.le<real>(b, c));
  if (kind == WHERE_NOT_AT_MOST) return v128.andnot(a, v128.le<real>(b, c));
  return v128.bitselect(a, mul(a, c), v128.ge<real>(b, splat(0)));
}

@inline function put(added: bool, to: usize, v: v128): void { vstore(to, added ? add(vload(to), v) : v); }

@inline function putPart(added: bool, to: usize, v: v128, rest: i32): void {
  storePart(to, added ? add(loadPart(to, rest), v) : v, rest);
}

@inline function one(kind: i32, count: i32, to: usize, a: usize, ma: usize): void {
  const whole = bytesOf(count) & ~15;
  for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofOne(kind, vload(a + (i & ma))));
  const rest = count & (LANES - 1);
  if (rest) storePart(to + whole, ofOne(kind, loadPart(a + (whole & ma), rest)), rest);
}

/** Returns whether a binary step takes so long that unrolling its loop would gain little. */
@inline function isLong(kind: i32): bool { return kind == POWER || kind == ERF || kind == SOFTPLUS_BACK; }

@inline function two(
  kind: i32, added: bool, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize,
): void {
  const whole = bytesOf(count) & ~15;
  let i: usize = 0;
  if (!isLong(kind)) {
    // Two vectors a turn.
    const turns = whole & ~31;
    if (ma & mb) {
      for (; i < turns; i += 32) {
        put(added, to + i, ofTwo(kind, vload(a + i), vload(b + i)));
        put(added, to + i + 16, ofTwo(kind, vload(a + i + 16), vload(b + i + 16)));
      }
    } else if (ma && !added) {
      const number = vload(b);
      for (; i < turns; i += 32) {
        put(added, to + i, ofTwo(kind, vload(a + i), number));
        put(added, to + i + 16, ofTwo(kind, vload(a + i + 16), number));
      }
    }
  }
  for (; i < whole; i += 16) put(added, to + i, ofTwo(kind, vload(a + (i & ma)), vload(b + (i & mb))));
  const rest = count & (LANES - 1);
  if (rest) {
    putPart(added, to + whole, ofTwo(kind, loadPart(a + (whole & ma), rest), loadPart(b + (whole & mb), rest)), rest);
  }
}

@inline function three(
  kind: i32, added: bool, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize, c: usize, mc: usize,
): void {
  const whole = bytesOf(count) & ~15;
  let i: usize = 0;
  if (ma & mb) {
    // Two vectors a turn.
    const turns = whole & ~31;
    if (mc) {
      for (; i < turns; i += 32) {
        put(added, to + i, ofThree(kind, vload(a + i), vload(b + i), vload(c + i)));
        put(added, to + i + 16, ofThree(kind, vload(a + i + 16), vload(b + i + 16), vload(c + i + 16)));
      }
    } else {
      const number = vload(c);
      for (; i < turns; i += 32) {
        put(added, to + i, ofThree(kind, vload(a + i), vload(b + i), number));
        put(added, to + i + 16, ofThree(kind, vload(a + i + 16), vload(b + i + 16), number));
      }
    }
  }
  for (; i < whole; i += 16) {
    put(added, to + i, ofThree(kind, vload(a + (i & ma)), vload(b + (i & mb)), vload(c + (i & mc))));
  }
  const rest = count & (LANES - 1);
  if (rest) {
    const x = loadPart(a + (whole & ma), rest);
    const y = loadPart(b + (whole & mb), rest);
    putPart(added, to + whole, ofThree(kind, x, y, loadPart(c + (whole & mc), rest)), rest);
  }
}

/** The sum or mean over the units of each row, for every unit. */
function overUnits(mean: bool, count: i32, n: i32, to: usize, a: usize, ma: usize): void {
  const whole = bytesOf(n) & ~15;
  const rest = n & (LANES - 1);
  for (let r = 0; r < count; r += n) {
    let sums = splat(0);
    for (let i: usize = 0; i < whole; i += 16) sums = add(sums, vload(a + (i & ma)));
    if (rest) sums = add(sums, loadPart(a + (whole & ma), rest));
    let sum = sumOfLanes(sums);
    if (mean) sum /= <real>n;
    const v = splat(sum);
    for (let i: usize = 0; i < whole; i += 16) vstore(to + i, v);
    if (rest) storePart(to + whole, v, rest);
    a += bytesOf(n) & ma;
    to += bytesOf(n);
  }
}

@inline function placed(base: usize, place: i32, registers: usize, row: usize, done: usize): usize {
  if (place == REGISTER) return base + registers;
  if (place == ROW) return base + row + done;
  if (place == BUFFER) return base + done;
  return base;
}

@inline function mask(place: i32): usize { return place == NUMBER ? 0 : <usize>-1; }

/**
 * Runs `steps` steps at `program` over `count` numbers in rows of n, `block` numbers at a time. The first row is `row`
 * bytes after the beginning of its slot. Registers are at address `registers`, or in the scratch space if that is 0.
 */
export function formula(
  program: usize, steps: i32, registers: usize, block: i32, count: i32, n: i32, row: usize,
): void {
  if (!registers) registers = scratch;
  for (let done = 0; done < count; done += block) {
    const left = count - done;
    const length = left < block ? left : block;
    const shift = bytesOf(done);
    let p = program;
    for (let s = 0; s < steps; s++) {
      const places = load<i32>(p, 20);
      const to = placed(load<u32>(p, 4), places & 3, registers, row, shift);
      const inA = (places >> 2) & 3;
      const inB = (places >> 4) & 3;
      const inC = (places >> 6) & 3;
      const a = placed(load<u32>(p, 8), inA, registers, row, shift);
      const b = placed(load<u32>(p, 12), inB, registers, row, shift);
      const c = placed(load<u32>(p, 16), inC, registers, row, shift);
      const kind = load<i32>(p);
      if (places & ADDED) runAdded(kind, length, to, a, mask(inA), b, mask(inB), c, mask(inC));
      else if (kind >= MULTIPLY_ADD) runThree(kind, length, to, a, mask(inA), b, mask(inB), c, mask(inC));
      else if (kind >= ADD) runTwo(kind, length, to, a, mask(inA), b, mask(inB));
      else runOne(kind, length, n, to, a, mask(inA));
      p += STEP_BYTES;
    }
  }
}

function runOne(kind: i32, count: i32, n: i32, to: usize, a: usize, ma: usize): void {
  switch (kind) {
    case NEGATE: one(NEGATE, count, to, a, ma); break;
    case ABS: one(ABS, count, to, a, ma); break;
    case SIGN: one(SIGN, count, to, a, ma); break;
    case STEP: one(STEP, count, to, a, ma); break;
    case SQRT: one(SQRT, count, to, a, ma); break;
    case EXP: one(EXP, count, to, a, ma); break;
    case LN: one(LN, count, to, a, ma); break;
    case SIN: one(SIN, count, to, a, ma); break;
    case COS: one(COS, count, to, a, ma); break;
    case SINH: one(SINH, count, to, a, ma); break;
    case COSH: one(COSH, count, to, a, ma); break;
    case ATAN: one(ATAN, count, to, a, ma); break;
    case TANH: activate(1, 1, count, a, count, to, count); break;
    case LOGISTIC: activate(0, 1, count, a, count, to, count); break;
    case RELU: activate(2, 1, count, a, count, to, count); break;
    case SOFTPLUS: activate(4, 1, count, a, count, to, count); break;
    case SUM: overUnits(false, count, n, to, a, ma); break;
    case MEAN: overUnits(true, count, n, to, a, ma); break;
    default: one(COPY, count, to, a, ma);
  }
}

function runTwo(kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize): void {
  switch (kind) {
    case ADD: two(ADD, false, count, to, a, ma, b, mb); break;
    case SUBTRACT: two(SUBTRACT, false, count, to, a, ma, b, mb); break;
    case MULTIPLY: two(MULTIPLY, false, count, to, a, ma, b, mb); break;
    case DIVIDE: two(DIVIDE, false, count, to, a, ma, b, mb); break;
    case MIN: two(MIN, false, count, to, a, ma, b, mb); break;
    case MAX: two(MAX, false, count, to, a, ma, b, mb); break;
    case AT_MOST: two(AT_MOST, false, count, to, a, ma, b, mb); break;
    case AT_LEAST: two(AT_LEAST, false, count, to, a, ma, b, mb); break;
    case POWER: two(POWER, false, count, to, a, ma, b, mb); break;
    case ERF: two(ERF, false, count, to, a, ma, b, mb); break;
    case MULTIPLY_GUARDED: two(MULTIPLY_GUARDED, false, count, to, a, ma, b, mb); break;
    case DIVIDE_GUARDED: two(DIVIDE_GUARDED, false, count, to, a, ma, b, mb); break;
    case TANH_BACK: two(TANH_BACK, false, count, to, a, ma, b, mb); break;
    case LOGISTIC_BACK: two(LOGISTIC_BACK, false, count, to, a, ma, b, mb); break;
    case SOFTPLUS_BACK: two(SOFTPLUS_BACK, false, count, to, a, ma, b, mb); break;
    case SIGNED: two(SIGNED, false, count, to, a, ma, b, mb); break;
    default: two(RECTIFIED_BACK, false, count, to, a, ma, b, mb);
  }
}

function runThree(
  kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize, c: usize, mc: usize,
): void {
  switch (kind) {
    case MULTIPLY_ADD: three(MULTIPLY_ADD, false, count, to, a, ma, b, mb, c, mc); break;
    case MULTIPLY_SUBTRACT: three(MULTIPLY_SUBTRACT, false, count, to, a, ma, b, mb, c, mc); break;
    case SUBTRACT_PRODUCT: three(SUBTRACT_PRODUCT, false, count, to, a, ma, b, mb, c, mc); break;
    case ADD_MULTIPLY: three(ADD_MULTIPLY, false, count, to, a, ma, b, mb, c, mc); break;
    case SUBTRACT_MULTIPLY: three(SUBTRACT_MULTIPLY, false, count, to, a, ma, b, mb, c, mc); break;
    case MULTIPLY_ADD_GUARDED: three(MULTIPLY_ADD_GUARDED, false, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_LEAST: three(WHERE_AT_LEAST, false, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_LEAST: three(WHERE_NOT_AT_LEAST, false, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_MOST: three(WHERE_AT_MOST, false, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_MOST: three(WHERE_NOT_AT_MOST, false, count, to, a, ma, b, mb, c, mc); break;
    default: three(SCALED_BELOW, false, count, to, a, ma, b, mb, c, mc);
  }
}

/** Runs a step of `ADDABLE` in `engine/formula/steps.ts`, and adds its result to the value at its target. */
function runAdded(
  kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize, c: usize, mc: usize,
): void {
  switch (kind) {
    case DIVIDE: two(DIVIDE, true, count, to, a, ma, b, mb); break;
    case DIVIDE_GUARDED: two(DIVIDE_GUARDED, true, count, to, a, ma, b, mb); break;
    case TANH_BACK: two(TANH_BACK, true, count, to, a, ma, b, mb); break;
    case LOGISTIC_BACK: two(LOGISTIC_BACK, true, count, to, a, ma, b, mb); break;
    case SOFTPLUS_BACK: two(SOFTPLUS_BACK, true, count, to, a, ma, b, mb); break;
    case SIGNED: two(SIGNED, true, count, to, a, ma, b, mb); break;
    case RECTIFIED_BACK: two(RECTIFIED_BACK, true, count, to, a, ma, b, mb); break;
    case ADD_MULTIPLY: three(ADD_MULTIPLY, true, count, to, a, ma, b, mb, c, mc); break;
    case SUBTRACT_MULTIPLY: three(SUBTRACT_MULTIPLY, true, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_LEAST: three(WHERE_AT_LEAST, true, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_LEAST: three(WHERE_NOT_AT_LEAST, true, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_MOST: three(WHERE_AT_MOST, true, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_MOST: three(WHERE_NOT_AT_MOST, true, count, to, a, ma, b, mb, c, mc); break;
    default: three(SCALED_BELOW, true, count, to, a, ma, b, mb, c, mc);
  }
}
