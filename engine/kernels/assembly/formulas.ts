// Formulas of documents: steps that are data, over registers of one block of numbers each. A step's number is its place
// in `engine/formula/steps.ts`.

import { activate } from './activations';
import { erf, exp, ln, oneMinusExpNegative } from './exponential';
import { add, BYTES, bytesOf, div, LANES, loadPart, mul, splat, storePart, sub, sumOfLanes, vload, vstore } from './vector';

@external('env', 'scratch') declare const scratch: usize;

// Functions without a version for vectors: those of JavaScript.
@external('math', 'sin') declare function sin(x: f64): f64;
@external('math', 'cos') declare function cos(x: f64): f64;
@external('math', 'tan') declare function tan(x: f64): f64;
@external('math', 'sinh') declare function sinh(x: f64): f64;
@external('math', 'cosh') declare function cosh(x: f64): f64;
@external('math', 'atan') declare function atan(x: f64): f64;
@external('math', 'power') declare function power(a: f64, b: f64): f64;
@external('math', 'powerLeft') declare function powerLeft(a: f64, b: f64): f64;
@external('math', 'powerRight') declare function powerRight(a: f64, b: f64): f64;

const COPY: i32 = 0;
const NEGATE: i32 = 1;
const ABS: i32 = 2;
const SIGN: i32 = 3;
const STEP: i32 = 4;
const SQRT: i32 = 5;
const EXP: i32 = 6;
const LN: i32 = 7;
const ERF: i32 = 8;
const TANH: i32 = 9;
const LOGISTIC: i32 = 10;
const RELU: i32 = 11;
const SOFTPLUS: i32 = 12;
const SIN: i32 = 13;
const COS: i32 = 14;
const TAN: i32 = 15;
const SINH: i32 = 16;
const COSH: i32 = 17;
const ATAN: i32 = 18;
const SUM: i32 = 19;
const MEAN: i32 = 20;
const ADD: i32 = 21;
const SUBTRACT: i32 = 22;
const MULTIPLY: i32 = 23;
const DIVIDE: i32 = 24;
const MIN: i32 = 25;
const MAX: i32 = 26;
const POWER: i32 = 27;
const POWER_LEFT: i32 = 28;
const POWER_RIGHT: i32 = 29;
const MULTIPLY_GUARDED: i32 = 30;
const DIVIDE_GUARDED: i32 = 31;
const TANH_BACK: i32 = 32;
const LOGISTIC_BACK: i32 = 33;
const SOFTPLUS_BACK: i32 = 34;
const SIGNED: i32 = 35;
const MULTIPLY_ADD: i32 = 36;
const MULTIPLY_ADD_GUARDED: i32 = 37;
const WHERE_AT_LEAST: i32 = 38;
const WHERE_NOT_AT_LEAST: i32 = 39;
const WHERE_AT_MOST: i32 = 40;
const WHERE_NOT_AT_MOST: i32 = 41;
const SCALED_BELOW: i32 = 42;

// Places of operands.
const REGISTER: i32 = 0;
const ROW: i32 = 1;
const BUFFER: i32 = 2;
const NUMBER: i32 = 3;

const STEP_BYTES: usize = 24;

@inline function ofOne(kind: i32, a: v128): v128 {
  if (kind == COPY) return a;
  if (kind == NEGATE) return v128.neg<real>(a);
  if (kind == ABS) return v128.abs<real>(a);
  if (kind == SQRT) return v128.sqrt<real>(a);
  if (kind == EXP) return exp(a);
  if (kind == LN) return ln(a);
  if (kind == ERF) return erf(a);
  const positive = v128.gt<real>(a, splat(0));
  if (kind == STEP) return v128.bitselect(splat(1), v128.andnot(a, v128.le<real>(a, splat(0))), positive);
  // 0 and what is not a number stay.
  const negative = v128.lt<real>(a, splat(0));
  return v128.bitselect(splat(1), v128.bitselect(splat(-1), a, negative), positive);
}

@inline function guarded(d: v128, product: v128): v128 { return v128.and(product, v128.ne<real>(d, splat(0))); }

@inline function ofTwo(kind: i32, a: v128, b: v128): v128 {
  if (kind == ADD) return add(a, b);
  if (kind == SUBTRACT) return sub(a, b);
  if (kind == MULTIPLY) return mul(a, b);
  if (kind == DIVIDE) return div(a, b);
  // Faster than min and max, which order zeros too; what is not a number stays, in either.
  if (kind == MIN) return v128.or(v128.pmin<real>(a, b), v128.ne<real>(b, b));
  if (kind == MAX) return v128.or(v128.pmax<real>(a, b), v128.ne<real>(b, b));
  if (kind == MULTIPLY_GUARDED) return guarded(a, mul(a, b));
  if (kind == DIVIDE_GUARDED) return guarded(a, div(a, b));
  const one = splat(1);
  if (kind == TANH_BACK) return mul(a, sub(one, mul(b, b)));
  if (kind == LOGISTIC_BACK) return mul(a, mul(b, sub(one, b)));
  if (kind == SOFTPLUS_BACK) return mul(a, oneMinusExpNegative(v128.neg<real>(b)));
  const zero = splat(0);
  const below = v128.and(v128.neg<real>(a), v128.lt<real>(b, zero));
  return v128.bitselect(a, below, v128.gt<real>(b, zero));
}

@inline function ofThree(kind: i32, a: v128, b: v128, c: v128): v128 {
  if (kind == MULTIPLY_ADD) return add(mul(a, b), c);
  if (kind == MULTIPLY_ADD_GUARDED) return add(guarded(a, mul(a, b)), c);
  if (kind == WHERE_AT_LEAST) return v128.and(a, v128.ge<real>(b, c));
  if (kind == WHERE_NOT_AT_LEAST) return v128.andnot(a, v128.ge<real>(b, c));
  if (kind == WHERE_AT_MOST) return v128.and(a, v128.le<real>(b, c));
  if (kind == WHERE_NOT_AT_MOST) return v128.andnot(a, v128.le<real>(b, c));
  return v128.bitselect(a, mul(a, c), v128.ge<real>(b, splat(0)));
}

@inline function scalar(kind: i32, a: f64, b: f64): f64 {
  if (kind == SIN) return sin(a);
  if (kind == COS) return cos(a);
  if (kind == TAN) return tan(a);
  if (kind == SINH) return sinh(a);
  if (kind == COSH) return cosh(a);
  if (kind == ATAN) return atan(a);
  if (kind == POWER) return power(a, b);
  if (kind == POWER_LEFT) return powerLeft(a, b);
  return powerRight(a, b);
}

@inline function one(kind: i32, count: i32, to: usize, a: usize, ma: usize): void {
  const whole = bytesOf(count) & ~15;
  for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofOne(kind, vload(a + (i & ma))));
  const rest = count & (LANES - 1);
  if (rest) storePart(to + whole, ofOne(kind, loadPart(a + (whole & ma), rest)), rest);
}

@inline function two(kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize): void {
  const whole = bytesOf(count) & ~15;
  if (mb == 0) {
    const number = vload(b);
    for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofTwo(kind, vload(a + (i & ma)), number));
  } else if (ma == 0) {
    const number = vload(a);
    for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofTwo(kind, number, vload(b + i)));
  } else {
    for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofTwo(kind, vload(a + i), vload(b + i)));
  }
  const rest = count & (LANES - 1);
  if (rest) storePart(to + whole, ofTwo(kind, loadPart(a + (whole & ma), rest), loadPart(b + (whole & mb), rest)), rest);
}

@inline function three(
  kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize, c: usize, mc: usize,
): void {
  const whole = bytesOf(count) & ~15;
  if (ma & mb & mc) {
    for (let i: usize = 0; i < whole; i += 16) vstore(to + i, ofThree(kind, vload(a + i), vload(b + i), vload(c + i)));
  } else {
    for (let i: usize = 0; i < whole; i += 16) {
      vstore(to + i, ofThree(kind, vload(a + (i & ma)), vload(b + (i & mb)), vload(c + (i & mc))));
    }
  }
  const rest = count & (LANES - 1);
  if (rest) {
    const x = loadPart(a + (whole & ma), rest);
    const y = loadPart(b + (whole & mb), rest);
    storePart(to + whole, ofThree(kind, x, y, loadPart(c + (whole & mc), rest)), rest);
  }
}

@inline function each(kind: i32, count: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize): void {
  const end = bytesOf(count);
  for (let i: usize = 0; i < end; i += BYTES) {
    store<real>(to + i, <real>scalar(kind, <f64>load<real>(a + (i & ma)), <f64>load<real>(b + (i & mb))));
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
 * Runs `steps` steps at `program` over `count` numbers, rows of n, the first of them `row` bytes behind the beginning of
 * their slots; `block` numbers at a time. Registers stand at `registers`, or in the scratch where that is 0.
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
      run(load<i32>(p), length, n, to, a, mask(inA), b, mask(inB), c, mask(inC));
      p += STEP_BYTES;
    }
  }
}

function run(
  kind: i32, count: i32, n: i32, to: usize, a: usize, ma: usize, b: usize, mb: usize, c: usize, mc: usize,
): void {
  switch (kind) {
    case NEGATE: one(NEGATE, count, to, a, ma); break;
    case ABS: one(ABS, count, to, a, ma); break;
    case SIGN: one(SIGN, count, to, a, ma); break;
    case STEP: one(STEP, count, to, a, ma); break;
    case SQRT: one(SQRT, count, to, a, ma); break;
    case EXP: one(EXP, count, to, a, ma); break;
    case LN: one(LN, count, to, a, ma); break;
    case ERF: one(ERF, count, to, a, ma); break;
    case TANH: activate(1, 1, count, a, count, to, count); break;
    case LOGISTIC: activate(0, 1, count, a, count, to, count); break;
    case RELU: activate(2, 1, count, a, count, to, count); break;
    case SOFTPLUS: activate(4, 1, count, a, count, to, count); break;
    case SIN: each(SIN, count, to, a, ma, a, ma); break;
    case COS: each(COS, count, to, a, ma, a, ma); break;
    case TAN: each(TAN, count, to, a, ma, a, ma); break;
    case SINH: each(SINH, count, to, a, ma, a, ma); break;
    case COSH: each(COSH, count, to, a, ma, a, ma); break;
    case ATAN: each(ATAN, count, to, a, ma, a, ma); break;
    case POWER: each(POWER, count, to, a, ma, b, mb); break;
    case POWER_LEFT: each(POWER_LEFT, count, to, a, ma, b, mb); break;
    case POWER_RIGHT: each(POWER_RIGHT, count, to, a, ma, b, mb); break;
    case SUM: overUnits(false, count, n, to, a, ma); break;
    case MEAN: overUnits(true, count, n, to, a, ma); break;
    case ADD: two(ADD, count, to, a, ma, b, mb); break;
    case SUBTRACT: two(SUBTRACT, count, to, a, ma, b, mb); break;
    case MULTIPLY: two(MULTIPLY, count, to, a, ma, b, mb); break;
    case DIVIDE: two(DIVIDE, count, to, a, ma, b, mb); break;
    case MIN: two(MIN, count, to, a, ma, b, mb); break;
    case MAX: two(MAX, count, to, a, ma, b, mb); break;
    case MULTIPLY_GUARDED: two(MULTIPLY_GUARDED, count, to, a, ma, b, mb); break;
    case DIVIDE_GUARDED: two(DIVIDE_GUARDED, count, to, a, ma, b, mb); break;
    case TANH_BACK: two(TANH_BACK, count, to, a, ma, b, mb); break;
    case LOGISTIC_BACK: two(LOGISTIC_BACK, count, to, a, ma, b, mb); break;
    case SOFTPLUS_BACK: two(SOFTPLUS_BACK, count, to, a, ma, b, mb); break;
    case SIGNED: two(SIGNED, count, to, a, ma, b, mb); break;
    case MULTIPLY_ADD: three(MULTIPLY_ADD, count, to, a, ma, b, mb, c, mc); break;
    case MULTIPLY_ADD_GUARDED: three(MULTIPLY_ADD_GUARDED, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_LEAST: three(WHERE_AT_LEAST, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_LEAST: three(WHERE_NOT_AT_LEAST, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_AT_MOST: three(WHERE_AT_MOST, count, to, a, ma, b, mb, c, mc); break;
    case WHERE_NOT_AT_MOST: three(WHERE_NOT_AT_MOST, count, to, a, ma, b, mb, c, mc); break;
    case SCALED_BELOW: three(SCALED_BELOW, count, to, a, ma, b, mb, c, mc); break;
    default: one(COPY, count, to, a, ma);
  }
}
