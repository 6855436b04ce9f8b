import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/setup/paths.mjs'
import { way } from '../../scripts/lint/circles.mjs'
import { violation } from '../../scripts/lint/layers.mjs'

const wrong = (file: string, source: string) => violation(root, join(root, file), source)

describe('import rules', () => {
  it.each([
    ['engine/base/messages/en.ts', '../problem'],
    ['engine/contract/op.ts', '../document/types'],
    ['engine/compile/lower.ts', '../ops/project'],
    ['engine/run/session.ts', 'rxjs'],
    ['nodes/cell/index.ts', '../common'],
    ['nodes/cell/index.ts', '../../engine/ops/project'],
    ['nodes/index.ts', './cell'],
    ['renderer/workspace/files.ts', '../../electron/contract'],
    ['renderer/app/App.tsx', 'react'],
    ['electron/files.ts', 'node:fs/promises'],
    ['cli/unfold.ts', '../nodes'],
    ['cli/export.ts', '../renderer/drawing/geometry'],
    ['renderer/graph/camera.ts', '../workspace/tabs'],
    ['engine/learn/train/trainer.ts', '../rtrl/rtrl'],
    ['test/x.ts', '../renderer/app/App'],
  ])('%s may import %s', (file, source) => expect(wrong(file, source)).toBeNull())

  it.each([
    ['engine/base/problem.ts', '../contract/op'],
    ['engine/contract/op.ts', '../document/parse'],
    ['engine/ops/project.ts', '../compile/lower'],
    ['engine/learn/bptt/bptt.ts', '../run/session'],
    ['engine/learn/bptt/bptt.ts', 'rxjs'],
    ['engine/run/session.ts', '../../nodes'],
    ['engine/data/csv.ts', 'node:fs'],
    ['nodes/cell/index.ts', '../gate'],
    ['nodes/cell/index.ts', '../gate/index'],
    ['nodes/cell/index.ts', '../../engine/compile/lower'],
    ['renderer/workspace/files.ts', '../../electron/files'],
    ['renderer/workspace/files.ts', 'node:fs'],
    ['renderer/workspace/files.ts', 'electron'],
    ['renderer/workspace/files.ts', '../../cli/unfold'],
    ['cli/unfold.ts', '../renderer/app/App'],
    ['cli/unfold.ts', '../renderer/graph'],
    ['renderer/document/groups.ts', '../editing/store'],
    ['renderer/drawing/rules.ts', '../graph/camera'],
    ['renderer/workspace/files.ts', '../panels'],
    ['renderer/panels/run/RunPanel.tsx', '../../app/App'],
    ['engine/learn/bptt/bptt.ts', '../train/trainer'],
    ['electron/files.ts', '../engine/base/problem'],
  ])('%s may not import %s', (file, source) => expect(wrong(file, source)).toMatch(/may not import/))
})

describe('circles of imports', () => {
  const values: Readonly<Record<string, readonly string[]>> = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['d'], e: ['a'] }
  const of = (first: string, last: string) => way(first, last, (file) => values[file] ?? [])

  it('are found at any remove, by the shortest way', () => {
    expect(of('b', 'a')).toEqual(['b', 'c', 'a'])
    expect(of('d', 'd')).toEqual(['d'])
  })

  it('are none where nothing leads back', () => expect(of('a', 'e')).toBeUndefined())
})
