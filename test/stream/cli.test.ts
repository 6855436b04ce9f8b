import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Terminal } from '../../cli/terminal'
import { lines, place, sunspots } from '../cli/terminal'
import { feed } from './feed'

/** y = 2·x, two columns a and b, in the units of the rows. */
const twice = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', columns: ['a'] }, y: { type: 'output', columns: ['b'], bias: false } },
  edges: { W: { from: 'x', to: 'y' } },
  weights: { W: { shape: [1, 1], data: [2] } },
  data: { kind: 'file', path: 'gone.csv' },
}

async function stream(document: unknown, input: string, args: readonly string[] = [], more: Partial<Terminal> = {}, piece?: number) {
  const here = place({ input: feed(input, piece), ...more })
  here.put('a.unfold', document)
  const outcome = await here.unfold('stream', 'a.unfold', ...args)
  return { ...outcome, here }
}

describe('unfold stream', () => {
  it('writes a line for each row, without the table of the document', async () => {
    const { out, status } = await stream(twice, 'a,b\n1,1\n2.5,1\n')
    expect({ out, status }).toEqual({ out: 'line,b\n2,2\n3,5\n', status: 0 })
    const json = await stream(twice, 'b;a\r\n7;"1"\r\n;3', ['--format', 'jsonl'])
    expect(lines(json.out)).toEqual([
      { line: 2, y: [2] },
      { line: 3, y: [6] },
    ])
  })

  it('reads a JSON object per line too, and columns of targets may be absent', async () => {
    const { out } = await stream(twice, '{"a": 1}\n{"a": "4", "c": [1]}\n', ['--json'])
    expect(lines(out)).toEqual([
      { line: 1, y: [2] },
      { line: 2, y: [8] },
    ])
  })

  it('reports broken rows with their lines, and skips them', async () => {
    const { out, err, status } = await stream(twice, 'a,b\n1,1\nx,1\n,1\n1,2,3\n"1,2\n\n# a comment\n2,1\n')
    expect({ out, status }).toEqual({ out: 'line,b\n2,2\n9,4\n', status: 0 })
    expect(err.match(/Line \d/g)).toEqual(['Line 3', 'Line 4', 'Line 5', 'Line 6'])
    expect(err).toContain('2 rows; 4 skipped.')
  })

  it.each([
    ['shift_jis', Buffer.from('a,\x89\xb7\x93\x78,c\n1,1,\x93\x78\n2.5,1,\n', 'latin1')],
    ['utf-16le', Buffer.from('\uFEFFa,温度,c\n1,1,度\n2.5,1,\n', 'utf16le')],
    [undefined, Buffer.from('\uFEFFa,温度,c\n1,1,度\n2.5,1,\n')],
  ] as const)('reads rows in the encoding of the document, %s, also if they come a byte at a time', async (encoding, bytes) => {
    const here = place({ input: feed(bytes, 1) })
    here.put('a.unfold', { ...twice, data: { ...twice.data, encoding }, nodes: { ...twice.nodes, y: { ...twice.nodes.y, columns: ['温度'] } } })
    const { out, status } = await here.unfold('stream', 'a.unfold')
    expect({ out, status }).toEqual({ out: 'line,温度\n2,2\n3,5\n', status: 0 })
  })

  it('learns the same with broken rows in between, however the bytes are divided', async () => {
    const document = { ...twice, training: { algorithm: { kind: 'rtrl' } } }
    const learned = async (input: string, piece: number): Promise<string> => {
      const { here, status } = await stream(document, input, ['--learn', '--out', 'b.unfold'], {}, piece)
      expect(status).toBe(0)
      return readFileSync(join(here.folder, 'b.unfold'), 'utf8')
    }
    const clean = 'a,b\n1,1\n0.5,é\n2,3\n'.replace('é', '4')
    expect(await learned('a,b\n1,1\nä,1\n0.5,4\n"ö\n2,3', 1)).toBe(await learned(clean, 1_000))
  })

  it('resets the state where a new sequence begins', async () => {
    // y(t) = x(t − 1), from a context.
    const document = {
      ...twice,
      nodes: { ...twice.nodes, c: { type: 'context' } },
      edges: { copy: { from: 'x', to: 'c' }, W: { from: 'c', to: 'y', init: { kind: 'constant', value: 1 } } },
      data: { kind: 'file', path: 'gone.csv', sequenceColumn: 's' },
      weights: {},
    }
    const { out } = await stream(document, 'a,s\n1,p\n2,p\n3,q\n4,q\n', ['--json'])
    expect(lines(out).map(({ y }) => y)).toEqual([[0], [1], [0], [3]])
  })

  it('writes outputs that need later rows when these arrive, or when the input ends', async () => {
    const document = {
      ...twice,
      nodes: { ...twice.nodes, x: { ...twice.nodes.x, window: { past: 0, future: 1 } } },
      weights: { W: { shape: [1, 2], data: [10, 1] } },
    }
    expect((await stream(document, 'a\n1\n2\n3\n')).out).toBe('line,b\n2,12\n3,23\n4,30\n')
  })

  it('replaces forced outputs by the true values as soon as they are known', async () => {
    // y(t) = c(t) + x(t), where c is the true y of the step before.
    const document = {
      ...twice,
      nodes: { ...twice.nodes, y: { ...twice.nodes.y, ahead: 1 }, c: { type: 'context' } },
      edges: { W: { from: 'x', to: 'y' }, back: { from: 'y', to: 'c' }, V: { from: 'c', to: 'y' } },
      weights: { W: { shape: [1, 1], data: [1] }, V: { shape: [1, 1], data: [1] } },
      training: { teacherForcing: ['y'] },
    }
    expect((await stream(document, 'a,b\n1,0\n1,50\n1,70\n')).out).toBe('line,b\n2,1\n3,51\n4,71\n')
  })

  it('saves when the input ends or Ctrl+C is pressed, and continues from what it saved', async () => {
    const document = { ...twice, training: { algorithm: { kind: 'rtrl' }, optimizer: { kind: 'sgd', learningRate: 0.1 } } }
    const whole = await stream(document, 'a,b\n1,1\n1,1\n1,1\n1,1\n', ['--learn', '--out', 'b.unfold'])
    const half = await stream(document, 'a,b\n1,1\n1,1\n', ['--learn', '--out', 'b.unfold'])
    await half.here.unfold('stream', 'b.unfold', '--learn', '--out', 'b.unfold')
    const weights = ({ here }: typeof half): unknown => (JSON.parse(readFileSync(join(here.folder, 'b.unfold'), 'utf8')) as typeof twice).weights.W.data
    expect(weights(half)).toEqual(weights(whole))
    const endless = {
      ...feed(''),
      async *[Symbol.asyncIterator]() {
        yield new TextEncoder().encode('a,b\n1,1\n')
        await new Promise(() => undefined)
      },
    }
    const stopped = await stream(document, '', ['--learn', '--out', 'b.unfold'], { input: endless, interrupted: () => 'SIGINT' })
    expect(stopped.status).toBe(130)
    expect(weights(stopped)).not.toEqual([2])
  })

  it('reports gaps and late rows by a column of dates that the network does not use', async () => {
    const minute = (m: number): string => `2026-01-01T00:${String(m).padStart(2, '0')}:00,1\n`
    const { err } = await stream(twice, `time,a\n${[0, 1, 2, 3, 4, 5, 6, 9, 10, 8, 9].map(minute).join('')}`)
    expect(err).toContain('Rows are missing before line 9: 2026-01-01T00:09 follows 2026-01-01T00:06.')
    expect(err).toContain('Line 11 is late')
  })

  it.each([
    ['scaling', { ...sunspots }, ['--learn'], 'SUNACTIVITY'],
    [
      'categories',
      { ...twice, nodes: { x: { type: 'input', columns: ['a'], encoding: 'one-hot', size: 2 }, y: twice.nodes.y }, weights: {} },
      [],
      'categories',
    ],
    ['a horizon', { ...twice, training: { algorithm: { kind: 'bptt', horizon: null } } }, ['--learn'], 'BPTT(h; h′)'],
    ['another algorithm', { ...twice, training: { algorithm: { kind: 'readout' } } }, ['--learn'], 'readout'],
    ['columns', twice, [], 'a header with the columns a'],
    ['targets', { ...twice, training: { algorithm: { kind: 'rtrl' } } }, ['--learn'], 'a header with the columns a, b'],
  ])('requires %s, with a message', async (_, document, args, words) => {
    const { status, err, out } = await stream(document, 'c,d\n1,2\n', args)
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(err).toContain(words)
  })
})
