import { expect, type Locator } from '@playwright/test'
import type { Move, Walker } from './walker'

/** Numbers that most fields accept; fields refuse the others, as for a user. */
const NUMBERS = ['1', '2', '3', '4', '0.5', '0.25', '0.9', '6', '0', '1e-3', '2*2']

/** Changes one field of the inspector, of any kind. */
async function changeField(walker: Walker): Promise<boolean | void> {
  const rows = walker.window.locator('.inspector .row')
  const count = await rows.count()
  if (count === 0) return false
  const row = rows.nth(walker.whole(0, count - 1))
  const reset = row.locator('.row-reset:not(.row-vary)')
  if (walker.chance(0.2) && (await reset.count()) > 0) return reset.click()
  const controls = row.locator('.row-control :is(select, input, button)')
  const all = await controls.count()
  if (all === 0) return false
  const control = controls.nth(walker.whole(0, all - 1))
  await change(walker, control)
}

async function change(walker: Walker, control: Locator): Promise<boolean | void> {
  const { kind, options, name, disabled } = await control.evaluate((element) => ({
    kind: element instanceof HTMLInputElement ? (element.getAttribute('role') ?? element.type) : element.tagName.toLowerCase(),
    options: element instanceof HTMLSelectElement ? [...element.options].filter((option) => !option.disabled).map((option) => option.value) : [],
    name: element.closest('.row')?.querySelector<HTMLElement>('[data-field]')?.dataset.field,
    disabled: (element as HTMLInputElement).disabled,
  }))
  if (disabled) return false
  if (kind === 'select') {
    // A file is chosen in a dialog of the system.
    const value = walker.pick(options.filter((option) => option !== 'file' && option !== 'none'))
    if (value === undefined) return false
    await control.selectOption(value)
  } else if (kind === 'spinbutton') {
    if (walker.chance(0.3)) {
      await control.focus()
      await walker.press(walker.pick(['ArrowUp', 'ArrowDown', 'Shift+ArrowUp'])!)
    } else await control.fill(walker.pick(name === 'size' ? ['1', '2', '3', '4', '5'] : NUMBERS)!)
    await walker.press('Enter')
  } else if (kind === 'switch') await control.press('Space')
  else if (kind === 'text') {
    await control.fill(name === 'data.sha256' ? '' : `t${walker.whole(0, 999)}`)
    await walker.press('Enter')
  } else if (kind === 'button') await control.click()
  else return false
}

/** With nothing selected, where the inspector is the document's. */
const withNothing =
  (move: Move): Move =>
  async (walker) => {
    const shown = walker.window.locator('.inspector-description')
    for (let tries = 0; tries < 4 && (await shown.count()) === 0; tries++) await walker.press('Escape')
    return (await shown.count()) > 0 ? move(walker) : false
  }

/** Settings of the inspector and the panels. */
export const fields: Readonly<Record<string, Move>> = {
  'set a node': async (walker) => ((await walker.selectNodes(2)) ? changeField(walker) : false),
  'set a wire': async (walker) => ((await walker.selectOne('wires')) ? changeField(walker) : false),
  'set data and training': withNothing(changeField),
  'choose a task': withNothing(async (walker) => {
    const task = walker.window.locator('[data-field="data.kind"]').locator('..').locator('select')
    if ((await task.count()) === 0) return false
    await task.selectOption('task')
  }),
  'choose a file': withNothing(async (walker) => {
    const source = walker.window.locator('[data-field="data.kind"]').locator('..').locator('select')
    if ((await source.count()) === 0) return false
    await walker.running.answer({ open: walker.table })
    if ((await source.inputValue()) === 'file') await walker.window.locator('.inspector-file button').click()
    else await source.selectOption('file')
    const accept = walker.window.locator('.tables-dialog footer button').last()
    await expect(accept).toBeEnabled()
    await accept.press('Enter')
    await expect(accept).toHaveCount(0)
  }),
  save: async (walker) => {
    await walker.press('Control+s')
    await expect(walker.window.locator('.shell-top .unsaved')).toHaveCount(0)
  },
  'record a step of the tour': async (walker) => {
    if (!(await walker.selectNodes(2))) return false
    await walker.command('tour-record')
    await walker.window
      .locator('.tour-card')
      .waitFor({ timeout: 500 })
      .catch(() => undefined)
    await walker.press('Escape')
    await walker.press('Escape')
  },
  describe: withNothing(async (walker) => {
    await walker.window.locator('.inspector-description .control-icon').click()
    await walker.type(`More ${walker.whole(0, 99)}. `)
    await walker.press('Control+Enter')
  }),
  'give up what was typed': withNothing(async (walker) => {
    const name = walker.window.locator('[data-field="name"]').locator('..').locator('input')
    await name.fill('Not to be')
    await walker.press('Escape')
  }),
  repair: async (walker) => {
    await walker.window.locator('[data-panel="problems"]').click()
    const repairs = walker.window.locator('.problem-repairs button')
    const count = await repairs.count()
    if (count > 0) await repairs.nth(walker.whole(0, count - 1)).click()
    await walker.window.locator('[data-panel="history"]').click()
    return count > 0
  },
  'go back in the list of steps': async (walker) => {
    const steps = walker.window.locator('.panel-history button')
    const count = await steps.count()
    if (count < 4) return false
    await steps.nth(count - walker.whole(1, 3)).click()
    if (walker.chance(0.7)) await steps.last().click()
  },
}

/** Trained weights become a step of history as soon as the engine reports them. */
const learned =
  (move: Move): Move =>
  async (walker) => {
    const { runs, steps } = walker.scene
    if (!runs || (await move(walker)) === false) return false
    for (let tries = 0; tries < 10 && (await walker.look()).steps === steps; tries++) await walker.window.waitForTimeout(20)
  }

/** Actions that change the trained state. */
export const learning: Readonly<Record<string, Move>> = {
  'one update': learned((walker) => walker.press('s')),
  'train for a moment': learned(async (walker) => {
    await walker.press('Control+Enter')
    await walker.window.waitForTimeout(walker.whole(20, 120))
    // Unless it has ended meanwhile.
    if ((await walker.window.locator('.shell-transport .play').getAttribute('data-status')) === 'running') await walker.press('Control+Enter')
  }),
  'edit while it trains': learned(async (walker) => {
    const { press } = walker
    await press('Control+Enter')
    await walker.window.waitForTimeout(walker.whole(10, 80))
    if (await walker.selectNodes(2)) await press(walker.pick(['Shift+ArrowDown', 'Control+d', 'Delete', 'Control+z', 'Alt+r', 'Control+Shift+r'])!)
    await walker.window.waitForTimeout(walker.whole(10, 80))
    if (walker.chance(0.5)) await press('Control+z')
    if ((await walker.window.locator('.shell-transport .play').getAttribute('data-status')) === 'running') await press('Control+Enter')
  }),
  'weights anew': learned((walker) => walker.press('Control+Shift+r')),
  'some weights anew': learned(async (walker) => ((await walker.selectNodes(2)) ? walker.press('Alt+r') : false)),
}
