import { Linter } from 'eslint'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parser } from 'typescript-eslint'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/setup/paths.mjs'
import { circles, circleThrough } from '../../scripts/lint/circles.mjs'
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
    ['renderer/editing/store.ts', 'zustand/vanilla'],
    ['renderer/languages/index.ts', '../../engine/kinds/activations'],
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
    ['renderer/controls/Field.tsx', '../../engine/document/types'],
    ['renderer/keys/bindings.ts', '../../engine/run/session'],
    ['renderer/languages/numbers.ts', '../../engine/document/parse'],
    ['renderer/drawing/model.ts', 'react'],
    ['renderer/picture/draw.ts', '@xyflow/react'],
    ['renderer/editing/store.ts', 'react'],
    ['renderer/drawing/model.ts', '../controls/Button'],
    ['renderer/picture/draw.ts', '../worker/client'],
    // Files and folders without a row.
    ['engine/new.ts', './base/problem'],
    ['engine/new/a.ts', 'node:fs'],
    ['engine/learn/new/a.ts', '../model/model'],
    ['renderer/new/a.ts', '../controls/Field'],
  ])('%s may not import %s', (file, source) => expect(wrong(file, source)).toMatch(/may not import/))
})

it('a drawing uses the types of React Flow, not its code', () => {
  const file = join(root, 'renderer/drawing/model.ts')
  expect(violation(root, file, '@xyflow/react', true)).toBeNull()
  expect(violation(root, file, '@xyflow/react')).toMatch(/may not import/)
})

describe('circles of imports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-circles-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const files = {
    'a.ts': "import { b } from './b'\nexport const a = b",
    'b.ts': "import type { C } from './c'\nimport { type D } from './d'\nexport const b = 1 as C & D",
    'c.ts': "export type C = typeof import('./a').a",
    'd.ts': "export * from './d'\nexport type D = 1",
    'e.ts': "export const e = () => import('./f')",
    'f.tsx': "import { b } from './b'\nimport { e } from './e'\nexport const f = [b, e]",
    'g.ts': "import { a } from './a'\nimport './g.css'\nimport 'rxjs'\nexport const g = a",
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const circle = (name: keyof typeof files) => circleThrough(join(folder, name))?.map((file) => basename(file))

  it('are found at any distance, by the shortest path, among values, types and dynamic imports', () => {
    expect(circle('a.ts')).toEqual(['a.ts', 'b.ts', 'c.ts', 'a.ts'])
    expect(circle('b.ts')).toEqual(['b.ts', 'c.ts', 'a.ts', 'b.ts'])
    expect(circle('d.ts')).toEqual(['d.ts', 'd.ts'])
    expect(circle('f.tsx')).toEqual(['f.tsx', 'e.ts', 'f.tsx'])
  })

  it('are not found without a path back', () => expect(circle('g.ts')).toBeUndefined())

  it('are refused by lint where they begin', () => {
    const linter = new Linter({ cwd: folder })
    const lint = (name: keyof typeof files) =>
      linter.verify(
        files[name],
        { files: ['**/*.ts', '**/*.tsx'], languageOptions: { parser }, plugins: { unfold: { rules: { circles } } }, rules: { 'unfold/circles': 'error' } },
        join(folder, name),
      )
    expect(lint('b.ts')).toMatchObject([{ line: 1, message: 'A circle of imports: b.ts → c.ts → a.ts → b.ts.' }])
    expect(lint('c.ts')).toMatchObject([{ line: 1, message: 'A circle of imports: c.ts → a.ts → b.ts → c.ts.' }])
    expect(lint('g.ts')).toEqual([])
  })
})
