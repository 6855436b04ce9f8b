/**
 * A random stream for each thing that is drawn: xoshiro128** (Blackman & Vigna 2021), seeded with 128 bits from
 * SplitMix32 over the FNV-1a hash of `seed/name`. The same seed and name give the same numbers on every machine.
 */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number
  /** Standard normal, by Marsaglia's polar method. */
  normal(): number
  /** Uniform whole number in [0, n). */
  integer(n: number): number
  /** Returns five numbers from which `resume` continues bit for bit. */
  state(): number[]
  resume(state: readonly number[]): void
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

function fnv(text: string, offset: number): number {
  let h = offset
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h
}

export function stream(seed: number, name: string): RandomStream {
  const text = `${seed}/${name}`
  let mix = fnv(text, 0x811c9dc5)
  const other = fnv(text, 0x01234567)
  const split = (salt: number): number => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ salt
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return z ^ (z >>> 16)
  }
  let a = split(0)
  let b = split(other)
  let c = split(0)
  let d = split(other) | 1
  let spare = Number.NaN

  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result >>> 0
  }
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992

  return {
    uniform,
    normal(): number {
      if (!Number.isNaN(spare)) {
        const value = spare
        spare = Number.NaN
        return value
      }
      for (;;) {
        const u = 2 * uniform() - 1
        const v = 2 * uniform() - 1
        const s = u * u + v * v
        if (s >= 1 || s === 0) continue
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        spare = v * factor
        return u * factor
      }
    },
    integer: (n) => Math.floor(uniform() * n),
    state: () => [a, b, c, d, spare],
    resume(state) {
      const [s0, s1, s2, s3, s4] = state
      if (s0 === undefined || s1 === undefined || s2 === undefined || s3 === undefined || s4 === undefined) throw new Error('a random state has five numbers')
      a = s0
      b = s1
      c = s2
      d = s3
      spare = s4
    },
  }
}
