import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const fixtures = join(import.meta.dirname, '..', 'fixtures')

export interface Fixture {
  readonly name: string
  readonly text: string
}

/** Every document of a folder of fixtures. */
export function documents(folder: 'invalid' | 'gradients'): Fixture[] {
  const path = join(fixtures, folder)
  return readdirSync(path)
    .filter((file) => file.endsWith('.unfold'))
    .map((file) => ({ name: file.replace(/\.unfold$/, ''), text: readFileSync(join(path, file), 'utf8') }))
}

export function expected(folder: 'invalid' | 'gradients', name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, folder, `${name}.expected.json`), 'utf8'))
}

/** A small valid document, of which tests spoil one place at a time. */
export const elman = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: {
    kind: 'inline',
    sequences: [
      {
        x: [
          [0, 1],
          [1, 0],
        ],
        y: [[1], [0]],
      },
    ],
  },
}
