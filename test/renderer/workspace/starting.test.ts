// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { endStart, onceStarted } from '../../../renderer/workspace/starting'

test('actions requested during startup run after it, in order; later ones run at once', () => {
  const done: string[] = []
  onceStarted(() => done.push('open'))
  onceStarted(() => done.push('play'))
  expect(done).toEqual([])
  document.body.innerHTML = '<div id="root" inert></div>'
  endStart()
  expect(done).toEqual(['open', 'play'])
  expect(document.getElementById('root')?.inert).toBe(false)
  onceStarted(() => done.push('save'))
  expect(done).toEqual(['open', 'play', 'save'])
})
