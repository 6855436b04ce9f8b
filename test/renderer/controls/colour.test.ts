import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BOX } from '../../../engine/contract/outline'
import { registry } from '../../../nodes'
import { root } from '../../../scripts/setup/paths.mjs'

type Triple = readonly [number, number, number]

const css = readFileSync(join(root, 'renderer/controls/theme/tokens.css'), 'utf8')
const rolesOf = (selector: string): ReadonlyMap<string, Triple> => {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0]!
  return new Map(
    [...block.matchAll(/--role-([\w-]+):\s*#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});/g)].map(([, name, ...hex]) => {
      const [r, g, b] = hex.map((part) => Number.parseInt(part, 16) / 255)
      return [name!, [r!, g!, b!]]
    }),
  )
}

/** Full dichromacy in linear RGB: Machado, Oliveira and Fernandes 2009, IEEE TVCG 15, 1291–1298, severity 1.0. */
const eyes: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  'usual eyes': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
const times = (m: readonly [Triple, Triple, Triple], v: Triple): Triple => {
  const row = (r: Triple): number => r[0] * v[0] + r[1] * v[1] + r[2] * v[2]
  return [row(m[0]), row(m[1]), row(m[2])]
}
const clamp = (v: Triple): Triple => [Math.min(1, Math.max(0, v[0])), Math.min(1, Math.max(0, v[1])), Math.min(1, Math.max(0, v[2]))]
/** CIE L*a*b* of linear sRGB, white point D65. */
function lab(rgb: Triple): Triple {
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb,
  )
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}
const seen = (colour: Triple, eye: string): Triple => lab(clamp(times(eyes[eye]!, [linear(colour[0]), linear(colour[1]), linear(colour[2])])))
/** Distance in L*a*b* (CIE 1976); 2.3 is just noticeable. */
const difference = (a: Triple, b: Triple): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/** Least distance of colours that a reader can distinguish even when they are not side by side. */
const APART = 12

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('roles in the %s theme', (_, selector) => {
  const roles = [...rolesOf(selector)]
  const faces = new Map(registry.types.map(({ face }) => [face.role as string, face]))

  it.each(Object.keys(eyes))('are distinguishable with %s, by colour or by their shape', (eye) => {
    expect(roles).toHaveLength(7)
    for (const [i, [one, a]] of roles.entries()) {
      for (const [other, b] of roles.slice(i + 1)) {
        const near = difference(seen(a, eye), seen(b, eye))
        const signs = [faces.get(one)!, faces.get(other)!]
        expect(signs[0]!.glyph, `the signs of ${one} and ${other}`).not.toBe(signs[1]!.glyph)
        if (near >= APART) continue
        // Too similar in colour, but the outline of the node differs too.
        const [form, otherForm] = signs.map(({ shape, outline = BOX }) => ({ shape, outline }))
        expect(form, `${one} and ${other} differ by ${near.toFixed(1)} in colour`).not.toEqual(otherForm)
      }
    }
  })

  it('are distinguishable by colour with normal vision', () => {
    for (const [i, [one, a]] of roles.entries())
      for (const [other, b] of roles.slice(i + 1))
        expect(difference(seen(a, 'usual eyes'), seen(b, 'usual eyes')), `${one} and ${other}`).toBeGreaterThanOrEqual(APART)
  })
})

it('are simulated as published: white stays white, and confused colours come close', () => {
  for (const eye of Object.keys(eyes)) expect(difference(seen([1, 1, 1], eye), [100, 0, 0]), eye).toBeLessThan(1.5)
  // A red and the green of its confusion line: far apart for usual eyes, near for a deuteranope.
  const [red, green]: [Triple, Triple] = [
    [0.75, 0.35, 0.25],
    [0.48, 0.5, 0.25],
  ]
  expect(difference(seen(red, 'usual eyes'), seen(green, 'usual eyes'))).toBeGreaterThan(3 * difference(seen(red, 'deuteranopia'), seen(green, 'deuteranopia')))
})
