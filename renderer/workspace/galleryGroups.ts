import type { GraphDocument } from '../../engine/document/types'

const galleryGroups = ['models', 'tasks', 'data'] as const
export type GalleryGroup = (typeof galleryGroups)[number]

/** A document's place in the gallery: `extensions.gallery`, {"group", "order"}. */
function placeOf({ extensions }: GraphDocument): { group: GalleryGroup; order: number } {
  const { group, order } = (extensions?.gallery ?? {}) as { group?: unknown; order?: unknown }
  return { group: galleryGroups.find((known) => known === group) ?? 'models', order: typeof order === 'number' ? order : Infinity }
}

/** Entries by group, from simple to complex; those without a place are last, sorted by file name. */
export function grouped<E extends { readonly file: string; readonly document: GraphDocument }>(entries: readonly E[]): [GalleryGroup, E[]][] {
  const sorted = entries
    .map((entry) => ({ entry, ...placeOf(entry.document) }))
    .sort((a, b) => (a.order === b.order ? (a.entry.file < b.entry.file ? -1 : 1) : a.order - b.order))
  return galleryGroups.flatMap((name): [GalleryGroup, E[]][] => {
    const own = sorted.filter(({ group }) => group === name).map(({ entry }) => entry)
    return own.length > 0 ? [[name, own]] : []
  })
}
