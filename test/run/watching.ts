import type { GraphDocument } from '../../engine/document/types'
import type { FrameMessage } from '../../engine/run/protocol'
import type { Session } from '../../engine/run/session'
import { keyOf, type Norms, type Prediction, type Query, type Scores, type Seen, type Signal, type StreamKind } from '../../engine/run/streams'
import { registry } from '../../nodes'

/** Queries for everything visible of a document except its parameters. */
const everything = ({ nodes }: GraphDocument): Query[] => [
  ...Object.entries(nodes).flatMap(([id, { type }]) =>
    registry.get(type)!.outputs.map(({ name }, i): Query => ({ kind: 'signal', port: i === 0 ? id : `${id}.${name}` })),
  ),
  { kind: 'norms' },
  { kind: 'predictions' },
  { kind: 'scores' },
]

export const watchAll = (session: Pick<Session, 'send'>, document: GraphDocument): void => session.send({ kind: 'watch', add: everything(document), drop: [] })

/** The content of a frame, by query. */
export function shown({ frame, seen }: FrameMessage) {
  const signals: Record<string, Signal> = {}
  for (const [key, value] of seen) if (key.startsWith('signal ')) signals[key.slice(7)] = value as Signal
  return {
    frame,
    signals,
    step: Object.values(signals)[0]?.step ?? NaN,
    norms: (seen.get(keyOf({ kind: 'norms' })) as Norms | undefined)?.norms ?? {},
    predictions: seen.get(keyOf({ kind: 'predictions' })) as readonly Prediction[] | undefined,
    scores: seen.get(keyOf({ kind: 'scores' })) as Scores | undefined,
  }
}

/** The results shown by an idle session. */
export function look<K extends StreamKind>(session: Pick<Session, 'send' | 'message$'>, query: Query<K>): Seen<K> {
  let found: unknown
  const subscription = session.message$.subscribe((message) => {
    if (message.kind === 'frame') found = message.seen.get(keyOf(query as Query)) ?? found
  })
  session.send({ kind: 'watch', add: [query as Query], drop: [] })
  session.send({ kind: 'watch', add: [], drop: [query as Query] })
  subscription.unsubscribe()
  return found as Seen<K>
}
