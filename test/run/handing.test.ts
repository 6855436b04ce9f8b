import { expect, it } from 'vitest'
import { Receiver, Sender, type PostedMessage } from '../../engine/run/handing'
import { NumberText } from '../../engine/document/number-text'
import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import type { SessionCommand } from '../../engine/run/protocol'

const long: StoredTensor = { shape: [3, 3_000_000], dtype: 'float64', data: 'abcdefgh'.repeat(2_500_000), indices: 'ijkl'.repeat(300_000) }
const listed: StoredTensor = { shape: [600_000], data: new NumberText(`[${'0.5,'.repeat(599_999)}1]`, 600_000), indices: [1, 2] }
const short: StoredTensor = { shape: [2], data: [1, -0] }
const load = (weights: GraphDocument['weights'] | undefined): SessionCommand => ({
  kind: 'load',
  revision: 1,
  fresh: false,
  document: { format: 'unfold-graph', version: 1, nodes: {}, edges: {}, ...(weights ? { weights } : {}) },
})

it('long weights are sent to a worker once, in parts, and arrive unchanged and in order', () => {
  const sender = new Sender()
  const receiver = new Receiver()
  /** The characters of the messages, and the command that arrives. */
  const send = (command: SessionCommand): { longest: number; all: number; arrived: SessionCommand } => {
    const posted = [...sender.posting(command)].map((message) => structuredClone(message) as PostedMessage)
    const lengths = posted.map((message) => JSON.stringify(message).length)
    const arrived = posted.flatMap((message) => receiver.receive(message) ?? [])
    expect(arrived).toHaveLength(1)
    return { longest: Math.max(...lengths), all: lengths.reduce((a, b) => a + b), arrived: arrived[0]! }
  }
  /** Compared as text, because the test runner compares long equal texts slowly. */
  const isSame = (arrived: SessionCommand, sent: SessionCommand): boolean => JSON.stringify(arrived) === JSON.stringify(structuredClone(sent))

  const whole = load({ short, long, listed })
  const first = send(whole)
  expect(isSame(first.arrived, whole)).toBe(true)
  expect(first.longest).toBeLessThan(9_000_000)
  expect(first.all).toBeGreaterThan(23_000_000)
  const others = load({ listed, fresh: { ...short }, long })
  const second = send(others)
  expect(isSame(second.arrived, others)).toBe(true)
  expect(second.all).toBeLessThan(1000)
  // Weights that the last document did not have are sent again.
  expect(isSame(send(load(undefined)).arrived, load(undefined))).toBe(true)
  const third = send(load({ long }))
  expect(isSame(third.arrived, load({ long }))).toBe(true)
  expect(third.all).toBeGreaterThan(20_000_000)
  // Another tensor of the same name is another one.
  const replaced = load({ long: { ...long, data: 'x'.repeat(2 ** 21) } })
  expect(isSame(send(replaced).arrived, replaced)).toBe(true)
  expect(send({ kind: 'pause' }).arrived).toEqual({ kind: 'pause' })
})
