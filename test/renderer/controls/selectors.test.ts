import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../../scripts/setup/paths.mjs'

const sheets = readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))

/**
 * `.a + *` makes Chromium mark the children of every element; from then on, each node that is inserted between two others
 * restyles the whole canvas: 0.16 s at the limits, for each slice of nodes.
 */
it('no selector applies to every sibling of an element', () => {
  expect(sheets.length).toBeGreaterThan(20)
  const found = sheets.flatMap((name) => {
    const text = readFileSync(join(root, 'renderer', name), 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
    return [...text.matchAll(/[^{}]*[+~]\s*(?=\*|:)[^{}]*(?=\{)/g)].map(([selector]) => `${name}: ${selector.trim()}`)
  })
  expect(found).toEqual([])
})
