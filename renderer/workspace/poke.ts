import { nodeOf } from '../../engine/document/ends'
import type { Poke } from '../../engine/analyze/poke'
import type { MomentState } from './moment'

type Change = (state: MomentState) => Partial<MomentState>

/** Identifies the target of a poke: a wire, the noise of a port, or a unit of a port. */
export const pokeKey = (poke: Poke): string =>
  poke.kind === 'cut' ? `cut ${poke.edge}` : poke.kind === 'noise' ? `noise ${poke.port}` : `set ${poke.port} ${poke.unit ?? ''}`

/** The node that a poke acts on; undefined for a wire. */
export const pokedNode = (poke: Poke): string | undefined => (poke.kind === 'cut' ? undefined : nodeOf(poke.port))

/** Whether a node, or a wire, is poked. */
export const isPoked = (pokes: readonly Poke[], node: string | undefined, edge?: string): boolean =>
  pokes.some((poke) => (poke.kind === 'cut' ? edge !== undefined && poke.edge === edge : node !== undefined && pokedNode(poke) === node))

/** Adds a poke, or replaces one with the same target. Holds the moment, because a poked run is one of a chosen sequence. */
export const withPoke =
  (poke: Poke): Change =>
  ({ pokes, held }) => {
    const at = pokes.findIndex((other) => pokeKey(other) === pokeKey(poke))
    return { held: true, ...(held ? {} : { playing: false }), pokes: at < 0 ? [...pokes, poke] : pokes.with(at, poke) }
  }

export const withoutPoke =
  (key: string): Change =>
  ({ pokes }) => ({ pokes: pokes.filter((poke) => pokeKey(poke) !== key) })

/** Whether two pokes hold units of one port at values, over the same steps. */
const together = (a: Poke, b: Poke): boolean => isHeld(a) && isHeld(b) && a.port === b.port && a.first === b.first && a.end === b.end
const isHeld = (poke: Poke): poke is Extract<Poke, { kind: 'set' }> => poke.kind === 'set' && poke.unit !== null && poke.values.length === 1

/** The pokes as the user made them: units of one port that are held over the same steps, such as those of a pulse, form one group. */
export function grouped(pokes: readonly Poke[]): readonly (readonly [Poke, ...Poke[]])[] {
  const groups: [Poke, ...Poke[]][] = []
  for (const poke of pokes) {
    const group = groups.find(([first]) => together(first, poke))
    if (group) group.push(poke)
    else groups.push([poke])
  }
  return groups
}

/** Removes all pokes. */
export const withoutPokes: Change = () => ({ pokes: [] })
