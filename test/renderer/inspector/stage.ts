import { vi } from 'vitest'
import { Subject, from, type Observable } from 'rxjs'
import { createStore } from 'zustand/vanilla'
import type { CompiledMessage, RunStatus } from '../../../engine/run/protocol'
import type { Answer, Question, QuestionKind, Reply } from '../../../engine/run/questions'
import type { Norms } from '../../../engine/run/streams'
import type { GraphDocument } from '../../../engine/document/types'
import type { RecognizedReading } from '../../../renderer/workspace/documentTables'
import { emptyReport } from '../../../renderer/workspace/engineLife'

/** Replaces the engine in tests of the inspector: no worker, messages on demand. */
export const engineStore = createStore<{
  compiled: CompiledMessage | undefined
  recognized?: RecognizedReading | undefined
  state: { status: RunStatus; fastMath: { used: boolean; available: boolean } }
}>(() => ({ compiled: undefined, state: { status: 'ready', fastMath: { used: false, available: true } } }))

/** The engine of the only tab. */
export const shownEngine = (): object => ({ store: engineStore })

const norms = new Subject<Norms>()
export const watch = (): Observable<Norms> => norms
export const show = (found: Record<string, number>): void => norms.next({ norms: found, strengths: {} })
type Answering = { readonly [K in QuestionKind]?: (question: Question<K>) => readonly Reply<Answer<K>>[] }
/** The engine's answer to each question, as the test sets it. */
export const answering = { costs: () => [{ answer: { sequences: 0, longest: 0, limit: 0, costs: [] } }], 'gradient-check': () => [{ answer: {} }] } as {
  -readonly [K in keyof Answering]: Answering[K]
}
export const ask = vi.fn((question: Question): Observable<unknown> => from((answering[question.kind] as (question: Question) => readonly unknown[])(question)))
export const chooseData = vi.fn()

export const compiledMessage = (rest: Partial<CompiledMessage>): CompiledMessage => ({ ...emptyReport, ...rest })

export const elman: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  name: 'Elman',
  nodes: {
    x: { type: 'input', size: 1, columns: ['rain'] },
    h: { type: 'layer', size: 16 },
    c: { type: 'context' },
    y: { type: 'output', size: 1, columns: ['rain'], ahead: 1 },
  },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense' },
    copy: { from: 'h', to: 'c', kind: 'identity' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
  data: { kind: 'file', path: 'rain.csv', split: [0.6, 0.2, 0.2] },
}
