import { beforeEach, expect, it } from 'vitest'
import { dismiss, question, show, useDialogs, type DialogRequest } from '../../../renderer/workspace/dialogStore'

const failure = (reason: string): DialogRequest => ({ kind: 'failure', title: 'shell.failed.open', values: {}, reason })
const open = (): DialogRequest | undefined => useDialogs.getState().request
beforeEach(() => useDialogs.setState({ request: undefined }))

it('every failure is told, one after another, before what was asked for meanwhile', () => {
  show({ kind: 'settings' })
  const failures = ['one', 'two', 'three'].map(failure)
  failures.forEach(show)
  show({ kind: 'data' })
  for (const told of failures) {
    expect(open()).toBe(told)
    dismiss()
  }
  expect(open()).toEqual({ kind: 'data' })
  dismiss()
  expect(open()).toBeUndefined()
})

it('a question that waits is not taken as answered, and one that is open stays until it is answered', async () => {
  show(failure('one'))
  const answers: string[] = []
  const ask = (name: string): Promise<void> =>
    question<string>((answer) => ({ kind: 'without-weights', name, problem: undefined as never, answer: answer as never }), 'cancel').then(
      (answer) => void answers.push(`${name} ${answer}`),
    )
  const [first, second] = [ask('first'), ask('second')]
  show(failure('two'))
  dismiss()
  const { request } = useDialogs.getState()
  expect(request).toMatchObject({ kind: 'without-weights', name: 'first' })
  await Promise.resolve()
  expect(answers).toEqual([])
  if (request?.kind === 'without-weights') request.answer('wait')
  await first
  expect(open()).toMatchObject({ name: 'second' })
  dismiss()
  await second
  expect(answers).toEqual(['first wait', 'second cancel'])
  expect(open()).toMatchObject({ reason: 'two' })
})
