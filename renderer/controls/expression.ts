/** Parses the expressions accepted as numbers: decimals, + − × ÷ ^, parentheses, pi, sqrt(…). */

const LONGEST = 120

interface Reader {
  readonly text: string
  at: number
}

const skip = (r: Reader): void => {
  while (r.text[r.at] === ' ') r.at++
}

function take(r: Reader, signs: string): string | undefined {
  skip(r)
  const sign = r.text[r.at]
  if (sign === undefined || !signs.includes(sign)) return undefined
  r.at++
  return sign
}

/** Returns NaN if the text is invalid; NaN passes through every operation. */
function atom(r: Reader): number {
  skip(r)
  if (take(r, '(')) {
    const value = sum(r)
    return take(r, ')') ? value : NaN
  }
  const rest = r.text.slice(r.at)
  const digits = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(rest)
  if (digits) {
    r.at += digits[0].length
    return Number(digits[0])
  }
  if (/^pi\b/i.test(rest) || rest.startsWith('π')) {
    r.at += rest.startsWith('π') ? 1 : 2
    return Math.PI
  }
  if (/^sqrt\s*\(/i.test(rest)) {
    r.at += 4
    return Math.sqrt(atom(r))
  }
  return NaN
}

function power(r: Reader): number {
  const base = atom(r)
  if (take(r, '^')) return base ** signed(r)
  return base
}

function signed(r: Reader): number {
  const sign = take(r, '+-')
  if (sign === undefined) return power(r)
  const value = signed(r)
  return sign === '-' ? -value : value
}

function product(r: Reader): number {
  let value = signed(r)
  for (let sign = take(r, '*/'); sign !== undefined; sign = take(r, '*/')) {
    const next = signed(r)
    value = sign === '*' ? value * next : value / next
  }
  return value
}

function sum(r: Reader): number {
  let value = product(r)
  for (let sign = take(r, '+-'); sign !== undefined; sign = take(r, '+-')) {
    const next = product(r)
    value = sign === '+' ? value + next : value - next
  }
  return value
}

/** The value of an expression such as `2*16`; undefined if it is invalid or not finite. */
export function evaluate(typed: string): number | undefined {
  if (typed.length > LONGEST) return undefined
  // Accepts full-width digits of Japanese keyboards, and typographic operators.
  const text = typed.normalize('NFKC').replace(/[−–]/g, '-').replace(/[×·]/g, '*').replaceAll('÷', '/').replaceAll('**', '^').trim()
  const reader = { text, at: 0 }
  const value = sum(reader)
  skip(reader)
  return reader.at === text.length && Number.isFinite(value) ? value : undefined
}
