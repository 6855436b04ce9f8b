import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { referencePage } from '../../cli/reference'
import { root } from '../../scripts/setup/paths.mjs'

it('docs/reference.md is what `unfold settings` prints', () => {
  expect(readFileSync(join(root, 'docs/reference.md'), 'utf8')).toBe(referencePage())
})

it('names the default and the bounds of every setting', () => {
  const page = referencePage()
  expect(page).toContain('| `optimizer rprop.decrease` | number (0 < x < 1) | `0.5` |')
  expect(page).toContain('| `density` | number (0 < x ≤ 1) | `0.1` |')
  expect(page).toContain('| `algorithm bptt.every` | whole number (1 ≤ x) | Whole sequence, or as other settings ask | steps |')
})
