import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/setup/paths.mjs'

const css = readFileSync(join(root, 'renderer/controls/theme/tokens.css'), 'utf8')
const tokensOf = (selector: string): Map<string, string> => {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}')[0]!
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6,8})/g)].map((m) => [m[1]!, m[2]!]))
}
const channels = (colour: string): number[] => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255)
/** A translucent colour over an opaque one. */
const over = (top: string, ground: string): number[] => {
  const alpha = top.length === 9 ? Number.parseInt(top.slice(7), 16) / 255 : 1
  const below = channels(ground)
  return channels(top).map((c, i) => c * alpha + below[i]! * (1 - alpha))
}
/** Relative luminance (WCAG 2.2). */
const luminance = (rgb: readonly number[]): number => {
  const [r, g, b] = rgb.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
const contrast = (a: readonly number[], b: readonly number[]): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('colours of the %s theme', (_, selector) => {
  const tokens = tokensOf(selector)
  const colour = (name: string): string => tokens.get(name) ?? expect.fail(`no token ${name}`)
  const grounds = ['surface', 'canvas', 'surface-raised', 'surface-sunken']

  it('text is at least 4.5:1 on every background, and on selections', () => {
    for (const text of ['text', 'text-secondary', 'text-tertiary']) {
      for (const ground of grounds) expect(contrast(channels(colour(text)), channels(colour(ground))), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      for (const ground of ['surface', 'surface-raised'])
        expect(contrast(channels(colour(text)), over(colour('accent-soft'), colour(ground))), `${text} on what is chosen on ${ground}`).toBeGreaterThanOrEqual(
          4.5,
        )
    }
    expect(contrast(channels(colour('text-on-accent')), channels(colour('accent')))).toBeGreaterThanOrEqual(4.5)
  })

  it('words that report a state are at least 4.5:1 on every background, under the pointer and on their own tint', () => {
    for (const state of ['error', 'warning', 'success'])
      for (const ground of [...grounds, 'ground', 'hover']) {
        expect(contrast(channels(colour(state)), channels(colour(ground))), `${state} on ${ground}`).toBeGreaterThanOrEqual(4.5)
        const tint = tokens.get(`${state}-soft`)
        if (tint) expect(contrast(channels(colour(state)), over(tint, colour(ground))), `${state} on its tint on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
  })

  it('graphics and the focus are at least 3:1', () => {
    const graphics = ['focus', 'accent', 'error', 'warning', 'success', ...[...tokens.keys()].filter((name) => name.startsWith('role-'))]
    expect(graphics.length).toBeGreaterThan(10)
    for (const name of graphics)
      for (const ground of ['surface', 'canvas'])
        expect(contrast(channels(colour(name)), channels(colour(ground))), `${name} on ${ground}`).toBeGreaterThanOrEqual(3)
  })
})
