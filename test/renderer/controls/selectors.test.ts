import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../../scripts/setup/paths.mjs'

const sheets = readdirSync(join(root, 'renderer'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'))

/**
 * `.a + *` makes Chromium mark the children of every element, and after that each node that is put between two others
 * has the style of the whole canvas made anew: 0.16 s at the limits, for each slice of nodes.
 */
it('no selector applies to whatever stands beside something else', () => {
  expect(sheets.length).toBeGreaterThan(20)
  const found = sheets.flatMap((name) => {
    const text = readFileSync(join(root, 'renderer', name), 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
    return [...text.matchAll(/[^{}]*[+~]\s*(?=\*|:)[^{}]*(?=\{)/g)].map(([selector]) => `${name}: ${selector.trim()}`)
  })
  expect(found).toEqual([])
})
