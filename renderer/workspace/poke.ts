import type { Poke } from '../../engine/analyze/poke'
import type { MomentState } from './moment'

type Change = (state: MomentState) => Partial<MomentState>

/** Identifies the target of a poke: a wire, the noise of a port, or a unit of a port. */
export const pokeKey = (poke: Poke): string =>
  poke.kind === 'cut' ? `cut ${poke.edge}` : poke.kind === 'noise' ? `noise ${poke.port}` : `set ${poke.port} ${poke.unit ?? ''}`

/** The node that a poke acts on; undefined for a wire. */
export const pokedNode = (poke: Poke): string | undefined => (poke.kind === 'cut' ? undefined : poke.port.slice(0, poke.port.lastIndexOf('.')))

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

/** Goes back to the run as it is. */
export const withoutPokes: Change = () => ({ pokes: [] })
