import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../scripts/setup/paths.mjs'

it('docs/trust.md names tests that exist', () => {
  const text = readFileSync(join(root, 'docs', 'trust.md'), 'utf8')
  const named = [...text.matchAll(/`(test\/[\w./-]+)`: “([^”]+)”/g)].map(([, file, name]) => ({ file: file!, name: name! }))
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(({ file, name }) => !readFileSync(join(root, file), 'utf8').includes(name))).toEqual([])
})
