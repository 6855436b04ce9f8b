import { resolve } from 'node:path'
import { atMost } from '../engine/contract/schema'
import { recovered } from '../engine/document/accept'
import { Store } from './store'

const LENGTH = 10

/** The documents opened or saved last, newest first. */
export class RecentDocuments {
  private readonly store: Store<readonly string[]>

  constructor(
    path: string,
    private readonly changed: () => void,
  ) {
    this.store = new Store(path, (raw) => recovered(atMost(LENGTH, { is: 'text' }), raw))
  }

  list(): readonly string[] {
    return this.store.get()
  }

  add(path: string): void {
    const entry = resolve(path)
    this.set([entry, ...this.list().filter((other) => other !== entry)].slice(0, LENGTH))
  }

  remove(path: string): void {
    this.set(this.list().filter((other) => other !== path))
  }

  clear(): void {
    this.set([])
  }

  settled(): Promise<void> {
    return this.store.settled()
  }

  private set(list: readonly string[]): void {
    this.store.set(list)
    this.changed()
  }
}
