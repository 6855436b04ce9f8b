import { describe, expect, it } from 'vitest'
import { Coming, type NewStep } from '../../../renderer/editing/coming'
import type { HistoryEntry } from '../../../renderer/editing/store'

const step = (label: string): NewStep => ({ label, learned: {} }) as unknown as NewStep

/** A step that is made when the test says so. */
function pending(label: string) {
  let make: () => void = () => undefined
  const made = new Promise<NewStep>((resolve) => (make = () => resolve(step(label))))
  return { made, make }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('announced steps', () => {
  it('keep the order of their announcement, whichever is known first', async () => {
    const made: string[] = []
    const coming = new Coming(({ label }) => ({ label: made[made.push(label) - 1]! }) as unknown as HistoryEntry)
    const [one, two] = [pending('one'), pending('two')]
    coming.add(one.made, undefined)
    coming.add(two.made, undefined)
    two.make()
    await settle()
    expect(made).toEqual([])
    one.make()
    await coming.settled()
    expect(made).toEqual(['one', 'two'])
  })

  it('are dropped when another document is opened, also if they wait for an earlier one', async () => {
    const made: string[] = []
    const coming = new Coming(({ label }) => ({ label: made[made.push(label) - 1]! }) as unknown as HistoryEntry)
    const [one, two, three] = [pending('one'), pending('two'), pending('three')]
    coming.add(one.made, undefined)
    coming.add(two.made, undefined)
    two.make()
    await settle()
    coming.forget()
    coming.add(three.made, undefined)
    one.make()
    three.make()
    await coming.settled()
    expect(made).toEqual(['three'])
  })
})
