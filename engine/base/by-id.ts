/** Returns an object of values by id that has no other keys: a node may be called “toString”, which every other object has. */
export function byId<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const found = Object.create(null) as Record<string, T>
  for (const [id, value] of entries) found[id] = value
  return found
}
