import { growing, type Move, type Walker } from './walker'

const onNodes =
  (most: number, act: (walker: Walker) => Promise<void>): Move =>
  async (walker) => {
    if (!(await walker.selectNodes(most))) return false
    await act(walker)
  }
const onOne =
  (what: 'groups' | 'notes' | 'wires', act: (walker: Walker) => Promise<void>): Move =>
  async (walker) => {
    if (!(await walker.selectOne(what))) return false
    await act(walker)
  }
const pressing =
  (...keys: readonly string[]) =>
  async (walker: Walker): Promise<void> => {
    for (const key of keys) await walker.press(key)
  }

/** Actions with the keys on the canvas. */
export const keys: Readonly<Record<string, Move>> = {
  'add with the keys': growing(async (walker) => {
    await walker.press('Tab')
    await walker.answer(walker.pick(['layer', 'context', 'gate', 'cell', 'output', 'lstm 2'])!)
  }),
  delete: onNodes(2, (walker) => walker.press(walker.pick(['Delete', 'Backspace'])!)),
  'delete a wire': onOne('wires', (walker) => walker.press('Delete')),
  'delete a note': onOne('notes', (walker) => walker.press('Delete')),
  'delete and reconnect': onNodes(1, (walker) => walker.press('Control+Delete')),
  duplicate: growing(onNodes(2, pressing('Control+d'))),
  'copy and paste': growing(onNodes(3, pressing('Control+c', 'Control+v'))),
  'paste with wires': growing(onNodes(2, pressing('Control+c', 'Control+Shift+V'))),
  'cut and paste': onNodes(2, pressing('Control+x', 'Control+v')),
  rename: onNodes(1, async (walker) => {
    await walker.press('F2')
    await walker.answer(`Node ${walker.whole(0, 99)}`)
  }),
  nudge: onNodes(3, (walker) => walker.press(walker.pick(['Shift+ArrowRight', 'Shift+ArrowUp', 'Control+ArrowLeft', 'Control+ArrowDown'])!)),
  'nudge a note': onOne('notes', (walker) => walker.press('Shift+ArrowLeft')),
  align: onNodes(4, async (walker) => {
    await pressing('Alt+a', walker.pick(['l', 'r', 't', 'b', 'm', 'c', 'h', 'v'])!)(walker)
  }),
  tidy: onNodes(4, (walker) => walker.press('Alt+t')),
  replace: onNodes(1, async (walker) => {
    await walker.press('r')
    await walker.answer(walker.pick(['layer', 'gate', 'cell', 'context'])!)
  }),
  'insert on a wire': growing(
    onOne('wires', async (walker) => {
      await walker.press('i')
      await walker.answer(walker.pick(['layer', 'gate', 'context'])!)
    }),
  ),
  'insert a delay': growing(onOne('wires', (walker) => walker.press('z'))),
  'hide a wire': onOne('wires', (walker) => walker.press('Shift+H')),
  'show wires': async (walker) => {
    if ((await walker.window.locator('.hidden-wires').count()) === 0) {
      if (!(await walker.selectOne('wires'))) return false
      await walker.press('Shift+H')
    }
    await walker.press('Alt+h')
  },
  'wire many': async (walker) => {
    if (!(await walker.selectNodes(2))) return false
    await walker.press('q')
    await walker.look()
    await walker.selectNodes(2)
    await walker.press(walker.pick(['w', 'Shift+W', 'Alt+w'])!)
  },
  group: onNodes(3, async (walker) => {
    await walker.press(walker.pick(['Control+g', 'Control+g', 'Control+Shift+E'])!)
    await walker.answer(`Group ${walker.whole(0, 99)}`)
  }),
  ungroup: onOne('groups', (walker) => walker.press('Control+Shift+G')),
  'fold a group': onOne('groups', (walker) => walker.press('h')),
  'enter a group': onOne('groups', (walker) => walker.press('Enter')),
  'link a copy': growing(onOne('groups', (walker) => walker.press('Alt+d'))),
  'make a copy unique': onOne('groups', (walker) => walker.press('Alt+u')),
  'write a note': async (walker) => {
    await walker.press('c')
    await walker.type(`# Note ${walker.whole(0, 99)}`)
    await walker.press('Escape')
  },
  'write on in a note': onOne('notes', async (walker) => {
    await walker.press('Enter')
    await walker.type(` and $x_${walker.whole(0, 9)}$`)
    await walker.press('Escape')
  }),
  'leave a group': async (walker) => {
    if ((await walker.window.locator('.graph-path').count()) === 0) return false
    await pressing('Escape', 'Escape')(walker)
    return false
  },
  'call a command': async (walker) => {
    if (!(await walker.selectNodes(3))) return false
    await walker.press('Control+k')
    await walker.type(walker.pick(['draw', 'edit'])!)
    const entries = walker.window.locator('.shell-commands [data-command]:not([aria-disabled])')
    const names = (
      await entries.evaluateAll((all) =>
        all.filter((entry) => /^(Draw|Edit)$/.test(entry.querySelector('.group')?.textContent ?? '')).map((entry) => (entry as HTMLElement).dataset.command!),
      )
    ).filter((name) => !['undo', 'redo', 'keep-block', 'menu', 'enter-group'].includes(name) && (!walker.crowded || !/^(add|duplicate|paste)/.test(name)))
    const name = walker.pick(names)
    if (name === undefined) return false
    await walker.window.locator(`.shell-commands [data-command="${name}"]`).click()
    await walker.window.waitForTimeout(40)
    if ((await walker.window.locator('.add-menu').count()) > 0) await walker.press('Enter')
    else if ((await walker.window.locator('.graph input:focus, .graph textarea:focus').count()) > 0) await walker.answer(`Name ${walker.whole(0, 99)}`)
  },
  'undo and redo': async (walker) => {
    const back = walker.whole(1, 4)
    for (let i = 0; i < back; i++) await walker.press('Control+z')
    for (let i = walker.whole(0, back); i > 0; i--) await walker.press(walker.pick(['Control+y', 'Control+Shift+Z'])!)
  },
  'reorder in the list': async (walker) => {
    await walker.window.locator('[data-view="list"]').click()
    await pressing(
      'Home',
      ...Array.from({ length: walker.whole(0, 6) }, () => 'ArrowDown'),
      walker.pick(['Alt+ArrowUp', 'Alt+ArrowDown', 'Delete', 'Control+d'])!,
    )(walker)
    await walker.window.locator('[data-view="network"]').click()
  },
}
