import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ExportFile } from '../../engine/export/file'
import { numpyFiles, pytorchFiles } from '../../engine/export/python'
import { Names, literal } from '../../engine/export/python/names'
import type { Model } from '../../engine/learn/model/model'
import { compiled, draw, modelOf } from '../documents'
import { goldenDocument, goldenNames } from '../gradients/fixtures'
import { nextGraph } from '../next-graphs'
import { ablated, randomGraph } from '../random-graphs'

const SEED = Number(process.env.SEED ?? 20_261)
/** Networks with parts of version 2. */
const NEXT = Number(process.env.NEXT ?? 24)
const code = (files: readonly ExportFile[]): string => files.find(({ suffix }) => suffix === '.py')!.content as string

/** A Python that has a library; undefined if this machine has none. */
const pythonWith = (library: string): string | undefined =>
  ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', `import ${library}`]).status === 0)

const RUN = `
import pathlib, runpy, sys
wrong = []
for path in sorted(pathlib.Path(sys.argv[1]).glob("*_test.py")):
    try:
        runpy.run_path(str(path), run_name="__main__")
    except Exception as error:
        wrong.append(f"{path.name}: {error!r}")
print("ran", len(list(pathlib.Path(sys.argv[1]).glob("*_test.py"))))
sys.exit("\\n".join(wrong) or 0)
`

function networks(): readonly (readonly [string, Model])[] {
  return [
    ...goldenNames.map((name) => [name.replaceAll(/[-/]/g, '_'), modelOf(goldenDocument(name))] as const),
    ...Array.from({ length: 24 }, (_, i) => randomGraph(SEED + i, { backward: i % 2 === 1, forcing: true }))
      // One loop may contain memories of both directions.
      .flatMap((document, i) => (compiled(document).network ? [[`drawn_${i}`, modelOf(document)] as const] : [])),
    ...Array.from({ length: 24 }, (_, i) => ablated(randomGraph(SEED + i), SEED + i)).flatMap((document, i) =>
      document && compiled(document).network ? [[`ablated_${i}`, modelOf(document)] as const] : [],
    ),
    ...Array.from({ length: NEXT }, (_, i) => nextGraph(SEED + i, { spiking: i % 2 === 0, backward: i % 3 === 2 })).flatMap((document, i) =>
      compiled(document).network ? [[`next_${i}`, modelOf(document)] as const] : [],
    ),
  ]
}

/** Writes every network with its test and runs them all in one Python. */
function run(python: string, write: (model: Model) => readonly ExportFile[]): { status: number | null; output: string; count: number } {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-python-'))
  const all = networks()
  for (const [name, model] of all) for (const { suffix, content } of write(model)) writeFileSync(join(folder, name + suffix), content)
  writeFileSync(join(folder, 'run.py'), RUN)
  const { status, stdout, stderr } = spawnSync(python, [join(folder, 'run.py'), folder], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  return { status, output: stdout + stderr, count: all.length }
}

describe('a network in Python', () => {
  for (const [library, write] of [
    ['numpy', numpyFiles],
    ['torch', pytorchFiles],
  ] as const) {
    const python = pythonWith(library)
    it.skipIf(python === undefined)(`equals the engine with ${library}, for every network of the gradient tests and random ones (SEED=${SEED})`, () => {
      const { status, output, count } = run(python!, write)
      expect(status, output).toBe(0)
      expect(output).toContain(`ran ${count}`)
    })
  }

  it('is written as a person would write it', () => {
    const document = draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 }, c: { type: 'context', delay: 3, decay: 0.5 }, y: { type: 'output', size: 1 } },
      { W_xh: 'x → h', copy: 'h → c', W_ch: { from: 'c', to: 'h', kind: 'dense', scale: -0.5 }, W_hy: 'h → y' },
      { view: { nodes: { h: { x: 0, y: 0, label: 'Hidden' } } } },
    )
    const lines = code(pytorchFiles(modelOf(document)))
    for (const line of [
      'h = torch.tanh(self.h_bias - 0.5 * (c @ self.W_ch.T) + x_t @ self.W_xh.T)  # "Hidden"',
      'y = self.y_bias + h @ self.W_hy.T',
      'c_queue.append(h)',
      'c = (0.5 * c + c_queue.popleft() if begun + t + 1 >= 3 else c)',
      'state = {"steps": begun + steps, "c": c, "c_queue": list(c_queue)}',
      'return {"y": torch.stack(y_steps)}, {"y": torch.stack(y_steps)}, state',
    ])
      expect(lines).toContain(`${line}\n`)
  })

  it('takes only names and escaped texts from a document into the code', () => {
    const evil = '"""\n\r\u2028\u0085\u202e__import__("os").system("x")#\\'
    const document = draw(
      {
        import: { type: 'input', size: 1, columns: [evil] },
        self: { type: 'layer', size: 1 },
        'a-b': { type: 'layer', size: 1 },
        a_b: { type: 'layer', size: 1 },
        torch: { type: 'output', size: 1 },
      },
      { forward: 'import → self', 'w-1': 'self → a-b', w_1: 'self → a_b', state_dict: 'a-b → torch', full: 'a_b → torch' },
      { name: evil, fitted: { columns: { [evil]: { mean: 1, deviation: 2 } } }, view: { nodes: { self: { x: 0, y: 0, label: evil } } } },
    )
    const files = pytorchFiles(modelOf(document))
    const text = code(files)
    // All text from the document is inside of literals, and each literal ends on its own line.
    const outside = text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    expect(outside).not.toContain('system')
    expect(outside).not.toContain('"""')
    expect(text).not.toMatch(/[\r\u2028\u0085\u202e]/)
    expect(text).toContain('self.forward_weights')
    expect(text).toContain('def forward(self, import_2)')
    expect(new Set([...text.matchAll(/^ {12}(self\.\w+) = /gm)].map(([, name]) => name)).size).toBe(9)
    const python = pythonWith('ast')
    if (python === undefined) return
    const { status, stderr } = spawnSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: text, encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  })

  it('finds a unique identifier for every name', () => {
    const names = new Names()
    const found = ['for', 'for', 'a-b', 'a_b', 'a.b', '1', '', '__class__', 'über', 'self'].map((name, i) => names.of(String(i), name))
    expect(new Set(found).size).toBe(found.length)
    for (const name of found) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$|^v[A-Za-z0-9_]*$/)
    expect(literal('a"b\n\u2028')).toBe('"a\\"b\\n\\u2028"')
  })
})
