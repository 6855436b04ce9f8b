import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach } from 'vitest'
import { main } from '../../cli/main'
import type { Terminal } from '../../cli/terminal'
import { fixtures } from '../document/fixtures'

interface Outcome {
  readonly status: number
  readonly out: string
  readonly err: string
}

export interface Place {
  readonly folder: string
  unfold(...args: string[]): Promise<Outcome>
  /** Writes a file there, a document as JSON, and returns its name. */
  put(name: string, content: unknown): string
  remove(): void
}

/** An empty folder with the sunspots in it, and a terminal there. */
export function place(changes: Partial<Terminal> = {}): Place {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-cli-'))
  cpSync(join(fixtures, 'sunspots.csv'), join(folder, 'sunspots.csv'))
  return {
    folder,
    async unfold(...args) {
      let out = ''
      let err = ''
      const terminal: Terminal = {
        folder,
        environment: {},
        live: false,
        columns: 80,
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        interrupted: () => undefined,
        ...changes,
      }
      const status = await main(args, terminal, '1.2.3')
      return { status, out, err }
    },
    put(name, content) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
      return name
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A place that all tests of a file share. */
export function placeOfFile(): Place {
  const here = place()
  afterAll(() => here.remove())
  return here
}

/** A new place for each test; `prepare` puts files there. */
export function placeOfTest(prepare?: () => void): Place {
  let now: Place
  beforeEach(() => {
    now = place()
    prepare?.()
  })
  afterEach(() => now.remove())
  return {
    get folder() {
      return now.folder
    },
    unfold: (...args) => now.unfold(...args),
    put: (name, content) => now.put(name, content),
    remove: () => now.remove(),
  }
}

export const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>
export const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

export const sunspots = {
  format: 'unfold-graph',
  version: 1,
  name: 'sunspots',
  nodes: {
    x: { type: 'input', columns: ['SUNACTIVITY'] },
    h: { type: 'layer', size: 4 },
    c: { type: 'context' },
    y: { type: 'output', columns: ['SUNACTIVITY'], ahead: 1 },
  },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'file', path: 'sunspots.csv', normalize: 'standard', split: [0.7, 0.15, 0.15] },
  training: { algorithm: { kind: 'bptt', horizon: 10, every: 5 }, epochs: 4, seed: 1 },
  view: { nodes: { x: { x: 0, y: 0 } } },
}
