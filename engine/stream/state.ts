import { all, boolean, list, nullable, number, record, whole, type Value } from '../contract/schema'
import { limits } from '../document/limits'

/** Numbers encoded by `pack`; their count depends on the network and is checked when it resumes. */
const numbers = { is: 'text' } as const
const name = { is: 'text', longest: limits.streamLine } as const

const sequence = all({ rows: whole(0), offset: whole(0), tracks: list(list(numbers, 2)) })
const speaker = all({ spoken: whole(0), loss: number(), scored: record(whole(0)), judged: record(whole(0)), program: numbers })
const learner = all({
  updates: whole(0),
  weights: numbers,
  gradients: numbers,
  optimizer: list(numbers),
  learner: list(numbers),
  streams: record(numbers),
  /** The state of the algorithm within the sequence; null before its first step and between two sequences. */
  within: nullable(list(numbers)),
})
const times = all({ column: nullable(name), last: nullable(number()), intervals: list(number()) })

/** The complete state from which a stream that learns continues bit for bit, as plain data. */
export const streamSchema = all({
  rows: whole(0),
  sequences: whole(0),
  /** Name of the sequence; null without a column for it. */
  name: nullable(name),
  /** Rows without an output yet. */
  lines: list(all({ line: whole(1), first: boolean })),
  sequence: nullable(sequence),
  speaker,
  learner,
  times,
})

export type SequenceState = Value<typeof sequence>
export type SpeakerState = Value<typeof speaker>
export type LearnerState = Value<typeof learner>
export type TimesState = Value<typeof times>
export type StreamState = Value<typeof streamSchema>
